/// The status that a text says of itself, as people write it where there is no frontmatter: `**Status**: Completed`.
enum StatusLine {
  /// - Returns: what stands behind the word "status" on a line before the first section, without marks of emphasis.
  static func status(in body: [UInt8]) -> String? {
    var hasHeading = false
    var isCode = false
    for line in body.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      if line.starts(with: "```".utf8) || line.starts(with: "~~~".utf8) { isCode.toggle() }
      if isCode { continue }
      if line.first == UInt8(ascii: "#") {
        // The first heading is the title.
        if hasHeading { return nil }
        hasHeading = true
        continue
      }
      if let status = status(ofLine: String(decoding: line, as: UTF8.self)) { return status }
    }
    return nil
  }

  private static func status(ofLine line: String) -> String? {
    // A bullet, a quote, a cell of a table, emphasis.
    var rest = line.unicodeScalars.drop { " \t-+*_>|`".unicodeScalars.contains($0) }
    let word = rest.prefix(6)
    guard String(word).lowercased() == "status" else { return nil }
    rest = rest.dropFirst(6).drop { " \t*_`".unicodeScalars.contains($0) }
    guard let sign = rest.first, ":：=|–—".unicodeScalars.contains(sign) else { return nil }
    var text = rest.dropFirst().drop { " \t*_`".unicodeScalars.contains($0) }
    while let last = text.last, " \t*_`|\\".unicodeScalars.contains(last) { text = text.dropLast() }
    return text.isEmpty ? nil : String(text)
  }
}
