import ArgumentParser
import Content
import Diagnostics
import Files
import FrontMatter
import Import
import Quantities

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make tasks of a Backlog.md folder.",
    usage: "orchsite import <dir> [<options>]",
    discussion: """
      DIR is a Backlog.md folder, or a project with one in backlog/ or .backlog/. It is only read. Every file becomes \
      a task or a decision, or is named with the reason. A second import adds what is new and changes nothing else. \
      Without a workspace, one is made here (or where -C or --home say).
      """)

  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("The folder to import.", valueName: "dir"), completion: .directory) var folder: String
  @Option(
    help: ArgumentHelp("The repo that the tasks are for; else from the project's name.", valueName: "slug"),
    completion: Completions.repos)
  var repo: String?
  @Flag(help: "Say what would be done, and write nothing.") var dryRun = false
  @Flag(help: "Show everything, on a terminal too.") var all = false
  @Flag(help: "Print JSON, which names every file.") var json = false

  func validate() throws {
    guard let repo, !Slug.isValid(repo) || repo == "readme" else { return }
    throw ValidationError("\"\(repo)\" is not the name of a repo: use lowercase letters, digits and -.")
  }

  func run() async throws {
    let source = try locate()
    let home = try await findHome()
    guard home != source.path, !home.hasPrefix(source.path + "/") else {
      throw Failure.answer(
        "the workspace would lie in the folder that is imported, which is only read",
        help: "go to another folder, or name one with --home DIR")
    }
    let folder = try BacklogFolder.read(source.path, name: source.shown)
    let plan: ImportPlan
    if dryRun {
      plan = try await self.plan(folder, source, home)
    } else {
      plan = try await carryOut(folder, source, home)
    }
    let report = ImportReport(plan: plan, isDryRun: dryRun, limit: Console.outputIsTerminal && !all ? 20 : nil)
    if json {
      Console.say(report.json)
    } else {
      Console.say(report.text(width: Console.outputIsTerminal && !all ? Console.width : nil), terminator: "")
    }
    if plan.hasUnreadable { throw Failure.reported }
  }

  // MARK: Where

  private struct Source {
    /// Absolute, without symbolic links.
    let path: String
    /// As the user named it, with the folder that was found below it.
    let shown: String
  }

  private func locate() throws -> Source {
    let named = options.home.fromStart(folder)
    let root: String
    do throws(FileError) {
      root = try FileSystem.resolve(named)
    } catch {
      throw Failure.file(FileError(.list, named, error.reason))
    }
    if FileSystem.kind(of: root) == .regular {
      throw Failure.answer("\(folder) is a file, not a folder", help: "name the folder that holds tasks/")
    }
    guard let path = BacklogFolder.locate(in: root) else {
      throw Failure.answer(
        "there is no backlog in \(folder)",
        help: "name a folder that holds tasks/, or a project that has one in backlog/ or .backlog/")
    }
    let below = path.dropFirst(root.utf8.count)
    return Source(path: path, shown: (folder.hasSuffix("/") ? String(folder.dropLast()) : folder) + below)
  }

  /// The workspace that is there, else the folder for a new one.
  private func findHome() async throws -> String {
    do {
      return try await options.home.find().path
    } catch Failure.noHome(let folder, _) {
      let content = "\(folder)/\(Scan.indexPath.prefix { $0 != "/" })"
      let entries = FileSystem.kind(of: content) == nil ? [] : try ContentFiles.onDisk(home: folder).list(.all)
      guard !entries.contains(where: { $0.kind != .directory }) else {
        throw Failure.answer(
          "\(content) holds other files, and no index.md", help: "name another place for the workspace with --home DIR")
      }
      return folder
    }
  }

  // MARK: What

  private func plan(_ folder: BacklogFolder, _ source: Source, _ home: String) async throws -> ImportPlan {
    let project = FileSystem.folder(of: source.path)
    let projectName =
      Self.name(of: source.path) == "backlog" || Self.name(of: source.path) == ".backlog"
      ? Self.name(of: project) : Self.name(of: source.path)
    let repo = repo ?? ImportPlan.repoName(for: folder.config, folder: projectName)
    let files = FileSystem.kind(of: "\(home)/content") == nil ? ContentFiles.inMemory([:]) : .onDisk(home: home)
    let target = try await ImportTarget(files, repo: repo)
    return try await ImportPlan(
      of: folder, into: target,
      ImportPlan.Options(
        repo: repo, project: folder.config.projectName ?? projectName,
        repoPath: Self.checkout(project, home: home),
        sourceFolder: Self.folders(from: home, to: source.path), asOf: options.at ?? Clock.now))
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "backlog" }

  private static func folders(from home: String, to path: String) -> [String]? {
    let root = home == "/" ? "/" : home + "/"
    return path.hasPrefix(root) ? path.dropFirst(root.utf8.count).split(separator: "/").map(String.init) : nil
  }

  /// The project's own folder, where it is a git checkout in the workspace.
  private static func checkout(_ project: String, home: String) -> String {
    guard FileSystem.kind(of: "\(project)/.git") != nil else { return "none" }
    if project == home { return "." }
    return folders(from: home, to: project)?.joined(separator: "/") ?? "none"
  }

  // MARK: Doing it

  private func carryOut(_ folder: BacklogFolder, _ source: Source, _ home: String) async throws -> ImportPlan {
    var made: ImportPlan?
    let isNew = FileSystem.kind(of: "\(home)/\(Scan.indexPath)") == nil
    try await Change.run(options, in: Home(path: home), verb: "import", message: "import \(folder.name)") {
      _, editor in
      let plan = try await self.plan(folder, source, home)
      made = plan
      if !plan.customFields.isEmpty { try Self.name(plan.customFields, &editor) }
      let progress = Progress(total: plan.files.count)
      do throws(EditError) {
        try editor.create(together: plan.files) { progress.step() }
      } catch {
        progress.end()
        let written = editor.changes.count { $0.kind == .created }
        Console.warning(
          "\(written) of \(plan.files.count) files are written", help: "import again: it goes on where it stopped")
        throw error
      }
      progress.end()
    }
    guard let made else { throw Failure.reported }
    if isNew, !made.isEmpty { Console.talk("made a workspace in \(home)") }
    return made
  }

  /// Adds keys to `custom_fields`; where the list cannot be changed safely, `check` will call them unknown.
  private static func name(_ keys: [String], _ editor: inout ContentEditor) throws {
    let current = try CustomFieldList(editor)
    do throws(EditError) {
      try editor.edit(Scan.indexPath, current.edits(adding: keys))
    } catch {
      guard case .refused = error else { throw error }
      Console.warning(
        "content/index.md: custom_fields could not be changed safely",
        help: "add to it: \(keys.joined(separator: ", "))")
    }
  }
}

