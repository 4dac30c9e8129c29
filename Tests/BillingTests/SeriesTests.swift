import Content
import Diagnostics
import FrontMatter
import Quantities
import TestSupport
import Testing

@testable import Billing

/// Numbers and hashes.
@Suite struct SeriesTests {
  @Test(arguments: [
    ("INV-{year}-{seq:4}", 7, "INV-2026-0007"), ("{seq}", 12, "12"), ("{year}{month}-{seq:2}", 123, "202602-123"),
    ("R{seq:3}/{year}", 1, nil), ("{year}", 1, nil), ("{seq}-{seq}", 1, nil), ("{seq}{year}", 1, nil),
    ("{seq", 1, nil), ("{number}", 1, nil), ("{seq:0}", 1, nil), ("{seq:4}-é", 1, nil), (".{seq}", 1, nil),
  ])
  func patternsNumberOrAreRefused(_ pattern: String, _ sequence: Int, _ number: String?) {
    let series = try? Series(pattern)
    #expect(series?.number(sequence, on: day("2026-02-03")) == number)
    if let series, let number {
      #expect(series.read(number)?.sequence == sequence)
      #expect(series.read(number)?.run == series.run(of: day("2026-02-03")))
    }
  }

  @Test func numbersOfOtherFormsAreNotOfTheSeries() throws {
    let series = try Series("INV-{year}-{seq:4}")
    for number in ["INV-2026-007", "INV-26-0007", "CN-2026-0007", "INV-2026-0007a", "inv-2026-0007"] {
      #expect(series.read(number) == nil)
    }
    #expect(series.read("INV-2026-12345")?.sequence == 12_345)
  }

  @Test func theNextNumberIsBehindTheHighestOfTheYear() async throws {
    let text =
      invoice("INV-2025-0009", issued: "2025-12-30") + invoice("INV-2026-0002")
      + credit("INV-2026-0003", of: "INV-2026-0002")
      + "\n-- content/invoices/INV-2026-0004.md --\n---\nx: [\n---\n"
    let book = try await book(text)
    let series = try Series(Series.standardInvoice)
    #expect(book.nextNumber(in: series, on: day("2025-12-31")) == "INV-2025-0010")
    // A file that cannot be read has its number all the same.
    #expect(book.nextNumber(in: series, on: day("2026-01-31")) == "INV-2026-0005")
    #expect(book.nextNumber(in: series, on: day("2027-01-01")) == "INV-2027-0001")
  }

  @Test func theHashIsOfWhatIsSaidAndNotOfHow() throws {
    func hash(_ text: String) throws -> String? {
      CanonicalDocument.hash(of: try FrontMatterDocument(SourceFile(path: "a.md", text: "---\n\(text)---\n")))
    }
    let plain = try hash("document:\n  b: \"1\"\n  a: [x, {z: 2, y: ü}]\n")
    #expect(try hash("# note\ndocument: {a: ['x', {y: \"ü\", z: 2}], b: '1'}\nhash: x\n") == plain)
    #expect(try hash("document:\n  b: \"1\"\n  c: ~\n  a: [x, {z: 2, y: ü}]\n") == plain)
    for other in [
      "b: 1\n  a: [x, {z: 2, y: ü}]", "b: \"1\"\n  a: [x, {z: 3, y: ü}]", "b: \"1\"\n  a: [{z: 2, y: ü}, x]",
    ] {
      #expect(try hash("document:\n  \(other)\n") != plain)
    }
  }

  @Test func canonicalJSONIsWhatItSaysItIs() throws {
    let file = try FrontMatterDocument(
      SourceFile(
        path: "a.md", text: "---\ndocument:\n  é: \"a\\\"\\\\\\n\\t\\x01\"\n  z: -12\n  e: 007\n  B: 1.0\n---\n"))
    let value = try #require(file.value(of: "document"))
    #expect(
      String(decoding: CanonicalDocument.json(of: value), as: UTF8.self)
        == #"{"B":"1.0","e":"007","z":-12,"é":"a\"\\\n\t\u0001"}"#)
  }

  /// Any changed value of `document` is found.
  @Test func everyChangedValueIsFound() async throws {
    let text = try String(
      decoding: #require(DemoWorkspace.files.first { $0.path.hasSuffix("INV-2025-0012.md") }).bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let end = try #require(lines.firstIndex { $0.hasPrefix("hash:") })
    let file = try FrontMatterDocument(SourceFile(path: "a.md", text: text))
    let hash = CanonicalDocument.hash(of: file)
    #expect(text.contains(hash ?? "nothing"))
    var changed = 0
    for index in 2..<end {
      var other = lines.map(String.init)
      guard let last = other[index].lastIndex(where: { $0.isLetter || $0.isNumber }), !other[index].hasSuffix(":")
      else {
        continue
      }
      other[index].replaceSubrange(last...last, with: other[index][last] == "7" ? "8" : "7")
      guard let tampered = try? FrontMatterDocument(SourceFile(path: "a.md", text: other.joined(separator: "\n")))
      else { continue }
      changed += 1
      #expect(CanonicalDocument.hash(of: tampered) != hash, "\(other[index])")
    }
    #expect(changed > 50)
  }

  @Test func whatIsWrittenIsReadAgainAndSealed() async throws {
    var fixture = BillingFixture()
    fixture.client +=
      "\nrounding: {minutes: 15, mode: up, per: line}\nwithholding: \"15\"\nreference: \"4711: x\"\npeppol: {scheme: \"0088\", id: \"123\"}"
    let work = BillingFixture.time([50, 7])
    let lines =
      BillingFixture.line([BillingFixture.ref(day: 1), BillingFixture.ref(day: 2)], text: "\"Work: \\\"a\\\" #1\"")
      + "  - text: Goods\n    quantity: \"3\"\n    unit: pcs\n    rate: \"49.90\"\n    allowances: [{text: New, amount: \"14.70\"}]\n    tax: R\n"
    let document = try await fixture.document(
      work + BillingFixture.draft(lines, "discount: \"10%\"\nprepaid: \"5.00\"\nnotes: [\"Thanks: a lot\", \"- b\"]")
    ).numbered("INV-2026-0001")
    let record = try document.record(draft: "d")
    let ledger = try await fixture.ledger(work + "-- content/invoices/INV-2026-0001.md --\n\(record.text)")
    let read = try #require(ledger.book.document("INV-2026-0001")?.document)
    #expect(read.says(document))
    #expect(ledger.book.diagnostics.map(\.message) == [])
    #expect(ledger.diagnostics.map(\.message) == [])
    #expect(ledger.book.issuedDrafts.count == 1)
  }
}
