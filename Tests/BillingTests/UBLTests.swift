import Content
import Diagnostics
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Billing

/// What of UBL needs no other reader; whether a file keeps the rules of EN 16931, `Tests/Exports` asks the rules.
@Suite struct UBLTests {
  static let invoice = """

    -- content/invoices/I-1.md --
    ---
    document:
      kind: invoice
      number: I-1
      issued: 2026-01-02
      due: 2026-01-30
      period: {from: 2025-12-01, to: 2025-12-31}
      currency: EUR
      seller: {name: Me, country: AT, vat_id: ATU1}
      buyer: {name: Acme GmbH, country: AT, vat_id: ATU2, client: acme}
      lines:
        - {text: Work, minutes: 60, rate: "100.00", tax: V, amount: "100.00"}
      taxes:
        - {key: V, category: S, rate: "20", base: "100.00", tax: "20.00"}
      totals: {lines: "100.00", net: "100.00", tax: "20.00", total: "120.00", payable: "120.00"}
    ---
    """

  /// The document after a piece of it was replaced, as XML, or what stands in the way of it.
  private func export(_ old: String = "", _ new: String = "") async throws -> (xml: String, problems: [String]) {
    let text = old.isEmpty ? Self.invoice : Self.invoice.replacing(old, with: new)
    #expect(old.isEmpty || text != Self.invoice, "\(old)")
    let workspace = try await workspace(text)
    let book = InvoiceBook(workspace)
    #expect(book.unreadable.map(\.path) == [])
    let booked = try #require(book.document("I-1"))
    do throws(UBLObstacles) {
      let document = try UBLDocument(booked.document, client: booked.client)
      return (String(decoding: document.bytes, as: UTF8.self), [])
    } catch {
      let record = try #require(workspace.billing.first)
      let problems = error.diagnostics(in: record).map { problem in
        "\(problem.position.line):\(problem.position.column) \(problem.message) -> \(problem.help ?? "")"
      }
      return ("", problems)
    }
  }

  private static let frozen =
    "is where new documents have it from; this one is frozen: void it and issue it again"
  private static let changed = "the file is not as a document is issued: git log -p shows what was changed"

  @Test(
    arguments: [
      (
        "name: Me", "name: \"\\x01\"",
        "9:18 the seller has no name (EN 16931 BR-06) -> content/index.md: seller.name \(frozen)"
      ),
      (
        "country: AT, vat_id: ATU2", "vat_id: ATU2",
        "10:3 the buyer has no country (EN 16931 BR-11) -> content/clients/acme.md: country \(frozen)"
      ),
      (
        "Me, country: AT", "Me, country: QQ",
        "9:31 \"QQ\", the seller's country, is none of ISO 3166-1 (EN 16931 BR-CL-14) -> "
          + "content/index.md: seller.country \(frozen)"
      ),
      (
        ", vat_id: ATU1", "",
        "9:3 the seller has no VAT id or tax number (EN 16931 BR-CO-26) -> content/index.md: seller.vat_id \(frozen)"
      ),
      (
        "category: S, rate: \"20\", base: \"100.00\", tax: \"20.00\"}",
        "category: S, base: \"100.00\", tax: \"20.00\"}",
        "14:7 tax \"V\" has no rate (EN 16931 BR-48) -> content/index.md: taxes.V.rate \(frozen)"
      ),
      (
        "category: S, ", "",
        "14:7 tax \"V\" has no category (EN 16931 BR-47) -> content/index.md: taxes.V.category \(frozen)"
      ),
      (
        "category: S", "category: B",
        "14:26 tax \"V\" has the category \"B\", which is none of S, Z, E, AE, K, G, O, L, M (EN 16931 BR-CL-17) -> "
          + "content/index.md: taxes.V.category \(frozen)"
      ),
      (
        "category: S", "category: AE",
        "14:36 tax \"V\" has the rate 20, and category AE one of 0 (EN 16931 BR-AE-05) -> "
          + "content/index.md: taxes.V.rate \(frozen)"
      ),
      (
        "tax: V, ", "",
        "12:7 line 1 has no tax (EN 16931 BR-CO-04) -> "
          + "content/index.md: billing.tax, or content/clients/acme.md: tax, \(frozen)|"
          + "14:47 the base of \"V\" is 100.00, its lines are 0.00, and there is no discount -> \(changed)"
      ),
      (
        "period: {from: 2025-12-01", "period: {from: 2026-12-01",
        "7:3 the period ends before it begins (EN 16931 BR-29) -> \(changed)"
      ),
      (
        "minutes: 60", "minutes: 61",
        "12:65 line 1 is 100.00, and quantity, rate and allowances make 101.67 -> \(changed)"
      ),
      (
        "tax: \"20.00\"}", "tax: \"19.99\"}",
        "15:49 \"totals.tax\" is 20.00, and should be 19.99 -> \(changed)|"
          + "14:62 the tax of \"V\" is 19.99, and base and rate make 20.00 (EN 16931 BR-CO-17) -> \(changed)"
      ),
      (
        "currency: EUR", "currency: BGN",
        "8:13 EN 16931 does not know the currency BGN (BR-CL-04) -> "
          + "send the page or its PDF; --format csv and --format json have the exact amounts"
      ),
    ] as [(String, String, String)])
  func whatCannotBeExpressedIsSaid(_ old: String, _ new: String, _ expected: String) async throws {
    let problems = try await export(old, new).problems
    #expect(problems == expected.split(separator: "|").map(String.init))
  }

