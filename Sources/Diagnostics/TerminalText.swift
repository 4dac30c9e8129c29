// Text from content/ and from git is untrusted: an escape sequence in a title must not recolour, retitle or
// rewrite the reader's terminal, and a right-to-left override must not turn a path around.

extension String {
  /// The text with control characters and bidirectional overrides replaced by U+FFFD and tabs by a space.
  package var printable: String {
    var safe = true
    for scalar in unicodeScalars where scalar.printableReplacement != nil { safe = false }
    if safe { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.printableReplacement ?? scalar) }
    return String(result)
  }

  /// How many terminal columns the text takes: none for combining marks, two for wide East Asian scalars
  /// and emoji.
  package var columns: Int {
    unicodeScalars.reduce(0) { $0 + $1.columns }
  }

  /// The text cut to a number of columns, ending in "…" when something was cut.
  package func truncated(toColumns width: Int) -> String {
    guard columns > width else { return self }
    var result = ""
    var used = 0
    for character in self {
      let step = String(character).columns
      if used + step > width - 1 { break }
      result.append(character)
      used += step
    }
    return result + "…"
  }

  /// The text cut to a number of columns in its middle, where names of one family differ least.
  package func shortened(toColumns width: Int) -> String {
    guard columns > width, width > 2 else { return truncated(toColumns: width) }
    let (front, back) = ((width - 1 + 1) / 2, (width - 1) / 2)
    return part(of: front) + "…" + String(String(reversed()).part(of: back).reversed())
  }

  /// As many characters from the front as fit.
  private func part(of width: Int) -> String {
    var result = ""
    var used = 0
    for character in self {
      used += String(character).columns
      if used > width { break }
      result.append(character)
    }
    return result
  }

  /// The text filled with spaces to a number of columns.
  package func padded(toColumns width: Int) -> String {
    self + String(repeating: " ", count: max(width - columns, 0))
  }
}

extension Unicode.Scalar {
  fileprivate var printableReplacement: Unicode.Scalar? {
    switch value {
    case 0x09: " "
    case 0x00...0x1F, 0x7F...0x9F: "\u{FFFD}"
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: "\u{FFFD}"
    default: nil
    }
  }

  fileprivate var columns: Int {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x064B...0x065F, 0x1AB0...0x1AFF,
      0x1DC0...0x1DFF, 0x200B...0x200D, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F:
      0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
