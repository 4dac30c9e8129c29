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

  @Test func plusAddsToLists() {
    #expect(set("labels+=urgent, new").out == "backend/refund-api: labels += urgent, new\n")
    #expect(board[Self.path]?.contains("labels: [api, money, urgent, new]\n") == true)
    // What is there is not added twice.
    #expect(set("labels+=api,last", "labels+=more").code == 0)
    #expect(board[Self.path]?.contains("labels: [api, money, urgent, new, last, more]\n") == true)
    #expect(set("labels+=api").out == "nothing to do: the file of backend/refund-api says so already\n")
    #expect(set("depends_on+=web/basket").code == 0)
    #expect(board[Self.path]?.contains("depends_on:\n  - search\n  - web/basket\n") == true)
    #expect(set("touches+=src/**").code == 0)
    #expect(board[Self.path]?.contains("\ntouches: [src/**]\n") == true)
    #expect(set("labels=one,two words").code == 0)
    #expect(board[Self.path]?.contains("labels: [one, two words]\n") == true)
  }

  @Test func nothingIsGuessed() {
    let before = board.folder.picture(of: "content")
    for (arguments, text) in [
      (["labels+="], "Error: Nothing to add: give labels+=ITEM.\n"),
      (["labels+= , "], "Error: Nothing to add: give labels+=ITEM.\n"),
      (["due=2026-02-01", "due="], "Error: due is given twice.\n"),
      (["labels=a", "labels+=b"], "Error: labels is given twice.\n"),
      (["priority+=high"], "orchsite: error: \"priority\" is no list\n  help: write priority=high\n"),
      (["titel=x"], "orchsite: error: a task has no key \"titel\"\n  help: did you mean title?\n"),
      (["tickt=x"], "orchsite: error: a task has no key \"tickt\"\n  help: did you mean ticket?\n"),
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

  @Test(arguments: [
    ("priority=soon", "error[priority]: unknown priority \"soon\""),
    ("due=2026-02-30", "error[date]: there is no day 2026-02-30"),
    ("estimate=long", "error[value]: \"estimate\" is \"long\", not a duration like 90m, 1h30m or 1.5h"),
    ("sprint=sprint-7", "error[sprint]: unknown sprint \"sprint-7\""),
    ("depends_on+=nothing", "error[depends_on]: there is no task backend/nothing"),
    ("depends_on+=refund-api", "error[depends_on]: a task cannot depend on itself"),
    ("client=acme", "error[client]: unknown client \"acme\""),
    ("branch=-x", "error[value]: \"branch\" is \"-x\", not a branch name"),
    ("rate=cheap", "error[value]: \"rate\" is \"cheap\""),
  ])
  func whatWouldMakeTheFileWrongIsRefused(assignment: String, text: String) {
    let before = board.folder.picture(of: "content")
    let outcome = set("title=New", assignment)
    #expect(outcome.code == 1)
    #expect(outcome.out == "")
    #expect(outcome.err.contains(text), "\(outcome.err)")
    #expect(outcome.err.hasSuffix("orchsite: error: nothing written: it would cause the problem above\n"))
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func aCircleOfDependenciesIsRefused() {
    let circle = board.run("task", "set", "backend/search", "depends_on=refund-api")
    #expect(circle.code == 1)
    #expect(
      circle.err.contains("error[depends_on]: a circle: backend/refund-api → backend/search → backend/refund-api\n"))
    #expect(board.status == "")
  }

  @Test func whatIsWrongAlreadyDoesNotHinder() {
    board.folder.put("---\ntitle: Search\nstatus: todo\nsprint: sprint-9\n---\n", at: "content/tasks/backend/search.md")
    #expect(board.run("task", "set", "backend/search", "priority=low").code == 0)
    #expect(set("priority=low").code == 0)
    #expect(board.run("task", "set", "backend/search", "sprint=sprint-1").code == 0)
    #expect(board.run("check", "--as-of", "2026-01-07").code == 0)
  }

  @Test(arguments: [
    ("He said: \"no\" # really", "client_note: \"He said: \\\"no\\\" # really\"\n"),
    ("-5", "client_note: \"-5\"\n"), ("- item", "client_note: \"- item\"\n"), ("no", "client_note: \"no\"\n"),
    ("it's", "client_note: it's\n"), ("日本語 🎉", "client_note: 日本語 🎉\n"), ("a=b=c", "client_note: a=b=c\n"),
    ("[x]", "client_note: \"[x]\"\n"), ("back\\slash", "client_note: back\\slash\n"),
    ("  spaces  ", "client_note: \"  spaces  \"\n"), ("null", "client_note: \"null\"\n"), ("~", "client_note: \"~\"\n"),
  ])
  func everyTextSurvives(value: String, line: String) {
    #expect(set("client_note=\(value)").code == 0)
    #expect(board[Self.path]?.contains(line) == true, "\(board[Self.path] ?? "")")
    #expect(board.run("check", "--as-of", "2026-01-07").code == 0)
  }

  @Test func decimalsAreQuoted() {
    #expect(set("rate=95.50", "fixed_price=1000").code == 0)
    #expect(board[Self.path]?.contains("rate: \"95.50\"\nfixed_price: \"1000\"\n") == true)
    #expect(board.run("check", "--as-of", "2026-01-07").code == 0)
  }

  @Test func windowsLineEndingsAndByteOrderMarksStay() {
    let text = "\u{FEFF}---\r\ntitle: Search # why\r\nstatus: todo\r\nx-own: {a: 1}\r\n---\r\n\r\nText\r\n"
    board.folder.put(text, at: "content/tasks/backend/search.md")
    #expect(board.run("task", "set", "backend/search", "priority=low", "title=Find").code == 0)
    #expect(board.run("task", "move", "backend/search", "done").code == 0)
    #expect(
      board["content/tasks/backend/search.md"]
        == text.replacing("Search", with: "Find").replacing("todo", with: "done")
        .replacing("{a: 1}\r\n", with: "{a: 1}\r\npriority: low\r\n"))
  }

  @Test func whatCannotBeChangedSafelyIsRefused() {
    board.folder.put(
      "---\ntitle: |\n  Search\nstatus: todo\nlabels:\n  - a\n---\n", at: "content/tasks/backend/search.md")
    let block = board.run("task", "set", "backend/search", "title=Find")
    #expect(block.code == 1)
    #expect(block.err.hasPrefix("content/tasks/backend/search.md:2:"))
    #expect(block.err.contains("error[edit]: cannot be changed safely: "))
    #expect(block.err.hasSuffix("  help: edit this line by hand\n"))
    #expect(board.run("task", "set", "backend/search", "labels=b").code == 1)
    #expect(board["content/tasks/backend/search.md"]?.contains("|\n  Search\n") == true)
  }
}
