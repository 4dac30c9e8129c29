import Diagnostics
import TestSupport
import Testing

@testable import Site

/// What Mustache's specification says (its own examples, where this engine has the feature), and what differs here.
@Suite struct TemplateRenderingTests {
  private func render(
    _ template: String, partials: [String: String] = [:], _ fill: (inout Values) -> Void = { _ in }
  ) throws -> String {
    var overrides = partials
    overrides["t"] = template
    let files = overrides.map { ("\($0.key).mustache", SourceFile(path: "\($0.key).mustache", text: $0.value)) }
    let library = try TemplateLibrary(overrides: Dictionary(uniqueKeysWithValues: files))
    return library.render("t", Values(fill)).text
  }

  private func item(_ fill: (inout Values) -> Void) -> Values { Values(fill) }

  // MARK: Variables

  @Test func variables() throws {
    let fill = { (values: inout Values) in
      values.text("text", "a < b & \"c\" 'd' >")
      values.html("html", HTML("<b>&amp;</b>"))
      values.number("number", 0)
      values.flag("flag", true)
      values.list("list", [Values()])
    }
    let escaped = "a &lt; b &amp; &quot;c&quot; &#39;d&#39; &gt;"
    for tag in ["{{text}}", "{{ text }}", "{{{text}}}", "{{{ text }}}", "{{&text}}", "{{& text }}", "{{\ttext}}"] {
      #expect(try render("|\(tag)|", fill) == "|\(escaped)|")
    }
    for tag in ["{{html}}", "{{{html}}}", "{{&html}}"] { #expect(try render(tag, fill) == "<b>&amp;</b>") }
    #expect(try render("{{number}}", fill) == "0")
    // Neither has a text; what is missing is nothing.
    #expect(try render("|{{flag}}{{list}}{{missing}}{{.}}|", fill) == "||")
    // A variable alone on its line leaves the line.
    #expect(try render("a\n  {{number}}\nb\n", fill) == "a\n  0\nb\n")
    #expect(try render("{ {a} }} }", fill) == "{ {a} }} }")
    #expect(try render("", fill) == "")
  }

  @Test func aQuoteBeforeACombiningMarkIsEscaped() throws {
    for mark in ["\u{301}", "\u{338}", "\u{200D}", "\u{FE0F}", "\u{E33}"] {
      for (special, name) in [("\"", "&quot;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")] {
        #expect(try render("<i t=\"{{x}}\">") { $0.text("x", special + mark) } == "<i t=\"\(name)\(mark)\">")
      }
    }
    // A prepended mark takes the quote into its character.
    #expect(try render("{{x}}") { $0.text("x", "\u{600}<") } == "\u{600}&lt;")
  }

  @Test func dottedNames() throws {
    let fill = { (values: inout Values) in
      values.values("a", item { $0.values("b", item { $0.text("c", "deep") }) })
      values.values("outer", item { $0.text("only", "x") })
      values.text("plain", "p")
    }
    #expect(try render("{{a.b.c}}", fill) == "deep")
    #expect(try render("{{#a.b}}{{c}}{{/a.b}}", fill) == "deep")
    #expect(try render("{{#a.b.c}}[{{.}}]{{/a.b.c}}", fill) == "[deep]")
    #expect(try render("|{{a.x.c}}{{plain.x}}{{x.y}}|", fill) == "||")
    #expect(try render("{{^a.x.c}}none{{/a.x.c}}", fill) == "none")
    // The first name decides where to look: what it finds is not left again.
    #expect(
      try render("{{#in}}|{{outer.only}}|{{/in}}") {
        fill(&$0)
        $0.values("in", item { $0.values("outer", Values()) })
      } == "||")
  }

  // MARK: Sections

