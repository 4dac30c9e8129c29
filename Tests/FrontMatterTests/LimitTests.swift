import Diagnostics
import Testing

@testable import FrontMatter

/// Files made to exhaust a parser: each is refused with a place, or read.
@Suite struct LimitTests {
  /// Only what is asked about: a diagnostic holds the whole file, and expectations copy their operands.
  private struct Problem: Sendable {
    let code: String
    let message: String
    let line: Int
  }

  private func problem(_ yaml: String) -> Problem? { problem(ofFile: "---\n\(yaml)\n---\n") }

  private func problem(ofFile text: String) -> Problem? {
    do throws(Diagnostic) {
      _ = try FrontMatterDocument(SourceFile(path: "a.md", text: text))
      return nil
    } catch {
      return Problem(code: error.code, message: error.message, line: error.position.line)
    }
  }

  private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test(arguments: ["[", "{", "[{", "[[],", "{a: ", "- ", "? ", "- ? ", "? - ", "- - a:\n"])
  func deepNestingIsRefused(_ opening: String) {
    #expect(problem("key: x\nnext:\n " + repeated(opening, 100_000 / opening.utf8.count))?.code == "yaml")
    #expect(problem(repeated(opening, 100_000)) != nil)
  }

  @Test func bracketsThatHideBehindQuotesAreRefused() {
    // Each closing bracket is text: counting brackets alone sees a depth of one.
    #expect(problem("a: " + repeated("[']',", 50_000)) != nil)
    #expect(problem("a: " + repeated("[\"]\",", 900) + repeated("]", 900)) == nil)
  }

  @Test func anIndentationLadderIsRefused() {
    for step in [1, 2, 8] {
      let ladder = (0..<1_000).map { repeated(" ", $0 * step) + "a:" }.joined(separator: "\n")
      #expect(problem(ladder) != nil)
    }
    let short = (0..<60).map { repeated(" ", $0 * 2) + "a:" }.joined(separator: "\n")
    #expect(problem(short) == nil)
  }

  @Test(arguments: ["*a", "\t*a", "\n  *a"])
  func anAliasBombIsRefused(_ alias: String) {
    var yaml = "a0: &a [x, x]\n"
    for index in 1...40 {
      yaml += "a\(index): &a [\(repeated(alias + ",", 9))\(alias)]\n"
    }
    #expect(problem(yaml)?.message == "more than 16 aliases")
  }

  @Test func aFewAliasesOfAliasesOfALongListAreRefused() {
    let bomb = """
      a: &a [\(repeated("x,", 10_000))]
      b: &b [*a, *a, *a, *a]
      c: &c [*b, *b, *b, *b]
      d: [*c, *c, *c, *c]
      """
    #expect(problem(bomb)?.message == "the aliases stand for too many values")
  }

  @Test func emphasisInTextIsNoAlias() {
    #expect(problem("note: |\n" + repeated("  some *words* and **bold** ones, 2 * 3\n  * item\n", 20)) == nil)
    #expect(problem("touches: [" + repeated("'*.swift', \"*.lock\", src/*, ", 20) + "x]") == nil)
  }

  @Test func aFewAliasesAreFine() {
    #expect(problem("a: &a [x]\nb: *a\nc: [*a, *a]") == nil)
  }

  @Test func hugeLinesAreReadOrRefused() {
    #expect(problem("title: " + repeated("x", 500_000)) == nil)
    #expect(problem("title: " + repeated("x", 600_000))?.message == "the frontmatter has 586 KB; at most 512")
    #expect(problem("title: \"" + repeated("\\u00e9", 80_000) + "\"") == nil)
    #expect(problem(repeated("x", 500_000))?.code == "yaml")
    #expect(problem(repeated("x", 400_000) + ": 1") != nil)
    #expect(problem("# " + repeated("x", 500_000) + "\ntitle: a") == nil)
    #expect(problem(repeated("\n", 500_000) + "title: a") == nil)
    #expect(problem("a: " + repeated("'' ", 100_000)) != nil)
  }

  @Test func twoMegabytesOfDashesAreRefused() {
    #expect(problem(repeated("-", 2 * 1024 * 1024))?.code == "size")
    #expect(problem(ofFile: repeated("-", 2 * 1024 * 1024))?.code == "frontmatter")
    #expect(problem(ofFile: "---\n" + repeated("---", 700_000))?.code == "frontmatter")
    // An empty frontmatter, and a body of rules.
    #expect(problem(ofFile: repeated("---\n", 500_000)) == nil)
  }

  @Test func manyKeysAreRead() {
    #expect(problem((0..<20_000).map { "key\($0): \($0)" }.joined(separator: "\n")) == nil)
    #expect(problem((0..<20_000).map { "key\($0 % 19_999): \($0)" }.joined(separator: "\n"))?.line == 20_001)
  }
}
