import Quantities
import Testing

@testable import Billing

/// The payment code, to the byte, and the account numbers that it may have.
@Suite struct PaymentCodeTests {
  @Test(
    arguments: [
      ("AT61 1904 3002 3457 3201", "AT611904300234573201", true),
      ("de89370400440532013000", "DE89370400440532013000", true),
      ("GB82WEST12345698765432", "GB82WEST12345698765432", true),
      ("CH9300762011623852957", "CH9300762011623852957", true),
      ("FR1420041010050500013M02606", "FR1420041010050500013M02606", true),
      ("TR330006100519786457841326", "TR330006100519786457841326", false),
    ]) func accountsAreRead(_ text: String, _ expected: String, _ isSEPA: Bool)
  {
    let iban = IBAN(text)
    #expect(iban?.text == expected)
    #expect(iban?.isSEPA == isSEPA)
  }

  @Test(
    arguments: [
      "", "AT", "AT611904300234573202", "AT161904300234573201", "AT6119043002345732010", "AT61190430023457320",
      "1T611904300234573201", "ATA1904300234573201", "AT61-1904-3002-3457-3201", "AT６１1904300234573201",
      "DE89370400440532013001", "AT611904300234573201 and more",
    ]) func accountsWithAWrongDigitAreNone(_ text: String)
  {
    #expect(IBAN(text) == nil)
  }

  /// Every change of one digit, and every swap of two that differ, is found.
  @Test func oneSlipIsAlwaysFound() throws {
    let digits = Array("AT611904300234573201")
    for place in 2..<digits.count {
      for digit in "0123456789" where digit != digits[place] {
        var slip = digits
        slip[place] = digit
        #expect(IBAN(String(slip)) == nil)
      }
      guard place + 1 < digits.count, digits[place] != digits[place + 1] else { continue }
      var slip = digits
      slip.swapAt(place, place + 1)
      #expect(IBAN(String(slip)) == nil)
    }
  }

  private func code(
    _ seller: String = "name: Me & Co, iban: AT61 1904 3002 3457 3201, bic: EXMPATWW", currency: String = "EUR",
    open: String = "120.00", number: String = "I-1"
  ) async throws -> PaymentCode? {
    let text = invoice(number, currency: currency).replacing("seller: {name: Me}", with: "seller: {\(seller)}")
    let document = try #require(try await book(text).invoices.first).document
    let open = try #require(ExactDecimal(open).flatMap { Money($0, document.currency) })
    return PaymentCode(document, open: open)
  }

  @Test func aCodeIsWhatTheStandardSays() async throws {
    #expect(
      try await code()?.payload
        == "BCD\n002\n1\nSCT\nEXMPATWW\nMe & Co\nAT611904300234573201\nEUR120.00\n\n\nI-1")
    // Within the EEA no BIC is needed, and one that cannot be one is left out.
    #expect(
      try await code("name: \"A\\n Ö\", iban: AT611904300234573201, bic: nonsense!", open: "0.01")?.payload
        == "BCD\n002\n1\nSCT\n\nA Ö\nAT611904300234573201\nEUR0.01\n\n\nI-1")
    #expect(try await code(open: "999999999.99")?.payload.contains("\nEUR999999999.99\n") == true)
  }

  @Test func whatNoTransferCanPayHasNone() async throws {
    #expect(try await code(currency: "CHF") == nil)
    #expect(try await code(open: "0.00") == nil)
    #expect(try await code(open: "-1.00") == nil)
    #expect(try await code(open: "1000000000.00") == nil)
    #expect(try await code("name: Me") == nil)
    #expect(try await code("name: Me, iban: AT61 1904 3002 3457 3202") == nil)
    #expect(try await code("name: Me, iban: TR33 0006 1005 1978 6457 8413 26, bic: EXMPTRIS") == nil)
    #expect(try await code("name: Me, iban: CH93 0076 2011 6238 5295 7") == nil)
    #expect(try await code("name: Me, iban: CH93 0076 2011 6238 5295 7, bic: EXMPCHZZ") != nil)
    #expect(try await code("name: \"a\\x01b\", iban: AT61 1904 3002 3457 3201") == nil)
    #expect(
      try await book(invoice("I-1") + credit("C-1", of: "I-1")).creditNotes.first.flatMap {
        PaymentCode($0.document, open: $0.document.totals.payable)
      } == nil)
  }

  @Test func namesAndCodesHaveTheirLength() async throws {
    func name(_ count: Int, of letter: String) -> String {
      "name: \(String(repeating: letter, count: count)), iban: AT61 1904 3002 3457 3201"
    }
    #expect(try await code(name(70, of: "n")) != nil)
    #expect(try await code(name(71, of: "n")) == nil)
    #expect(try await code(name(70, of: "é")) != nil)
    // 331 bytes are the most that version 13 holds.
    let number = String(repeating: "9", count: 8)
    let long = try await code(name(68, of: "😀"), number: number)?.payload.utf8.count
    #expect(long == 329)
    #expect(try await code(name(69, of: "😀"), number: number) == nil)
  }

  @Test func aSquareHoldsItsBytes() throws {
    let small = try #require(QRCode(Array("a".utf8)))
    #expect(small.size == 21)
    // The finder pattern in a corner: seven dark, then one light.
    #expect((0..<8).map { small[$0, 0] } == [true, true, true, true, true, true, true, false])
    #expect(QRCode([UInt8](repeating: 65, count: 331))?.size == 69)
    #expect(QRCode([UInt8](repeating: 65, count: 332)) == nil)
    #expect(QRCode([UInt8](repeating: 65, count: 10_000)) == nil)
    #expect(QRCode([])?.size == 21)
  }
}