  @Test(
    arguments: [
      (.decimals(Currency("KWD") ?? .unknown), "KWD has 3 decimals, and amounts in UBL at most 2 (EN 16931 UBL-DT-01)"),
      (.noCountry(.seller), "the seller has no country (EN 16931 BR-09)"),
      (.noName(.buyer), "the buyer has no name (EN 16931 BR-07)"),
      (
        .noVATID(.buyer, .reverseCharge),
        "category AE needs the buyer's VAT id, with the country in front (EN 16931 BR-AE-02)"
      ),
      (
        .noVATID(.seller, .intraCommunity),
        "category K needs the seller's VAT id, with the country in front (EN 16931 BR-IC-02)"
      ),
      (.noLines, "there is no line (EN 16931 BR-16)"),
      (.unknownTax(line: 2, key: "X"), "line 2 has the tax \"X\", which is not among the document's taxes"),
      (
        .wrongRate(tax: 0, key: "V", .standard, ExactDecimal("0")!),
        "tax \"V\" has the rate 0, and category S one above 0 (EN 16931 BR-S-05)"
      ),
      (
        .tinyRate(tax: 0, key: "V", ExactDecimal("0.4")!),
        "tax \"V\" has the rate 0.4: below 0.5 the rules expect no tax (EN 16931 BR-CO-17)"
      ),
      (.noReason(tax: 0, key: "V"), "tax \"V\" does not say why no VAT is due (EN 16931 BR-E-10)"),
      (
        .mixed(tax: 0, key: "V", others: ["E", "S"]),
        "tax \"V\" is of category O, which stands alone, and there is E, S (EN 16931 BR-O-11)"
      ),
      (.noPeriod(.intraCommunity), "category K needs the period of the work (EN 16931 BR-IC-11)"),
    ] as [(UBLObstacle, String)])
  func obstaclesHaveOneWording(_ obstacle: UBLObstacle, _ message: String) {
    #expect(obstacle.message == message)
  }

