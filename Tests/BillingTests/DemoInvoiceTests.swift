import Content
import Quantities
import TestSupport
import Testing

@testable import Billing

/// The invoices of the demo board: worked out here once more, in whole numbers, from quantities and rates.
@Suite struct DemoInvoiceTests {
  private static func demo() async throws -> (workspace: Workspace, book: InvoiceBook) {
    let workspace = try await Workspace.load(
      .onDisk(home: DemoWorkspace.home), .bodyFacts, asOf: Instant("2026-01-15T09:00:00+01:00") ?? noon)
    return (workspace, InvoiceBook(workspace))
  }

  /// Half away from zero.
  private static func round(_ numerator: Int128, _ denominator: Int128) -> Int128 {
    let magnitude = (numerator.magnitude * 2 + denominator.magnitude) / (denominator.magnitude * 2)
    return (numerator < 0) != (denominator < 0) ? -Int128(magnitude) : Int128(magnitude)
  }

  private static func power(_ digits: Int) -> Int128 { (0..<digits).reduce(1) { power, _ in power * 10 } }

  /// quantity × rate in the currency's smallest unit, rounded once.
  private static func gross(_ line: IssuedDocument.Line, _ currency: Currency) throws -> Int128 {
    let rate = try #require(line.rate)
    let (count, per, digits) =
      if let minutes = line.minutes {
        (Int128(minutes.count), Int128(60), 0)
      } else {
        (Int128(try #require(line.quantity).significand), Int128(1), try #require(line.quantity).fractionDigits)
      }
    let scale = power(currency.fractionDigits)
    return round(
      count * Int128(rate.significand) * scale, per * power(digits) * power(rate.fractionDigits))
  }

  @Test func everyFigureIsExact() async throws {
    let book = try await Self.demo().book
    let documents = book.invoices.map(\.document) + book.creditNotes.map(\.document)
    #expect(documents.count == 4)
    for document in documents {
      var sum = Money.zero(document.currency)
      for line in document.lines {
        let off = line.allowances.reduce(Money.zero(document.currency)) { $0 + $1.amount }
        let gross = Money(minorUnits: try Self.gross(line, document.currency), document.currency)
        #expect(line.amount == gross - off, "\(document.number): \(line.text)")
        sum += line.amount
      }
      #expect(document.totals.lines == sum)
      var discount = Money.zero(document.currency)
      if let percent = document.discount?.percent {
        discount = Money(
          minorUnits: Self.round(
            sum.minorUnits * Int128(percent.significand), Self.power(percent.fractionDigits) * 100), document.currency)
      }
      #expect(document.totals.discount == discount)
      #expect(document.totals.net == sum - discount)
      // One group: its base is the whole net amount.
      let tax = try #require(document.taxes.first)
      #expect(document.taxes.count == 1)
      #expect(tax.base == document.totals.net)
      let rate = try #require(tax.rate)
      #expect(
        tax.tax.minorUnits
          == Self.round(tax.base.minorUnits * Int128(rate.significand), Self.power(rate.fractionDigits) * 100))
      #expect(document.totals.total == document.totals.net + tax.tax)
      #expect(document.totals.payable == document.totals.total)
    }
  }

  @Test func theyAreSoundAndShowWhatInvoicesCanBe() async throws {
    let book = try await Self.demo().book
    #expect(book.diagnostics.map(\.message) == [])
    #expect(book.unreadable.map(\.path) == [])
    #expect(
      book.invoices.map { "\($0.document.number) \($0.client ?? "?") \($0.status.rawValue) \($0.open)" } == [
        "INV-2025-0011 juniper paid 0.00", "INV-2025-0012 linden overdue 1940.00", "INV-2026-0001 juniper open 1248.46",
      ])
    #expect(book.creditNotes.map { "\($0.document.number) \($0.client ?? "?")" } == ["CN-2026-0001 linden"])
    #expect(book.due.map(\.document.number) == ["INV-2025-0012"])
  }

  @Test func whatTheyBillWasLogged() async throws {
    let (workspace, book) = try await Self.demo()
    let updates = Dictionary(
      uniqueKeysWithValues: workspace.tasks.flatMap(\.updates).map { ($0.source.path, $0) })
    var claimed: Set<String> = []
    for invoice in book.invoices {
      for line in invoice.document.lines where !line.refs.isEmpty {
        var logged = Minutes.zero
        for ref in line.refs {
          #expect(claimed.insert(ref).inserted, "\(ref) is billed twice")
          let update = try #require(updates["content/\(ref).md"], "\(ref)")
          #expect(update.task == line.task)
          let period = try #require(invoice.document.period)
          #expect((period.from...period.to).contains(update.at.day))
          logged += update.billableMinutes ?? update.minutes ?? .zero
        }
        #expect(line.minutes == logged)
      }
    }
    #expect(claimed.count == 4)
    for invoice in book.invoices {
      let repos = Set(invoice.document.lines.compactMap(\.repo))
      #expect(repos.allSatisfy { workspace.repo($0)?.client == invoice.client })
    }
  }
}
