import Billing
import Content
import Evidence
import Foundation
import Quantities
import Synchronization
import TestSupport
import Testing

@testable import Site

/// The names between Swift and the templates: what a template asks for is given, what is given is documented, and
/// no name of a page shows through where an item has none of its own.
@Suite struct ContractTests {
  private static let recorded = Task { try await record() }

  private static func notes() async throws -> ContractRecorder.Notes { try await recorded.value }

  private static func record() async throws -> ContractRecorder.Notes {
    let recorder = ContractRecorder(templates: try TemplateLibrary().templates)
    let library = try TemplateLibrary(observer: recorder.note)
    let sparse = index.replacing("project: P", with: "project: P\nsite: {invoices: false}") + task("web/a", "todo")
    let fromTheRight = index.replacing("project: P", with: "project: P\nlanguage: ar")
    let late = Rich.text.replacing("sprint: s2\nstale", with: "sprint: s1\nstale").replacing(
      "capacity: 5h", with: "goal: x")
    // More of a kind than have a line each.
    let blocked = (1...7).map {
      task("web/b\($0)", "in-progress") + update("web/b\($0)", "14-10", "ada", "in-progress", "blockers: [stone]")
    }.joined()
    for (content, asOf, git) in [
      (files(in: Rich.text), noon, nil), (files(in: Rich.text), noon, Rich.git), (files(in: late), noon, nil),
      (files(in: sparse), noon, nil), (files(in: fromTheRight), noon, nil), ([:], noon, nil),
      (files(in: Rich.text), "2026-03-01T12:00:00Z", nil),
      (files(in: Rich.many), noon, nil), (files(in: Rich.finished), noon, nil), (files(in: index + blocked), noon, nil),
      (files(in: index + sprint("f", "2026-05-01", "2026-05-10")), noon, nil),
    ] as [([String: String], String, GitFacts?)] {
      _ = try await publish(
        .inMemory(content), asOf: asOf, git: git, money: git == nil ? nil : Rich.money,
        sessions: git == nil ? nil : Rich.sessions, templates: library)
    }
    for money in [nil, Rich.money, MoneyFacts(toDecide: .zero, unbilled: [])] {
      _ = try await publish(
        .inMemory(files(in: Ledger.text + "\n-- content/invoices/broken.md --\n---\nx: 1\n---")), money: money,
        templates: library
      )
    }
    _ = try await publish(.inMemory(files(in: Ledger.work)), billsWork: true, templates: library)
    for (text, client) in [
      (Rich.text + Rich.forClients, "acme"), (Rich.text + Rich.forClients, "idle"), (Ledger.text, "acme"),
      (Ledger.work, "acme"),
    ] {
      _ = try await publish(text, for: client, templates: library)
    }
    _ = try await publish(
      .inMemory(files(in: index)), templates: library, preview: PreviewMark(snapshot: "1", token: "t"))
    return recorder.result
  }

  @Test func whatTemplatesAskForIsGiven() async throws {
    let notes = try await Self.notes()
    let missing = notes.lookedUp.filter { !$0.value }.keys
    // What has to be answered is the most urgent there is, and never folded.
    #expect(missing.filter { !($0.contains("needs_fold") && $0.hasSuffix(".blocker")) }.sorted() == [])
    #expect(notes.lookedUp.count > 150)
  }

  @Test func whatIsGivenIsDeclared() async throws {
    let notes = try await Self.notes()
    let contract = TemplateContract.current.templates
    var undeclared: [String] = []
    var given: Set<String> = []
    for place in notes.given {
      let path = place.split(separator: ".").map(String.init)
      if let id = contract[path[0]]?.id(of: path.dropFirst()) { given.insert(id) } else { undeclared.append(place) }
    }
    #expect(undeclared.sorted() == [])
    // Nothing is declared that no page ever gives.
    #expect(contract.values.reduce(into: Set()) { $0.formUnion($1.ids) }.subtracting(given).sorted() == [])
  }

  @Test func whatIsDeclaredIsDocumentedAndTheOtherWayRound() throws {
    let documentation = try String(contentsOfFile: "\(DemoWorkspace.home)/docs/templates.md", encoding: .utf8)
    let sections = Documentation.sections(of: documentation)
    for (group, names) in Documentation.declared {
      let section = try #require(sections[group], "docs/templates.md has no section \(group)")
      for name in names {
        #expect(section.contains("`\(name)`") || section.contains("**\(name)**"), "\(group): \(name)")
      }
      // The first column of a section's table names values of the template itself.
      for name in Documentation.firstColumn(of: section) where !names.contains(name) {
        Issue.record("\(group) documents \(name), and is not given it")
      }
    }
  }

  @Test func noNameOfAPageShowsThroughWhereAnItemHasNone() async throws {
    let leaks = try await Self.notes().levels.filter { name, levels in
      // The same part is rendered on several pages; what counts is the depth below the page.
      Set(levels.map { $0.split(separator: ".", omittingEmptySubsequences: false).dropFirst().joined(separator: ".") })
        .count > 1
    }
    #expect(leaks.keys.sorted() == [])
  }
}

extension TemplateContract.Scope {
  /// What the table calls a value.
  fileprivate func id(of path: ArraySlice<String>) -> String? {
    guard let first = path.first, let name = names[first] else { return nil }
    if path.count == 1 { return name.id }
    guard case .dictionary(_, let inner) = name else { return nil }
    return inner.id(of: path.dropFirst())
  }
}

/// `docs/templates.md` as the test reads it.
private enum Documentation {
  /// The names that each line of the contract has of its own, nested ones included.
  static let declared: [String: Set<String>] = {
    var declared: [String: Set<String>] = [:]
    for line in TemplateContract.lines {
      let words = line.split(separator: " ").map { String($0.filter { $0 != "{" }) }
      declared[String(words[0].dropLast())] = Set(
        words.dropFirst().filter { $0 != "}" && !$0.hasPrefix("@") })
    }
    return declared
  }()

  /// Sections by the names in their headings; the shared dictionaries by their rows.
  static func sections(of text: String) -> [String: String] {
    var sections: [String: String] = [:]
    for part in text.components(separatedBy: "\n### ").dropFirst() {
      let lines = part.split(separator: "\n", maxSplits: 1)
      let body = part.components(separatedBy: "\n## ")[0]
      for name in lines[0].components(separatedBy: " and ") { sections[name] = body }
    }
    for part in text.components(separatedBy: "\n## ").dropFirst() where part.hasPrefix("layout") {
      sections["layout"] = part.components(separatedBy: "\n### ")[0]
    }
    for line in text.split(separator: "\n") where line.hasPrefix("| *") {
      let name = line.dropFirst(3).prefix { $0 != "*" }.replacing(" ", with: "-")
      sections[String(name)] = String(line)
    }
    return sections
  }

  static func firstColumn(of section: String) -> [String] {
    section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { line in
      line.split(separator: "|")[0].split(separator: ",").map { String($0.filter { !" `".contains($0) }) }
    }
  }
}
