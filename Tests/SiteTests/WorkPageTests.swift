import Billing
import Content
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Site

/// What is not billed yet, and what is about to be: on the list of invoices, on the pages of drafts, tasks, repos and
/// sprints, and in `board.json`.
@Suite struct WorkPageTests {
  private static let published = Task {
    try await publish(.inMemory(files(in: Ledger.work)), billsWork: true)
  }

  private func site() async throws -> Published { try await Self.published.value }

  private func rows(_ part: String = "tbody", of node: HTMLNode?) -> [[String]] {
    (node?.all(part) ?? []).flatMap { $0.all("tr") }.map { row in
      row.descendants.filter { $0.name == "th" || $0.name == "td" }.map(\.text)
    }
  }

  private func section(_ name: String, of page: HTMLNode) -> HTMLNode? {
    page.all("section").first { $0.attributes["aria-labelledby"] == name }
  }

  @Test func theSiteIsSound() async throws {
    let site = try await site()
    #expect(SiteChecker.problems(of: site) == [])
    #expect(
      site.pages.filter { $0.hasPrefix("invoices") } == [
        "invoices.html", "invoices/I-1.html", "invoices/drafts/acme-2026-01.html",
        "invoices/drafts/it~27s~20~3Cb~3E.html",
      ])
  }

  @Test func unbilledWorkIsATableByClient() async throws {
    let page = try await site().page("invoices.html")
    let unbilled = section("unbilled", of: page)
    #expect(
      rows(of: unbilled) == [
        ["Acme <& Co>", "2 h 45", "", "1 461.25", "EUR", ""],
        ["6 Jan", "Refund <API>", "1 h 30", "95.00", "142.50", "EUR", ""],
        ["11 Jan", "Task api/over", "30 min", "95.00", "47.50", "EUR", ""],
        ["13 Jan", "A call <b>", "45 min", "95.00", "71.25", "EUR", ""],
        ["", "Logo", "", "", "1 200.00", "EUR", "fixed price"],
        ["Bert", "30 min", "", "", "", ""],
        ["12 Jan", "Task web/shop", "30 min", "", "", "", "no rate in CHF"],
      ])
    #expect(rows("tfoot", of: unbilled) == [["All", "1 461.25", "EUR", ""]])
    #expect(
      unbilled?.all("a").map { $0.attributes["href"] } == [
        "tasks/api/refunds.html", "tasks/api/over.html", "tasks/api/logo.html", "tasks/web/shop.html",
      ])
    #expect(unbilled?.texts(".decide") == ["40 min to decide orchsite time review"])
    #expect(
      page.first(".status-line")?.texts("li") == ["1 461.25 EUR unbilled", "114.00 EUR open", "2 not issued"])
  }

  @Test func draftsSayWhatTheyComeToAndWhatIsMissing() async throws {
    let drafts = section("drafts", of: try await site().page("invoices.html"))
    #expect(
      rows(of: drafts) == [
        ["acme-2026-01", "Acme <& Co>", "9 Jan", "226.80", "EUR", "ready to issue"],
        ["it's <b>", "Bert", "", "", "", "2 to mend"],
      ])
    #expect(drafts?.first("a")?.attributes["href"] == "invoices/drafts/acme-2026-01.html")
  }

  @Test func aDraftLooksAsItWillAndSaysSo() async throws {
    let page = try await site().page("invoices/drafts/acme-2026-01.html")
    #expect(page.first("h1")?.text == "INVOICE DRAFT")
    #expect(page.first("title")?.text == "Draft acme-2026-01 · P")
    #expect(
      page.first(".document-head")?.all("dt").map(\.text) == ["Period", "Your reference"])
    #expect(
      rows(of: page.first(".lines")) == [
        ["1", "Refunds Refund <API>", "2.00 h", "95.00", "20 %", "190.00"],
        ["2", "Hosting <b>", "2 month", "10.00", "20 %", "20.00"],
      ])
    #expect(page.first(".payable")?.text == "To pay 226.80 EUR")
    #expect(
      page.first(".to-issue")?.text
        == "Ready to issue Draft acme-2026-01 for Acme <& Co> orchsite invoice issue acme-2026-01")
    #expect(page.all(".pay-to").isEmpty && page.all(".settled").isEmpty && !page.text.contains("AT02"))
    #expect(page.first(".record")?.text.hasSuffix("Worked out from content/invoices/drafts/acme-2026-01.md") == true)
    #expect(page.all("script").isEmpty)
  }

  @Test func whatHasToBeMendedIsListedWithItsPlace() async throws {
    let page = try await site().page("invoices/drafts/it~27s~20~3Cb~3E.html")
    #expect(page.first("h1")?.text == "INVOICE DRAFT")
    #expect(page.first(".to-issue")?.first("h2")?.text == "2 things to mend before it can be issued")
    #expect(
      page.first(".to-issue")?.texts(".position") == [
        "content/invoices/drafts/it's <b>.md:5", "content/invoices/drafts/it's <b>.md:6",
      ])
    #expect(
      page.first(".to-issue")?.texts(".message") == [
        "there is no work updates/web/shop/gone",
        "updates/api/refunds/20260105T090000000Z-ada is for acme, not for bert",
      ])
    #expect(page.first(".to-issue")?.texts(".command") == ["orchsite invoice issue 'it'\\''s <b>'"])
    #expect(page.all(".lines").isEmpty && page.all(".totals").isEmpty)
  }

  @Test func tasksReposAndSprintsSayWhatBecameOfTheirTime() async throws {
    let site = try await site()
    func facts(_ path: String) -> [String] { section("billing", of: site.page(path))?.all("div").map(\.text) ?? [] }
    #expect(
      facts("tasks/api/refunds.html") == [
        "Billed 1 h · 95.00 EUR", "On drafts 2 h", "Unbilled 1 h 30 · 142.50 EUR", "To decide 40 min",
        "Not billable 20 min", "Written off 15 min",
      ])
    #expect(facts("tasks/api/logo.html") == ["Unbilled 1 200.00 EUR"])
    #expect(facts("tasks/api/over.html") == ["Unbilled 30 min · 47.50 EUR", "Billed beyond the log 20 min"])
    #expect(
      facts("repos/api.html") == [
        "Billed 1 h · 95.00 EUR", "On drafts 2 h", "Unbilled 2 h · 1 390.00 EUR", "To decide 40 min",
        "Written off 15 min",
      ])
    #expect(facts("sprints/s.html").dropFirst(2).first == "Unbilled 2 h 30 · 1 390.00 EUR")
  }

  @Test func boardJSONHasWorkAndDrafts() async throws {
    let text = try #require(try await site().files["board.json"])
    let board = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(board["to_decide_minutes"] as? Int == 40)
    let unbilled = try #require(board["unbilled"] as? [[String: Any]])
    #expect(unbilled.count == 5)
    let first = try #require(unbilled.first)
    #expect(first["ref"] as? String == "updates/api/refunds/20260106T090000000Z-ada")
    #expect(first["amount"] as? String == "142.50")
    #expect(first["rate_source"] as? String == "content/index.md")
    #expect(unbilled.last?["note"] as? String == "no rate in CHF")
    let drafts = try #require(board["drafts"] as? [[String: Any]])
    #expect(drafts.map { $0["payable"] as? String } == ["226.80", nil])
    let problems = try #require(drafts.last?["problems"] as? [[String: Any]])
    #expect(problems.map { $0["line"] as? Int } == [5, 6])
  }

  /// What was issued is no draft any more, whether or not its file is still there.
  @Test func anIssuedDraftIsNoDraft() async throws {
    let content = Ledger.work.replacing(
      "payable: \"114.00\"}\n---", with: "payable: \"114.00\"}\ndraft: acme-2026-01\n---")
    let site = try await publish(.inMemory(files(in: content)), billsWork: true)
    #expect(site.files["invoices/drafts/acme-2026-01.html"] == nil)
    #expect(rows(of: section("drafts", of: site.page("invoices.html"))).map(\.first) == ["it's <b>"])
  }

  @Test func aNameTooLongForAPageHasNone() async throws {
    let name = String(repeating: "ü", count: 80)
    let draft = "\n-- content/invoices/drafts/\(name).md --\n---\nclient: bert\nlines: []\n---"
    let site = try await publish(.inMemory(files(in: Ledger.work + draft)), billsWork: true)
    #expect(SiteChecker.problems(of: site) == [])
    #expect(rows(of: section("drafts", of: site.page("invoices.html"))).last?.first == name)
    #expect(site.pages.filter { $0.hasPrefix("invoices/drafts/") }.count == 2)
  }

  @Test(arguments: WholeSiteTests.hostile) func aTextStaysAText(_ text: String) async throws {
    let escaped = text.unicodeScalars.map { $0 == "\"" ? "\\\"" : String($0) }
    let yaml = "\"\(escaped.joined())\""
    let content = Ledger.work.replacing("Hosting <b>", with: yaml).replacing("A call <b>", with: yaml)
      .replacing("unit: month", with: "unit: \(yaml)").replacing("notes: [Thanks]", with: "notes: [\(yaml)]")
      .replacing("reference: B-1", with: "reference: \(yaml)")
      .replacing("updates/web/shop/gone", with: yaml).replacing("name: Bert", with: "name: \(yaml)")
    let site = try await publish(.inMemory(files(in: content)), billsWork: true)
    #expect(site.workspace.unreadable.map(\.path) == [])
    #expect(SiteChecker.problems(of: site) == [])
    for path in site.pages where path.hasPrefix("invoices") {
      let page = site.page(path)
      #expect(page.all("script").count == (path == "invoices.html" ? 2 : 0))
      #expect(!page.descendants.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    }
  }

  /// `billing.paper` decides, also for a client, who sees no other setting of billing.
  @Test(arguments: [nil, "acme"]) func thePaperIsThatOfTheSettings(_ client: String?) async throws {
    for (setting, name) in [("", "a4"), (", paper: Letter", "letter")] {
      let content = Ledger.work.replacing("tax: V20}\ntaxes", with: "tax: V20\(setting)}\ntaxes")
      let site = try await publish(.inMemory(files(in: content)), billsWork: true, client: client)
      let article = site.page("invoices/I-1.html").first("article")
      #expect(article?.attributes["class"] == "document invoice \(name)")
    }
  }
}