  @Test func sections() throws {
    let fill = { (values: inout Values) in
      values.flag("yes", true)
      values.flag("no", false)
      values.text("text", "t<")
      values.possiblyEmpty("empty", "")
      values.html("html", HTML("<i>"))
      values.list("none", [])
      values.list("list", [item { $0.text("x", "1") }, Values(), item { $0.text("x", "3") }])
      values.values("value", item { $0.text("x", "inner") })
      values.text("x", "outer")
    }
    #expect(try render("{{#yes}}a{{x}}{{/yes}}{{#no}}b{{/no}}{{#missing}}c{{/missing}}", fill) == "aouter")
    #expect(try render("{{^yes}}a{{/yes}}{{^no}}b{{/no}}{{^missing}}c{{/missing}}{{^none}}d{{/none}}", fill) == "bcd")
    #expect(try render("{{#list}}<{{x}}>{{/list}}", fill) == "<1><outer><3>")
    #expect(try render("{{#none}}x{{/none}}{{^list}}x{{/list}}{{^value}}x{{/value}}{{^text}}x{{/text}}", fill) == "")
    #expect(try render("{{#value}}{{x}}{{/value}}", fill) == "inner")
    #expect(try render("{{#text}}[{{.}}|{{x}}]{{/text}}{{#html}}{{.}}{{/html}}", fill) == "[t&lt;|outer]<i>")
    // A text that is there renders its section, even an empty one: so optional texts are left out instead.
    #expect(try render("{{#empty}}[{{.}}]{{/empty}}", fill) == "[]")
    #expect(try render("{{#value}}{{#value}}{{x}}{{/value}}{{/value}}", fill) == "inner")
    #expect(try render("{{#yes}}{{#yes}}a{{/yes}}b{{/yes}}{{# yes }}c{{/ yes }}", fill) == "abc")
    #expect(try render("{{#text}}{{#.}}{{.}}{{/.}}{{^.}}x{{/.}}{{/text}}", fill) == "t&lt;")
  }

