import Content
import Diagnostics
import Files
import FrontMatter
import Git
import Quantities

/// One change of `content/`, from taking the lock to the commit.
///
/// It reads once, and what it writes it proves: by reading each file again, and where somebody gave the values, by
/// putting the workspace together with the file as it would be.
package struct Change: ~Copyable {
  package let home: Home
  package let stage: Stage
  /// The workspace as it was when the lock was taken.
  package let workspace: Workspace
  private let scan: Scan
  private var editor: ContentEditor
  private var warnings: [Warning] = []
  /// How many of the editor's changes were there at the last commit.
  private var committed = 0

  /// The moment to record.
  package var at: Instant { stage.now }

  /// Takes the lock, reads the workspace, makes the change, commits what `auto_commit` says, and gives the lock back.
  ///
  /// - Parameters:
  ///   - verb: for processes that wait, such as "task move".
  ///   - message: the subject of the commit; of the last one, where the change makes several.
  ///   - body: makes the change and says what it did. What it wrote before it threw is committed all the same.
  /// - Returns: what the body gave, with whatever else is to be said.
  package static func run<Outcome: Warned>(
    in home: Home, _ stage: Stage, verb: String, message: String,
    _ body: (inout Change) async throws(Refusal) -> Outcome
  ) async throws(Refusal) -> Outcome {
    let editor = try await refusing {
      try await ContentEditor(home: home.path, verb: verb) { stage.tell(.waiting($0)) }
    }
    var change = Change(home, stage, try await home.records(), editor)
    let result: Result<Outcome, Refusal>
    do throws(Refusal) {
      result = .success(try await body(&change))
    } catch {
      result = .failure(error)
    }
    await change.commit(message)
    let warnings = change.warnings
    change.finish()
    switch result {
    case .success(var outcome):
      outcome.warnings = warnings
      return outcome
    case .failure(let refusal):
      throw warnings.isEmpty ? refusal : .after(warnings, refusal)
    }
  }

  private init(_ home: Home, _ stage: Stage, _ scan: Scan, _ editor: consuming ContentEditor) {
    self.home = home
    self.stage = stage
    self.scan = scan
    workspace = Workspace(linking: scan, asOf: stage.now)
    self.editor = editor
    // Whoever makes a workspace decides when it is committed for the first time.
    self.editor.autoCommit = home.isThere ? workspace.settings.autoCommit : .none
  }

  private consuming func finish() { editor.finish() }
}

/// An outcome that can carry warnings: of a commit that could not be made, for one.
package protocol Warned: Sendable {
  var warnings: [Warning] { get set }
}

// MARK: - What a verb does with it

extension Change {
  package func task(_ id: TaskID) throws(Refusal) -> TrackedTask { try workspace.existingTask(id) }

  /// Something to be said beside the outcome.
  package mutating func warn(_ message: String, help: String? = nil) { warnings.append(Warning(message, help: help)) }

  /// Says that an update cannot be recorded at the moment that was asked for.
  package mutating func warnIfLate(_ task: TrackedTask) {
    guard stage.isNamed, let newest = task.newestUpdate, newest.at.milliseconds >= at.milliseconds else { return }
    warn(
      "--at is earlier than the newest update, of \(newest.at)",
      help: "nothing to do: it was recorded just behind that one")
  }

  /// Changes content through the editor.
  package mutating func write<Value>(
    _ body: (inout ContentEditor) throws(EditError) -> Value
  ) throws(Refusal) -> Value {
    do throws(EditError) { return try body(&editor) } catch { throw Refusal(error) }
  }

  /// Creates a record that somebody gave the values of.
  ///
  /// - Returns: its path.
  package mutating func create(_ path: String, _ record: RecordText) async throws(Refusal) -> String {
    guard FileSystem.kind(of: "\(home.path)/\(path)") == nil else {
      throw .answer("\(path) is there already", help: "choose another name, or edit that file")
    }
    try await prove(path, Array(record.text.utf8))
    try write { editor throws(EditError) in try editor.create(path, record) }
    return path
  }

  /// Edits a file by values that somebody gave.
  ///
  /// - Returns: whether it did not say so already.
  package mutating func edit(_ path: String, _ edits: [FrontMatterEdit]) async throws(Refusal) -> Bool {
    let bytes = try write { editor throws(EditError) in try editor.preview(path, edits) }
    try await prove(path, bytes)
    return try write { editor throws(EditError) in try editor.edit(path, edits) }
  }

  /// Refuses a file that would bring an error into content: the workspace is put together once more with the file as
  /// it would be. What is wrong already hinders nobody.
  private func prove(_ path: String, _ bytes: [UInt8]) async throws(Refusal) {
    let files = home.files.replacing(path, with: bytes)
    let after = try await refusing { try await scan.updating([path], from: files) }
    let changed = Subtrees([path])
    let errors = Self.errors(in: Workspace(linking: after, asOf: at), changed)
    if errors.isEmpty { return }
    let before = Set(Self.errors(in: workspace, changed).map(Self.identity))
    let new = errors.filter { !before.contains(Self.identity($0)) }
    if !new.isEmpty { throw .worse(new) }
  }

  /// - Parameter changed: of all bodies, these are the only ones whose links a change can break by itself.
  private static func errors(in workspace: Workspace, _ changed: Subtrees) -> [Diagnostic] {
    workspace.check(linksIn: changed).filter { $0.severity == .error }
  }

  /// Without the place, which an edit moves.
  private static func identity(_ diagnostic: Diagnostic) -> [String] {
    [diagnostic.file.path, diagnostic.code, diagnostic.message]
  }
}

// MARK: - Commits

extension Change {
  /// Ends a step of the change: what was written until now is committed before anything else is written. At the end of
  /// a change that happens by itself.
  ///
  /// A commit that cannot be made becomes a warning; the files are written, and the next commit takes them along.
  ///
  /// - Returns: whether nothing waits for a commit any more that should be committed.
  @discardableResult
  package mutating func commit(_ message: String) async -> Bool {
    let paths = editor.uncommitted
    let written = Set(editor.changes[committed...].map(\.path))
    committed = editor.changes.count
    // What waits from a time when auto_commit was another does not count against the person's word.
    guard !paths.isEmpty, workspace.settings.autoCommit != .none else { return true }
    guard workspace.settings.source != nil else {
      warn(
        "written, but not committed: content/index.md cannot be read",
        help: "orchsite check says why; the next verb that writes commits it too")
      return false
    }
    do throws(CommitError) {
      let late = paths.filter { !written.contains($0) }
      let tail = late.isEmpty ? "" : "\n\nAlso, left over from earlier:\n" + late.map { "- \($0)\n" }.joined()
      _ = try await home.git.commit(paths: paths, message: "chore(content): \(message.printable)\(tail)")
      try? editor.forgetUncommitted()
      return true
    } catch {
      warn("written, but not committed: \(error)", help: Self.help(for: error))
      return false
    }
  }

  private static func help(for error: CommitError) -> String {
    switch error {
    case .notARepository: "git init makes one; auto_commit: none in content/index.md keeps this quiet"
    case .ignored: "mend .gitignore, or write auto_commit: none into content/index.md"
    default: "the next verb that writes commits it too"
    }
  }
}
