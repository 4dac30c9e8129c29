import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Sessions

/// Where a report waits that home would not take: a sandbox lets an agent write in its worktree, and maybe nowhere else.
/// The next verb that runs at home brings it home.
enum Outbox {
  /// In the worktree's own git directory, where no file of the worktree shows it.
  private static let hidden = "orchsite-outbox"
  /// In the worktree itself, where that is all that can be written. It ignores itself.
  private static let visible = ".orchsite-outbox"
  private static let ending = ".json"
  private static let sizeLimit = 32 << 20

  /// Whether home takes nothing from this process just now, whatever it tries.
  static func isRefused(_ refusal: Refusal) -> Bool {
    switch refusal {
    case .file(let error): error.isForbidden || error.isWithoutRoom
    case .after(_, let refusal): isRefused(refusal)
    default: false
    }
  }

  /// Puts a report where it waits.
  ///
  /// - Returns: the file.
  static func put(_ report: QueuedReport, in place: WorkerPlace) throws(FileError) -> String {
    let name = "\(report.draft.at.stamp)-\(report.draft.worker)\(ending)"
    do throws(FileError) {
      return try put(report.bytes, name, in: "\(place.gitDirectory)/\(hidden)")
    } catch {
      guard error.isForbidden || error.isWithoutRoom else { throw error }
      let folder = "\(place.path)/\(visible)"
      // From inside, because what git excludes for a repo is shared with the main checkout, and out of reach here.
      try FileSystem.makeOwnFolder(folder)
      return try put(report.bytes, name, in: folder)
    }
  }

  private static func put(_ bytes: [UInt8], _ name: String, in folder: String) throws(FileError) -> String {
    try FileSystem.makeDirectories(folder)
    let path = "\(folder)/\(name)"
    try FileSystem.createExclusively(bytes, at: path)
    return path
  }

  // MARK: At home

  struct Waiting: Sendable {
    let path: String
    /// nil for what cannot be read as one, or is another task's than the worktree's.
    let report: QueuedReport?
  }

