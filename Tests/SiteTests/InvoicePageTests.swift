import Billing
import Content
import Diagnostics
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Site

/// `invoices.html`, the pages of documents, and what other pages say of them.
@Suite struct InvoicePageTests {
  private static let money = MoneyFacts(
    toDecide: Minutes(95),
    unbilled: [("EUR", 123_450), ("CHF", 700)].map { Money(minorUnits: $1, Currency($0) ?? .unknown) })

  /// The cells of each row in a part (`tbody`, `tfoot`) of the tables below a node.
  private func rows(_ part: String = "tbody", of node: HTMLNode?) -> [[String]] {
    (node?.all(part) ?? []).flatMap { $0.all("tr") }.map { row in
      row.descendants.filter { $0.name == "th" || $0.name == "td" }.map(\.text)
    }
  }

  private func section(_ name: String, of page: HTMLNode) -> HTMLNode? {
    page.all("section").first { $0.attributes["aria-labelledby"] == name }
  }

  @Test(arguments: [true, false]) func aSiteWithInvoicesIsSound(_ hasMoney: Bool) async throws {
    let site = try await publish(content: files(in: Ledger.text), money: hasMoney ? Self.money : nil)
    #expect(SiteChecker.problems(of: site) == [])
    #expect(site.files["invoices/INV~201~2B1.html"] != nil)
    #expect(site.page("invoices.html").texts("#unbilled").isEmpty != hasMoney)
  }

