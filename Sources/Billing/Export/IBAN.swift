import Bytes

/// The number of a bank account (ISO 13616) whose check digits are right.
package struct IBAN: Sendable, Equatable {
  /// In capitals, without spaces.
  package let text: String
  /// ISO 3166-1 alpha-2.
  package var country: String { String(text.prefix(2)) }

  /// Reads it with or without spaces; `nil` where a digit must be wrong.
  package init?(_ text: String) {
    let bytes = text.utf8.filter { !$0.isASCIISpace }.map { $0.isASCIILetter ? $0 & 0xDF : $0 }
    guard (15...34).contains(bytes.count), bytes.allSatisfy(\.isASCIIAlphanumeric),
      bytes.prefix(2).allSatisfy(\.isASCIIUppercase), bytes[2..<4].allSatisfy(\.isASCIIDigit)
    else { return nil }
    self.text = String(decoding: bytes, as: UTF8.self)
    if let length = Self.lengths[country], length.count != bytes.count { return nil }
    // ISO 7064, mod 97-10: the first four behind the rest, letters as 10 to 35.
    let remainder = (bytes[4...] + bytes[..<4]).reduce(0) { remainder, byte in
      let value = Int(byte.isASCIIDigit ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "A") + 10)
      return (remainder * (value < 10 ? 10 : 100) + value) % 97
    }
    guard remainder == 1 else { return nil }
  }

  /// Whether a SEPA credit transfer reaches it.
  package var isSEPA: Bool { Self.lengths[country] != nil }

  /// Whether its country belongs to the European Economic Area: within it no BIC is needed.
  var isInEEA: Bool { Self.lengths[country]?.isInEEA == true }

  /// How long the numbers of the SEPA countries are (EPC409-09; ISO 13616).
  private static let lengths: [String: (count: Int, isInEEA: Bool)] = {
    let area =
      "AT20 BE16 BG22 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MT31 "
      + "NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24"
    let others = "AD24 AL28 CH21 GB22 GI23 MC27 MD24 ME22 MK19 RS22 SM27 VA22"
    var lengths: [String: (count: Int, isInEEA: Bool)] = [:]
    for (list, isInEEA) in [(area, true), (others, false)] {
      for entry in list.split(separator: " ") {
        lengths[String(entry.prefix(2))] = Int(entry.dropFirst(2)).map { ($0, isInEEA) }
      }
    }
    return lengths
  }()
}
