import TestSupport
import Testing

@Suite struct TaskSetTests {
  private static let path = "content/tasks/backend/refund-api.md"
  private let board = Board()

  private func set(_ assignments: String...) -> Outcome {
    board.start(["task", "set", "backend/refund-api"] + assignments).outcome()
  }

  @Test func oneValueChangesAndTheRestStays() {
    let before = board[Self.path] ?? ""
    #expect(
      set("title=Refunds") == Outcome(code: 0, out: "backend/refund-api: title = Refunds\n", err: ""))
    #expect(board[Self.path] == before.replacing("Refund: the API", with: "Refunds"))
    #expect(
      set("priority=high", "ticket=JS-7").out == """
        backend/refund-api: priority = high
        backend/refund-api: ticket = JS-7

        """)
    #expect(board[Self.path]?.contains("  - search\npriority: high\nticket: JS-7\n---\n") == true)
    #expect(board.run("check", "--strict", "--as-of", "2026-01-07").code == 0)
    #expect(
      set("priority=high")
        == Outcome(code: 0, out: "nothing to do: the file of backend/refund-api says so already\n", err: ""))
  }

  @Test func anEmptyValueRemovesTheKey() {
    #expect(set("labels=") == Outcome(code: 0, out: "backend/refund-api: labels removed\n", err: ""))
    #expect(board[Self.path]?.contains("labels") == false)
    #expect(set("labels=", "due=").out == "nothing to do: the file of backend/refund-api says so already\n")
    let refused = set("title=")
    #expect(refused.code == 1)
    #expect(
      refused.err == """
        content/tasks/backend/refund-api.md:1:1: error[missing]: the key "title" is missing
          1 | ---
            | ^^^
          help: add a line title: …
        orchsite: error: nothing written: it would cause the problem above

        """)
  }

  @Test func nothingIsGuessed() {
    let before = board.folder.picture(of: "content")
    for (arguments, text) in [
      (["labels+="], "Error: Nothing to add: give labels+=ITEM.\n"),
      (["due=2026-02-01", "due="], "Error: due is given twice.\n"),
      (["priority+=high"], "orchsite: error: \"priority\" is no list\n  help: write priority=high\n"),
      (["titel=x"], "orchsite: error: a task has no key \"titel\"\n  help: did you mean title?\n"),
      (
        ["owner=kim"],
        """
        orchsite: error: a task has no key "owner"
          help: name it in custom_fields of content/index.md, or begin it with x-

        """
      ),
    ] {
      let outcome = board.start(["task", "set", "backend/refund-api"] + arguments).outcome()
      #expect(outcome.code == 64, "\(arguments)")
      #expect(outcome.out == "", "\(arguments)")
      #expect(outcome.err.hasPrefix(text), "\(arguments): \(outcome.err)")
    }
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func whatCannotBeChangedSafelyIsRefused() {
    board.folder.put(
      "---\ntitle: |\n  Search\nstatus: todo\nlabels:\n  - a\n---\n", at: "content/tasks/backend/search.md")
    let block = board.run("task", "set", "backend/search", "title=Find")
    #expect(block.code == 1)
    #expect(block.err.hasPrefix("content/tasks/backend/search.md:2:"))
    #expect(block.err.contains("error[edit]: cannot be changed safely: "))
    #expect(block.err.hasSuffix("  help: edit this line by hand\n"))
    #expect(board["content/tasks/backend/search.md"]?.contains("|\n  Search\n") == true)
  }
}
