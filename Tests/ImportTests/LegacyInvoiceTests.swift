import Content
import Testing

@testable import Import

@Suite struct LegacyInvoiceTests {
  @Test func theTextIsKeptAndNothingIsBilled() async throws {
    for (legacy, path) in [
      (Legacy.a, "decisions/2026-01-05-invoice-tracking-juniper-shop-before-this-workspace.md"),
      (Legacy.b, "decisions/2026-01-02-invoice-tracking-before-this-workspace.md"),
    ] {
      let outcome = try await legacy.imported()
      let source = String(decoding: legacy.files["INVOICES.md"] ?? [], as: UTF8.self)
      let text = outcome.text(path) ?? ""
      for line in source.split(separator: "\n") where line != "---" {
        #expect(text.contains("\n\(line)\n"), "\(line)")
      }
      #expect(!outcome.written.contains { $0.hasPrefix("invoices/") || $0.hasPrefix("time/") })
      #expect(try await outcome.workspace.tasks.allSatisfy { $0.logged == .zero })
    }
  }

  @Test func whatWasBilledIsSaid() async throws {
    let b = try await Legacy.b.imported()
    #expect(
      b.plan.items[0].notes.map { "\($0.kind) \($0.line ?? 0) \($0.message)" } == [
        "unbilled 8 2026-01-06, Übersetzungen, ivo, 2 hours, $80, $160, uninvoiced → shop/i18n",
        "unbilled 9 2026-01-07, Checkout v2, bo, 1 day, $80, $640, uninvoiced → shop/checkout-v2",
        "invoiced 10 2026-01-08, Search filters, ada, 3 units, $80, $240, invoiced → shop/search-filters",
      ])
    #expect(
      b.text("decisions/2026-01-02-invoice-tracking-before-this-workspace.md")?.contains(
        "x-board-invoiced:\n  - Search filters\n") == true)
    let a = try await Legacy.a.imported()
    #expect(a.plan.items[0].notes.map(\.kind) == [.unbilled, .unbilled, .invoice, .invoice])
  }

  /// Time that comes in is not billed a second time without a word, whichever of the two files comes first.
  @Test func timeOfWhatWasBilled() async throws {
    let list = "# Invoices\n## Paid\n| Date | Task | Hours | Amount |\n|-|-|-|-|\n| 2026-01-02 | Basket | 2 | $100 |\n"
    let report = "[WORKER UPDATE]\nTask: Basket\nTime: 2h\nTimestamp: 2026-01-02T10:00:00Z\n"
    let board = "# Board\n## Done\n| Task |\n|-|\n| Basket |\n"
    let invoicesFirst = try await Legacy(["SPRINT_BOARD.md": board, "INVOICES.md": list], repo: "shop").imported()
    let late = try await Legacy(updates: report).imported(into: invoicesFirst.content)
    #expect(
      late.notes == [
        "updates.txt:1 2 h of shop/basket, and content/decisions/2026-01-05-invoices-before-this-workspace.md says that time of it was invoiced before: bill only what was not"
      ])
    var together = Legacy(["SPRINT_BOARD.md": board, "INVOICES.md": list, "updates.txt": report], repo: "shop")
    together.times.meaning = .increment
    let outcome = try await together.imported()
    #expect(
      outcome.notes.contains(
        "INVOICES.md:5 2 h of shop/basket are logged here, and time of it was invoiced before: bill only what was not"))
  }

  @Test(arguments: [
    ("## Current Period", "| Status |", "invoiced", true), ("## Current Period", "| Status |", "uninvoiced", false),
    ("## Current Period", "| Status |", "Not yet billed", false), ("## Current Period", "| Status |", "sent", true),
    ("## Current Period", "| Notes |", "x", false), ("## Paid", "| Notes |", "x", true),
    ("## Unbilled Work", "| Notes |", "x", false),
    ("## Current Period", "| Invoice # |", "2025-01", true), ("## Current Period", "| Status |", "who knows", true),
  ])
  func whetherItWasBilled(_ heading: String, _ column: String, _ cell: String, _ isBilled: Bool) async throws {
    let text = "# Invoices\n\(heading)\n| Task | Amount \(column)\n|-|-|-|\n| A | $1 | \(cell) |\n"
    let plan = try await Legacy(["INVOICES.md": text]).plan()
    #expect(plan.items[0].notes.map(\.kind) == [isBilled ? .invoiced : .unbilled])
  }

  @Test func aListThatGrew() async throws {
    let outcome = try await Legacy.a.imported()
    var legacy = Legacy.a
    let row = "| 2026-01-06 | User auth (JWT) | 3.5 | $95 | $332.50 | login endpoint |\n"
    // The same work once more, and a new one.
    let text = LegacySamples.invoicesA.replacing(row, with: row + row + "| 2026-01-09 | Other | 1 | $95 | $95.00 | |\n")
    legacy.files["INVOICES.md"] = Array(text.utf8)
    let more = try await legacy.imported(into: outcome.content)
    #expect(more.written == ["decisions/2026-01-05-invoice-tracking-juniper-shop-before-this-workspace-2.md"])
    #expect(
      more.text(more.written.first ?? "")?.hasSuffix(
        """
        # Invoice Tracking - Juniper Shop

        ## Unbilled Work

        | Date | Task | Hours | Rate | Amount | Notes |
        |------|------|-------|------|--------|-------|
        | 2026-01-06 | User auth (JWT) | 3.5 | $95 | $332.50 | login endpoint |
        | 2026-01-09 | Other | 1 | $95 | $95.00 | |

        """) == true)
    #expect(try await legacy.plan(into: more.content).isEmpty)
  }
}