  @Test func whatIsFalseInsideHidesWhatIsTrueOutside() throws {
    #expect(
      try render("{{#in}}{{#flag}}x{{/flag}}{{^flag}}y{{/flag}}{{/in}}") {
        $0.flag("flag", true)
        $0.values("in", item { $0.flag("flag", false) })
      } == "y")
  }

  @Test func emptyValuesAreLeftOut() {
    let values = Values {
      $0.text("a", "")
      $0.text("b", nil)
      $0.html("c", HTML(""))
      $0.number("d", nil)
      $0.values("e", nil)
      $0.possiblyEmpty("f", "")
      $0.texts("g", flag: "h", [])
    }
    #expect(values.keys == ["f", "g", "h"])
  }

  // MARK: Lines

  @Test(arguments: [
    ("{{! c }}\nx", "x"), ("a\n{{! c }}\nb", "a\nb"), ("a\n  {{! c }}  \nb", "a\nb"), ("a\r\n{{! c }}\r\nb", "a\r\nb"),
    ("a\n\t{{! c }}", "a\n"), ("  {{! c }}", ""), ("a {{! c }}\nb", "a \nb"), ("{{! c }} a\n", " a\n"),
    ("a\n{{!\n  several\n  {{lines}\n}}\nb", "a\nb"), ("12345{{! c }}67890", "1234567890"),
    ("a\n{{#yes}}\nb\n{{/yes}}\nc", "a\nb\nc"), ("a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", "a\r\nb\r\nc"),
    ("{{#yes}}\n/\n{{/yes}}", "/\n"), ("  {{#yes}}\n#{{/yes}}\n/", "#\n/"), ("#{{#yes}}\n/\n  {{/yes}}", "#\n/\n"),
    ("{{#yes}}{{x}}{{/yes}}\n", "1\n"), ("{{#yes}} {{/yes}}\n", " \n"), (" {{^no}}\n a\n {{/no}}\n", " a\n"),
    ("{{#yes}}\n{{#yes}}\n\n{{/yes}}\n{{/yes}}\n", "\n"), ("a\n\n{{#yes}}\n\nb\n{{/yes}}\n\nc", "a\n\n\nb\n\nc"),
    ("{{> p}}\nx", "Px"), ("a\n  {{> p}}\nb", "aP\nb"), ("a {{> p}} b", "a P b"), ("\u{FEFF}{{! c }}\nx", "\u{FEFF}x"),
    ("{{#no}}\nx\n{{/no}}\n", ""), ("x{{#no}}\ny{{/no}}z\n", "xz\n"), ("{{x}}{{! c }}\n", "1\n"),
  ])
  func aTagAloneTakesItsLine(_ template: String, _ expected: String) throws {
    let rendered = try render(template, partials: ["p": "P"]) {
      $0.flag("yes", true)
      $0.flag("no", false)
      $0.text("x", "1")
    }
    // Other than in Mustache's specification, a partial is not indented by its tag: the line goes as a whole.
    #expect(rendered == expected.replacing("aP\nb", with: "a\nPb").replacing("\u{FEFF}", with: ""))
  }

  // MARK: Partials and inheritance

  @Test func partials() throws {
    #expect(
      try render("{{#list}}{{> row}}{{/list}}", partials: ["row": "({{x}}{{> cell}})", "cell": "{{y}}"]) {
        $0.list("list", [item { $0.text("x", "1") }, item { $0.text("x", "2") }])
        $0.text("y", "y")
      } == "(1y)(2y)")
    #expect(try render("{{>p}}{{>  p  }}", partials: ["p": "x"]) == "xx")
  }

  @Test func inheritance() throws {
    let partials = [
      "base": "<{{$a}}A{{/a}}|{{$b}}B{{x}}{{/b}}>", "mid": "{{<base}}{{$a}}M({{$c}}C{{/c}}){{/a}}{{/base}}",
      "own": "{{<base}}{{$b}}{{> part}}{{/b}}{{/base}}", "part": "P{{$a}}p{{/a}}",
    ]
    func make(_ template: String) throws -> String {
      try render(template, partials: partials) { $0.text("x", "1") }
    }
    #expect(try make("{{<base}}{{/base}}") == "<A|B1>")
    #expect(try make("{{> base}}") == "<A|B1>")
    #expect(try make("{{<base}}{{$b}}{{x}}!{{/b}}{{/base}}") == "<A|1!>")
    #expect(try make("{{<base}} thrown away {{x}} {{$a}}{{/a}}{{/base}}") == "<|B1>")
    // Two levels: the middle's block can be filled, and the outermost wins where both fill the same.
    #expect(try make("{{<mid}}{{/mid}}") == "<M(C)|B1>")
    #expect(try make("{{<mid}}{{$c}}c{{/c}}{{$b}}b{{/b}}{{/mid}}") == "<M(c)|b>")
    #expect(try make("{{<mid}}{{$a}}top{{/a}}{{/mid}}") == "<top|B1>")
    // Nothing leaks to the next one.
    #expect(try make("{{<base}}{{$a}}1{{/a}}{{/base}}{{<base}}{{$b}}2{{/b}}{{/base}}") == "<1|B1><A|2>")
    #expect(try make("{{<own}}{{$a}}a{{/a}}{{/own}}") == "<a|Pa>")
    #expect(try make("{{<base}}{{$a}}{{<base}}{{$b}}in{{/b}}{{/base}}{{/a}}{{/base}}") == "<<A|in>|B1>")
    #expect(try make("{{#x}}{{<base}}{{$a}}{{.}}{{/a}}{{/base}}{{/x}}") == "<1|B1>")
  }

  @Test func aBlockInsideItsOwnReplacementEnds() throws {
    let partials = ["base": "<{{$a}}A{{/a}}>", "again": "{{$a}}again{{/a}}"]
    #expect(try render("{{<base}}{{$a}}x{{$a}}y{{/a}}{{/a}}{{/base}}", partials: partials) == "<xy>")
    #expect(try render("{{<base}}{{$a}}x{{> again}}{{/a}}{{/base}}", partials: partials) == "<xagain>")
  }
}
