import Actions
import Content
import Evidence
import Files
import Foundation
import Git
import Quantities
import TestSupport
import Testing

/// A workspace with real repositories: home, and below it `web` with `main` and `develop`.
final class Crew: Sendable {
  let board: Board

  /// - Parameters:
  ///   - repo: keys of content/repos/web.md beside its title.
  ///   - path: where web is.
  ///   - branches: of web, beside main.
  init(
    _ repo: String = "", path: String = "web", branches: [String] = ["develop"], main: String = "main",
    files: [String: String] = [:], format: String = "sha1"
  ) {
    let content = [
      ".gitignore": ".orchsite/\n/\(path)/\n/.home/\n/state/\n/origin.git/\n/other/\n",
      "content/repos/web.md": "---\ntitle: Web\npath: \"\(path)\"\n\(repo)---\n",
      "content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\n---\n\nSign in.\n",
      "content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: todo\ndepends_on: [login]\n---\n",
    ]
    self.path = path
    board = Board(
      content.merging(Board.autoCommit("all")) { $1 }.merging(files) { $1 },
      with: Board.Repository(
        path,
        files: ["a.txt": "one\ntwo\nthree\n", ".gitignore": ".env\n*.log\nnode_modules/\nbuild/\n"],
        commands: [
          ["init", "--quiet", "--initial-branch=\(main)", "--object-format=\(format)"],
          ["add", "--all"], ["commit", "--quiet", "--message", "first"],
        ] + branches.map { ["branch", $0] }))
  }

  let path: String
  var home: String { board.folder.path }
  func worktree(_ task: String = "login") -> String { ".worktrees/web/\(task)" }

  @discardableResult
  func web(_ arguments: String...) -> String { git(arguments, in: path) }

  @discardableResult
  func inWorktree(_ task: String = "login", _ arguments: String...) -> String { git(arguments, in: worktree(task)) }

  private func git(_ arguments: [String], in path: String) -> String {
    let outcome = Command(["git"] + arguments, in: board.folder(path), environment: board.environment).outcome()
    return (outcome.code == 0 ? outcome.out : outcome.out + outcome.err).trimmingCharacters(in: .newlines)
  }

  var approvals: Approvals { Approvals(stateFolder: board.folder("state")) }

  @discardableResult
  func start(
    _ task: String = "login", isDryRun: Bool = false, _ change: (inout StartWorker) -> Void = { _ in }
  ) async throws -> StartWorker.Outcome {
    var request = StartWorker(id("web/\(task)"), approvals: approvals)
    change(&request)
    return try await board.call(request, isDryRun: isDryRun)
  }

  func refusalOfStart(_ task: String = "login", _ change: (inout StartWorker) -> Void = { _ in }) async -> String {
    var request = StartWorker(id("web/\(task)"), approvals: approvals)
    change(&request)
    return text(await board.refusal(of: request))
  }

  /// A commit in a task's worktree.
  func commit(_ file: String = "b.txt", _ text: String = "b\n", in task: String = "login") {
    board.folder.put(text, at: "\(worktree(task))/\(file)")
    inWorktree(task, "add", "--all")
    inWorktree(task, "commit", "--quiet", "--message", "change \(file)")
  }

  func clean(
    _ task: String = "login", isDryRun: Bool = false, _ change: (inout CleanWorktree) -> Void = { _ in }
  ) async throws -> CleanWorktree.Outcome {
    var request = CleanWorktree(id("web/\(task)"))
    change(&request)
    return try await board.call(request, isDryRun: isDryRun)
  }

  func refusalOfFinish(_ task: String = "login") async -> String {
    text(await board.refusal(of: FinishFeature(id("web/\(task)"))))
  }

  func refusalOfClean(_ task: String = "login") async -> String {
    text(await board.refusal(of: CleanWorktree(id("web/\(task)"))))
  }

  /// The words of a refusal, with home's path as HOME.
  func text(_ refusal: Refusal?) -> String {
    let text =
      switch refusal {
      case .answer(let message, let help), .usage(let message, let help), .outside(let message, let help):
        message + (help.map { "\nhelp: \($0)" } ?? "")
      case .git(let error): "\(error)"
      case .file(let error): "\(error)"
      case .after(_, let inner): self.text(inner)
      case nil: "not refused"
      case let other?: "\(other)"
      }
    return text.replacing(home, with: "HOME")
  }

  /// What git says of a task.
  func evidence(_ task: String = "login") async throws -> TaskEvidence? {
    let workspace = try await board.home.workspace(asOf: instant("2026-01-08T10:00:00Z"))
    return try await EvidenceReader(workspace, home: home, board.home.git).read().facts.tasks[id("web/\(task)")]
  }

  /// What is not in the repository and its worktrees as it was.
  func changes(since before: [String: String]) -> [String] {
    let now = picture
    // Git touches an object that it would have to write, wherever it finds it; its bytes stay.
    return Set(now.keys).union(before.keys).filter {
      $0.hasPrefix(".git/objects/") ? (now[$0] == nil) != (before[$0] == nil) : now[$0] != before[$0]
    }.sorted()
  }

  /// Everything in the repository and its worktrees, for "nothing was written".
  var picture: [String: String] {
    board.folder.picture(of: path).merging(board.folder.picture(of: ".worktrees")) { first, _ in first }
  }
}
