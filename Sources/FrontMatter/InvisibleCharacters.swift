// Characters that nobody sees and that make another word of a word: a no-break space behind "todo".

extension Unicode.Scalar {
  package var isInvisible: Bool {
    switch value {
    case 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2000...0x200F,
      0x2028...0x202F, 0x205F...0x206F, 0x2800, 0x3000, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB,
      0x1D159, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  /// "U+00A0 (no-break space)".
  var invisibleName: String {
    let digits = String(value, radix: 16, uppercase: true)
    let number = "U+\(String(repeating: "0", count: max(4 - digits.utf8.count, 0)))\(digits)"
    return properties.name.map { "\(number) (\($0.lowercased()))" } ?? number
  }
}

extension String {
  /// Whether there is more in it than blanks and what nobody sees.
  package var isVisible: Bool {
    unicodeScalars.contains {
      !$0.isInvisible && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
    }
  }

  var firstInvisible: Unicode.Scalar? {
    utf8.contains { $0 >= 0x80 } ? unicodeScalars.first(where: \.isInvisible) : nil
  }

  /// An invisible character at one of the ends. Marks of the direction of writing and parts of emoji belong there.
  var invisibleEnd: Unicode.Scalar? {
    guard let first = utf8.first, let last = utf8.last, first >= 0x80 || last >= 0x80 else { return nil }
    return [unicodeScalars.first, unicodeScalars.last].lazy.compactMap(\.self).first { scalar in
      scalar.isInvisible && !scalar.properties.isBidiControl && !scalar.properties.isVariationSelector
        && scalar != "\u{200D}" && scalar.value < 0xE0000
    }
  }

  var withoutInvisibles: String {
    String(UnicodeScalarView(unicodeScalars.filter { !$0.isInvisible }))
  }

  /// `todo<U+00A0>`.
  var withInvisiblesShown: String {
    guard firstInvisible != nil else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if scalar.isInvisible {
        shown += "<\(scalar.invisibleName.prefix { $0 != " " })>"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}

extension YAMLValue {
  /// The first invisible character of a text, or of a list of texts, and the text that holds it.
  var firstInvisible: (scalar: Unicode.Scalar, place: YAMLValue)? {
    switch self {
    case .scalar(let scalar): scalar.text.firstInvisible.map { ($0, self) }
    case .list(let items, _): items.lazy.compactMap(\.firstInvisible).first
    case .map: nil
    }
  }

  var withoutInvisibles: YAMLValue {
    switch self {
    case .scalar(let scalar):
      .scalar(.init(text: scalar.text.withoutInvisibles, style: scalar.style, mark: scalar.mark))
    case .list(let items, let mark): .list(items.map(\.withoutInvisibles), mark)
    case .map: self
    }
  }
}
