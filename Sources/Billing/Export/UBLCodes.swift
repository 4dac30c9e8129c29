import Bytes
import Content

// Lists of codes, as version 1.3.16 of the official rules for EN 16931 has them.

/// What the rules accept as a code.
enum UBLCodes {
  /// ISO 3166-1 alpha-2, with Kosovo and Northern Ireland as taxes have them [BR-CL-14].
  static let countries = set(
    """
    1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
    MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
    TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW
    """)

  /// Where electronic addresses are from: the EAS list [BR-CL-25].
  static let addressSchemes = set(
    """
    0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 0190 \
    0191 0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 \
    0217 0218 0219 0220 0221 0225 0230 0235 0240 0244 0242 0245 0246 0248 9910 9913 9914 9915 9918 9919 9920 9922 \
    9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 \
    9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959 AN AQ AS AU EM
    """)

  /// Why no VAT is due: the VATEX list, without `VATEX-` [BR-CL-22].
  private static let exemptions = set(
    """
    EU-79-C EU-132 EU-132-1A EU-132-1B EU-132-1C EU-132-1D EU-132-1E EU-132-1F EU-132-1G EU-132-1H EU-132-1I \
    EU-132-1J EU-132-1K EU-132-1L EU-132-1M EU-132-1N EU-132-1O EU-132-1P EU-132-1Q EU-135-1 EU-143 EU-143-1A \
    EU-143-1B EU-143-1C EU-143-1D EU-143-1E EU-143-1F EU-143-1FA EU-143-1G EU-143-1H EU-143-1I EU-143-1J EU-143-1K \
    EU-143-1L EU-144 EU-146-1E EU-159 EU-309 EU-148 EU-148-A EU-148-B EU-148-C EU-148-D EU-148-E EU-148-F EU-148-G \
    EU-151 EU-151-1A EU-151-1AA EU-151-1B EU-151-1C EU-151-1D EU-151-1E EU-G EU-O EU-IC EU-AE EU-D EU-F EU-I EU-J \
    FR-FRANCHISE FR-CNWVAT EU-153 FR-CGI261-1 FR-CGI261-2 FR-CGI261-3 FR-CGI261-4 FR-CGI261-5 FR-CGI261-7 \
    FR-CGI261-8 FR-CGI261A FR-CGI261B FR-CGI261C-1 FR-CGI261C-2 FR-CGI261C-3 FR-CGI261D-1 FR-CGI261D-1BIS \
    FR-CGI261D-2 FR-CGI261D-3 FR-CGI261D-4 FR-CGI261E-1 FR-CGI261E-2 FR-CGI277A FR-CGI275 FR-298SEXDECIESA FR-CGI295 \
    FR-AE
    """)

  /// Currencies of ISO 4217 that the rules do not know (yet, or any more) [BR-CL-04].
  static let unknownCurrencies: Set<String> = ["BGN", "STN", "XAD"]

  private static func set(_ list: String) -> Set<String> {
    Set(list.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// A code for why no VAT is due, as the list has it.
  static func exemption(_ code: String) -> String? {
    let code = code.uppercased()
    return code.hasPrefix("VATEX-") && exemptions.contains(String(code.dropFirst(6))) ? code : nil
  }

  /// Whether a text begins with a country, as a VAT id does; Greece has `EL` [BR-CO-09].
  static func isVATID(_ text: String) -> Bool {
    let prefix = String(text.prefix(2))
    return text.utf8.count > 2 && (countries.contains(prefix) || prefix == "EL")
  }

  /// The code of UN/ECE Recommendation 20 for a word; `nil` for a word that has none here.
  static func unit(_ word: String) -> String? {
    units[ExactText(String(decoding: word.utf8.map(\.asciiLowercased), as: UTF8.self))]
  }

  private static let units: [ExactText: String] = {
    let words = [
      "HUR": "h hr hrs hour hours", "MIN": "min mins minute minutes", "DAY": "d day days", "WEE": "week weeks",
      "MON": "month months", "ANN": "year years", "C62": "pc pcs piece pieces unit units item items",
      "LS": "flat fixed lump", "KMT": "km", "MTR": "m", "SMI": "mi mile miles", "MTK": "m2 m²", "KGM": "kg", "LTR": "l",
      "KWH": "kwh", "E34": "gb", "ZP": "page pages", "D68": "word words", "P1": "%",
    ]
    return words.reduce(into: [:]) { units, entry in
      for word in entry.value.split(separator: " ") { units[ExactText(String(word))] = entry.key }
    }
  }()
}

extension TaxRule.Category {
  /// How many percent a group of it may have.
  enum Rate {
    case aboveZero
    case zero
    case any
    /// None is written.
    case none
  }

  var rate: Rate {
    switch self {
    case .standard: .aboveZero
    case .zero, .exempt, .reverseCharge, .intraCommunity, .export: .zero
    case .canaryIslands, .ceutaMelilla: .any
    case .outside: .none
    }
  }

  /// Whether it has to be said why no VAT is due; the others must not say so.
  var hasReason: Bool {
    switch self {
    case .exempt, .reverseCharge, .intraCommunity, .export, .outside: true
    case .standard, .zero, .canaryIslands, .ceutaMelilla: false
    }
  }

  /// The code for it that holds for the whole category.
  var reasonCode: String? {
    switch self {
    case .reverseCharge: "VATEX-EU-AE"
    case .intraCommunity: "VATEX-EU-IC"
    case .export: "VATEX-EU-G"
    case .outside: "VATEX-EU-O"
    case .standard, .zero, .exempt, .canaryIslands, .ceutaMelilla: nil
    }
  }

  /// What the rules of EN 16931 about it begin with: BR-S, BR-IC.
  var rules: String {
    switch self {
    case .intraCommunity: "BR-IC"
    case .canaryIslands: "BR-AF"
    case .ceutaMelilla: "BR-AG"
    default: "BR-\(rawValue)"
    }
  }
}
