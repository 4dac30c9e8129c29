import Bytes
import Testing

@testable import Billing

/// Issued documents as tables and as data.
@Suite struct DocumentTableTests {
  private static let text =
    invoice("I-1", "notes: [\"=1\"]", behind: "payments:\n  - {id: p1, date: 2026-01-10, amount: \"20.00\"}")
    .replacing(
      "  taxes:",
      with:
        "    - {text: \"=cmd\", quantity: \"-1\", rate: \"-5.00\", unit: \"a,b\", allowances: [{amount: \"5.00\"}], "
        + "tax: V, amount: \"0.00\"}\n  taxes:")
    + credit("C-1", of: "I-1", behind: "hash: sha256:abc\ndraft: d")

  private func table(_ book: InvoiceBook) throws -> String {
    var table = DocumentTable()
    for number in ["I-1", "C-1"] { table.add(try #require(book.document(number))) }
    return String(decoding: table.csv.bytes, as: UTF8.self)
  }

  @Test func aRowIsALine() async throws {
    let rows = try table(await book(Self.text)).split(separator: "\r\n").map(String.init)
    #expect(
      rows == [
        "number,kind,corrects,issued,due,client,currency,position,text,task,repo,minutes,quantity,unit,rate,allowances,"
          + "tax,tax_category,tax_rate,net,document_discount,document_net,document_tax,document_total,document_payable,"
          + "document_open,status",
        "I-1,invoice,,2026-01-02,2026-01-30,acme,EUR,1,Work,,,60,,,100.00,,V,S,20,100.00,0.00,100.00,20.00,120.00,120.00,"
          + "-20.00,overpaid",
        "I-1,invoice,,2026-01-02,2026-01-30,acme,EUR,2,'=cmd,,,,-1,\"a,b\",-5.00,5.00,V,S,20,0.00,,,,,,,overpaid",
        "C-1,credit-note,I-1,2026-01-05,,acme,EUR,1,Work,,,60,,,100.00,,V,S,20,100.00,0.00,100.00,20.00,120.00,120.00,,",
      ])
  }

  @Test func dataIsWhole() async throws {
    let book = try await book(Self.text)
    #expect(book.unreadable.map { $0.diagnostics.map(\.message) } == [])
    var writer = JSONWriter()
    writer.document(try #require(book.document("C-1")))
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"""
        {"number":"C-1","kind":"credit-note","client":"acme","issued":"2026-01-05","due":null,"period":null,\#
        "currency":"EUR","seller":{"name":"Me","address":[],"country":null,"vat_id":null,"email":null,"iban":null,\#
        "bic":null,"reference":null,"peppol":null,"client":null},"buyer":{"name":"Acme GmbH","address":[],\#
        "country":null,"vat_id":null,"email":null,"iban":null,"bic":null,"reference":null,"peppol":null,\#
        "client":null},"rules":{"rounding":null,"withholding":null,"cash_step":null},"lines":[{"text":"Work","task":null,"repo":null,"logged":55,"minutes":60,\#
        "quantity":null,"unit":null,"rate":"100.00","rate_source":"clients/acme","allowances":[],"tax":"V",\#
        "amount":"100.00","refs":["updates/web/a/20260101T090000000Z-ada"],"log":[],"corrects":null}],"discount":null,\#
        "taxes":[{"key":"V","category":"S","rate":"20","base":"100.00","tax":"20.00","note":null,"code":null}],\#
        "totals":{"lines":"100.00","discount":"0.00","net":"100.00","tax":"20.00","total":"120.00","prepaid":"0.00",\#
        "withheld":"0.00","rounding":"0.00","payable":"120.00"},"notes":[],\#
        "corrects":{"number":"I-1","issued":null,"reason":null,"effect":"credit"},"hash":"sha256:abc","draft":"d",\#
        "path":"content/invoices/C-1.md","payments":[]}
        """#)
    var other = JSONWriter()
    other.document(try #require(book.document("I-1")))
    #expect(
      String(decoding: other.bytes, as: UTF8.self).hasSuffix(
        #"""
        "payments":[{"id":"p1","date":"2026-01-10","amount":"20.00","method":null,"ref":null}],"status":"overpaid",\#
        "paid":"20.00","credited":"120.00","open":"-20.00","paid_on":"2026-01-10","credit_notes":["C-1"],\#
        "voided_by":null}
        """#))
  }
}
