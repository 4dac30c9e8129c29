import Bytes

/// How a text is written as a YAML scalar: plain where that is safe for every reader, quoted otherwise.
package enum ScalarText {
  /// - Parameters:
  ///   - text: one line; line breaks and control characters are escaped, which only double quotes can do.
  ///   - style: the quotes to prefer; plain is given up where the text would not read back.
  ///   - inFlow: inside `[…]`, where commas and brackets also need quotes.
  ///   - isText: false for a date, a number or a truth value, which is meant to be taken for one.
  package static func encode(
    _ text: String, style: YAMLValue.Style = .plain, inFlow: Bool = false, isText: Bool = true
  ) -> String {
    switch style {
    case .plain, .block:
      (meansSomethingElse(text) ? !isText : isSafePlain(text, inFlow: inFlow)) ? text : doubleQuoted(text)
    case .singleQuoted: isPrintable(text) ? singleQuoted(text) : doubleQuoted(text)
    case .doubleQuoted: doubleQuoted(text)
    }
  }

  /// `[a, "b, c"]`.
  package static func encode(list: [String]) -> String {
    "[" + list.map { encode($0, inFlow: true) }.joined(separator: ", ") + "]"
  }

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          let width = scalar.value > 0xFFFF ? 8 : scalar.value > 0xFF ? 4 : 2
          let letter = width == 8 ? "U" : width == 4 ? "u" : "x"
          result += "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
        }
      }
    }
    return result + "\""
  }

  private static func singleQuoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { result += "''" } else { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
  }

  private static func isSafePlain(_ text: String, inFlow: Bool) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last, scalars.allSatisfy(isPrintable) else {
      return false
    }
    if "-?:,[]{}#&*!|>'\"%@`=<~ ".unicodeScalars.contains(first) || last == " " || last == ":" { return false }
    for (scalar, next) in zip(scalars, scalars.dropFirst()) {
      if scalar == ":" && next == " " || scalar == " " && next == "#" { return false }
    }
    if inFlow, scalars.contains(where: { ",[]{}:".unicodeScalars.contains($0) }) { return false }
    return true
  }

  /// What other YAML readers (editors, git hosts) take for a truth value, nothing, a number or a date.
  static func meansSomethingElse(_ text: String) -> Bool {
    let word = text.lowercased()
    if ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(word) { return true }
    var number = Array(word.utf8)
    if let sign = number.first, "+-".utf8.contains(sign) { number.removeFirst() }
    guard let first = number.first, first.isASCIIDigit || first == UInt8(ascii: ".") else { return false }
    if number == Array(".inf".utf8) || number == Array(".nan".utf8) { return true }
    for (prefix, digits) in [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")]
    where number.starts(with: prefix.utf8) {
      return number.count > 2 && number.dropFirst(2).allSatisfy { digits.utf8.contains($0) }
    }
    // A date may have a time behind it.
    let day = number.prefix { $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
    if day.count(where: { $0 == UInt8(ascii: "-") }) == 2, let next = number.dropFirst(day.count).first,
      next == UInt8(ascii: "t") || next == UInt8(ascii: " ")
    {
      return number.allSatisfy { "0123456789-:.+tz ".utf8.contains($0) }
    }
    // Numbers, times and dates of all kinds, and a few versions along with them.
    return number.contains(where: \.isASCIIDigit) && number.allSatisfy { "0123456789_,.:e+-".utf8.contains($0) }
  }

  private static func isPrintable(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isPrintable) }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202F...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
