import TestSupport
import Testing

@testable import Markdown

@Suite struct AlertTests {
  private func html(_ source: String) -> String { MarkdownDocument(source).html() }

  @Test(arguments: MarkdownAlert.allCases)
  func aQuoteThatBeginsWithItsMark(alert: MarkdownAlert) {
    let expected = """
      <div class="alert alert-\(alert)">
      <p class="alert-title">\(alert.title)</p>
      <p>a <em>b</em></p>
      </div>

      """
    for mark in ["\(alert)", alert.title, alert.rawValue.uppercased()] {
      #expect(html("> [!\(mark)]\n> a *b*") == expected)
      #expect(html(">[!\(mark)]  \na *b*") == expected)
      #expect(html("> [!\(mark)]\\\n> a *b*") == expected)
      #expect(html("> [!\(mark)]\t\r\n>\r\n> a *b*\r\n") == expected)
    }
    #expect(html("> [!\(alert)]\n> a *b*\n\n[!\(alert)]: /u") == expected)
  }

  @Test func anyBlockMayStandInIt() {
    #expect(
      html("> [!TIP]\n> - [x] a\n>\n> |b|\n> |-|\n> > [!NOTE]\n> > c") == """
        <div class="alert alert-tip">
        <p class="alert-title">Tip</p>
        <ul>
        <li class="task"><input type="checkbox" disabled checked aria-label="done"> a</li>
        </ul>
        <table>
        <thead>
        <tr>
        <th>b</th>
        </tr>
        </thead>
        </table>
        <blockquote>
        <p>[!NOTE]
        c</p>
        </blockquote>
        </div>

        """)
  }

  @Test(arguments: [
    "> [!NOTE]", "> [!NOTE] a", "> [!NOTES]\n> a", "> a\n> [!NOTE]", "> \\[!NOTE]\n> a", "> **[!NOTE]**\n> a",
    "- > [!NOTE]\n  > a", "> > [!NOTE]\n> > a", "> [!NOTE]\n> ===\n> a", "> # [!NOTE]\n> a", "> [! NOTE]\n> a",
    "[!NOTE]\na",
    ">     [!NOTE]\n> a", "> [!NOTE]\\\\\n> a",
  ])
  func anythingElseIsAQuote(source: String) {
    #expect(!html(source).contains("alert"))
    #expect(html(source).contains("NOTE"))
  }

  @Test func linksInItHaveTheirPlaces() {
    let source = "> [!NOTE]\n> [a](/a) b\n> [c](/c)\n"
    let places = MarkdownDocument(source).links.map { String(decoding: Array(source.utf8)[$0.range], as: UTF8.self) }
    #expect(places == ["[a](/a)", "[c](/c)"])
  }
}
