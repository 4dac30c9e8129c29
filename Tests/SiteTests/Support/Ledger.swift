/// Issued documents in which every status and every optional value appears at least once.
enum Ledger {
  static let text =
    index + "\n-- content/clients/acme.md --\n---\nname: Acme <& Co>\ncountry: AT\n---"
    + repo("api") + task("api/refunds", "done", title: "Refund <API>")
    + update("api/refunds", "05-09", "ada", "done", "minutes: 55") + full
    + invoice("OPEN-1", "due: 2026-02-10")
    + invoice("DUE-1", "due: 2026-01-15")
    + invoice("PART-1", "due: 2026-02-11", payments: "{date: 2026-01-10, amount: \"20.00\"}")
    + invoice("PAID-1", "due: 2026-01-01", payments: "{date: 2026-01-03, amount: \"120.00\", method: cash}")
    + invoice("OVER-1", "due: 2026-01-01", payments: "{date: 2026-01-03, amount: \"121.00\"}")
    + invoice("GONE-1", "due: 2026-01-01") + invoice("BACK-1", "due: 2026-01-01")
    + invoice("YEN-1", "due: 2026-02-01", currency: "JPY")
    + credit("CN-VOID", "corrects: {number: GONE-1, issued: 2026-01-02, reason: Wrong <buyer>, effect: void}")
    + credit("CN-BACK", "corrects: {number: BACK-1}")
    + "\n-- content/invoices/drafts/acme-2026-02.md --\n---\nclient: acme\nlines: [{text: A, rate: \"1.00\"}]\n---"

  /// Work in every state: unbilled with and without a rate, on drafts, billed, to decide, decided, written off.
  static let work =
    """
    -- content/index.md --
    ---
    project: P
    people: [ada]
    seller: {name: Me & Co, address: [Street 1], country: AT, vat_id: ATU1, iban: AT021234567}
    billing: {currency: EUR, rate: "95.00", terms_days: 30, tax: V20}
    taxes: {V20: {category: S, rate: "20"}}
    ---
    -- content/clients/acme.md --
    ---
    name: Acme <& Co>
    country: AT
    address: Road 2
    reference: "4711"
    ---
    -- content/clients/bert.md --
    ---
    name: Bert
    country: CH
    currency: CHF
    ---
    """ + sprint("s", "2026-01-05", "2026-01-18") + repo("api", "client: acme") + repo("web", "client: bert")
    + task("api/refunds", "in-progress", "sprint: s", title: "Refund <API>")
    + update("api/refunds", "05-09", "ada", "in-progress", "minutes: 60")
    + update("api/refunds", "06-09", "ada", "in-progress", "minutes: 90")
    + update("api/refunds", "07-09", "bot", "in-progress", "minutes: 40")
    + update("api/refunds", "08-09", "ada", "in-progress", "minutes: 20", "billable_minutes: 0")
    + update("api/refunds", "09-09", "ada", "in-progress", "minutes: 120")
    + update("api/refunds", "10-09", "ada", "in-progress", "minutes: 15")
    + task("api/logo", "done", "sprint: s", "billing: fixed", "fixed_price: \"1200.00\"", title: "Logo")
    + task("api/over", "done", "sprint: s")
    + update("api/over", "11-09", "ada", "done", "minutes: 10", "billable_minutes: 30")
    + task("web/shop", "todo", "sprint: s") + update("web/shop", "12-09", "ada", "todo", "minutes: 30")
      + """

      -- content/time/acme/20260113T080000000Z-ada.md --
      ---
      at: 2026-01-13T08:00:00Z
      person: ada
      minutes: 45
      text: A call <b>
      ---
      -- content/write-offs/20260114T080000000Z.md --
      ---
      at: 2026-01-14T08:00:00Z
      refs: [updates/api/refunds/20260110T090000000Z-ada]
      reason: Friends
      ---
      -- content/invoices/drafts/acme-2026-01.md --
      ---
      client: acme
      through: 2026-01-09
      discount: 10%
      notes: [Thanks]
      lines:
        - {text: Refunds, refs: [updates/api/refunds/20260109T090000000Z-ada]}
        - {text: Hosting <b>, quantity: "2", unit: month, rate: "10.00"}
      ---
      -- content/invoices/drafts/it's <b>.md --
      ---
      client: bert
      reference: B-1
      lines:
        - {text: Lost, refs: [updates/web/shop/gone]}
        - {text: Other's, refs: [updates/api/refunds/20260105T090000000Z-ada]}
      ---
      -- content/invoices/I-1.md --
      ---
      document:
        kind: invoice
        number: I-1
        issued: 2026-01-06
        due: 2026-01-20
        currency: EUR
        seller: {name: Me & Co}
        buyer: {name: Acme <& Co>, client: acme}
        lines:
          - text: Refunds
            task: api/refunds
            logged: 60
            minutes: 60
            rate: "95.00"
            tax: V20
            amount: "95.00"
            refs: [updates/api/refunds/20260105T090000000Z-ada]
        taxes: [{key: V20, category: S, rate: "20", base: "95.00", tax: "19.00"}]
        totals: {lines: "95.00", net: "95.00", tax: "19.00", total: "114.00", payable: "114.00"}
      ---
      """

