import Content
import Diagnostics
import Quantities
import TestSupport

@testable import Billing

/// The moment at which the books of these tests are looked at: a Thursday at noon.
let noon = Instant("2026-01-15T12:00:00Z") ?? Instant(milliseconds: 0, offset: 0)

func day(_ text: String) -> Day { Day(text) ?? Day(ordinal: 0) }

/// A workspace of files in one string, with a project and the clients `acme` and `borg`.
func workspace(_ more: String, asOf: Instant = noon) async throws -> Workspace {
  try await Workspace.load(.inMemory(files(in: base + more)), .bodyFacts, asOf: asOf)
}

func book(_ more: String, asOf: Instant = noon) async throws -> InvoiceBook {
  InvoiceBook(try await workspace(more, asOf: asOf))
}

/// What `check` prints about the invoices of a workspace, without the last line break.
func report(_ more: String) async throws -> String {
  String(DiagnosticPrinter(width: 100).text(try await book(more).diagnostics.sortedByPlace()).dropLast())
}

private let base = """
  -- content/index.md --
  ---
  project: P
  custom_fields: [ticket]
  ---
  -- content/clients/acme.md --
  ---
  name: Acme GmbH
  country: AT
  vat_id: ATU1
  ---
  -- content/clients/borg.md --
  ---
  name: Borg Ltd
  country: IE
  ---
  """

/// An invoice over 100.00 at 20 %, issued 2026-01-02, due 2026-01-30.
func invoice(
  _ number: String, buyer: String = "Acme GmbH", issued: String = "2026-01-02", due: String = "2026-01-30",
  currency: String = "EUR", _ more: String = "", behind: String = ""
) -> String {
  document(number, "kind: invoice\n  due: \(due)\n  \(more)", buyer, issued, currency, behind)
}

/// A credit note over 100.00 at 20 %.
func credit(
  _ number: String, of invoice: String, buyer: String = "Acme GmbH", issued: String = "2026-01-05",
  currency: String = "EUR", effect: String = "credit", behind: String = ""
) -> String {
  document(
    number, "kind: credit-note\n  corrects: {number: \(invoice), effect: \(effect)}", buyer, issued, currency, behind)
}

private func document(
  _ number: String, _ head: String, _ buyer: String, _ issued: String, _ currency: String, _ behind: String
) -> String {
  """

  -- content/invoices/\(number).md --
  ---
  document:
    number: \(number)
    issued: \(issued)
    currency: \(currency)
    \(head)
    seller: {name: Me}
    buyer: {name: \(buyer)}
    lines:
      - {text: Work, logged: 55, minutes: 60, rate: "100.00", rate_source: clients/acme, tax: V, amount: "100.00", \
  refs: [updates/web/a/20260101T090000000Z-ada]}
    taxes:
      - {key: V, category: S, rate: "20", base: "100.00", tax: "20.00"}
    totals: {lines: "100.00", net: "100.00", tax: "20.00", total: "120.00", payable: "120.00"}
  \(behind)
  ---
  """
}
