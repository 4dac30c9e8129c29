import Bytes
import Files

/// An SVG is a document: opened by itself it may run scripts. Nothing here understands it; whatever looks as if it
/// might is refused. It is bytes that are looked at: to Swift a `<` behind U+0600 is part of another character, to
/// a browser it begins a tag.
enum ActiveSVG {
  /// More than a picture that people look at.
  private static let sizeLimit = 16 * 1024 * 1024

  /// A picture as a whole, which is how it has to be looked at.
  static func bytes(of file: FileSource, path: String) throws(FileError) -> [UInt8] {
    guard file.size <= sizeLimit else {
      throw FileError(.read, path, .tooLarge(size: file.size, limit: sizeLimit))
    }
    return try file.bytes()
  }

  /// What is dangerous in a picture; `nil` means that it is harmless.
  static func danger(in bytes: [UInt8]) -> String? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return "it is not UTF-8" }
    // XML knows no others. Escape sequences would begin other encodings.
    guard bytes.allSatisfy({ $0 >= 0x20 || isSpace($0) }) else { return "it contains control characters" }
    let text = bytes.map(\.asciiLowercased)
    if declaresOtherEncoding(text) { return "it is not UTF-8" }
    for word in activeContent where text.contains(word.utf8) { return "it contains \(word)" }
    // Browsers pass over line breaks and tabs in addresses.
    let addresses = text.filter { $0 == 0x20 || !isSpace($0) }
    for scheme in ["javascript:", "vbscript:"] where addresses.contains(scheme.utf8) {
      return "it contains \(scheme)"
    }
    if fetches(text.filter { !isSpace($0) }) { return "it fetches something from elsewhere" }
    if hasForeignData(addresses) { return "it contains a data: address that is no picture" }
    if hasNamedEntity(text) { return "it contains an entity" }
    return hasEventHandler(text) ? "it contains an event handler" : nil
  }

  private static let activeContent = [
    "<script", ":script", "foreignobject", "<iframe", "<embed", "<object", "<!entity", "<!attlist", "&#",
    "xml-stylesheet", "<handler", "<listener", "http://www.w3.org/1999/xhtml",
  ]

  private static func isSpace(_ byte: UInt8) -> Bool { [0x09, 0x0A, 0x0D, 0x20].contains(byte) }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte.isASCIILowercase || byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// The places of a word, as what is behind them.
  private static func rests(of text: [UInt8], behind word: String) -> [ArraySlice<UInt8>] {
    let word = Array(word.utf8)
    return text.indices.filter { text[$0] == word[0] && text[$0...].starts(with: word) }
      .map { text[($0 + word.count)...] }
  }

  /// `<?xml … encoding = "…"?>` with anything but UTF-8.
  private static func declaresOtherEncoding(_ text: [UInt8]) -> Bool {
    rests(of: text, behind: "<?xml").contains { rest in
      guard let first = rest.first, isSpace(first) else { return false }
      let declaration = Array(rest.prefix { $0 != UInt8(ascii: ">") })
      return rests(of: declaration, behind: "encoding").contains { rest in
        let value = rest.filter { !isSpace($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        return !value.starts(with: "=utf-8".utf8)
      }
    }
  }

  /// An address of another host where a picture or a style is fetched: opening the picture would tell that host.
  private static func fetches(_ text: [UInt8]) -> Bool {
    if text.contains("@import".utf8) { return true }
    return ["href=\"", "href='", "src=\"", "src='", "url(", "url(\"", "url('"].contains { opening in
      rests(of: text, behind: opening).contains { rest in
        ["http:", "https:", "ftp:", "//"].contains { rest.starts(with: $0.utf8) }
      }
    }
  }

  /// `data:` with anything but a picture of pixels or a font: an SVG may hide in it.
  private static func hasForeignData(_ text: [UInt8]) -> Bool {
    rests(of: text, behind: "data:").contains { rest in
      let before = rest.startIndex - "data:".utf8.count - 1
      if before >= 0, isWordByte(text[before]) { return false }
      return !harmlessData.contains { rest.starts(with: $0.utf8) }
    }
  }

  private static let harmlessData = [
    "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif", "font/",
    "application/font", "application/x-font",
  ]

  /// `&colon;` and its like: XML has five, a document type brings hundreds.
  private static func hasNamedEntity(_ text: [UInt8]) -> Bool {
    rests(of: text, behind: "&").contains { rest in
      !["amp;", "lt;", "gt;", "quot;", "apos;"].contains { rest.starts(with: $0.utf8) }
    }
  }

  /// `on…=` behind white space, a slash or a quote.
  private static func hasEventHandler(_ text: [UInt8]) -> Bool {
    rests(of: text, behind: "on").contains { rest in
      let before = rest.startIndex - "on".utf8.count - 1
      guard before >= 0, text[before] <= 0x20 || [0x22, 0x27, 0x2F].contains(text[before]) else { return false }
      let behind = rest.drop(while: \.isASCIILowercase)
      return behind.startIndex > rest.startIndex
        && behind.drop(while: isSpace).first == UInt8(ascii: "=")
    }
  }
}
