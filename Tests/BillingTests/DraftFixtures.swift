import Bytes
import Content
import Diagnostics
import Quantities
import TestSupport
import Testing

@testable import Billing

/// A workspace that bills: one repo for `acme`, whose tasks are `web/a` and `web/b`; `eva` is a person.
struct BillingFixture {
  var seller = """
    seller: {name: Me, address: [Street 1], country: AT, vat_id: ATU1}
    """
  var billing = "billing: {currency: EUR, rate: \"100.00\", terms_days: 30, tax: V}"
  var taxes = """
    taxes:
      V: {category: S, rate: "20"}
      W: {category: S, rate: "10"}
      D: {category: S, rate: "19"}
      N: {category: S, rate: "21"}
      C: {category: S, rate: "8.1"}
      R: {category: AE, rate: "0", note: Reverse charge}
      O: {category: O, rate: "0", note: Outside}
    """
  var client = "name: Acme GmbH\ncountry: AT\naddress: [Road 2]\nvat_id: ATU2"
  var repo = ""
  var task = ""

  var files: String {
    """
    -- content/index.md --
    ---
    project: P
    people: [eva]
    \(seller)
    \(billing)
    \(taxes)
    ---
    -- content/clients/acme.md --
    ---
    \(client)
    ---
    -- content/clients/borg.md --
    ---
    name: Borg Ltd
    country: IE
    address: [Quay 3]
    ---
    -- content/repos/web.md --
    ---
    title: Web
    client: acme
    \(repo)
    ---
    -- content/tasks/web/a.md --
    ---
    title: Task A
    status: in-progress
    \(task)
    ---
    -- content/tasks/web/b.md --
    ---
    title: Task B
    status: done
    ---

    """
  }

  /// Time of `eva` on a task, `minutes` each; days from 2026-01-01 on.
  static func time(_ minutes: [Int], task: String = "web/a", worker: String = "eva", more: String = "") -> String {
    minutes.enumerated().map { index, minutes in
      update(day: index + 1, minutes, task: task, worker: worker, more: more)
    }.joined()
  }

  static func update(
    day: Int, _ minutes: Int, task: String = "web/a", worker: String = "eva", more: String = ""
  ) -> String {
    let date = "2026-01-\(day < 10 ? "0" : "")\(day)"
    let stamp = date.split(separator: "-").joined() + "T090000000Z"
    return """
      -- content/updates/\(task)/\(stamp)-\(worker).md --
      ---
      at: \(date)T09:00:00Z
      worker: \(worker)
      status: in-progress
      minutes: \(minutes)
      \(more)
      ---

      """
  }

  static func ref(day: Int, task: String = "web/a", worker: String = "eva") -> String {
    "updates/\(task)/202601\(day < 10 ? "0" : "")\(day)T090000000Z-\(worker)"
  }

  static func draft(_ lines: String, name: String = "d", client: String = "acme", _ more: String = "") -> String {
    """
    -- content/invoices/drafts/\(name).md --
    ---
    client: \(client)
    through: 2026-01-31
    \(more)
    lines:
    \(lines)
    ---

    """
  }

  /// A line of work.
  static func line(_ refs: [String], text: String = "Work", _ more: String = "") -> String {
    "  - text: \(text)\n    refs: [\(refs.joined(separator: ", "))]\n" + (more.isEmpty ? "" : "    \(more)\n")
  }

  /// A line of goods.
  static func goods(_ quantity: String, at rate: String, tax: String? = nil) -> String {
    "  - text: Goods\n    quantity: \"\(quantity)\"\n    rate: \"\(rate)\"\n" + (tax.map { "    tax: \($0)\n" } ?? "")
  }

  func ledger(_ more: String) async throws -> WorkLedger {
    WorkLedger(try await Workspace.load(.inMemory(TestSupport.files(in: files + more)), .bodyFacts, asOf: noon))
  }

  /// What the draft `d` comes to.
  func calculation(_ more: String) async throws -> DraftCalculation {
    let ledger = try await ledger(more)
    let draft = try #require(ledger.book.draft("d"), "\(ledger.book.diagnostics.map(\.message))")
    return DraftCalculation(draft, in: ledger, issued: day("2026-02-01"))
  }

  /// The same, of a draft with nothing to mend.
  func document(_ more: String) async throws -> IssuedDocument {
    let calculation = try await calculation(more)
    #expect(calculation.problems.map(\.message) == [])
    return try #require(calculation.document)
  }

  /// What `check` says of claims, documents and drafts.
  func report(_ more: String) async throws -> String {
    let ledger = try await ledger(more)
    return String(DiagnosticPrinter(width: 100).text(ledger.diagnostics).dropLast())
  }
}

extension IssuedDocument {
  /// `net · tax · total · payable`.
  var sums: String { "\(totals.net) · \(totals.tax) · \(totals.total) · \(totals.payable)" }
}
