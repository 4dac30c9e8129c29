import Foundation
import TestSupport
import Testing

@Suite struct TaskReadingTests {
  private let board = Board(Board.report)

  private func list(_ options: String...) -> Outcome {
    board.start(["task", "list", "--as-of", "2026-01-07"] + options).outcome()
  }

  @Test func openTasksAreAligned() {
    #expect(
      list()
        == Outcome(
          code: 0,
          out: """
            backend/refund-api  in-progress  ada  1/2  Refund: the API [blocked, waiting]
            backend/search      todo         bo   –    Search [reported review]

            """, err: "2 of 3 tasks\n"))
  }

  @Test func optionsNarrowTheList() {
    #expect(list("--all").out.split(separator: "\n").count == 3)
    #expect(list("--repo", "web").out == "")
    #expect(list("--repo", "web", "--all").out.hasPrefix("web/basket"))
    #expect(list("--status", "done").out.hasPrefix("web/basket"))
    #expect(list("--status", "todo", "--status", "done").out.split(separator: "\n").count == 2)
    #expect(list("--sprint", "current").out.split(separator: "\n").count == 2)
    #expect(list("--sprint", "none") == Outcome(code: 0, out: "", err: "0 of 3 tasks\n"))
    #expect(list("--worker", "bo").out.hasPrefix("backend/search"))
    #expect(list("--label", "money").out.hasPrefix("backend/refund-api"))
    #expect(list("--blocked").out.hasPrefix("backend/refund-api"))
  }

  @Test func whatIsNotThereIsSaid() {
    #expect(
      list("--repo", "bakend")
        == Outcome(
          code: 1, out: "",
          err: "orchsite: error: there is no repo bakend\n  help: one of backend, web\n"))
    #expect(
      list("--sprint", "sprint-9").err
        == "orchsite: error: there is no sprint sprint-9\n  help: one of sprint-1, sprint-2\n")
    #expect(
      board.run("task", "show", "backend/serch")
        == Outcome(
          code: 1, out: "",
          err: "orchsite: error: there is no task backend/serch\n  help: did you mean backend/search?\n"))
    #expect(
      board.run("task", "show", "web/refund-api").err
        == "orchsite: error: there is no task web/refund-api\n  help: did you mean backend/refund-api?\n")
    #expect(
      board.run("task", "show", "web/zzz").err
        == "orchsite: error: there is no task web/zzz\n  help: orchsite task list --all shows all\n")
  }

  @Test func oneTask() {
    #expect(
      board.run("task", "show", "backend/refund-api").out == """
        Refund: the API

        task        backend/refund-api
        status      in-progress
        worker      ada
        sprint      sprint-1
        labels      api, money
        boxes       1 of 2
        branch      feature/refund-api
        depends on  backend/search (todo)
        blocked     which currency? (ada, 2026-01-06T09:00:00Z)
        blocked     no database (ada, 2026-01-06T09:00:00Z)
        file        content/tasks/backend/refund-api.md

        - [x] table
        - [ ] endpoint

        2026-01-06T09:00:00Z  ada  in-progress
          blocked: which currency?
          blocked: no database

        """)
  }

  @Test func json() throws {
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(list("--json").out.utf8)) as? [String: Any])
    #expect(answer["kind"] as? String == "tasks")
    #expect((answer["tasks"] as? [Any])?.count == 2)
    let shown = board.run("task", "show", "backend/search", "--json")
    #expect(shown.err == "")
    let one = try #require(try JSONSerialization.jsonObject(with: Data(shown.out.utf8)) as? [String: Any])
    #expect(one["schema"] as? Int == 1)
    #expect(one["kind"] as? String == "task")
  }

  @Test func filesThatCannotBeReadAreMentioned() {
    board.folder.put("no frontmatter", at: "content/tasks/web/lost.md")
    #expect(
      list().err == """
        2 of 3 tasks
        orchsite: warning: 1 file could not be read
          help: orchsite check says why

        """)
    let shown = board.run("task", "show", "web/lost")
    #expect(shown.code == 1)
    #expect(shown.err.hasPrefix("content/tasks/web/lost.md:1:1: error["))
  }

  @Test func escapeSequencesDoNotReachTheTerminal() {
    board.folder.put(
      "---\ntitle: \"a\\e[31mred\\u202Eback\"\nstatus: todo\n---\n\u{1B}]0;owned\u{7}\n", at: "content/tasks/web/x.md")
    for text in [list().out, board.run("task", "show", "web/x").out, board.run("check").out] {
      #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E })
    }
  }
}
