import ArgumentParser
import Content
import Diagnostics
import Files
import FrontMatter
import Git
import Quantities

/// The options of every verb that writes.
struct ChangeOptions: ParsableArguments {
  @OptionGroup var home: HomeOptions

  @Option(help: ArgumentHelp("The moment to record, with an offset; else now.", valueName: "time"))
  var at: Instant?
}

/// One change of `content/`, from taking the lock to the commit.
struct Change {
  let home: Home
  let at: Instant
  /// Whether the user named that moment.
  let isAtNamed: Bool
  /// The workspace as it was when the lock was taken.
  let workspace: Workspace

  /// Takes the lock, reads the workspace, makes the change, commits what `auto_commit` says, and gives the lock back.
  ///
  /// - Parameters:
  ///   - verb: for processes that wait, such as "task move".
  ///   - message: the subject of the commit.
  ///   - body: makes the change and says what it did. What it wrote before it threw is committed all the same.
  static func run(
    _ options: ChangeOptions, verb: String, message: String,
    _ body: (borrowing Change, inout ContentEditor) async throws -> Void
  ) async throws {
    try await run(options, in: try await options.home.find(), verb: verb, message: message, body)
  }

  /// The same in a workspace that was found before, or that the change is about to make.
  static func run(
    _ options: ChangeOptions, in home: Home, verb: String, message: String,
    _ body: (borrowing Change, inout ContentEditor) async throws -> Void
  ) async throws {
    var editor = try await ContentEditor(home: home.path, verb: verb) { holder in
      Console.talk("waiting for \(holder.map { "\($0)" } ?? "another process") …")
    }
    let at = options.at ?? Clock.now
    let isThere = FileSystem.kind(of: "\(home.path)/\(Scan.indexPath)") != nil
    let workspace = try await Workspace.load(isThere ? home.files : .inMemory([:]), .frontMatter, asOf: at)
    // Whoever makes a workspace decides when it is committed for the first time.
    editor.autoCommit = isThere ? workspace.settings.autoCommit : .none
    let change = Change(home: home, at: at, isAtNamed: options.at != nil, workspace: workspace)
    let result: Result<Void, any Error>
    do {
      try await body(change, &editor)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await change.commit(editor, message: message)
    editor.finish()
    try result.get()
  }

  /// Commits what waits for it. A commit that cannot be made is said; the files are written, and the next verb makes
  /// it good.
  private func commit(_ editor: borrowing ContentEditor, message: String) async {
    let paths = editor.uncommitted
    // What waits from a time when auto_commit was another does not count against the person's word.
    guard !paths.isEmpty, workspace.settings.autoCommit != .none else { return }
    guard workspace.settings.source != nil else {
      Console.warning(
        "written, but not committed: content/index.md cannot be read",
        help: "orchsite check says why; the next verb that writes commits it too")
      return
    }
    do throws(CommitError) {
      let subject = "chore(content): \(message.printable)"
      let written = Set(editor.changes.map(\.path))
      let late = paths.filter { !written.contains($0) }
      let tail = late.isEmpty ? "" : "\n\nAlso, left over from earlier:\n" + late.map { "- \($0)\n" }.joined()
      _ = try await GitRunner(folder: home.path).commit(paths: paths, message: subject + tail)
      try? editor.forgetUncommitted()
    } catch {
      Console.warning("written, but not committed: \(error)", help: Self.help(for: error))
    }
  }

  private static func help(for error: CommitError) -> String {
    switch error {
    case .notARepository: "git init makes one; auto_commit: none in content/index.md keeps this quiet"
    case .ignored: "mend .gitignore, or write auto_commit: none into content/index.md"
    default: "the next verb that writes commits it too"
    }
  }

  /// Says that an update cannot be recorded at the moment that was asked for.
  func sayIfLate(_ task: TrackedTask) {
    guard isAtNamed, let newest = task.newestUpdate, newest.at.milliseconds >= at.milliseconds else { return }
    Console.warning(
      "--at is earlier than the newest update, of \(newest.at)",
      help: "nothing to do: it was recorded just behind that one")
  }

  func task(_ id: TaskID) throws -> TrackedTask { try workspace.existingTask(id) }

  /// Refuses a change that would bring an error into content: the workspace is read once more, with the file as it
  /// would be. Of bodies, this file's is the only one that can get worse by it.
  func refuseIfWorse(_ path: String, _ bytes: [UInt8]) async throws {
    let after = try await Workspace.load(home.files.replacing(path, with: bytes), .frontMatter, asOf: at)
    let changed = Subtrees([path])
    let before = Set(workspace.check(linksIn: changed).filter { $0.severity == .error }.map(Self.identity))
    let new = after.check(linksIn: changed).filter { $0.severity == .error && !before.contains(Self.identity($0)) }
    if !new.isEmpty { throw Failure.worse(new) }
  }

  /// Without the place, which an edit moves.
  private static func identity(_ diagnostic: Diagnostic) -> [String] {
    [diagnostic.file.path, diagnostic.code, diagnostic.message]
  }

  func create(_ path: String, _ text: String, _ editor: inout ContentEditor) async throws {
    guard FileSystem.kind(of: "\(home.path)/\(path)") == nil else {
      throw Failure.answer("\(path) is there already", help: "choose another name, or edit that file")
    }
    try await refuseIfWorse(path, Array(text.utf8))
    try editor.create(path, text)
    Console.say("created \(path)")
  }
}

extension Workspace {
  /// A task that must be there; the error suggests the one that was probably meant.
  func existingTask(_ id: TaskID) throws -> TrackedTask {
    if let task = task(id) { return task }
    if let file = unreadable.first(where: { $0.record == .task(id) }) {
      throw Failure.content(file.diagnostics)
    }
    let sameName = tasks.first { $0.id.task == id.task }?.id.description
    let near = sameName ?? nearest(to: id.description, among: tasks.map(\.id.description))
    throw Failure.answer(
      "there is no task \(id)", help: near.map { "did you mean \($0)?" } ?? "orchsite task list --all shows all")
  }
}

extension TaskID: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public static var defaultCompletionKind: CompletionKind { Completions.tasks }
}
