import Actions
import TestSupport
import Testing

/// What nobody can have meant is refused before anything is written.
@Suite struct RefusedAnswerTests {
  @Test(arguments: [
    "", "  ", "…", "...", "\"…\"", "\u{200B}", "?", "-", "“…”", "\t", "\u{A0}",
    "\u{3164}", "\u{2800}\u{FFA0} \u{115F}", "<!-- -->", "<!-- yes -->", "<!-- a -->\n\n<!--> \u{3164}", "&nbsp;",
    "&#160; &#x3164;&ZeroWidthSpace;", "\u{FE0F}\u{200D}", "\u{1D159}", "[yes]: https://example.org",
  ])
  func anAnswerSaysSomething(_ answer: String) async {
    #expect(
      await Board.quiet().refusal(of: UnblockTask(id("backend/refund-api"), answer: answer))
        == .usage("The answer says nothing: write what the worker has to know."))
  }

  @Test(arguments: ["👍", "-1", "No.", "+", "完", "<!-- a --> ok", "&yen;", "<!-- never closed", "<br>"])
  func aShortAnswerIsOne(_ answer: String) async throws {
    #expect(try await Board.quiet().call(UnblockTask(id("backend/refund-api"), answer: answer)).resolved != [])
  }

  /// A title, a name or a list's item that nobody sees is none.
  @Test(arguments: ["\u{3164}", " \u{2800} ", "\u{200B}\u{FE0F}", "\u{A0}"])
  func whatNobodySeesIsEmpty(_ text: String) async {
    let board = Board.quiet()
    let before = board.folder.picture(of: "content")
    #expect(await board.refusal(of: NewTask("web/a", title: text)) == .usage("The title is empty."))
    var task = NewTask("web/a", title: "T")
    task.labels = ["a", text]
    #expect(await board.refusal(of: task) == .usage("The label is empty."))
    task.labels = []
    task.assignee = text
    #expect(await board.refusal(of: task) == .usage("The assignee is empty."))
    #expect(await board.refusal(of: NewDecision(text)) == .usage("The title is empty."))
    #expect(await board.refusal(of: NewClient("c", name: text, country: "AT")) == .usage("The name is empty."))
    #expect(await board.refusalOfSet("backend/search", "title=\(text)") == .usage("The title is empty."))
    #expect(await board.refusalOfSet("backend/search", "labels+=a,\(text),b") == .usage("The item of labels is empty."))
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func reservedNamesAreRefused() async {
    let board = Board.quiet()
    let before = board.folder.picture(of: "content")
    #expect(
      await board.refusal(of: NewTask("web", title: "README!"))
        == .usage(
          "\"readme\" is a reserved name", help: "give another: orchsite task new web/NAME …, for example web/readme-2")
    )
    for name in ["readme", "none", "current", "backlog"] {
      let refusal = Refusal.usage("\"\(name)\" is a reserved name: choose another, for example \(name)-2.")
      let sprint = NewSprint(name, from: day("2026-03-01"), to: day("2026-03-02"))
      #expect(await board.refusal(of: sprint) == refusal)
      #expect(await board.refusal(of: NewClient(name, name: "R", country: "AT")) == refusal)
      #expect(await board.refusal(of: NewTask("web/\(name)", title: "T"))?.isUsage == true)
    }
    #expect(board.folder.picture(of: "content") == before)
  }
}