  /// What waits in the worktrees of a workspace, oldest first in each.
  static func waiting(in home: Home, _ workspace: Workspace) -> [Waiting] {
    workspace.repos.flatMap { repo -> [Waiting] in
      guard let folder = repo.folder(home: home.path), let common = gitDirectory(of: folder) else { return [] }
      let names =
        (try? FileSystem.list("\(common)/worktrees") { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
      return names.filter { $0.kind == .directory }.flatMap { entry -> [Waiting] in
        let own = "\(common)/worktrees/\(entry.path)"
        guard let marker = WorkerMarker.read(in: own), ExactText(marker.home) == ExactText(home.path) else { return [] }
        return waiting(worktree: top(own), gitDirectory: own, of: "\(marker.repo)/\(marker.task)")
      }
    }
  }

  static func waiting(in place: WorkerPlace) -> [Waiting] {
    waiting(
      worktree: place.path, gitDirectory: place.gitDirectory, of: "\(place.marker.repo)/\(place.marker.task)")
  }

  private static func waiting(worktree: String?, gitDirectory: String, of task: String) -> [Waiting] {
    ["\(gitDirectory)/\(hidden)", worktree.map { "\($0)/\(visible)" }].compactMap(\.self).flatMap { folder in
      ((try? FileSystem.list(folder)) ?? []).filter { entry in
        entry.kind == .regular && entry.path.utf8.reversed().starts(with: ending.utf8.reversed())
          && entry.path.utf8.first != UInt8(ascii: ".")
      }.map { entry in
        let path = "\(folder)/\(entry.path)"
        let report = (try? FileSystem.read(path, limit: sizeLimit)).flatMap { QueuedReport($0) }
        // Whoever can write here speaks for this task and no other.
        let isOwn = report.map { ExactText($0.draft.task.description) == ExactText(task) } ?? false
        return Waiting(path: path, report: isOwn ? report : nil)
      }
    }
  }

  /// The repository of a checkout, without asking git.
  private static func gitDirectory(of folder: String) -> String? {
    let path = "\(folder)/.git"
    switch FileSystem.kind(of: path) {
    case .directory: return path
    case .regular: return WorkerMarker.worktree(of: folder)?.gitDirectory
    default: return FileSystem.kind(of: "\(folder)/HEAD") == .regular ? folder : nil
    }
  }

  /// The worktree that a git directory is for.
  private static func top(_ gitDirectory: String) -> String? {
    guard let bytes = try? FileSystem.read("\(gitDirectory)/gitdir", limit: 1 << 16) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    return text.map { FileSystem.folder(of: $0) }
  }

  /// Takes what waits into `content/`. Files go from the outbox when they are written there; who dies in between finds
  /// the same update there, and only takes the file away.
  ///
  /// - Returns: what is to be said of those that stay.
  static func collect(
    _ waiting: [Waiting], with editor: inout ContentEditor, in home: Home, _ workspace: Workspace
  ) throws(FileError) -> [Warning] {
    var warnings: [Warning] = []
    editor.autoCommit = nil
    for item in waiting {
      guard let report = item.report, workspace.task(report.draft.task) != nil else {
        warnings.append(
          Warning(
            "a report waits that cannot be brought home: \(item.path)",
            help: item.report == nil
              ? "it is no report of this worktree's task; look at it, and delete it"
              : "its task has no file any more; write one again, or delete the report"))
        continue
      }
      let record = Array(report.draft.record.text.utf8)
      let path = "\(home.path)/\(report.path)"
      if (try? FileSystem.read(path, limit: ContentFiles.sizeLimit)) != record {
        do throws(EditError) {
          try editor.write(report.draft)
        } catch {
          warnings.append(
            Warning("a report waits that cannot be brought home: \(item.path)", help: "\(Refusal(error))"))
          continue
        }
        do throws(FileError) {
          try editor.apply()
        } catch {
          // In a sandbox of its own, somebody else's reports are not its business.
          guard error.isForbidden else { throw error }
          editor.discard()
          return warnings
        }
      }
      do throws(FileError) {
        try FileSystem.removeFile(item.path)
      } catch {
        // The same report is found there again, and only taken away.
        guard error.isForbidden else { throw error }
      }
      clear(FileSystem.folder(of: item.path))
    }
    return warnings
  }

  /// Takes an empty outbox away: a worktree is to be left as it was.
  private static func clear(_ folder: String) {
    let ignore = "\(folder)/.gitignore"
    let left = (try? FileSystem.list(folder)) ?? []
    guard left.allSatisfy({ $0.path == ".gitignore" }) else { return }
    if FileSystem.kind(of: ignore) != nil { try? FileSystem.removeFile(ignore) }
    _ = try? FileSystem.removeEmptyDirectory(folder)
  }
}

extension Home {
  /// Brings home what waits in outboxes, and commits what a sandbox kept from being committed, for verbs that only read. What cannot be is said by the next verb that writes.
  func collectOutboxes(_ workspace: Workspace, _ stage: Stage) async -> Bool {
    let stray = ContentEditor.strayPath(home: path)
    let hasStrays = FileSystem.kind(of: stray) != nil
    guard !stage.isDryRun, hasStrays || Outbox.waiting(in: self, workspace).contains(where: { $0.report != nil }) else {
      return false
    }
    struct Nothing: Warned { var warnings: [Warning] = [] }
    let result = try? await Change.run(in: self, stage, verb: "report", message: "reports that waited") {
      _ throws(Refusal) in Nothing()
    }
    // From a sandbox, nothing of it has changed.
    if hasStrays, (try? await git.untracked(below: "content/updates"))?.isEmpty == true {
      try? FileSystem.removeFile(stray)
    }
    return result != nil
  }
}
