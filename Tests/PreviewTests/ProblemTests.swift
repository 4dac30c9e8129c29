import Bytes
import Content
import Diagnostics
import TestSupport
import Testing

@testable import Preview

/// What is shown over a page, and when it goes.
@Suite struct ProblemTests {
  private static func problem(_ path: String, _ message: String) -> Diagnostic {
    Diagnostic(.error, "x", message, in: SourceFile(path: path, text: "text"))
  }

  private static func shown(_ problems: Problems) throws -> [String] {
    var writer = JSONWriter()
    writer.object { problems.write(to: &$0) }
    let value = try JSONValue(writer.bytes)
    let texts = value["problems"]?.items.map { "\($0["place"]?.text ?? "") \($0["message"]?.text ?? "")" } ?? []
    return texts + (value["more"]?.number == 0 ? [] : ["more"])
  }

  @Test func whatWasThereBeforeIsNoNewsUntilItIsMended() throws {
    var problems = Problems()
    let (old, new) = (Self.problem("a.md", "old"), Self.problem("b.md", "new"))
    problems.take([old])
    #expect(try Self.shown(problems) == [])
    problems.take([old, new])
    #expect(try Self.shown(problems) == ["b.md:1:1 new"])
    problems.take([old])
    #expect(try Self.shown(problems) == [])
    problems.take([])
    problems.take([old])
    #expect(try Self.shown(problems) == ["a.md:1:1 old"])
  }

  @Test func whatCannotBeReadIsSaidAtOnceAndOnce() throws {
    var problems = Problems()
    problems.take([])
    let broken = Self.problem("a.md", "broken")
    problems.unreadable = [broken]
    #expect(try Self.shown(problems) == ["a.md:1:1 broken"])
    problems.take([broken])
    #expect(try Self.shown(problems) == ["a.md:1:1 broken"])
    // Before the next check.
    problems.unreadable = []
    #expect(try Self.shown(problems) == [])
  }

  @Test func manyAreCounted() throws {
    var problems = Problems()
    problems.unreadable = (0..<60).map { Self.problem("a\($0).md", "broken") }
    problems.templates = [Self.problem("site-templates/card.mustache", "not closed")]
    problems.content = "no content"
    let shown = try Self.shown(problems)
    #expect(shown.count == 52 && shown.last == "more")
    #expect(shown.first == "content/ no content" && shown[1].hasPrefix("site-templates/"))
  }

  @Test func aFileThatBreaksIsToldWithTheSnapshot() async throws {
    let served = try await Served()
    var events = try #require(served.preview.hub.events()).makeAsyncIterator()
    served.board.folder.put("---\ntitle: [\n---\n", at: "content/tasks/web/basket.md")
    try await served.update(["content/tasks/web/basket.md"])
    var text = ""
    while !text.contains("basket"), let event = await events.next() { text = String(decoding: event, as: UTF8.self) }
    #expect(text.hasPrefix("data: {\"snapshot\":") && text.hasSuffix("}\n\n"))
    #expect(text.contains("content/tasks/web/basket.md:"))
    #expect(text.split(separator: "\n").count == 1)
    // The board is served all the same.
    #expect(await served.get("/").status == 200)
    #expect(await served.get("/tasks/web/basket.html").status == 404)
  }
}
