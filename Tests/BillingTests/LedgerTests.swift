import Quantities
import Testing

@testable import Billing

/// What follows from documents and payments at the as-of date.
@Suite struct LedgerTests {
  private static func payment(_ date: String, _ amount: String) -> String {
    "payments:\n  - {id: p1, date: \(date), amount: \"\(amount)\"}"
  }

  private func only(_ text: String) async throws -> Invoice {
    let book = try await book(text)
    #expect(book.unreadable.map(\.path) == [])
    #expect(book.diagnostics.map(\.message) == [])
    return try #require(book.invoices.first)
  }

  @Test(
    arguments: [
      ("2026-01-30", "", "open", "120.00", nil),
      ("2026-01-15", "", "open", "120.00", nil),
      ("2026-01-14", "", "overdue", "120.00", nil),
      ("2026-01-14", payment("2026-01-10", "20.00"), "overdue", "100.00", nil),
      ("2026-01-30", payment("2026-01-10", "20.00"), "partly-paid", "100.00", nil),
      ("2026-01-14", payment("2026-01-10", "120.00"), "paid", "0.00", "2026-01-10"),
      ("2026-01-14", payment("2026-01-10", "120.01"), "overpaid", "-0.01", "2026-01-10"),
      // A payment of tomorrow has not come in.
      ("2026-01-14", payment("2026-01-16", "120.00"), "overdue", "120.00", nil),
    ] as [(String, String, String, String, String?)])
  func statusFollowsFromPayments(_ due: String, _ payments: String, _ status: String, _ open: String, _ paidOn: String?)
    async throws
  {
    let invoice = try await only(invoice("I-1", due: due, behind: payments))
    #expect(invoice.status.rawValue == status)
    #expect(invoice.open.description == open)
    #expect(invoice.paidOn?.description == paidOn)
  }

  @Test func statusIsThatOfTheAsOfDate() async throws {
    let text = invoice("I-1", due: "2026-01-14", behind: Self.payment("2026-01-20", "120.00"))
    for (moment, status) in [
      ("2026-01-14T23:59:59Z", "open"), ("2026-01-15T00:00:00Z", "overdue"), ("2026-01-20T08:00:00Z", "paid"),
    ] {
      #expect(try await book(text, asOf: Instant(moment) ?? noon).invoices.map(\.status.rawValue) == [status])
    }
  }

  @Test func aFullCreditNoteSettlesAndAVoidOneFrees() async throws {
    let credited = try await only(invoice("I-1", due: "2026-01-04") + credit("C-1", of: "I-1"))
    #expect(credited.status == .credited)
    #expect(credited.open.isZero)
    #expect(credited.creditNotes == ["C-1"])
    #expect(credited.voidedBy == nil)
    let void = try await only(invoice("I-1", due: "2026-01-04") + credit("C-1", of: "I-1", effect: "void"))
    #expect(void.status == .void)
    #expect(void.voidedBy == "C-1")
    // What is issued tomorrow changes nothing today.
    let later = try await only(invoice("I-1", due: "2026-01-14") + credit("C-1", of: "I-1", issued: "2026-01-16"))
    #expect(later.status == .overdue)
    #expect(later.creditNotes == [])
  }

  @Test func aCreditAfterThePaymentIsOwedUntilItIsPaidBack() async throws {
    let paid = invoice("I-1", behind: Self.payment("2026-01-05", "120.00"))
    let owed = try await only(paid + credit("C-1", of: "I-1"))
    #expect(owed.status == .overpaid)
    #expect(owed.open.description == "-120.00")
    let settled = try await only(
      paid + credit("C-1", of: "I-1", behind: Self.payment("2026-01-10", "120.00")))
    #expect(settled.status == .credited)
    #expect(settled.open.isZero)
  }

  @Test func invoicesThatAreDueAreListedByDayAndFilesThatOnlyTheBookCannotReadByPath() async throws {
    let book = try await book(
      invoice("I-3", due: "2026-01-16") + invoice("I-2", due: "2026-01-15") + invoice("I-1", due: "2026-01-15")
        + invoice("I-0", due: "2026-01-10")
        + invoice("I-9", due: "2026-01-01", behind: Self.payment("2026-01-02", "120"))
        + "\n-- content/invoices/odd.md --\n---\nx: 1\n---\n-- content/invoices/broken.md --\n---\nx: [\n---\n")
    #expect(book.due.map(\.document.number) == ["I-0", "I-1", "I-2"])
    #expect(book.undecoded.map(\.path) == ["content/invoices/odd.md"])
    #expect(book.unreadable.map(\.path) == ["content/invoices/broken.md", "content/invoices/odd.md"])
  }

  @Test func draftsAreReadWholeOrNot() async throws {
    let book = try await book(
      "\n-- content/invoices/drafts/acme-2026-02.md --\n---\nclient: acme\nlines: nonsense\n---\n"
        + "-- content/invoices/drafts/acme-2026-03.md --\n---\nclient: acme\nlines: [{text: Work, refs: [time/acme/x]}]\n---\n"
    )
    #expect(book.drafts.map(\.name) == ["acme-2026-03"])
    #expect(book.undecoded.map(\.path) == ["content/invoices/drafts/acme-2026-02.md"])
    #expect(book.diagnostics.map(\.message) == ["\"lines\" is text, not a list"])
    #expect(!book.isEmpty)
    #expect(try await Billing.InvoiceBook(workspace("")).isEmpty)
  }

  @Test func orderOfFilesDoesNotMatter() async throws {
    let parts = [invoice("I-2"), invoice("I-1"), invoice("I-3", issued: "2026-01-01"), credit("C-1", of: "I-2")]
    let one = try await book(parts.joined())
    let other = try await book(parts.reversed().joined())
    #expect(one.invoices.map(\.document.number) == ["I-3", "I-1", "I-2"])
    #expect(other.invoices.map(\.document.number) == one.invoices.map(\.document.number))
    #expect(other.invoices.map(\.status) == one.invoices.map(\.status))
  }
}
