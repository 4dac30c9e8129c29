import Foundation
import TestSupport
import Testing

/// A day with the real binary and real repositories: three repos, six tasks, three workers side by side; the board is
/// looked at after each step.
@Suite struct DayTests {
  private static let files: [String: String] = {
    var files = Board.small.mapValues { _ in "" }
    files[".gitignore"] = ".orchsite/\n.worktrees/\n/site/\n.home/\n/api/\n/web/\n/infra/\n"
    files["content/index.md"] = "---\nproject: Shop\n---\n"
    files["content/sprints/s1.md"] = "---\ntitle: Sprint 1\nstart: 2026-01-05\nend: 2026-01-16\n---\n"
    for (order, repo) in ["api", "web", "infra"].enumerated() {
      files["content/repos/\(repo).md"] = "---\ntitle: \(repo)\norder: \(order + 1)\n---\n"
    }
    for (task, keys) in [
      ("api/orders", "priority: high\n"), ("api/stock", ""), ("web/basket", "depends_on: [api/orders]\n"),
      ("web/login", ""), ("infra/backups", ""), ("infra/alerts", ""),
    ] {
      files["content/tasks/\(task).md"] = "---\ntitle: \(task)\nstatus: todo\nsprint: s1\n\(keys)---\n"
    }
    return files
  }()

  private let board: Board

  init() {
    board = Board(Self.files)
    for repo in ["api", "web", "infra"] {
      _ = board.shell(
        """
        git init -q \(repo); cd \(repo); echo 1.0.0 > VERSION; echo \(repo) > readme; git add .; git commit -qm first
        git branch develop
        """)
    }
  }

  /// Runs a verb and answers what it said, both streams.
  private func orchsite(_ words: String..., at time: String, in folder: String = "", expecting code: Int32 = 0)
    -> String
  {
    let outcome = board.start(words + ["--at", "2026-01-08T\(time):00Z"], in: folder).outcome()
    #expect(outcome.code == code, "\(words.joined(separator: " ")): \(outcome.out)\(outcome.err)")
    return (outcome.out + outcome.err).replacing(board.folder.path, with: "HOME")
  }

  private func worktree(_ task: String) -> String { ".worktrees/\(task)" }

  private func commit(_ file: String, _ text: String, in task: String) {
    board.folder.put(text, at: "\(worktree(task))/\(file)")
    board.git("add", "--all", in: worktree(task))
    board.git("commit", "--quiet", "--message", file, in: worktree(task))
  }

