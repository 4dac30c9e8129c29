import Diagnostics
import Foundation
import SiteTemplates
import TestSupport
import Testing

@testable import Site

/// `check --templates`.
@Suite struct TemplateCheckTests {
  private func found(_ overrides: [String: String]) -> [String] {
    TemplateLibrary.check(
      overrides: Dictionary(
        uniqueKeysWithValues: overrides.map { ($0, SourceFile(path: "site-templates/\($0)", text: $1)) })
    ).map { problem in
      let place = "\(problem.file.path):\(problem.position.line):\(problem.position.column)"
      return "\(place): \(problem.severity.rawValue): \(problem.message)\(problem.help.map { " | \($0)" } ?? "")"
    }
  }

  private func builtIn(_ name: String) -> String {
    BuiltInTemplates.all.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  @Test func theBuiltInTemplatesAreFine() { #expect(found([:]) == []) }

  @Test func aMisspeltNameIsFound() {
    let text = builtIn("card.mustache").replacing("{{title}}", with: "{{titel}}")
    let line = text.split(separator: "\n").firstIndex { $0.contains("{{titel}}") } ?? 0
    let column = text.split(separator: "\n")[line].components(separatedBy: "{{titel}}")[0].count + 1
    // The row of a table still uses the title.
    #expect(
      found(["card.mustache": text]) == [
        "site-templates/card.mustache:\(line + 1):\(column): error: no page gives \"titel\" here | did you mean title?"
      ])
  }

  @Test func sectionsAndDottedNamesToo() {
    let board = builtIn("board.mustache").replacing("{{empty.label}}", with: "{{empty.lable}}")
    #expect(
      found(["board.mustache": board]).contains {
        $0.contains("error: no page gives \"empty.lable\" here | did you mean label?")
      })
    let inverted = builtIn("repos.mustache").replacing("{{^has_repos}}", with: "{{^has_repo}}").replacing(
      "{{/has_repos}}\n{{/main}}", with: "{{/has_repo}}\n{{/main}}")
    #expect(
      found(["repos.mustache": inverted]).map { $0.components(separatedBy: " error: ").last } == [
        "no page gives \"has_repo\" here | did you mean has_repos?"
      ])
  }

  /// A name of another page, or of the items of another list, is none of this one's.
  @Test func aNameCountsOnlyWhereItIsGiven() {
    let text = builtIn("decisions.mustache").replacing(
      "{{page_title}}", with: "{{page_title}}{{total_count}}{{tags.text}}")
    #expect(
      found(["decisions.mustache": text]).map { $0.components(separatedBy: " error: ").last } == [
        "no page gives \"total_count\" here | docs/templates.md says what there is",
        "no page gives \"tags.text\" here | docs/templates.md says what there is",
      ])
  }

  /// What only one of the pages gives that include a part is right in the part.
  @Test func aPartMayAskForWhatOneOfItsPagesGives() {
    let text = builtIn("board.mustache") + "{{#goal}}{{.}}{{/goal}}"
    #expect(found(["board.mustache": text]) == [])
  }

  @Test func aBlockSeesWhatItsPlaceInTheParentSees() {
    let layout = builtIn("layout.mustache").replacing(
      "{{$main}}{{/main}}", with: "{{#page_title}}{{$main}}{{/main}}{{/page_title}}")
    #expect(found(["layout.mustache": layout]) == [])
  }

  @Test func partsOfTheWorkspacesOwn() {
    let card = builtIn("card.mustache") + "{{> mine}}"
    #expect(found(["card.mustache": card, "mine.mustache": "{{title}}"]) == [])
    #expect(
      found(["card.mustache": card, "mine.mustache": "{{\nx}}"]) != [])
    #expect(
      found(["card.mustache": card, "mine.mustache": "{{heading}}"]) == [
        "site-templates/mine.mustache:1:1: error: no page gives \"heading\" here | docs/templates.md says what there is"
      ])
    #expect(
      found(["cards.mustache": "x"]) == [
        "site-templates/cards.mustache:1:1: warning: no template includes this one | did you mean card.mustache?"
      ])
    #expect(
      found(["card.mustache": card]).first?.contains("error: there is no template \"mine\"") == true)
  }

  @Test func valuesThatNoTemplateUsesAreWarnings() {
    let text = builtIn("footer.mustache").replacing("{{version}}", with: "")
    #expect(
      found(["footer.mustache": text]) == [
        "site-templates/footer.mustache:1:1: warning: no template uses \"version\" of footer | nothing to do, if it is left out on purpose"
      ])
  }

  @Test func allTagsThatCannotBeReadAreReported() {
    let found = found(["card.mustache": "{{#x}}", "board.mustache": "{{/y}}"])
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.contains(": error: ") })
  }
}
