import Content
import TestSupport
import Testing

@testable import Preview

/// A box is asked for by its place on the page: it must be the place that the verb counts by.
@Suite struct BoxTests {
  static let bodies = [
    "- [x] a\n- [ ] b\n  1. [x] c\n     - [ ] d\n- e\n- [X] f\n",
    "> - [x] quoted\n>   - [ ] in it\n\n* [ ] a\n\n  text\n\n  * [x] b\n",
    "- [ ] a\n\n[x]: https://example.org\n\n- [x] b\n\n```\n- [x] code\n```\n\n    - [x] code too\n\n- \\[x] none\n- [x](y) link\n",
    "1. [x] one\n2) [ ] two\n\n<!-- - [x] hidden -->\n\n- [ ] three <!-- - [x] hidden -->\n\n<div>\n- [x] html\n</div>\n",
    "- [x] | a | b |\n      |---|---|\n      | [x] | [ ] |\n- [ ] last\n",
    "Text[^1].\n\n- [x] a\n\n[^1]: Note.\n\n    - [ ] in the note\n\n- [ ] b\n",
    "<details>\n<summary>S</summary>\n\n- [x] inside\n\n</details>\n\n- [ ] outside\n\n> [!NOTE]\n> - [x] in an alert\n",
    "- # [x] heading\n- [ ]\n- [x]\n  next line\n- [ ] \tblank\n",
  ]

  @Test(arguments: bodies) func thePlaceOnThePageIsThatOfTheVerb(_ body: String) async throws {
    let path = "content/tasks/backend/search.md"
    let served = try await Served([path: "---\ntitle: Search\nstatus: todo\n---\n\(body)"])
    let workspace = try await served.home.workspace(asOf: Served.noon)
    let task = try #require(workspace.task(TaskID(repo: "backend", task: "search")))
    let page = HTMLReader.read(await served.get("/tasks/backend/search.html").text).root
    let shown = page.all("[data-body]").flatMap { $0.all("input") }
    // Those of footnotes say their number; the others are in the order of the text.
    var free = Set(1...max(shown.count, 1)).subtracting(
      shown.compactMap { $0.attributes["data-box"].flatMap { Int($0) } }
    )
    .sorted()[...]
    let boxes = shown.map { ($0.attributes["data-box"].flatMap { Int($0) } ?? free.removeFirst(), $0) }
      .sorted { $0.0 < $1.0 }.map(\.1)
    let numbered = task.task.source.numberedBoxes
    #expect(!numbered.isEmpty)
    #expect(boxes.map { $0.attributes["checked"] != nil } == numbered.map(\.isTicked))
    // And in the same order, by the words behind them.
    for (box, known) in zip(boxes, numbered) {
      let word = known.text.prefix { $0.isLetter }
      if word.isEmpty { continue }
      #expect(word.isEmpty || box.parent?.text.contains(word) == true, "\(known)")
    }
  }
}
