import Bytes

/// How long the first words of a text are where a page is described.
private let excerptLength = 160

extension HTML {
  /// What an attribute says of a page: a text, shortened.
  static func description(_ text: String) -> HTML { .text(text.clipped(to: excerptLength)) }

  /// The first words of a body, for an attribute: of its first paragraph, without tags. `nil` where there is none near
  /// its beginning.
  func excerpt() -> HTML? {
    // A long body costs no more than a short one.
    let bytes = bytes.prefix(4_096)
    let (opening, closing) = (Array("<p>".utf8), Array("</p>".utf8))
    guard
      var place = bytes.indices.first(where: { bytes[$0] == opening[0] && bytes[$0...].starts(with: opening) })
    else { return nil }
    place += opening.count
    var words: [UInt8] = []
    var count = 0
    var lastWord = 0
    while place < bytes.endIndex, !bytes[place...].starts(with: closing) {
      let byte = bytes[place]
      var end = place + 1
      if byte == UInt8(ascii: "<") {
        place = (bytes[end...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.endIndex - 1) + 1
        continue
      }
      if byte == UInt8(ascii: "&") {
        end = (bytes[end...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex - 1) + 1
      } else {
        while end < bytes.endIndex, bytes[end] & 0xC0 == 0x80 { end += 1 }
      }
      let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
      if isBlank { lastWord = words.count }
      if count == excerptLength {
        // A word that is as long as all of it is cut.
        words.removeLast(words.count - (lastWord > 0 ? lastWord : words.count))
        words.append(literal: "…")
        break
      }
      if byte == UInt8(ascii: "\"") {
        words.append(literal: "&quot;")
      } else if !isBlank {
        words.append(contentsOf: bytes[place..<end])
      } else if !words.isEmpty, words.last != UInt8(ascii: " ") {
        words.append(UInt8(ascii: " "))
      }
      count += 1
      place = end
    }
    return words.isEmpty ? nil : HTML(words)
  }
}

extension String {
  /// The beginning that is no wider than so many Latin letters, by scalars: one Character may be of any length.
  func clipped(to width: Int) -> String {
    var used = 0
    var count = 0
    var end = unicodeScalars.startIndex
    for index in unicodeScalars.indices {
      let scalar = unicodeScalars[index]
      count += 1
      // What is laid over the letter before takes no room, but there may be any number of it.
      used += scalar.properties.generalCategory == .nonspacingMark ? 0 : scalar.value >= 0x1100 ? 2 : 1
      if used > width || count > 4 * width { return String(unicodeScalars[..<end]) + "…" }
      if used < width { end = unicodeScalars.index(after: index) }
    }
    return self
  }
}
