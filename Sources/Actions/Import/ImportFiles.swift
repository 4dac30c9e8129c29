import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Import
import Quantities

/// Makes records of what other systems keep in files: a Backlog.md folder, and sprint boards, lists of invoices and
/// reports of the system that this one replaces. The files are only read. Without a workspace at home, one is made
/// there.
package struct ImportFiles: Verb {
  /// The folder or file, or a project with a backlog in it, as somebody named it.
  package var name: String
  /// The same as a path from where the process is.
  package var path: String
  /// The repo that tasks are for; of a backlog else from the project's name, of the rest from the files.
  package var repo: String?
  /// How the times of reports are meant.
  package var times = WorkerUpdateBlock.Times(meaning: nil)

  package init(_ name: String, at path: String? = nil) {
    self.name = name
    self.path = path ?? name
  }

  package struct Outcome: Warned {
    /// `nil` where there was no backlog.
    package let backlog: ImportPlan?
    /// `nil` where there was no file of the old system.
    package let legacy: LegacyPlan?
    package let isDryRun: Bool
    /// The folder in which a workspace was made.
    package let newHome: String?
    package var warnings: [Warning] = []

    package var isEmpty: Bool { (backlog?.isEmpty ?? true) && (legacy?.isEmpty ?? true) }
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
    let source = try ImportSource.find(name, at: path)
    if let backlog = source.backlog, isInside(home, backlog.path) {
      throw .answer(
        "the workspace would lie in the folder that is imported, which is only read",
        help: source.files.isEmpty
          ? "go to another folder, or name one with --home DIR"
          : "name the files one by one, or a workspace elsewhere with --home DIR")
    }
    let folder = try source.readBacklog()
    if stage.isDryRun {
      let plans = try await plans(folder, source, home, stage.now)
      return Outcome(backlog: plans.backlog, legacy: plans.legacy, isDryRun: true, newHome: nil)
    }
    let isNew = !home.isThere
    return try await Change.run(in: home, stage, verb: "import", message: "import \(folder?.name ?? source.shown)") {
      change throws(Refusal) in
      let plans = try await plans(folder, source, home, stage.now)
      if let plan = plans.backlog { try Self.carryOut(plan, &change) }
      if let plan = plans.legacy {
        try change.write { editor throws(EditError) in
          for file in plan.files { try editor.create(file.path, file.bytes) }
        }
      }
      var outcome = Outcome(backlog: plans.backlog, legacy: plans.legacy, isDryRun: false, newHome: nil)
      if isNew, !outcome.isEmpty {
        outcome = Outcome(backlog: plans.backlog, legacy: plans.legacy, isDryRun: false, newHome: home.path)
      }
      return outcome
    }
  }

  private func isInside(_ home: Home, _ folder: String) -> Bool {
    ExactText(home.path) == ExactText(folder) || FileSystem.relative(home.path, to: folder) != nil
  }

  // MARK: What

  private func plans(
    _ folder: BacklogFolder?, _ source: ImportSource, _ home: Home, _ now: Instant
  ) async throws(Refusal) -> (backlog: ImportPlan?, legacy: LegacyPlan?) {
    var files =
      FileSystem.kind(of: "\(home.path)/content") == nil ? .inMemory([:]) : ContentFiles.onDisk(home: home.path)
    var backlog: ImportPlan?
    if let folder, let place = source.backlog {
      let plan = try await plan(folder, place.path, home, files, now)
      backlog = plan
      // What comes next is put beside it.
      files = files.adding(Dictionary(plan.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first }))
    }
    guard !source.files.isEmpty else { return (backlog, nil) }
    return (backlog, try await plan(source, home, files, now))
  }

  private func plan(
    _ folder: BacklogFolder, _ path: String, _ home: Home, _ files: ContentFiles, _ now: Instant
  ) async throws(Refusal) -> ImportPlan {
    let project = FileSystem.folder(of: path)
    let name = Self.name(of: path)
    let projectName = name == "backlog" || name == ".backlog" ? Self.name(of: project) : name
    let repo = repo ?? ImportPlan.repoName(for: folder.config, folder: projectName)
    return try await refusing {
      try await ImportPlan(
        of: folder, into: ImportTarget(files, repo: repo),
        ImportPlan.Options(
          repo: repo, project: folder.config.projectName ?? projectName,
          repoPath: Self.checkout(project, home: home.path),
          sourceFolder: Self.folders(from: home.path, to: path), asOf: now))
    }
  }

  private func plan(
    _ source: ImportSource, _ home: Home, _ files: ContentFiles, _ now: Instant
  ) async throws(Refusal) -> LegacyPlan {
    let (folder, homePath) = (source.folder, home.path)
    let options = LegacyPlan.Options(
      repo: repo, times: times, project: Self.name(of: folder),
      repoPath: { Self.checkout("\(folder)/\($0)", home: homePath) },
      sourceFolder: ExactText(folder) == ExactText(homePath) ? [] : Self.folders(from: homePath, to: folder), asOf: now)
    let result: Result<LegacyPlan, LegacyPlan.Missing> = try await refusing {
      do {
        return .success(
          try await LegacyPlan(
            of: source.files, named: source.shown, isNamed: source.isFile,
            into: ImportTarget(files, repo: repo ?? ""), options))
      } catch let missing as LegacyPlan.Missing {
        return .failure(missing)
      }
    }
    switch result {
    case .success(let plan): return plan
    case .failure(let missing): throw .usage(missing.message, help: missing.help)
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
