import Content
import Quantities
import TestSupport
import Testing

@testable import Site

/// Money is on pages only where the site shows it.
@Suite struct MoneyTests {
  private static let board =
    index + repo("web", "rate: \"95.00\"") + task("web/a", "todo", "fixed_price: \"1000.00\"")
    + update("web/a", "14-09", "ada", "todo", "minutes: 90", "billable_minutes: 31")
  private static let figures = ["95.00", "1000.00", "1250.00", "2 h 30", ">billable 31 min<"]

  private func texts(_ board: String, withoutMoney: Bool = false) async throws -> String {
    try await publish(
      .inMemory(files(in: board)), money: Rich.money, withoutMoney: withoutMoney
    ).files.sorted { $0.key < $1.key }.map(\.value).joined()
  }

  @Test func itIsShown() async throws {
    let all = try await texts(Self.board)
    for figure in Self.figures { #expect(all.contains(figure), "\(figure)") }
    let page = try await publish(.inMemory(files(in: Self.board)), money: Rich.money).page("index.html")
    #expect(
      page.first(".needs")?.texts(".need") == ["To decide 2 h 30 are neither billable nor not orchsite time review"])
    #expect(page.first(".outlook")?.all("section").last?.text == "Unbilled 1 250.00 EUR")
  }

  @Test func itIsLeftOut() async throws {
    let told = try await texts(Self.board.replacing("project: P", with: "project: P\nsite: {invoices: false}"))
    let asked = try await texts(Self.board, withoutMoney: true)
    for figure in Self.figures {
      #expect(!told.contains(figure), "\(figure)")
      #expect(!asked.contains(figure), "\(figure)")
    }
    #expect(told == asked)
  }

  @Test func customFieldsAreFacts() async throws {
    let text =
      index.replacing("project: P", with: "project: P\ncustom_fields: [ticket, 'how much', title, many]")
      + task(
        "web/a", "todo", "ticket: https://e.example/?a&b", "how much: \"<b>\"", "many: [a, b]", "\"x-mine\": no",
        body: "ticket: not this")
    let facts = try await publish(text).page("tasks/web/a.html").all(".fact-custom")
    #expect(facts.map(\.text) == ["ticket https://e.example/?a&b", "how much <b>"])
    #expect(facts.first?.first("a")?.attributes["href"] == "https://e.example/?a&b")
  }
}
