import Diagnostics
import Files
import Foundation
import SiteTemplates
import TestSupport
import Testing

@testable import Site

/// What is printed about templates that cannot be used.
@Suite struct TemplateErrorTests {
  private func report(_ overrides: [String: String]) -> String {
    let files = overrides.map { ($0.key, SourceFile(path: "site-templates/\($0.key)", text: $0.value)) }
    do throws(TemplateErrors) {
      _ = try TemplateLibrary(overrides: Dictionary(uniqueKeysWithValues: files))
      return "no problem"
    } catch {
      return DiagnosticPrinter(width: 100).text(error.diagnostics)
    }
  }

  private func report(_ template: String) -> String { report(["card.mustache": template]) }

  @Test func anUnclosedSection() {
    #expect(
      report("<li>{{#tone}} {{.}}") == """
        site-templates/card.mustache:1:5: error[template]: "tone" is never closed
          1 | <li>{{#tone}} {{.}}
            |     ^^^^^^^^^
          help: add {{/tone}}

        """)
  }

  @Test func anotherSectionIsClosed() {
    #expect(
      report("{{#a}}\n{{#b}}\r\n  x{{/a}}{{/b}}") == """
        site-templates/card.mustache:3:4: error[template]: "a" is closed, but "b" of line 2 is open
          3 |   x{{/a}}{{/b}}
            |    ^^^^^^
          help: close {{/b}} first

        """)
  }

  @Test func aSectionIsClosedThatWasNotOpen() {
    #expect(
      report("é {{ / a.b }}") == """
        site-templates/card.mustache:1:3: error[template]: "a.b" is closed but was never opened
          1 | é {{ / a.b }}
            |   ^^^^^^^^^^^
          help: remove it, or open it with {{#a.b}}

        """)
  }

  @Test(arguments: ["{{x", "{{#x", "{{x}", "{{{x}}", "{{! x", "{{"])
  func aTagIsNeverClosed(_ tag: String) {
    #expect(
      report("a\n\(tag)") == """
        site-templates/card.mustache:2:1: error[template]: this tag is never closed
          2 | \(tag)
            | ^^
          help: close it with }}

        """)
  }

  @Test func aTagGoesOverItsLine() {
    #expect(
      report("a {{x\n}}") == """
        site-templates/card.mustache:1:3: error[template]: this tag is not closed on its line
          1 | a {{x
            |   ^^
          help: close it with }}

        """)
  }

  @Test(arguments: [
    ("{{}}", ""), ("{{ }}", ""), ("{{a b}}", "a b"), ("{{a..b}}", "a..b"), ("{{.a}}", ".a"), ("{{a.}}", "a."),
    ("{{=<% %>=}}", "=<% %>="), ("{{#a b}}", "a b"), ("{{^}}", ""), ("{{&}}", ""), ("{{{ }}}", ""), ("{{%x}}", "%x"),
  ])
  func aNameIsNone(_ tag: String, _ name: String) {
    #expect(
      report("x\(tag)") == """
        site-templates/card.mustache:1:2: error[template]: "\(name)" is not a name
          1 | x\(tag)
            |  \(String(repeating: "^", count: tag.count))
          help: use letters, digits, - and _, with dots between

        """)
  }

  @Test(arguments: [
    ("{{> a.b}}", "a.b"), ("{{>}}", ""), ("{{<../x}}", "../x"), ("{{$a.b}}", "a.b"), ("{{>*dynamic}}", "*dynamic"),
  ])
  func aTemplateNameIsNone(_ tag: String, _ name: String) {
    #expect(
      report("x\(tag)") == """
        site-templates/card.mustache:1:2: error[template]: "\(name)" is not a name
          1 | x\(tag)
            |  \(String(repeating: "^", count: tag.count))
          help: use letters, digits, - and _

        """)
  }

  @Test func aPartialIsMissing() {
    #expect(
      report("<li>\n  {{> badge}}</li>{{<frame}}{{$a}}{{> deep}}{{/a}}{{/frame}}") == """
        site-templates/card.mustache:2:3: error[template]: there is no template "badge"
          2 |   {{> badge}}</li>{{<frame}}{{$a}}{{> deep}}{{/a}}{{/frame}}
            |   ^^^^^^^^^^^
          help: write site-templates/badge.mustache, or mend the name
        site-templates/card.mustache:2:19: error[template]: there is no template "frame"
          2 |   {{> badge}}</li>{{<frame}}{{$a}}{{> deep}}{{/a}}{{/frame}}
            |                   ^^^^^^^^^^
          help: write site-templates/frame.mustache, or mend the name
        site-templates/card.mustache:2:35: error[template]: there is no template "deep"
          2 |   {{> badge}}</li>{{<frame}}{{$a}}{{> deep}}{{/a}}{{/frame}}
            |                                   ^^^^^^^^^^
          help: write site-templates/deep.mustache, or mend the name

        """)
  }

  @Test func templatesThatIncludeThemselves() {
    #expect(
      report("a {{> card}}") == """
        site-templates/card.mustache:1:3: error[template]: this template includes itself
          1 | a {{> card}}
            |   ^^^^^^^^^^
          help: take one of the tags out

        """)
    // Every template of the circle is named, whoever only includes it is not.
    #expect(
      report([
        "card.mustache": "{{> needs}}{{> a}}", "a.mustache": "{{<b}}{{$x}}{{> c}}{{/x}}{{/b}}", "b.mustache": "",
        "c.mustache": "\n{{#x}}{{> a}}{{/x}}",
      ])
        == """
        site-templates/a.mustache:1:13: error[template]: this template includes itself
          1 | {{<b}}{{$x}}{{> c}}{{/x}}{{/b}}
            |             ^^^^^^^
          help: take one of the tags out
        site-templates/c.mustache:2:7: error[template]: this template includes itself
          2 | {{#x}}{{> a}}{{/x}}
            |       ^^^^^^^
          help: take one of the tags out

        """)
  }

  @Test func aFileThatIsNotUTF8() {
    let file = SourceFile(path: "site-templates/card.mustache", bytes: [0x47, 0x72, 0xF6, 0xDF, 0x65])
    #expect {
      try TemplateLibrary(overrides: ["card.mustache": file])
    } throws: { error in
      (error as? TemplateErrors)?.diagnostics.map(\.message) == ["this file is not UTF-8"]
    }
  }

  // MARK: Overrides

  @Test func everyFileIsReplacedByItself() async throws {
    let site = try await publish(
      index + task("web/a", "todo"),
      overrides: [
        "card.mustache": "<li class=\"card\">{{> mine}}</li>", "mine.mustache": "<b>{{title}}</b>", "style.css": "a {}",
        "footer.mustache": "<footer>mine {{version}}</footer>",
      ])
    #expect(site.page("index.html").first("li.card")?.first("b")?.text == "Task web/a")
    #expect(site.files["style.css"] == "a {}")
    #expect(site.files["board.js"]?.isEmpty == false)
    #expect(site.files["mine.mustache"] == nil)
    #expect(site.page("tasks/web/a.html").first("footer")?.text == "mine 0.0.0")
    #expect(SiteChecker.problems(of: site) == [])
  }

  @Test func onlyTemplatesAreReadFromTheFolder() throws {
    let home = TemporaryFolder()
    #expect(try TemplateLibrary.overrides(home: home.path).isEmpty)
    home.put("x", at: "site-templates/card.mustache")
    home.put("y", at: "site-templates/own.mustache")
    home.put("z", at: "site-templates/board.js")
    home.put("n", at: "site-templates/notes.md")
    home.put("n", at: "site-templates/other.css")
    let overrides = try TemplateLibrary.overrides(home: home.path)
    #expect(overrides.keys.sorted() == ["board.js", "card.mustache", "own.mustache"])
    #expect(overrides["card.mustache"]?.path == "site-templates/card.mustache")
    #expect(overrides["own.mustache"]?.text(in: 0..<1) == "y")
    // What is there and would not be read is said, not passed over.
    home.link("site-templates/link.mustache", to: "card.mustache")
    #expect(throws: FileError(.read, home("site-templates/link.mustache"), .notRegular(.symlink))) {
      try TemplateLibrary.overrides(home: home.path)
    }
    let linked = TemporaryFolder()
    linked.link("site-templates", to: home("site-templates"))
    #expect(throws: FileError(.list, linked("site-templates"), .notRegular(.symlink))) {
      try TemplateLibrary.overrides(home: linked.path)
    }
  }

  @Test func theBuiltInOnesAreTheFolder() throws {
    let folder = "\(DemoWorkspace.home)/site-templates"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".swift") }
    #expect(BuiltInTemplates.all.map(\.name) == names.sorted())
    for (name, bytes) in BuiltInTemplates.all {
      #expect(FileManager.default.contents(atPath: "\(folder)/\(name)").map { Array($0) } == bytes, "\(name)")
    }
  }

  // MARK: What would not come to an end

  /// `p0` includes `p1` ten times, and so on.
  private func multiplying(_ depth: Int, _ inner: String, _ include: (String) -> String) -> [String: String] {
    var files = ["p\(depth).mustache": inner]
    for number in 0..<depth {
      files["p\(number).mustache"] = String(repeating: include("p\(number + 1)"), count: 10)
    }
    return files
  }

  @Test func partialsThatMultiplyStopTheBuildAndKeepThePages() {
    let board = Board(isRepository: false)
    #expect(board.run("build").code == 0)
    let before = board.folder.picture(of: "site")
    var files = multiplying(9, "x") { "{{> \($0)}}" }
    files["footer.mustache"] = "{{> p0}}"
    for (name, text) in files { board.folder.put(text, at: "site-templates/\(name)") }
    let outcome = board.run("build")
    #expect(outcome.code == 1)
    #expect(outcome.out == "")
    #expect(
      outcome.err.contains(": error[template]: this template makes too much: partials or sections within one another"))
    #expect(outcome.err.hasPrefix("site-templates/p"))
    #expect(board.folder.picture(of: "site") == before)
    let checked = board.run("check", "--templates")
    #expect(checked.code == 1)
    #expect(checked.out.contains("error[template]: this template makes too much"))
  }

  @Test func sectionsThatMultiplyStopToo() throws {
    let rows = Values { values in values.list("a", (0..<500).map { _ in Values { $0.text("b", "x") } }) }
    let file = SourceFile(
      path: "site-templates/card.mustache", text: "{{#a}}{{#a}}{{#a}}\n  {{b}}{{/a}}{{/a}}{{/a}}")
    let library = try TemplateLibrary(overrides: ["card.mustache": file])
    #expect(library.excess == nil)
    _ = library.render("card", rows)
    let excess = try #require(library.excess)
    #expect(DiagnosticPrinter().text([excess]).hasPrefix("site-templates/card.mustache:"))
  }

  @Test func inheritanceThatMultipliesIsRefused() {
    var files = multiplying(9, "{{$x}}{{/x}}") { "{{<\($0)}}{{$x}}y{{/x}}{{/\($0)}}" }
    files["card.mustache"] = "{{<p0}}{{$x}}z{{/x}}{{/p0}}"
    #expect(report(files).contains("error[template]: this template makes too much"))
  }

  @Test func depthHasALimit() {
    let open = (0..<65).map { "{{#a\($0)}}" }.joined()
    let text = report("\n" + open)
    #expect(text.hasPrefix("site-templates/card.mustache:2:"))
    #expect(text.contains("error[template]: more than 64 sections within one another\n"))
    #expect(text.hasSuffix("  help: move some of them into a partial\n"))
    var chain = ["card.mustache": "{{> c0}}", "c70.mustache": "end"]
    for number in 0..<70 { chain["c\(number).mustache"] = "{{> c\(number + 1)}}" }
    #expect(report(chain).contains("error[template]: templates include one another more than 64 deep\n"))
  }
}