/// The list of custom fields as it is written, which decides how it is changed.
private struct CustomFieldList {
  private let items: [String]
  private let isOnOneLine: Bool

  init(_ editor: borrowing ContentEditor) throws {
    let bytes = try editor.preview(Scan.indexPath, [])
    let document = try FrontMatterDocument(SourceFile(path: Scan.indexPath, bytes: bytes))
    switch document.value(of: "custom_fields") {
    case .list(let values, let mark):
      items = values.map { if case .scalar(let scalar) = $0 { scalar.text } else { "" } }
      isOnOneLine = bytes[document.offset(of: mark)] == UInt8(ascii: "[")
    case .scalar(let scalar):
      items = scalar.text.isEmpty ? [] : [scalar.text]
      isOnOneLine = true
    default:
      items = []
      isOnOneLine = true
    }
  }

  func edits(adding keys: [String]) -> [FrontMatterEdit] {
    isOnOneLine
      ? [.setList(key: "custom_fields", to: items + keys)]
      : keys.map { .append(key: "custom_fields", item: $0) }
  }
}

/// A count on a terminal, for imports that last.
private final class Progress {
  private let total: Int
  private let start = ContinuousClock.now
  private var done = 0
  private var isShown = false

  init(total: Int) { self.total = total }

  func step() {
    done += 1
    guard Console.errorIsTerminal, done % 50 == 0, ContinuousClock.now - start > .milliseconds(500) else { return }
    isShown = true
    Console.talk("\r\(done) of \(total)", terminator: "")
  }

  func end() { if isShown { Console.talk("\r\u{1B}[K", terminator: "") } }
}
