import Quantities
import Testing

@testable import Billing

/// Whose a document is, and what its client sees.
@Suite struct ClientTests {
  private func client(_ text: String) async throws -> String? {
    try #require(try await book(text).invoices.first).client
  }

  @Test func theBuyersNameSaysWhoseItIs() async throws {
    #expect(try await client(invoice("I-1")) == "acme")
    #expect(try await client(invoice("I-1", buyer: "Borg Ltd")) == "borg")
    #expect(try await client(invoice("I-1", buyer: "acme gmbh")) == nil)
    #expect(try await client(invoice("I-1", buyer: "\"Acme GmbH \"")) == nil)
  }

  @Test func vatIdsMustAgreeWhereBothHaveOne() async throws {
    #expect(try await client(invoice("I-1", buyer: "Acme GmbH, vat_id: ATU1")) == "acme")
    #expect(try await client(invoice("I-1", buyer: "Acme GmbH, vat_id: ATU2")) == nil)
    #expect(try await client(invoice("I-1", buyer: "Borg Ltd, vat_id: IE1")) == "borg")
  }

  @Test func twoClientsOfOneNameAreNobody() async throws {
    let twin = "\n-- content/clients/acme-2.md --\n---\nname: Acme GmbH\ncountry: DE\nvat_id: DE2\n---\n"
    #expect(try await client(invoice("I-1") + twin) == nil)
    #expect(try await client(invoice("I-1", buyer: "Acme GmbH, vat_id: DE2") + twin) == "acme-2")
  }

  @Test func aSlugInTheFileDecides() async throws {
    #expect(try await client(invoice("I-1", buyer: "Somebody, client: borg")) == "borg")
    #expect(try await client(invoice("I-1", buyer: "Somebody", behind: "client: borg")) == "borg")
    #expect(try await client(invoice("I-1", buyer: "Acme GmbH, client: borg", behind: "client: acme")) == "borg")
    #expect(try await client(invoice("I-1", behind: "client: gone")) == nil)
  }

  @Test func billedTimeIsThatOfLiveInvoices() async throws {
    let book = try await book(
      invoice("I-1") + invoice("I-2") + invoice("I-3") + invoice("I-4", buyer: "Borg Ltd")
        + credit("C-2", of: "I-2") + credit("C-3", of: "I-3", effect: "void"))
    #expect(book.billedMinutes(of: "acme") == Minutes(120))
    #expect(book.billedMinutes(of: "borg") == Minutes(60))
    #expect(book.billedMinutes(of: "gone") == .zero)
  }

  @Test func aClientSeesItsOwnDocumentsAsPrinted() async throws {
    let payment = "payments:\n  - {id: SECRET1, date: 2026-01-05, amount: \"20.00\", ref: SECRET2}"
    let book = try await book(
      invoice("I-1", behind: "draft: SECRET3\nhash: SECRET4\n" + payment) + invoice("SECRET5", buyer: "Borg Ltd")
        + invoice("SECRET6", buyer: "Nobody") + credit("C-1", of: "I-1") + credit("SECRET7", of: "I-1", buyer: "Nobody")
        + "\n-- content/invoices/SECRET8.md --\n---\nx: 1\n---\n-- content/invoices/drafts/SECRET9.md --\n---\nx: 1\n---\n"
        + "\n-- content/invoices/SECRET10.md --\n---\nx: [\n---\n")
    let own = book.restricted(to: "acme")
    #expect(own.invoices.map(\.document.number) == ["I-1"])
    #expect(own.creditNotes.map(\.document.number) == ["C-1"])
    let printed = "\(own)"
    #expect(!printed.contains("SECRET"))
    #expect(!printed.contains("updates/"))
    #expect(!printed.contains("rateSource: Optional"))
    #expect(own.invoices.flatMap(\.document.lines).allSatisfy { $0.logged == nil })
    #expect(printed.contains("20.00"))
    // The same things are in what everybody else sees, or the lines above prove nothing.
    for number in 1...10 { #expect("\(book)".contains("SECRET\(number)"), "SECRET\(number)") }
    #expect("\(book)".contains("updates/web/a"))
    #expect("\(book)".contains("rateSource: Optional"))
    // The figures stay those of all credit notes.
    #expect(own.invoices.first?.open == book.invoice("I-1")?.open)
    #expect(book.restricted(to: "gone").isEmpty)
  }
}
