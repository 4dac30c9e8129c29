import Actions
import TestSupport
import Testing

/// What nobody can have meant is refused before anything is written.
@Suite struct RefusedAnswerTests {
  @Test(arguments: ["", "  ", "…", "...", "\"…\"", "\u{200B}", "?", "-", "“…”", "\t", "\u{A0}"])
  func anAnswerSaysSomething(_ answer: String) async {
    #expect(
      await Board.quiet().refusal(of: UnblockTask(id("backend/refund-api"), answer: answer))
        == .usage("The answer says nothing: write what the worker has to know."))
  }

  @Test(arguments: ["👍", "-1", "No.", "+", "完"])
  func aShortAnswerIsOne(_ answer: String) async throws {
    #expect(try await Board.quiet().call(UnblockTask(id("backend/refund-api"), answer: answer)).resolved != [])
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