  @Test func withoutAClientTheHelpNamesTheFolder() {
    #expect(
      UBLObstacle.noCountry(.buyer).help(client: nil)
        == "the client's file in content/clients/: country \(Self.frozen)")
  }

  /// The pieces between an element's tags.
  private func texts(_ element: String, in xml: String) -> [String] {
    xml.components(between: "<\(element)", and: "</\(element)>").map { piece in
      String(piece[piece.index(after: piece.firstIndex(of: ">") ?? piece.startIndex)...])
    }
  }

  @Test func hoursAreHoursWhereTheyAreExactAndElseMinutes() async throws {
    for (minutes, amount, quantity) in [
      (60, "100.00", "1"), (45, "75.00", "0.75"), (3, "5.00", "0.05"), (7, "11.67", "7"), (0, "0.00", "0"),
      (-45, "-75.00", "-0.75"), (-7, "-11.67", "-7"),
    ] {
      let line = IssuedDocument.Line(
        text: "", minutes: Minutes(minutes), quantity: nil, unit: nil, rate: ExactDecimal("100.00"), allowances: [],
        tax: nil, amount: try #require(ExactDecimal(amount).flatMap { Money($0, Currency("EUR") ?? .unknown) }),
        refs: [])
      let written = UBLLine(line, currency: line.amount.currency)
      #expect(written.quantity == quantity)
      #expect(written.price == "100.00")
      #expect([written.unit, written.baseQuantity] == (minutes % 3 == 0 ? ["HUR", nil] : ["MIN", "60"]))
    }
  }

  @Test func textsAreEscapedAndWhatXMLForbidsIsGone() async throws {
    let xml = try await export("text: Work", "text: \"<&> \\x01\\\" 😀\\x9B\"").xml
    #expect(texts("cbc:Name", in: xml) == ["&lt;&amp;&gt; \" 😀&#155;"])
    #expect(try await export("text: Work", "text: \"\\x01\"").xml.contains("<cbc:Name>Line 1</cbc:Name>"))
  }

  @Test func onlyWhatIsPrintedIsInIt() async throws {
    let xml = try await export(
      "minutes: 60", "minutes: 60, logged: 55, repo: secret, rate_source: secret, refs: [secret]"
    ).xml
    #expect(!xml.contains("secret"))
    #expect(!xml.contains("55"))
  }

  /// Two keys of one rate are one group for the rules: of yen, what two roundings make may be one too many.
  @Test func keysOfOneRateAreOneGroup() async throws {
    func document(_ currency: String, _ amounts: [String]) -> String {
      Self.invoice
        .replacing("currency: EUR", with: "currency: \(currency)")
        .replacing(
          "    - {text: Work, minutes: 60, rate: \"100.00\", tax: V, amount: \"100.00\"}",
          with: "    - {text: A, tax: V, amount: \"\(amounts[0])\"}\n    - {text: B, tax: W, amount: \"\(amounts[0])\"}"
        )
        .replacing(
          "    - {key: V, category: S, rate: \"20\", base: \"100.00\", tax: \"20.00\"}",
          with: "    - {key: V, category: S, rate: \"10\", base: \"\(amounts[0])\", tax: \"\(amounts[1])\"}\n"
            + "    - {key: W, category: S, rate: \"10.0\", base: \"\(amounts[0])\", tax: \"\(amounts[1])\"}"
        )
        .replacing(
          "{lines: \"100.00\", net: \"100.00\", tax: \"20.00\", total: \"120.00\", payable: \"120.00\"}",
          with: "{lines: \"\(amounts[2])\", net: \"\(amounts[2])\", tax: \"\(amounts[3])\", total: \"\(amounts[4])\", "
            + "payable: \"\(amounts[4])\"}")
    }
    let euro = try #require(try await book(document("EUR", ["0.25", "0.03", "0.50", "0.06", "0.56"])).document("I-1"))
    let xml = String(decoding: try UBLDocument(euro.document, client: nil).bytes, as: UTF8.self)
    #expect(texts("cbc:TaxableAmount", in: xml) == ["0.50"])
    #expect(texts("cbc:Percent", in: xml) == ["10", "10", "10"])
    let yen = try #require(try await book(document("JPY", ["25", "3", "50", "6", "56"])).document("I-1"))
    do throws(UBLObstacles) {
      _ = try UBLDocument(yen.document, client: nil)
      Issue.record("nothing was refused")
    } catch {
      #expect(
        error.obstacles.map(\.message) == [
          "the tax of \"V\" and \"W\" is 6, and base and rate make 5 (EN 16931 BR-CO-17)"
        ])
    }
  }

  @Test func aDiscountIsAnAllowanceOfEachGroup() async throws {
    let text = Self.invoice
      .replacing("amount: \"100.00\"}", with: "amount: \"100.00\"}\n    - {text: B, tax: W, amount: \"50.00\"}")
      .replacing("base: \"100.00\", tax: \"20.00\"", with: "base: \"90.00\", tax: \"18.00\"")
      .replacing("  totals", with: "    - {key: W, category: Z, rate: \"0\", base: \"45.00\", tax: \"0.00\"}\n  totals")
      .replacing(
        "lines: \"100.00\", net: \"100.00\", tax: \"20.00\"",
        with: "lines: \"150.00\", discount: \"15.00\", net: \"135.00\", tax: \"18.00\""
      )
      .replacing("\"120.00\"", with: "\"153.00\"")
      .replacing("  taxes", with: "  discount: {percent: \"10\", amount: \"15.00\"}\n  taxes")
    let document = try #require(try await book(text).document("I-1"))
    let xml = String(decoding: try UBLDocument(document.document, client: nil).bytes, as: UTF8.self)
    #expect(texts("cbc:Amount", in: xml) == ["10.00", "5.00"])
    #expect(texts("cbc:AllowanceChargeReason", in: xml) == ["Discount 10 %", "Discount 10 %"])
    #expect(texts("cbc:AllowanceTotalAmount", in: xml) == ["15.00"])
  }
}

extension String {
  /// The pieces that stand between one text and the next other one.
  fileprivate func components(between start: String, and end: String) -> [Substring] {
    split(separator: start).dropFirst().compactMap { piece in
      piece.range(of: end).map { piece[..<$0.lowerBound] }
    }
  }
}