  @Test func theListHasWhatIsPendingPaidAndUndone() async throws {
    let page = try await publish(Ledger.text).page("invoices.html")
    let pending = rows(of: section("pending", of: page))
    #expect(pending.compactMap(\.first) == ["OVER-1", "INV 1+1", "DUE-1", "YEN-1", "OPEN-1", "PART-1"])
    #expect(
      pending.dropFirst().first == [
        "INV 1+1", "Acme <& Co>", "19 Dec 2025", "2 Jan", "13 853.98", "13 840.00", "EUR",
        "overdue 13 days",
      ])
    #expect(pending.compactMap(\.last) == ["overpaid", "overdue 13 days", "open", "open", "open", "partly paid"])
    #expect(pending.map { $0.dropFirst(5).first }.first == "\u{2212}1.00")
    #expect(
      rows("tfoot", of: section("pending", of: page)) == [
        ["All", "14 333.98", "14 179.00", "EUR", ""], ["All", "71 039", "71 039", "JPY", ""],
      ])
    #expect(rows(of: section("paid", of: page)) == [["PAID-1", "Acme <& Co>", "2 Jan", "3 Jan", "120.00", "EUR"]])
    #expect(
      rows(of: section("undone", of: page)).map { [$0.first, $0.last] } == [
        ["GONE-1", "void"], ["BACK-1", "credited"],
      ])
    #expect(
      rows(of: section("credit-notes", of: page)).map { [$0.first, $0.dropFirst(3).first] } == [
        ["CN-VOID", "GONE-1"], ["CN-BACK", "BACK-1"],
      ])
    #expect(page.texts("li").contains("1 not issued: acme-2026-02"))
    #expect(page.all("data").map { $0.attributes["value"] }.contains("13853.98"))
  }

  @Test func aDocumentIsPrintedAsItWasIssued() async throws {
    let site = try await publish(Ledger.text)
    let page = site.page("invoices/INV~201~2B1.html")
    #expect(page.first("h1")?.text == "INVOICE INV 1+1")
    #expect(page.first("title")?.text == "Invoice INV 1+1 · P")
    #expect(page.texts(".party").first == "Me & CoStreet 11010 WienATVAT id ATU1me@e.com")
    #expect(
      rows(of: page.first(".lines")) == [
        [
          "1", "Work <b> 121 h 07 logged, 121 h 15 billed Refund <API> Regulars \u{2212}37.50 Allowance 0.00",
          "121.25 h", "110.00", "20 %", "13 300.00",
        ],
        ["2", "Licence", "2.5 pcs", "40.00", "0 %", "100.00"], ["3", "Flat", "1", "", "GONE", "0.00"],
        ["4", "Plain", "", "", "", "0.00"],
      ])
    #expect(
      rows(of: page.first(".totals")) == [
        ["Sum of lines", "13 400.00"], ["For friends 10 %", "\u{2212}1 340.00"],
        ["Net", "12 060.00"],
        ["Tax 20 % of 11 970.00 EUR", "2 394.00"], ["Tax 0 % of 90.00 EUR", "0.00"],
        ["Tax of 0.00 EUR", "0.00"], ["Total", "14 454.00"], ["Paid in advance", "\u{2212}500.00"],
        ["Tax withheld", "\u{2212}100.00"], ["Rounding", "\u{2212}0.02"],
        ["To pay", "13 853.98 EUR"],
      ])
    #expect(page.texts(".tax-note") == ["Reverse charge"])
    #expect(page.texts(".fact-iban") == ["IBAN AT61 1904 3002 3457 3201"])
    #expect(page.texts(".balance") == ["Still open: 13 840.00 EUR"])
    #expect(
      page.first(".record")?.all("li").filter { $0.all("li").isEmpty }.map(\.text) == [
        "updates/api/refunds/20260105T090000000Z-ada", "time/acme/x",
      ])
    #expect(
      page.first(".record")?.all("a").map { $0.attributes["href"] } == [
        "../tasks/api/refunds.html#20260105T090000000Z-ada"
      ])
    // Nothing runs on the page of a document.
    #expect(page.all("script").isEmpty)
    #expect(site.page("invoices.html").all("script").count == 2)
  }

  @Test func creditNotesAndVoidInvoicesSayWhatTheyAre() async throws {
    let site = try await publish(Ledger.text)
    let credit = site.page("invoices/CN-VOID.html")
    #expect(credit.first("h1")?.text == "CREDIT NOTE CN-VOID")
    #expect(credit.texts(".fact-corrects") == ["Corrects invoice GONE-1 of 2 January 2026"])
    #expect(credit.texts(".fact-reason") == ["Reason Wrong <buyer>"])
    #expect(rows(of: credit.first(".totals")).last == ["Credited", "120.00 EUR"])
    let void = site.page("invoices/GONE-1.html")
    #expect(void.texts(".voided") == ["VOID by CN-VOID"])
    #expect(void.texts(".balance").isEmpty)
    #expect(site.page("invoices/OPEN-1.html").texts(".voided").isEmpty)
  }

  @Test func hoursAreDecimalsWhereAllAreExact() async throws {
    let seven = Ledger.invoice("I-1", "due: 2026-02-01").replacing(
      "- {text: Work", with: "- {text: Call, minutes: 7, amount: \"0.00\"}\n    - {text: Work")
    let page = try await publish(index + seven).page("invoices/I-1.html")
    #expect(rows(of: page.first(".lines")).map { $0.dropFirst(2).first } == ["7 min", "1 h"])
  }

  @Test func theBoardSaysWhatIsDue() async throws {
    let site = try await publish(Ledger.text)
    let needs = site.page("index.html").all(".need.invoice")
    #expect(
      needs.map { "\($0.first(".what")?.text ?? "")|\($0.first(".about")?.text ?? "")" } == [
        "INV 1+1 Acme <& Co>: 13 840.00 EUR overdue|13 days", "DUE-1 Acme <& Co>: 120.00 EUR due today|",
      ])
    #expect(needs.first?.first("a")?.attributes["href"] == "invoices/INV~201~2B1.html")
    #expect(
      needs.map { $0.texts("code") } == [["orchsite invoice show 'INV 1+1'"], ["orchsite invoice show DUE-1"]])
    #expect(site.page("index.html").first("nav")?.text.contains("Invoices") == true)
  }

  @Test func boardJSONHasExactAmounts() async throws {
    let text = try #require(try await publish(Ledger.text).files["board.json"])
    let board = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let invoices = try #require(board["invoices"] as? [[String: Any]])
    let first = try #require(invoices.first)
    #expect(first["number"] as? String == "INV 1+1")
    #expect(first["client"] as? String == "acme")
    #expect(first["payable"] as? String == "13853.98")
    #expect(first["open"] as? String == "13840.00")
    #expect(first["status"] as? String == "overdue")
    #expect(invoices.last?["corrects"] as? String == "GONE-1")
    let needs = try #require(board["needs"] as? [[String: Any]])
    #expect(needs.first { $0["kind"] as? String == "invoice" }?["invoice"] as? String == "INV 1+1")
  }

  @Test func anInvoiceWithSomethingToPayHasAPaymentCode() async throws {
    let site = try await publish(Ledger.text)
    let page = site.page("invoices/INV~201~2B1.html")
    let svg = try #require(page.first(".payment-code")?.first("svg"))
    #expect(svg.attributes["role"] == "img")
    #expect(svg.attributes["aria-labelledby"] == svg.first("title")?.attributes["id"])
    #expect(
      svg.first("title")?.text
        == "Payment code: 13 840.00 EUR to Me & Co, AT61 1904 3002 3457 3201, for INV 1+1")
    // Colours are attributes: the policy of the page allows no inline styles.
    #expect(svg.descendants.allSatisfy { $0.attributes["style"] == nil })
    #expect(svg.first("rect")?.attributes["fill"] == "#fff")

    // What is drawn is the code of exactly what is open, four modules from each edge.
    let invoice = try #require(InvoiceBook(site.workspace).invoice("INV 1+1"))
    let payment = try #require(PaymentCode(invoice.document, open: invoice.open))
    #expect(payment.payload.contains("\nEUR13840.00\n"))
    let code = try #require(QRCode(Array(payment.payload.utf8)))
    #expect(svg.attributes["viewBox"] == "0 0 \(code.size + 8) \(code.size + 8)")
    var drawn: Set<[Int]> = []
    for bar in try #require(svg.first("path")?.attributes["d"]).split(separator: "M") {
      let numbers = bar.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(numbers.count == 5 && bar.hasSuffix("v1h-\(numbers[2])z"))
      for column in numbers[0]..<numbers[0] + numbers[2] { drawn.insert([column - 4, numbers[1] - 4]) }
    }
    for row in 0..<code.size {
      for column in 0..<code.size { #expect((drawn.remove([column, row]) != nil) == code[column, row]) }
    }
    #expect(drawn.isEmpty)
  }

  @Test func otherDocumentsHaveNoPaymentCode() async throws {
    let text = Ledger.text.replacing(
      "payments:\n  - {id: p1", with: "payments:\n  - {date: 2026-01-09, amount: \"13840.00\"}\n  - {id: p1")
    #expect(text != Ledger.text)
    let site = try await publish(text)
    for (path, page) in site.files where path.hasPrefix("invoices/") {
      #expect(!page.contains("payment-code"), "\(path)")
    }
  }

  // MARK: No money

  @Test func withoutABookThereIsNoMoneyAnywhere() async throws {
    for content in [
      files(in: Ledger.text),
      files(in: Ledger.text.replacing("project: P", with: "project: P\nsite: {invoices: false}")),
    ] {
      let isOff = content["content/index.md"]?.contains("invoices: false") == true
      let site = try await publish(content: content, money: Self.money, hasInvoices: isOff)
      #expect(!site.files.keys.contains { $0.hasPrefix("invoices") })
      for (path, text) in site.files where path.hasSuffix(".html") || path.hasSuffix(".json") {
        #expect(!text.contains("13853.98") && !text.contains("INV 1+1") && !text.contains("1\u{202F}234"), "\(path)")
        #expect(!text.contains("invoices.html"), "\(path)")
      }
    }
    #expect(try await publish(index).files["invoices.html"] == nil)
  }

  @Test func aClientSeesNothingInternal() async throws {
    let content = files(in: Ledger.text + Ledger.invoice("OTHER-1", "due: 2026-01-01", buyer: "Somebody"))
    let site = try await publish(
      .inMemory(content), client: "acme", templates: TemplateLibrary())
    #expect(SiteChecker.problems(of: site) == [])
    let own = site.pages.filter { $0.hasPrefix("invoices") }
    #expect(own.count == 12)
    for page in own {
      let text = site.files[page] ?? ""
      for secret in [
        "OTHER-1", "Somebody", "ada", "clients/acme", "sha256", "acme-2025-12", "statement 1", "content/inv",
      ] {
        #expect(!text.contains(secret), "\(page): \(secret)")
      }
    }
  }

  // MARK: What cannot be read

  @Test func aDocumentThatCannotBeReadIsListed() async throws {
    let site = try await publish(
      index + "\n-- content/invoices/I-1.md --\n---\ndocument: {kind: invoice}\n---"
        + "\n-- content/invoices/I-2.md --\n---\nx: [\n---")
    #expect(SiteChecker.problems(of: site) == [])
    for page in ["invoices.html", "index.html"] {
      let files = site.page(page).texts("code.position")
      #expect(files == ["content/invoices/I-1.md:2:1", "content/invoices/I-2.md:2:4"], "\(page)")
    }
    #expect(site.page("index.html").all(".need.unreadable").count == 2)
  }

  @Test(arguments: [
    ("a", "a"), ("A_b.1-2", "A_b.1-2"), ("a b", "a~20b"), ("~", "~7E"), ("a~20b", "a~7E20b"),
    ("\"<>&'?#%", "~22~3C~3E~26~27~3F~23~25"),
    ("..\\..\\x", "..~5C..~5Cx"), ("\u{1}", "~01"),
  ])
  func pagesAreNamedByNumber(_ number: String, _ name: String) {
    #expect(SitePath.invoice(number) == "invoices/\(name).html")
  }

  @Test(arguments: WholeSiteTests.hostile) func aTextStaysAText(_ text: String) async throws {
    let escaped = text.unicodeScalars.map { $0 == "\"" ? "\\\"" : String($0) }
    let yaml = "\"\(escaped.joined())\""
    let content = Ledger.text.replacing("Work <b>", with: yaml).replacing("Thank you <script>", with: yaml)
      .replacing("bank transfer", with: yaml).replacing("Regulars", with: yaml).replacing("Me & Co", with: yaml)
      .replacing("pcs", with: yaml).replacing("key: V0", with: "key: \(yaml)").replacing("ATU2", with: yaml)
      .replacing("Wrong <buyer>", with: yaml).replacing("draft: acme-2025-12", with: "draft: \(yaml)")
      .replacing("time/acme/x", with: yaml)
    let site = try await publish(content)
    #expect(site.workspace.unreadable.map(\.path) == [])
    #expect(SiteChecker.problems(of: site) == [])
    let page = site.page("invoices/INV~201~2B1.html")
    #expect(page.all("script").isEmpty)
    #expect(!page.descendants.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(page.first(".document-notes")?.texts("p") == [flat])
  }
}
