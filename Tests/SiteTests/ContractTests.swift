import Content
import Foundation
import Quantities
import Synchronization
import TestSupport
import Testing

@testable import Site

/// The names between Swift and the templates: what a template asks for is given, what is given is documented, and
/// no name of a page shows through where an item has none of its own.
@Suite struct ContractTests {
  private static func notes() async throws -> ContractRecorder.Notes {
    let recorder = ContractRecorder(templates: try TemplateLibrary().templates)
    let library = try TemplateLibrary(observer: recorder.note)
    let sparse = index.replacing("project: P", with: "project: P\nsite: {invoices: false}") + task("web/a", "todo")
    let late = Rich.text.replacing("sprint: s2\nstale", with: "sprint: s1\nstale").replacing(
      "capacity: 5h", with: "goal: x")
    for (content, asOf, git) in [
      (files(in: Rich.text), noon, nil), (files(in: Rich.text), noon, Rich.git), (files(in: late), noon, nil),
      (files(in: sparse), noon, nil), ([:], noon, nil), (files(in: Rich.text), "2026-03-01T12:00:00Z", nil),
      (files(in: Rich.many), noon, nil),
    ] as [([String: String], String, GitFacts?)] {
      _ = try await publish(.inMemory(content), asOf: asOf, git: git, templates: library)
    }
    let money = MoneyFacts(
      toDecide: Minutes(5), unbilled: [.init(currency: "EUR", value: try #require(ExactDecimal("1")))])
    for money in [nil, money, MoneyFacts(toDecide: .zero, unbilled: [])] {
      let text = Ledger.text + "\n-- content/invoices/broken.md --\n---\nx: 1\n---"
      _ = try await publish(.inMemory(files(in: text)), money: money, templates: library)
    }
    return recorder.result
  }

  /// Documented, and given by nothing yet.
  private static let forLater: Set = [
    "repo: .commands.note", "task: .commands.note",
  ]

  @Test func whatTemplatesAskForIsGiven() async throws {
    let notes = try await Self.notes()
    let missing = notes.lookedUp.filter { !$0.value }.keys.filter { !Self.forLater.contains($0) }
    #expect(missing.sorted() == [])
    #expect(notes.lookedUp.count > 150)
  }

  @Test func whatIsGivenIsUsedOrDocumented() async throws {
    let notes = try await Self.notes()
    let documentation = try String(contentsOfFile: "\(DemoWorkspace.home)/docs/templates.md", encoding: .utf8)
    let undocumented = notes.given.filter { place in
      let name = place.split(separator: ".").last ?? ""
      return !documentation.contains("`\(name)`") && !documentation.contains("**\(name)**")
    }
    #expect(undocumented.sorted() == [])
    // Only what a changed template may want; add to it with thought.
    #expect(
      notes.given.subtracting(notes.used).sorted() == [
        "decisions.decisions.has_tags", "index.capacity.percent", "invoices.paid.due", "invoices.paid.open",
        "invoices.paid.state", "invoices.paid.state_text", "invoices.pending.paid_on", "invoices.undone.due",
        "invoices.undone.open", "repo.slug", "repos.repos.slug",
        "sprint.capacity.percent", "task-row.priority_badge", "task-row.waiting", "task.depends_on.finished",
        "task.needed_by.finished", "task.repo.slug",
      ])
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
