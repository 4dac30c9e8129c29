import Bytes
import Content
import Evidence
import Files
import Git
import Quantities

/// What was kept of a worktree or a branch that is gone: commits below `refs/orchsite/rescue/` in its repository, and of
/// a worktree that was given up, the whole folder in `.orchsite/rescue/` at home, which only its owner can look into.
package struct Rescue: Sendable, Equatable {
  package let repo: String
  package let task: String
  /// Tells those of one task apart.
  package let stamp: String
  package let branch: String?
  /// Where the branch, or the detached HEAD, was.
  package let head: String?
  /// Where the worktree was; nil where only commits were kept.
  package let worktree: String?
  /// The worktree's own git directory, as it was.
  package let gitDirectory: String?
  package let at: Instant

  /// `web/fix/20260106T091530123Z`.
  package var name: String { "\(repo)/\(task)/\(stamp)" }

  static let references = "refs/orchsite/rescue/"
  var reference: String { "\(Self.references)\(task)/\(stamp)" }
  static let keptFor = 30

  func folder(home: String) -> String { "\(Self.root(home))/\(name)" }
  static func root(_ home: String) -> String { "\(home)/.orchsite/rescue" }
}

// MARK: - Keeping

extension Rescue {
  /// The text of the commit that keeps everything; reading it back gives the rescue.
  fileprivate var message: String {
    let fields = [
      ("repo", repo), ("task", task), ("stamp", stamp), ("branch", branch), ("head", head), ("worktree", worktree),
      ("git-directory", gitDirectory), ("at", at.description),
    ]
    let lines = fields.compactMap { name, value in
      value.map { "\(name): \($0.percentEncoded(keeping: UInt8(ascii: "/")))" }
    }
    return "kept by orchsite: \(repo)/\(task)\n\n" + lines.joined(separator: "\n") + "\n"
  }

  fileprivate init?(message: String) {
    var values: [String: String] = [:]
    for line in Array(message.utf8).split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
      values[String(decoding: line[..<colon], as: UTF8.self)] = String(decoding: value.percentDecoded, as: UTF8.self)
    }
    guard let repo = values["repo"], let task = values["task"], let stamp = values["stamp"],
      let at = values["at"].flatMap({ Instant($0) })
    else { return nil }
    self.init(
      repo: repo, task: task, stamp: stamp, branch: values["branch"], head: values["head"],
      worktree: values["worktree"],
      gitDirectory: values["git-directory"], at: at)
  }

  /// Keeps commits, and a tree of files that are not committed, where no cleaning up of git reaches them.
  func keep(_ commits: [String], tree: String?, in git: GitRunner) async throws(GitError) {
    let parents = commits.distinct()
    guard let first = head ?? parents.first else { return }
    let snapshot: String
    if let tree { snapshot = tree } else { snapshot = try await git.tree(of: first) }
    let commit = try await git.commitTree(snapshot, parents: parents, message: message, at: at)
    if try await git.commit(named: reference) == nil {
      try await git.update(reference, from: nil, to: commit, reason: "orchsite: kept")
    }
  }

  /// The files of a working tree that are not as in HEAD, as they are on disk, whatever filters say, on top of HEAD's.
  static func snapshot(_ state: WorkingState, _ git: GitRunner) async throws -> String? {
    guard let head = state.head else { return nil }
    let index = try FileSystem.makeTemporaryFolder()
    defer { try? FileSystem.removeTree(index) }
    var runner = git
    runner.environment["GIT_INDEX_FILE"] = "\(index)/index"
    try await runner.run(["read-tree", head])
    var entries: [UInt8] = []
    let nothing = String(repeating: "0", count: head.utf8.count)
    for entry in state.uncommitted where !entry.isSubmodule && entry.path.utf8.last != UInt8(ascii: "/") {
      let full = "\(git.folder)/\(entry.path)"
      switch FileSystem.kind(of: full) {
      case .regular:
        let id = try await git.run(["hash-object", "-w", "--no-filters", "--", entry.path]).line
        entries += Array("100644 \(id) 0\t\(entry.path)\0".utf8)
      case nil: entries += Array("0 \(nothing) 0\t\(entry.path)\0".utf8)
      default:
        guard let target = FileSystem.linkTarget(of: full) else { continue }
        let id = try await git.run(["hash-object", "-w", "--stdin"], input: Array(target.utf8)).line
        entries += Array("120000 \(id) 0\t\(entry.path)\0".utf8)
      }
    }
    if !entries.isEmpty { try await runner.run(["update-index", "-z", "--index-info"], input: entries) }
    return try await runner.run(["write-tree"]).line
  }

  /// A commit that holds what the index has and HEAD has not, all sides of conflicts included: nothing else keeps these
  /// from being cleaned up.
  ///
  /// - Returns: nil where there is nothing of it.
  static func staged(_ git: GitRunner, at moment: Instant) async throws -> String? {
    var ids: Set<String> = []
    // :100644 100644 <id> <id> M, then the path
    for piece in try await git.run(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "HEAD"])
      .pieces
    where piece.hasPrefix(":") {
      let words = piece.split(separator: " ")
      if words.count > 3, words[1].hasPrefix("10") || words[1].hasPrefix("12") { ids.insert(String(words[3])) }
    }
    for piece in try await git.run(["ls-files", "--unmerged", "-z"]).pieces {
      let words = piece.split(separator: " ")
      if words.count > 1, words[0] != "160000" { ids.insert(String(words[1])) }
    }
    ids = ids.filter { id in !id.allSatisfy { $0 == "0" } }
    guard !ids.isEmpty else { return nil }
    let lines = ids.sorted().map { "100644 blob \($0)\t\($0)\n" }.joined()
    let tree = try await git.run(["mktree"], input: Array(lines.utf8)).line
    return try await git.commitTree(tree, parents: [], message: "orchsite: what was staged\n", at: moment)
  }

  /// Commits that would be reachable no longer: what a worktree's HEAD, and its branch, ever were at, and what its own
  /// references name.
  static func strays(of worktree: GitRunner, branch: String?) async throws(GitError) -> [String] {
    var seen = try await worktree.headLog()
    if let branch { seen += try await worktree.log(ofBranch: branch).map(\.commit) }
    seen += try await worktree.references(below: ["refs/worktree/", "refs/bisect/", "refs/rewritten/"]).all.map(
      \.commit)
    if let before = try await worktree.commit(named: "ORIG_HEAD") { seen.append(before) }
    var strays = Set(try await worktree.commits(from: seen.distinct(), notIn: WorktreeContents.kept))
    // The tips are enough: they hold the others.
    for stray in strays.sorted() where strays.count > 1 {
      let parents = try await worktree.run(["rev-list", "--parents", "--max-count=1", stray]).line.split(separator: " ")
      for parent in parents.dropFirst() { strays.remove(String(parent)) }
    }
    return strays.sorted()
  }
}

// MARK: - Finding

extension Rescue {
  /// All that is kept of one repo, newest first.
  static func all(in view: RepoView) async throws(GitError) -> [Rescue] {
    let output = try await view.git.run(["for-each-ref", "--format=%(contents)%00", references])
    return output.pieces.compactMap { Rescue(message: $0) }.sorted {
      ($1.at.milliseconds, $1.name) < ($0.at.milliseconds, $0.name)
    }
  }
}
