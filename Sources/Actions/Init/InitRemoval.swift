import Bytes
import Content
import Files
import Quantities

extension InitWorkspace {
  /// What it put in and nobody has changed since. Of content, that is all or nothing: with one record more, or one edit,
  /// it is somebody's.
  func removal(of home: Home, _ stage: Stage) async throws(Refusal) -> InitPlan {
    var plan = InitPlan(home: home.path)
    guard FileSystem.kind(of: home.path) != nil else { return plan }
    _ = try await mainCheckout(home)
    plan.removeFiles()
    plan.removeSkills()
    if FileSystem.kind(of: "\(home.path)/.git") != nil, home.isThere || !plan.steps.isEmpty {
      plan.note(".git", "stays: it keeps the history")
    }
    guard home.isThere else { return plan }
    let worktrees = "\(home.path)/.worktrees"
    if (try? FileSystem.list(worktrees).contains { $0.path.utf8.contains(UInt8(ascii: "/")) }) ?? false {
      plan.note(".worktrees", "stays: orchsite worker clean removes worktrees, before this")
    }
    let workspace = try await home.workspace(asOf: stage.now)
    let entries = try refusing { try FileSystem.list("\(home.path)/content") }
    var records: [(path: String, bytes: [UInt8])] = []
    var others: [String] = []
    for entry in entries where entry.kind != .directory {
      let path = "content/\(entry.path)"
      let bytes = try? FileSystem.read("\(home.path)/\(path)", limit: ContentFiles.sizeLimit)
      if entry.hasValidName, let bytes,
        await isOnlyInit(path, bytes, home) ? true : bytes == (await written(at: path, workspace, home))
      {
        records.append((path, bytes))
      } else {
        others.append(path)
      }
    }
    guard others.isEmpty else {
      let more = others.count > 3 ? " and \(others.count - 3) more" : ""
      plan.note(
        "content",
        "stays: init did not write it, or it was edited since: \(others.prefix(3).joined(separator: ", "))\(more)")
      return plan
    }
    // Home is home until the last of it is gone.
    for record in records where record.path != Scan.indexPath { plan.add(record.path, .removeRecord(record.bytes)) }
    for record in records where record.path == Scan.indexPath { plan.add(record.path, .removeRecord(record.bytes)) }
    return plan
  }

  /// Whether a file has one commit, which init made, and is as it was then. What init would write today may be something
  /// else: a repo has got its first commit since, or a remote.
  private func isOnlyInit(_ path: String, _ bytes: [UInt8], _ home: Home) async -> Bool {
    let log = try? await home.git.run(["log", "--max-count=2", "--format=%s", "--", path], accepting: [0, 128])
    let subjects = (log?.text ?? "").split(separator: "\n")
    guard subjects.count == 1, let only = subjects.first, only == "chore(content): init" else { return false }
    let blob = try? await home.git.run(["cat-file", "blob", "HEAD:./\(path)"], accepting: [0, 128])
    return blob?.status == 0 && blob?.bytes == bytes
  }

  /// What init would write to a path of content today.
  private func written(at path: String, _ workspace: Workspace, _ home: Home) async -> [UInt8]? {
    switch RecordPath(path) {
    case .index: return Array(Self.index(home: home.path).text.utf8)
    case .sprint(let slug):
      guard path == Self.sprintPath, let sprint = workspace.sprints.first(where: { $0.slug == slug }) else {
        return nil
      }
      return Array(Self.sprintRecord(from: sprint.start).text.utf8)
    case .repo(let slug):
      guard let repo = workspace.repos.first(where: { $0.slug == slug }) else { return nil }
      let search = RepoSearch(home: home.path, git: home.git)
      let found = try? await search.found(repo.path, slug: slug)
      return found.map { Array($0.record.text.utf8) }
    default: return nil
    }
  }
}
