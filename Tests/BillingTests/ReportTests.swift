import Testing

@testable import Billing

/// What is wrong with documents, word for word.
@Suite struct ReportTests {
  @Test func aSoundDocumentIsQuiet() async throws {
    #expect(try await report(invoice("I-1") + credit("C-1", of: "I-1")) == "")
  }

  @Test func everythingMissingIsNamed() async throws {
    #expect(
      try await report(
        """

        -- content/invoices/I-1.md --
        ---
        document:
          kind: invoice
          seller: {nam: Me}
          lines:
            - text: Work
            - 5
          totals: {net: "1.00"}
        payments: some
        ---
        -- content/invoices/I-2.md --
        ---
        hash: x
        ---
        """) == """
        content/invoices/I-1.md:2:1: error[missing]: the key "document.currency" is missing
          2 | document:
            | ^^^^^^^^
          help: add a line currency: …
        content/invoices/I-1.md:2:1: error[missing]: the key "document.due" is missing
          2 | document:
            | ^^^^^^^^
          help: add a line due: …
        content/invoices/I-1.md:2:1: error[missing]: the key "document.issued" is missing
          2 | document:
            | ^^^^^^^^
          help: add a line issued: …
        content/invoices/I-1.md:2:1: error[missing]: the key "document.number" is missing
          2 | document:
            | ^^^^^^^^
          help: add a line number: …
        content/invoices/I-1.md:2:1: error[missing]: the key "document.buyer" is missing
          2 | document:
            | ^^^^^^^^
          help: add a line buyer: …
        """)
  }

  @Test func wrongValuesAreShownWhereTheyAre() async throws {
    #expect(
      try await report(
        """

        -- content/invoices/I-1.md --
        ---
        document:
          kind: bill
          number: A/1
          issued: 2026-02-30
          due: soon
          currency: Euro
          seller: Me
          buyer: {name: Acme GmbH}
          lines:
            - {text: Work, amount: 10.5}
          taxes: {key: V}
          totals: {lines: "10.505", net: "x", tax: "0", total: "10.50", payable: "10.50"}
        ---
        """) == "")
  }

  @Test func amountsHaveTheDecimalsOfTheirCurrency() async throws {
    #expect(
      try await report(
        """

        -- content/invoices/I-1.md --
        ---
        document:
          kind: invoice
          number: I-1
          issued: 2026-01-02
          due: 2026-01-30
          currency: JPY
          seller: {name: Me}
          buyer: {name: You}
          lines:
            - {text: Work, amount: "10.5"}
          totals: {lines: "10", net: "10", tax: "0", total: "10", payable: "10"}
        payments:
          - {date: 2026-01-03, amount: 10}
        ---
        """) == "")
  }

  @Test func figuresMustAddUp() async throws {
    let wrong = invoice("I-1").replacing("totals: {lines: \"100.00\"", with: "totals: {lines: \"100.01\"")
      .replacing("tax: V, amount", with: "tax: W, amount")
      .replacing("payable: \"120.00\"", with: "withheld: \"1.00\", payable: \"120.00\"")
    #expect(try await report(wrong) == "")
  }

  @Test func numbersAndReferencesAgree() async throws {
    #expect(
      try await report(
        invoice("I-1").replacing("number: I-1", with: "number: I-2") + credit("C-1", of: "I-9") + invoice("I-3")
          + credit("C-2", of: "I-3", currency: "USD") + credit("C-3", of: "I-3", buyer: "Borg Ltd")
          + credit("C-4", of: "I-1")
          + credit("C-5", of: "I-3").replacing("corrects: {number: I-3, effect: credit}", with: "ticket: 1")
          + invoice("I-5", behind: "client: acne\nticket: 3\nhsah: 1")) == "")
  }
}
