import Diagnostics
import Testing

/// What a person at a terminal reads.
@Suite struct PrinterTests {
  private func printed(
    _ text: String, _ range: Range<Int>, message: String = "wrong", help: String? = nil, width: Int = 80
  ) -> String {
    DiagnosticPrinter(width: width).text(
      Diagnostic(.error, "code", message, help: help, in: SourceFile(path: "a.md", text: text), at: range))
  }

  @Test func theLineIsShownWithAMarkerUnderThePlace() {
    #expect(
      printed("---\nstatus: doing\n---\n", 12..<17, help: "try something else") == """
        a.md:2:9: error[code]: wrong
          2 | status: doing
            |         ^^^^^
          help: try something else

        """)
  }

  @Test func columnsAreScalarsAndMarkersAreTerminalColumns() {
    #expect(
      printed("é: 日本 👋 x\n", 16..<17) == """
        a.md:1:9: error[code]: wrong
          1 | é: 日本 👋 x
            |            ^

        """)
  }

  @Test func aPlaceAtTheEndOfALineOrFileHasAMarker() {
    #expect(printed("ab\ncd", 2..<2).hasSuffix("  1 | ab\n    |   ^\n"))
    #expect(printed("ab\ncd", 5..<5).hasPrefix("a.md:2:3:"))
    #expect(printed("ab\ncd", 5..<5).hasSuffix("  2 | cd\n    |   ^\n"))
    #expect(printed("ab\n", 3..<3).hasSuffix("  2 |\n    | ^\n"))
  }

  @Test func aRangeOverLinesIsMarkedToTheEndOfTheFirst() {
    #expect(printed("abc\ndef\n", 1..<6).hasSuffix("  1 | abc\n    |  ^^\n"))
  }

  @Test func aProblemWithTheWholeFileHasNoExcerpt() {
    #expect(printed("abc\n", 0..<0) == "a.md:1:1: error[code]: wrong\n")
    #expect(printed("", 0..<0) == "a.md:1:1: error[code]: wrong\n")
  }

  @Test func aPlaceOutsideTheFileIsBroughtInside() {
    #expect(printed("ab", 90..<99).hasPrefix("a.md:1:3:"))
  }

  @Test func longLinesAreCutAroundThePlace() {
    let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
    #expect(
      printed(line, 500..<501, width: 40) == """
        a.md:1:501: error[code]: wrong
          1 | …aaaaaaaaaaXbbbbbbbbbbbbbbbbbbbbb…
            |            ^

        """)
    #expect(
      printed(line, 0..<1_001, width: 40) == """
        a.md:1:1: error[code]: wrong
          1 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

        """)
  }

  @Test func nothingInAFileReachesTheTerminalAsACommand() {
    let text = printed(
      "a\u{1B}[31mb\u{7}\u{9B}\u{202E}c\td\u{2028}", 0..<1, message: "\"\u{1B}]0;x\u{7}\"", help: "\u{8}x\ny")
    #expect(
      text == """
        a.md:1:1: error[code]: "�]0;x�"
          1 | a�[31mb���c d�
            | ^
          help: �x�y

        """)
  }

  @Test func aPathIsAsHarmless() {
    let file = SourceFile(path: "content/\u{1B}[2J\n.md", text: "")
    #expect(
      DiagnosticPrinter().text(Diagnostic(.error, "c", "m", in: file))
        == "content/�[2J�.md:1:1: error[c]: m\n")
  }

  @Test func coloursMarkSeverities() {
    let diagnostic = Diagnostic(
      .warning, "code", "doubtful", in: SourceFile(path: "a.md", text: "x"), at: 0..<1)
    #expect(
      DiagnosticPrinter(colour: true).text(diagnostic)
        == "\u{1B}[1ma.md:1:1:\u{1B}[0m \u{1B}[1;33mwarning[code]:\u{1B}[0m doubtful\n  1 | x\n    | \u{1B}[1;33m^\u{1B}[0m\n"
    )
  }

  @Test func whatIsOverTheLimitIsCounted() {
    let file = SourceFile(path: "a.md", text: "")
    let all = [
      Diagnostic(.error, "b", "second", in: file), Diagnostic(.error, "a", "first", in: file),
      Diagnostic(.warning, "c", "third", in: file),
      Diagnostic(.error, "d", "other", in: SourceFile(path: "b.md", text: "")),
    ]
    #expect(
      DiagnosticPrinter(limit: 2).text(all) == """
        a.md:1:1: error[a]: first
        a.md:1:1: error[b]: second
        … and 1 error, 1 warning more; --all shows all

        """)
    #expect(DiagnosticPrinter(limit: 4).text(all).hasSuffix("error[d]: other\n"))
    #expect(DiagnosticPrinter.counts(all) == "3 errors, 1 warning")
    #expect(DiagnosticPrinter.counts([]) == "no problems")
  }

  @Test func annotationsEscapeWhatGitHubReads() {
    let diagnostic = Diagnostic(
      .error, "a,b", "100 %\r\nx", help: "do: y", in: SourceFile(path: "a:b,c%.md", text: "ü x"), at: 3..<4)
    #expect(
      DiagnosticPrinter.gitHubAnnotations([diagnostic])
        == "::error file=a%3Ab%2Cc%25.md,line=1,col=3,title=a%2Cb::100 %25%0D%0Ax%0Ado: y\n")
  }
}
