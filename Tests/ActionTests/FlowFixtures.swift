import Actions
import Content
import TestSupport
import Testing

/// A board whose repo `web` is there: a git repository with main and develop.
struct FlowBoard {
  let board: Board
  /// Where the repo is, in the board's folder.
  let repo: String

  /// - Parameters:
  ///   - branches: the first one is main; the last one is checked out.
  ///   - repo: the folder's name.
  init(_ branches: [String] = ["main", "develop"], repo: String = "web", files: [String: String] = [:]) {
    let path = repo == "web" ? "" : "path: \(repo)\n"
    self.repo = repo
    board = Board.quiet(
      ["content/repos/web.md": "---\ntitle: Web\n\(path)---\n"].merging(files) { $1 },
      with: Board.Repository(
        repo, files: ["readme.txt": "start\n"],
        commands: [
          ["init", "--quiet", "--initial-branch", branches[0]], ["config", "user.name", "Ada"],
          ["config", "user.email", "ada@example.org"], ["add", "."], ["commit", "--quiet", "-m", "start"],
        ] + branches.dropFirst().map { ["switch", "--quiet", "--create", $0] }))
  }

  /// Git in the main checkout.
  @discardableResult
  func git(_ arguments: String...) -> String { run(arguments, in: repo) }

  /// Git in the worktree of a task or release.
  @discardableResult
  func git(in worktree: String, _ arguments: String...) -> String { run(arguments, in: ".worktrees/web/\(worktree)") }

  private func run(_ arguments: [String], in folder: String) -> String {
    let outcome = Command(["git"] + arguments, in: board.folder(folder), environment: board.environment).outcome()
    let text = outcome.code == 0 ? outcome.out : outcome.out + outcome.err
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  func put(_ text: String, at path: String) { board.folder.put(text, at: "\(repo)/\(path)") }

  func commit(_ text: String, at path: String) {
    put(text, at: path)
    git("add", "--", path)
    git("commit", "--quiet", "-m", "\(path)")
  }

  /// Begins `web/fix`, with one commit.
  func start(commits: Int = 1) async throws {
    try await board.call(StartWorker(id("web/fix"), approvals: Approvals(stateFolder: nil)), at: "2026-01-07T10:00:00Z")
    for number in 0..<commits { commitInWorktree("fix \(number)\n", at: "fix.txt") }
  }

  func commitInWorktree(_ text: String, at path: String, of worktree: String = "fix") {
    board.folder.put(text, at: ".worktrees/web/\(worktree)/\(path)")
    git(in: worktree, "add", "--", path)
    git(in: worktree, "commit", "--quiet", "-m", path)
  }

  func worktree(_ name: String = "fix") -> String { board.folder(".worktrees/web/\(name)") }
  var checkout: String { board.folder(repo) }

  func hook(_ name: String, _ script: String) {
    put("#!/bin/sh\n\(script)\n", at: ".git/hooks/\(name)")
    _ = Command(["chmod", "+x", ".git/hooks/\(name)"], in: checkout, environment: board.environment).outcome()
  }

  /// A bare repository that `web` has for `origin`, with all its branches.
  func addRemote() {
    _ = Command(
      ["git", "init", "--quiet", "--bare", "origin.git"], in: board.folder.path, environment: board.environment
    )
    .outcome()
    git("remote", "add", "origin", board.folder("origin.git"))
    git("push", "--quiet", "--all", "--set-upstream", "origin")
  }

  /// What another machine does: in a clone of its own, on a branch, pushed.
  func elsewhere(on branch: String, _ script: String) {
    _ = Command(
      [
        "sh", "-c",
        "rm -rf other && git clone --quiet origin.git other && cd other && git switch --quiet \(branch) && \(script) && git push --quiet origin \(branch)",
      ], in: board.folder.path, environment: board.environment
    ).outcome()
  }

  func finish(
    isDryRun: Bool = false, _ change: (inout FinishFeature) -> Void = { _ in }
  ) async throws(Refusal) -> FinishFeature.Outcome {
    var request = FinishFeature(id("web/fix"))
    change(&request)
    return try await board.call(request, isDryRun: isDryRun)
  }

  func refusal(_ change: (inout FinishFeature) -> Void = { _ in }) async -> Refusal? {
    var request = FinishFeature(id("web/fix"))
    change(&request)
    return await board.refusal(of: request)
  }

  /// Subjects of a branch's own line, newest first.
  func log(_ branch: String) -> String { git("log", "--first-parent", "--format=%s", branch) }
  var status: String { git("status", "--porcelain") }
  var branches: String { git("for-each-ref", "--format=%(refname:short)", "refs/heads") }
  var worktreeCount: Int {
    git("worktree", "list", "--porcelain").split(separator: "\n").filter { $0.hasPrefix("worktree ") }.count
  }
  var taskStatus: String? {
    board["content/tasks/web/fix.md"]?.split(separator: "\n").first { $0.hasPrefix("status:") }.map(String.init)
  }
}
