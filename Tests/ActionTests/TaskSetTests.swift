import Actions
import Content
import TestSupport
import Testing

@Suite struct TaskSetTests {
  private static let path = "content/tasks/backend/refund-api.md"
  private let board = Board.quiet()

  private func set(_ assignments: String...) async throws(Refusal) -> [String] {
    try await board.call(SetTaskKeys(id("backend/refund-api"), assignments.compactMap { Assignment($0) }))
      .files[0].set.map(\.key)
  }

  private func refused(_ assignments: String...) async -> Refusal? {
    await board.refusal(of: SetTaskKeys(id("backend/refund-api"), assignments.compactMap { Assignment($0) }))
  }

  @Test func oneValueChangesAndTheRestStays() async throws {
    let before = board[Self.path] ?? ""
    #expect(try await set("title=Refunds") == ["title"])
    #expect(board[Self.path] == before.replacing("Refund: the API", with: "Refunds"))
    #expect(try await set("priority=high", "ticket=JS-7") == ["priority", "ticket"])
    #expect(board[Self.path]?.contains("  - search\npriority: high\nticket: JS-7\n---\n") == true)
    #expect(await board.problems() == "")
    #expect(try await set("priority=high") == [])
  }

  @Test func anEmptyValueRemovesTheKey() async throws {
    #expect(try await set("labels=") == ["labels"])
    #expect(board[Self.path]?.contains("labels") == false)
    #expect(try await set("labels=", "due=") == [])
    let refused = await refused("title=")
    #expect(refused?.isWorse == true)
    #expect(
      refused?.problems == """
        content/tasks/backend/refund-api.md:1:1: error[missing]: the key "title" is missing
          1 | ---
            | ^^^
          help: add a line title: …

        """)
  }

  @Test func plusAddsToLists() async throws {
    #expect(try await set("labels+=urgent, new") == ["labels"])
    #expect(board[Self.path]?.contains("labels: [api, money, urgent, new]\n") == true)
    // What is there is not added twice.
    _ = try await set("labels+=api,last", "labels+=more")
    #expect(board[Self.path]?.contains("labels: [api, money, urgent, new, last, more]\n") == true)
    #expect(try await set("labels+=api") == [])
    _ = try await set("depends_on+=web/basket")
    #expect(board[Self.path]?.contains("depends_on:\n  - search\n  - web/basket\n") == true)
    _ = try await set("touches+=src/**")
    #expect(board[Self.path]?.contains("\ntouches: [src/**]\n") == true)
    _ = try await set("labels=one,two words")
    #expect(board[Self.path]?.contains("labels: [one, two words]\n") == true)
  }

  @Test func minusTakesOutOfListsAndEqualsReplacesThem() async throws {
    #expect(try await set("labels-=money, nothing") == ["labels"])
    #expect(board[Self.path]?.contains("labels: [api]\n") == true)
    #expect(try await set("labels-=money") == [])
    _ = try await set("labels+=b", "labels-=api")
    #expect(board[Self.path]?.contains("labels: [b]\n") == true)
    _ = try await set("depends_on+=web/basket")
    _ = try await set("depends_on-=search")
    #expect(board[Self.path]?.contains("depends_on:\n  - web/basket\n") == true)
    _ = try await set("depends_on=search,web/basket")
    #expect(board[Self.path]?.contains("depends_on:\n  - search\n  - web/basket\n") == true)
    _ = try await set("depends_on-=search,web/basket")
    #expect(board[Self.path]?.contains("depends_on:\n---\n") == true)
    #expect(await board.problems() == "")
  }

  /// As YAML writes them in brackets; the shell takes a pair of its own off.
  @Test func anItemWithACommaIsQuoted() async throws {
    _ = try await set(#"labels+="a, b",'it''s, so',plain"#)
    #expect(board[Self.path]?.contains("labels: [api, money, \"a, b\", \"it's, so\", plain]\n") == true)
    #expect(try await set(#"labels+="a, b""#) == [])
    _ = try await set(#"labels-="a, b", 'it''s, so'"#)
    #expect(board[Self.path]?.contains("labels: [api, money, plain]\n") == true)
    _ = try await set(#"labels="x\"y", "u,v" ,w"#)
    #expect(board[Self.path]?.contains(#"labels: [x"y, "u,v", w]"# + "\n") == true, "\(board[Self.path] ?? "")")
    // What is not in quotes from end to end is taken as it is written.
    _ = try await set(#"labels="a" b,it's,"open"#)
    let before = board[Self.path]
    #expect(try await set(#"labels-="a" b,it's"#) == ["labels"])
    #expect(try await set(#"labels-="open"#) == ["labels"])
    #expect(before != board[Self.path])
    #expect(await refused(#"labels+="""#) == .usage("Nothing to add: give labels+=ITEM."))
    #expect(
      await refused(#"labels+="a\nb""#)
        == .usage("The item of labels must be one line, without control characters."))
  }

  @Test func whatIsNotInTheListIsNamed() async throws {
    let outcome = try await board.set("backend/refund-api", "labels-=money, nothing", "labels-=money")
    #expect(outcome.files[0].set.count == 2)
    #expect(
      outcome.files[0].absent.map { "\($0.key) \($0.item) \($0.present)" } == [
        #"labels nothing ["api"]"#, #"labels money ["api"]"#,
      ])
    let again = try await board.set("backend/refund-api", "labels-=money")
    #expect(again.files[0].set == [])
    #expect(again.files[0].absent.map(\.item) == ["money"])
  }

  @Test func oneTaskIsOneItemHoweverItIsWritten() async throws {
    #expect(try await set("depends_on+=backend/search") == [])
    _ = try await set("depends_on+=web/basket,backend/search,web/basket")
    #expect(board[Self.path]?.contains("depends_on:\n  - search\n  - web/basket\n") == true)
    _ = try await set("depends_on-=backend/search")
    #expect(board[Self.path]?.contains("depends_on:\n  - web/basket\n") == true)
    _ = try await set("labels+=x,x", "labels+=x", "labels-=api")
    #expect(board[Self.path]?.contains("labels: [money, x]\n") == true)
  }

  @Test func aListInBracketsMayHaveSeveralLines() async throws {
    let path = "content/tasks/backend/search.md"
    board.folder.put("---\ntitle: S\nstatus: todo\nlabels: [\n  a,\n  b,\n]\n---\n", at: path)
    _ = try await board.set("backend/search", "labels+=c")
    #expect(board[path]?.contains("labels: [\n  a,\n  b,\n  c\n]\n---") == true, "\(board[path] ?? "")")
    _ = try await board.set("backend/search", "labels-=a")
    #expect(board[path]?.contains("labels: [\n  b,\n  c\n]\n---") == true, "\(board[path] ?? "")")
    _ = try await board.set("backend/search", "labels=")
    #expect(board[path] == "---\ntitle: S\nstatus: todo\n---\n")
  }

  @Test func nothingIsGuessed() async {
    let before = board.folder.picture(of: "content")
    #expect(await refused() == .usage("Nothing to set: give KEY=VALUE."))
    #expect(await refused("labels+=") == .usage("Nothing to add: give labels+=ITEM."))
    #expect(await refused("labels-=") == .usage("Nothing to take out: give labels-=ITEM."))
    #expect(await refused("priority-=high") == .usage("\"priority\" is no list", help: "write priority="))
    #expect(await refused("labels+= , ") == .usage("Nothing to add: give labels+=ITEM."))
    #expect(await refused("due=2026-02-01", "due=") == .usage("due is given twice."))
    #expect(await refused("labels=a", "labels+=b") == .usage("labels is given twice."))
    #expect(await refused("priority+=high") == .usage("\"priority\" is no list", help: "write priority=high"))
    #expect(await refused("titel=x") == .usage("a task has no key \"titel\"", help: "did you mean title?"))
    #expect(await refused("tickt=x") == .usage("a task has no key \"tickt\"", help: "did you mean ticket?"))
    #expect(
      await refused("owner=kim")
        == .usage(
          "a task has no key \"owner\"", help: "name it in custom_fields of content/index.md, or begin it with x-"))
    #expect(
      await refused("status=done")
        == .usage(
          "set does not change a status", help: "orchsite task move REPO/TASK STATUS does, and records it"))
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
  func whatWouldMakeTheFileWrongIsRefused(assignment: String, text: String) async {
    let before = board.folder.picture(of: "content")
    let refused = await refused("title=New", assignment)
    #expect(refused?.isWorse == true)
    #expect(refused?.problems.contains(text) == true, "\(refused?.problems ?? "")")
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func aCircleOfDependenciesIsRefused() async {
    let before = board.folder.picture(of: "content")
    let circle = await board.refusalOfSet("backend/search", "depends_on=refund-api")
    #expect(circle?.isWorse == true)
    #expect(
      circle?.problems.contains(
        "error[depends_on]: a circle: backend/refund-api → backend/search → backend/refund-api\n") == true)
    #expect(board.folder.picture(of: "content") == before)
  }

  /// What is wrong in other files too, and errors that an edit only moves to another line.
  @Test func whatIsWrongAlreadyDoesNotHinder() async throws {
    board.folder.put("---\ntitle: Search\nstatus: todo\nsprint: sprint-9\n---\n", at: "content/tasks/backend/search.md")
    _ = try await board.set("backend/search", "priority=low")
    _ = try await set("priority=low")
    _ = try await board.set("backend/search", "sprint=sprint-1")
    #expect(await board.problems() == "")
  }

  @Test(arguments: [
    ("He said: \"no\" # really", "client_note: \"He said: \\\"no\\\" # really\"\n"),
    ("-5", "client_note: \"-5\"\n"), ("- item", "client_note: \"- item\"\n"), ("no", "client_note: \"no\"\n"),
    ("it's", "client_note: it's\n"), ("日本語 🎉", "client_note: 日本語 🎉\n"), ("a=b=c", "client_note: a=b=c\n"),
    ("[x]", "client_note: \"[x]\"\n"), ("back\\slash", "client_note: back\\slash\n"),
    ("  spaces  ", "client_note: \"  spaces  \"\n"), ("null", "client_note: \"null\"\n"), ("~", "client_note: \"~\"\n"),
  ])
  func everyTextSurvives(value: String, line: String) async throws {
    _ = try await set("client_note=\(value)")
    #expect(board[Self.path]?.contains(line) == true, "\(board[Self.path] ?? "")")
    #expect(await board.problems() == "")
  }

  @Test func decimalsAreQuoted() async throws {
    _ = try await set("rate=95.50", "fixed_price=1000")
    #expect(board[Self.path]?.contains("rate: \"95.50\"\nfixed_price: \"1000\"\n") == true)
    #expect(await board.problems() == "")
  }

  @Test func windowsLineEndingsAndByteOrderMarksStay() async throws {
    let text = "\u{FEFF}---\r\ntitle: Search # why\r\nstatus: todo\r\nx-own: {a: 1}\r\n---\r\n\r\nText\r\n"
    board.folder.put(text, at: "content/tasks/backend/search.md")
    _ = try await board.set("backend/search", "priority=low", "title=Find")
    try await board.call(MoveTask(id("backend/search"), to: .done))
    #expect(
      board["content/tasks/backend/search.md"]
        == text.replacing("Search", with: "Find").replacing("todo", with: "done")
        .replacing("{a: 1}\r\n", with: "{a: 1}\r\npriority: low\r\n"))
  }

  @Test func whatCannotBeChangedSafelyIsRefused() async {
    board.folder.put(
      "---\ntitle: |\n  Search\nstatus: todo\nlabels:\n  - a\n---\n", at: "content/tasks/backend/search.md")
    let block = await board.refusalOfSet("backend/search", "title=Find")?.problems ?? ""
    #expect(block.hasPrefix("content/tasks/backend/search.md:2:"))
    #expect(block.contains("error[edit]: cannot be changed safely: "))
    #expect(block.hasSuffix("  help: edit this line by hand\n"))
    #expect(board["content/tasks/backend/search.md"]?.contains("|\n  Search\n") == true)
  }
}
