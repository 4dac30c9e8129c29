import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Import
import Quantities

/// Makes tasks of a Backlog.md folder, which is only read. Without a workspace at home, one is made there.
package struct ImportBacklog: Verb {
  /// The folder, or a project with one in it, as somebody named it.
  package var folder: String
  /// The same as a path from where the process is.
  package var path: String
  /// The repo that the tasks are for; else from the project's name.
  package var repo: String?
  /// Only plans.

  package init(_ folder: String, at path: String? = nil) {
    self.folder = folder
    self.path = path ?? folder
  }

  package struct Outcome: Warned {
    package let plan: ImportPlan
    package let isDryRun: Bool
    /// The folder in which a workspace was made.
    package let newHome: String?
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    guard let repo else { return }
    guard Slug.isValid(repo) else {
      throw .usage("\"\(repo)\" is not the name of a repo: use lowercase letters, digits and -.")
    }
    // A repo may be called what a folder of tasks is called most often.
    if repo != "backlog" { try OneLine.checkName(repo) }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let source = try locate()
    guard ExactText(home.path) != ExactText(source.path), FileSystem.relative(home.path, to: source.path) == nil else {
      throw .answer(
        "the workspace would lie in the folder that is imported, which is only read",
        help: "go to another folder, or name one with --home DIR")
    }
    let folder = try refusing { try BacklogFolder.read(source.path, name: source.shown) }
    if stage.isDryRun {
      return Outcome(plan: try await plan(folder, source, home, stage.now), isDryRun: true, newHome: nil)
    }
    let isNew = !home.isThere
    return try await Change.run(in: home, stage, verb: "import", message: "import \(folder.name)") {
      change throws(Refusal) in
      let plan = try await plan(folder, source, home, stage.now)
      try Self.carryOut(plan, &change)
      return Outcome(plan: plan, isDryRun: false, newHome: isNew && !plan.isEmpty ? home.path : nil)
    }
  }

  // MARK: Where

  private struct Source {
    /// Absolute, without symbolic links.
    let path: String
    /// As the user named it, with the folder that was found below it.
    let shown: String
  }

  private func locate() throws(Refusal) -> Source {
    let root: String
    do throws(FileError) {
      root = try FileSystem.resolve(path)
    } catch {
      throw .file(FileError(.list, path, error.reason))
    }
    if FileSystem.kind(of: root) == .regular {
      throw .answer("\(folder) is a file, not a folder", help: "name the folder that holds tasks/")
    }
    guard let path = BacklogFolder.locate(in: root) else {
      throw .answer(
        "there is no backlog in \(folder)",
        help: "name a folder that holds tasks/, or a project that has one in backlog/ or .backlog/")
    }
    let below = FileSystem.relative(path, to: root).map { "/\($0)" } ?? ""
    return Source(path: path, shown: (folder.hasSuffix("/") ? String(folder.dropLast()) : folder) + below)
  }

  // MARK: What

  private func plan(
    _ folder: BacklogFolder, _ source: Source, _ home: Home, _ now: Instant
  ) async throws(Refusal) -> ImportPlan {
    let project = FileSystem.folder(of: source.path)
    let name = Self.name(of: source.path)
    let projectName = name == "backlog" || name == ".backlog" ? Self.name(of: project) : name
    let repo = repo ?? ImportPlan.repoName(for: folder.config, folder: projectName)
    let files =
      FileSystem.kind(of: "\(home.path)/content") == nil ? .inMemory([:]) : ContentFiles.onDisk(home: home.path)
    return try await refusing {
      try await ImportPlan(
        of: folder, into: ImportTarget(files, repo: repo),
        ImportPlan.Options(
          repo: repo, project: folder.config.projectName ?? projectName,
          repoPath: Self.checkout(project, home: home.path),
          sourceFolder: Self.folders(from: home.path, to: source.path), asOf: now))
    }
  }

  private static func name(of path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? "backlog"
  }

  private static func folders(from home: String, to path: String) -> [String]? {
    FileSystem.relative(path, to: home)?.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) }
  }

  /// The project's own folder, where it is a git checkout in the workspace.
  private static func checkout(_ project: String, home: String) -> String {
    guard FileSystem.kind(of: "\(project)/.git") != nil else { return "none" }
    if ExactText(project) == ExactText(home) { return "." }
    guard let path = folders(from: home, to: project)?.joined(separator: "/") else { return "none" }
    // The word alone means that there is no checkout.
    return path == "none" ? "./none" : path
  }

  // MARK: Doing it

  private static func carryOut(_ plan: ImportPlan, _ change: inout Change) throws(Refusal) {
    if !plan.customFields.isEmpty { try name(plan.customFields, &change) }
    try change.write { editor throws(EditError) in
      for file in plan.files { try editor.create(file.path, file.bytes) }
    }
  }

  /// Adds keys to `custom_fields`; where the list cannot be changed safely, `check` will call them unknown.
  private static func name(_ keys: [String], _ change: inout Change) throws(Refusal) {
    do throws(Refusal) {
      try change.write { editor throws(EditError) in
        let edits = CustomFieldList(try editor.preview(Scan.indexPath, [])).edits(adding: keys)
        try editor.edit(Scan.indexPath, edits)
      }
    } catch {
      guard case .content = error else { throw error }
      change.warn(
        "content/index.md: custom_fields could not be changed safely",
        help: "add to it: \(keys.joined(separator: ", "))")
    }
  }
}

/// The list of custom fields as it is written, which decides how it is changed.
private struct CustomFieldList {
  private let items: [String]
  private let isOnOneLine: Bool

  init(_ bytes: [UInt8]) {
    let document = try? FrontMatterDocument(SourceFile(path: Scan.indexPath, bytes: bytes))
    switch document?.value(of: "custom_fields") {
    case .list(let values, let mark):
      items = values.map { if case .scalar(let scalar) = $0 { scalar.text } else { "" } }
      isOnOneLine = document.map { bytes[$0.offset(of: mark)] == UInt8(ascii: "[") } ?? true
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
