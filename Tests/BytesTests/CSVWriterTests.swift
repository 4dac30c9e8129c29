import Bytes
import Testing

@Suite("CSV writer")
struct CSVWriterTests {
  private func row(_ cells: String?...) -> String {
    var writer = CSVWriter()
    writer.row(cells)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func cellsAreQuotedWhereTheyMustBe() {
    #expect(row("a", nil, "", "b c", "é 😀") == "a,,,b c,é 😀\r\n")
    #expect(row("a,b", "say \"x\"", "1\n2", "1\r\n2") == "\"a,b\",\"say \"\"x\"\"\",\"1\n2\",\"1\r\n2\"\r\n")
    #expect(row(" a", "b ") == "\" a\",\"b \"\r\n")
  }

  @Test func formulasAreDefusedAndNegativeNumbersAreNot() {
    #expect(row("=1+1", "+1", "@SUM(A1)", "-a", "\t=1") == "'=1+1,'+1,'@SUM(A1),'-a,'\t=1\r\n")
    #expect(row("\r=1", "\n=1", "=\"a\"") == "\"'\r=1\",\"'\n=1\",\"'=\"\"a\"\"\"\r\n")
    #expect(row("-1", "-1.50", "-0", "1=1", "a-b") == "-1,-1.50,-0,1=1,a-b\r\n")
    #expect(
      row("-", "--1", "-1.", "-.5", "-1.2.3", "-1e5", "-1 ", "-1+1", "-१").split(separator: ",").allSatisfy {
        $0.hasPrefix("'") || $0.hasPrefix("\"'")
      })
    // What only looks like one of these characters to a person is none to a spreadsheet; a combining mark behind one
    // hides it from whoever looks at characters.
    #expect(row("=\u{301}1", "\u{2212}1") == "'=\u{301}1,\u{2212}1\r\n")
  }

  @Test func controlCharactersAreShown() {
    #expect(row("a\u{1B}[1m\u{0}\u{7F}", "\u{9B}x\u{A0}") == "a\u{FFFD}[1m\u{FFFD}\u{FFFD},\u{FFFD}x\u{A0}\r\n")
  }

  @Test func aHeadingStandsInTheFirstRow() {
    var writer = CSVWriter(columns: ["number", "text"])
    writer.row(["1", "a"])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "number,text\r\n1,a\r\n")
  }
}
