/// A currency of ISO 4217, which says how many decimals its amounts have.
package struct Currency: Hashable, Sendable {
  /// Three capital letters: `EUR`.
  package let code: String
  /// How many digits an amount has behind the point: 2 for EUR, 0 for JPY, 3 for KWD.
  package let fractionDigits: Int

  /// `nil` for what is not in the list of active currencies.
  package init?(_ code: some StringProtocol) {
    let code = String(code)
    guard let digits = Self.fractionDigits(of: code) else { return nil }
    self.code = code
    fractionDigits = digits
  }

  private init(code: String, fractionDigits: Int) {
    self.code = code
    self.fractionDigits = fractionDigits
  }

  /// Stands in where a currency could not be read, so that the amounts beside it can still be: every decimal fits.
  package static let unknown = Currency(code: "XXX", fractionDigits: 9)

  private static func fractionDigits(of code: String) -> Int? {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
      return nil
    }
    return byDigits.first { $0.codes.contains(Substring(code)) }?.digits
  }

  // ISO 4217, list one, without funds codes, metals and test codes.
  private static let byDigits: [(digits: Int, codes: Set<Substring>)] = [
    (
      2,
      codes(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
        CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR \
        IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN \
        NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP \
        STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """
      )
    ),
    (0, codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")),
    (3, codes("BHD IQD JOD KWD LYD OMR TND")),
  ]

  private static func codes(_ list: String) -> Set<Substring> { Set(list.split(separator: " ")) }
}

extension Currency: CustomStringConvertible {
  package var description: String { code }
}