  /// Everything that a document may say.
  private static let full = """

    -- content/invoices/INV 1+1.md --
    ---
    document:
      kind: invoice
      number: INV 1+1
      issued: 2025-12-19
      due: 2026-01-02
      period: {from: 2025-12-01, to: 2025-12-18}
      currency: EUR
      seller:
        {name: Me & Co, address: [Street 1, 1010 Wien], country: AT, vat_id: ATU1, email: me@e.com, iban: AT61 1904 3002 3457 3201,
         bic: ABCD}
      buyer: {name: Acme <& Co>, address: Road 2, country: AT, vat_id: ATU2, email: you@e.com, reference: "4711"}
      rules: {rounding: {minutes: 15}}
      lines:
        - text: Work <b>
          task: api/refunds
          logged: 7267
          minutes: 7275
          rate: "110.00"
          rate_source: clients/acme
          tax: V20
          allowances: [{text: Regulars, amount: "37.50"}, {amount: "0.00"}]
          amount: "13300.00"
          refs: [updates/api/refunds/20260105T090000000Z-ada, time/acme/x]
        - {text: Licence, quantity: "2.5", unit: pcs, rate: "40.00", tax: V0, amount: "100.00"}
        - {text: Flat, quantity: "1", tax: GONE, amount: "0.00"}
        - {text: Plain, amount: "0.00"}
      discount: {text: For friends, percent: "10", amount: "1340.00"}
      taxes:
        - {key: V20, category: S, rate: "20", base: "11970.00", tax: "2394.00"}
        - {key: V0, category: AE, rate: "0", base: "90.00", tax: "0.00", note: Reverse charge}
        - {key: V1, category: O, base: "0.00", tax: "0.00", note: Reverse charge}
      totals:
        {lines: "13400.00", discount: "1340.00", net: "12060.00", tax: "2394.00", total: "14454.00", prepaid: "500.00",
         withheld: "100.00", rounding: "-0.02", payable: "13853.98"}
      notes: [Thank you <script>]
    hash: sha256:abc
    draft: acme-2025-12
    payments:
      - {id: p1, date: 2026-01-10, amount: "13.98", method: bank transfer, ref: statement 1}
    ---
    """

  static func invoice(
    _ number: String, _ keys: String, currency: String = "EUR", payments: String? = nil, buyer: String = "Acme <& Co>"
  ) -> String {
    document(number, "kind: invoice\n  \(keys)", currency, buyer) + (payments.map { "\npayments:\n  - \($0)" } ?? "")
      + "\n---"
  }

  static func credit(_ number: String, _ keys: String) -> String {
    document(number, "kind: credit-note\n  \(keys)", "EUR", "Acme <& Co>") + "\n---"
  }

  private static func document(_ number: String, _ keys: String, _ currency: String, _ buyer: String) -> String {
    let amounts =
      currency == "JPY"
      ? "{lines: \"64581\", net: \"64581\", tax: \"6458\", total: \"71039\", payable: \"71039\"}"
      : "{lines: \"100.00\", net: \"100.00\", tax: \"20.00\", total: \"120.00\", payable: \"120.00\"}"
    let line =
      currency == "JPY"
      ? "minutes: 465, rate: \"8333\", tax: V, amount: \"64581\""
      : "minutes: 60, rate: \"100.00\", tax: V, amount: \"100.00\""
    let tax =
      currency == "JPY"
      ? "rate: \"10\", base: \"64581\", tax: \"6458\"" : "rate: \"20\", base: \"100.00\", tax: \"20.00\""
    return """

      -- content/invoices/\(number).md --
      ---
      document:
        number: \(number)
        issued: 2026-01-02
        currency: \(currency)
        \(keys)
        seller: {name: Me}
        buyer: {name: \(buyer)}
        lines:
          - {text: Work, \(line)}
        taxes:
          - {key: V, category: S, \(tax)}
        totals: \(amounts)
      """
  }
}
