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
          content/invoices/I-1.md:2:1: error[missing]: the key "document.buyer" is missing
            2 | document:
              | ^^^^^^^^
            help: add a line buyer: …
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
          content/invoices/I-1.md:4:12: error[key]: unknown key "document.seller.nam", and "name" is missing
            4 |   seller: {nam: Me}
              |            ^^^
            help: write name:
          content/invoices/I-1.md:6:7: error[missing]: the key "document.lines.amount" is missing
            6 |     - text: Work
              |       ^^^^
            help: add a line amount: …
          content/invoices/I-1.md:7:7: error[type]: an entry of "document.lines" is text, not a map
            7 |     - 5
              |       ^
            help: write key: value behind the -
          content/invoices/I-1.md:8:3: error[missing]: the key "document.totals.lines" is missing
            8 |   totals: {net: "1.00"}
              |   ^^^^^^
            help: add a line lines: …
          content/invoices/I-1.md:8:3: error[missing]: the key "document.totals.payable" is missing
            8 |   totals: {net: "1.00"}
              |   ^^^^^^
            help: add a line payable: …
          content/invoices/I-1.md:8:3: error[missing]: the key "document.totals.tax" is missing
            8 |   totals: {net: "1.00"}
              |   ^^^^^^
            help: add a line tax: …
          content/invoices/I-1.md:8:3: error[missing]: the key "document.totals.total" is missing
            8 |   totals: {net: "1.00"}
              |   ^^^^^^
            help: add a line total: …
          content/invoices/I-1.md:9:11: error[type]: "payments" is text, not a list
            9 | payments: some
              |           ^^^^
            help: write a line with - for each
          content/invoices/I-2.md:1:1: error[missing]: the key "document" is missing
            1 | ---
              | ^^^
            help: add a line document: …
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
        """) == """
          content/invoices/I-1.md:3:9: error[kind]: unknown kind "bill"
            3 |   kind: bill
              |         ^^^^
            help: one of invoice, credit-note
          content/invoices/I-1.md:4:11: error[value]: "document.number" is "A/1", not a number of at most 60 ASCII characters without /
            4 |   number: A/1
              |           ^^^
            help: for example number: INV-2026-0001
          content/invoices/I-1.md:5:11: error[date]: there is no day 2026-02-30
            5 |   issued: 2026-02-30
              |           ^^^^^^^^^^
            help: 2026-02 has 28 days
          content/invoices/I-1.md:6:8: error[value]: "document.due" is "soon", not a date like 2026-01-06
            6 |   due: soon
              |        ^^^^
            help: for example due: 2026-01-06
          content/invoices/I-1.md:7:13: error[value]: "document.currency" is "Euro", not a currency of ISO 4217
            7 |   currency: Euro
              |             ^^^^
            help: for example currency: EUR
          content/invoices/I-1.md:8:11: error[type]: "document.seller" is text, not a map
            8 |   seller: Me
              |           ^^
            help: write key: value below it
          content/invoices/I-1.md:11:28: error[decimal]: an amount must be quoted
            11 |     - {text: Work, amount: 10.5}
               |                            ^^^^
            help: write "10.5", not 10.5
          content/invoices/I-1.md:12:10: error[type]: "document.taxes" is a map, not a list
            12 |   taxes: {key: V}
               |          ^
            help: write a line with - for each
          content/invoices/I-1.md:13:34: error[value]: "document.totals.net" is "x", not a quoted amount
            13 |   totals: {lines: "10.505", net: "x", tax: "0", total: "10.50", payable: "10.50"}
               |                                  ^^^
            help: for example net: "10.50"
          """)
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
        """) == """
          content/invoices/I-1.md:11:28: error[money]: "10.5" has 1 decimal
            11 |     - {text: Work, amount: "10.5"}
               |                            ^^^^^^
            help: JPY has none
          content/invoices/I-1.md:14:32: error[decimal]: an amount must be quoted
            14 |   - {date: 2026-01-03, amount: 10}
               |                                ^^
            help: write "10", not 10
          """)
  }

  @Test func figuresMustAddUp() async throws {
    let wrong = invoice("I-1").replacing("totals: {lines: \"100.00\"", with: "totals: {lines: \"100.01\"")
      .replacing("tax: V, amount", with: "tax: W, amount")
      .replacing("payable: \"120.00\"", with: "withheld: \"1.00\", payable: \"120.00\"")
    #expect(
      try await report(wrong) == """
        content/invoices/I-1.md:12:5: error[tax]: no entry of "taxes" has the key "W" of a line
          12 |     - {text: Work, logged: 55, minutes: 60, rate: "100.00", rate_source: clients/acme, tax: …
             |     ^
          help: add it to taxes:
        content/invoices/I-1.md:15:19: error[sum]: "totals.lines" is 100.01, and should be 100.00
          15 |   totals: {lines: "100.01", net: "100.00", tax: "20.00", total: "120.00", withheld: "1.00", …
             |                   ^^^^^^^^
          help: it is the sum of the lines (EN 16931 BR-CO-10)
        content/invoices/I-1.md:15:34: error[sum]: "totals.net" is 100.00, and should be 100.01
          15 |   totals: {lines: "100.01", net: "100.00", tax: "20.00", total: "120.00", withheld: "1.00", …
             |                                  ^^^^^^^^
          help: net = lines - discount (EN 16931 BR-CO-13)
        content/invoices/I-1.md:15:102: error[sum]: "totals.payable" is 120.00, and should be 119.00
          15 | …, withheld: "1.00", payable: "120.00"}
             |                               ^^^^^^^^
          help: payable = total - prepaid - withheld + rounding (EN 16931 BR-CO-16)
        """)
  }

  @Test func numbersAndReferencesAgree() async throws {
    #expect(
      try await report(
        invoice("I-1").replacing("number: I-1", with: "number: I-2") + credit("C-1", of: "I-9") + invoice("I-3")
          + credit("C-2", of: "I-3", currency: "USD") + credit("C-3", of: "I-3", buyer: "Borg Ltd")
          + credit("C-4", of: "I-1")
          + credit("C-5", of: "I-3").replacing("corrects: {number: I-3, effect: credit}", with: "ticket: 1")
          + invoice("I-5", behind: "client: acne\nticket: 3\nhsah: 1")) == """
          content/invoices/C-1.md:7:22: error[corrects]: there is no invoice "I-9"
            7 |   corrects: {number: I-9, effect: credit}
              |                      ^^^
            help: write the number of an invoice in content/invoices/
          content/invoices/C-2.md:7:22: error[corrects]: I-3 is in EUR, this in USD
            7 |   corrects: {number: I-3, effect: credit}
              |                      ^^^
            help: credit in the invoice's currency; there is no conversion
          content/invoices/C-3.md:7:22: error[corrects]: I-3 is an invoice of acme, this is for borg
            7 |   corrects: {number: I-3, effect: credit}
              |                      ^^^
            help: name an invoice of the same client
          content/invoices/C-5.md:2:1: error[missing]: the key "document.corrects" is missing
            2 | document:
              | ^^^^^^^^
            help: add a line corrects: …
          content/invoices/C-5.md:7:3: warning[key]: unknown key "document.ticket"
            7 |   ticket: 1
              |   ^^^^^^
            help: name it in custom_fields of index.md, begin it with x-, or delete it
          content/invoices/I-1.md:3:11: error[name]: the name says "I-1", the file says "I-2"
            3 |   number: I-2
              |           ^^^
            help: rename the file to I-2.md
          content/invoices/I-5.md:16:9: error[client]: unknown client "acne"
            16 | client: acne
               |         ^^^^
            help: write content/clients/acne.md
          content/invoices/I-5.md:18:1: warning[key]: unknown key "hsah"
            18 | hsah: 1
               | ^^^^
            help: did you mean hash?
          """)
  }
}
