import Bytes
import Quantities

/// What the payment code on an invoice says: a SEPA credit transfer as EPC069-12, version 002, has it. A banking app that
/// reads it fills in the transfer.
package struct PaymentCode: Sendable, Equatable {
  /// UTF-8, lines that end with LF, without the empty ones at the end.
  package let payload: String
  package let iban: IBAN
  package let amount: Money

  /// - Parameter open: what is still to be paid.
  /// - Returns: nothing where no such transfer can pay it: another currency than the euro, no IBAN or one with a digit
  ///   that is wrong or of a country without SEPA, no amount from 0.01 to 999999999.99, a name of more than 70
  ///   characters; outside of the EEA also where the BIC is missing.
  package init?(_ document: IssuedDocument, open: Money) {
    guard document.kind == .invoice, open.currency.code == "EUR",
      (1...99_999_999_999).contains(open.minorUnits),
      let iban = document.seller.iban.flatMap(IBAN.init), iban.isSEPA
    else { return nil }
    let bic = document.seller.bic.flatMap(Self.bic)
    guard bic != nil || iban.isInEEA else { return nil }
    let name = document.seller.name.unicodeScalars.split { $0.properties.isWhitespace }
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    guard !name.isEmpty, name.unicodeScalars.count <= 70,
      name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    // Service, version, UTF-8, SEPA credit transfer; behind the amount neither purpose nor structured reference.
    let lines = [
      "BCD", "002", "1", "SCT", bic ?? "", name, iban.text, "EUR\(open)", "", "", document.number,
    ]
    payload = lines.joined(separator: "\n")
    self.iban = iban
    amount = open
    guard payload.utf8.count <= 331 else { return nil }
  }

  /// A BIC that can be one (ISO 9362).
  private static func bic(_ text: String) -> String? {
    let bytes = text.utf8.filter { !$0.isASCIISpace }.map { $0.isASCIILetter ? $0 & 0xDF : $0 }
    guard bytes.count == 8 || bytes.count == 11, bytes.allSatisfy(\.isASCIIAlphanumeric),
      bytes[4..<6].allSatisfy(\.isASCIIUppercase)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