  /// The board at a moment: a line for each need, and for each task that is not to do.
  private func look(at time: String) throws -> [String] {
    let outcome = board.run("build", "--as-of", "2026-01-08T\(time):00Z")
    #expect(outcome.code == 0, "\(outcome.err)")
    let data = try #require(board["site/board.json"]?.data(using: .utf8))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let needs = (json["needs"] as? [[String: Any]] ?? []).map { need in
      "\(need["kind"] ?? ""): \((need["tasks"] as? [String] ?? []).joined(separator: " + "))"
    }
    let tasks = (json["tasks"] as? [[String: Any]] ?? []).compactMap { task -> String? in
      guard let status = task["status"] as? String, status != "todo" else { return nil }
      return "\(task["task"] ?? task["id"] ?? "") \(status)"
    }
    return needs + tasks.sorted()
  }

  private func card(_ task: String) throws -> HTMLNode {
    let page = HTMLReader.read(try #require(board["site/index.html"])).root
    return try #require(page.all("li.card").first { $0.attributes["data-item"] == task })
  }

  @Test func aDay() async throws {
    // Morning: what is next, three workers begin.
    #expect(orchsite("worker", "start", "web", "basket", at: "09:00", expecting: 1).contains("depends on api/orders"))
    for (repo, task) in [("api", "orders"), ("web", "login"), ("infra", "backups")] {
      #expect(orchsite("worker", "start", repo, task, at: "09:00").contains("cd HOME/.worktrees/\(repo)/\(task)"))
    }
    #expect(try look(at: "09:05") == ["api/orders in-progress", "infra/backups in-progress", "web/login in-progress"])
    #expect(try card("api/orders").texts(".git") == ["0 commits"])

    // They work side by side and report.
    commit("orders.txt", "a\n", in: "api/orders")
    commit("login.txt", "a\n", in: "web/login")
    await withTaskGroup(of: Void.self) { group in
      for task in ["api/orders", "web/login", "infra/backups"] {
        group.addTask { _ = orchsite("report", "-d", "begun", "--time", "30m", at: "10:00", in: worktree(task)) }
      }
    }
    #expect(try look(at: "10:05") == ["api/orders in-progress", "infra/backups in-progress", "web/login in-progress"])
    #expect(try card("api/orders").texts(".git").first?.hasPrefix("1 commit · ") == true)

    // One asks, and is answered with its next report.
    _ = orchsite("blocked", "which bucket?", at: "10:30", in: worktree("infra/backups"))
    #expect(try look(at: "10:35").first == "question: infra/backups")
    _ = orchsite("task", "unblock", "infra/backups", "shop-backups", at: "10:40")
    commit("backup.sh", "x\n", in: "infra/backups")
    #expect(
      orchsite("report", "-d", "script", at: "11:00", in: worktree("infra/backups"))
        .contains("answer to \"which bucket?\": shop-backups\n"))

    // Done is refused until git agrees.
    board.folder.put("b\n", at: "\(worktree("api/orders"))/orders.txt")
    #expect(
      orchsite("done", at: "11:30", in: worktree("api/orders"), expecting: 1).contains("not committed: orders.txt"))
    commit("orders.txt", "b\n", in: "api/orders")
    _ = orchsite("done", at: "11:31", in: worktree("api/orders"))
    #expect(try look(at: "11:35").first == "ready: api/orders")
    #expect(try card("api/orders").texts(".badge") == ["ready"])

    // A claim without a commit stands out.
    _ = orchsite("worker", "start", "api", "stock", at: "12:00")
    _ = orchsite("report", "--status", "review", "-d", "all of it", at: "12:10", in: worktree("api/stock"))
    #expect(try look(at: "12:15").first == "unproven: api/stock")
    #expect(try card("api/stock").texts(".badge").contains("unproven"))

    // It is merged: branch and worktree go, the board says done, and what waited for it can start.
    let finished = orchsite("feature", "finish", "api", "orders", at: "13:00")
    #expect(finished.contains("api/orders"), "\(finished)")
    #expect(board.git("branch", "--list", "feature/orders", in: "api") == "")
    #expect(board.folder.picture(of: worktree("api/orders")).isEmpty)
    #expect(board.git("show", "develop:orders.txt", in: "api") == "b")
    #expect(try look(at: "13:05").contains("api/orders done"))
    _ = orchsite("worker", "start", "web", "basket", at: "13:10")

    // A release with a new version.
    _ = orchsite("release", "start", "api", "--bump", "minor", at: "15:00")
    _ = orchsite("release", "finish", "api", at: "15:10")
    #expect(board.git("show", "main:VERSION", in: "api") == "1.1.0")
    #expect(board.git("show", "develop:VERSION", in: "api") == "1.1.0")
    #expect(board.git("tag", "--list", in: "api") == "1.1.0")
    #expect(board.git("branch", "--list", in: "api").contains("release/") == false)

    // Evening: nothing is lost, everything is committed, and a clone shows the same board.
    #expect(board.status == "")
    #expect(try look(at: "16:00").contains("infra/backups in-progress"))
    board.git("clone", "--quiet", ".", board.folder(".home/clone"))
    for time in ["16:00"] {
      board.run("build", "--no-git", "--as-of", "2026-01-08T\(time):00Z", "-o", "site/a")
      board.run("build", "--no-git", "--as-of", "2026-01-08T\(time):00Z", "-o", "../../site/b", in: ".home/clone")
    }
    #expect(board["site/a/board.json"] == board["site/b/board.json"])
    #expect(board["site/a/board.json"] != nil)
  }
}
