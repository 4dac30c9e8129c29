// XML is written as a stream, like JSON. An element that would be empty is left out, so that whoever fills it need not
// ask before: an element is only there if something stands in it.

/// Writes one XML document into bytes, an element a line.
///
///     var xml = XMLWriter()
///     xml.element("a", ["n": "1"]) { $0.element("b", text: "x & y") }
///     xml.bytes  // <a n="1">, <b>x &amp; y</b>, </a>
package struct XMLWriter {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  private var depth = 0

  /// Begins with the XML declaration.
  package init() { bytes.append(literal: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }

  /// Writes an element whose content `body` writes; nothing where that writes nothing.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    _ body: (inout XMLWriter) throws -> Void
  ) rethrows {
    let start = bytes.count
    open(name, attributes)
    bytes.append(UInt8(ascii: "\n"))
    let inner = bytes.count
    depth += 1
    defer { depth -= 1 }
    try body(&self)
    guard bytes.count > inner else {
      bytes.removeSubrange(start...)
      return
    }
    indent(depth - 1)
    close(name)
  }

  /// Writes an element that holds text, without the white space around it; nothing where there is no text.
  package mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String?) {
    guard let text = text.map(XMLText.init), !text.bytes.isEmpty else { return }
    open(name, attributes)
    append(text, isAttribute: false)
    close(name)
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    indent(depth)
    bytes.append(UInt8(ascii: "<"))
    bytes.append(utf8: name)
    for (name, value) in attributes {
      bytes.append(UInt8(ascii: " "))
      bytes.append(utf8: name)
      bytes.append(literal: "=\"")
      append(XMLText(value), isAttribute: true)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: String) {
    bytes.append(literal: "</")
    bytes.append(utf8: name)
    bytes.append(literal: ">\n")
  }

  private mutating func indent(_ depth: Int) {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func append(_ text: XMLText, isAttribute: Bool) {
    for scalar in String(decoding: text.bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "&": bytes.append(literal: "&amp;")
      case "<": bytes.append(literal: "&lt;")
      case ">": bytes.append(literal: "&gt;")
      case "\"" where isAttribute: bytes.append(literal: "&quot;")
      // A reader makes one line feed of CR and LF, and spaces of line breaks in an attribute.
      case "\r": bytes.append(literal: "&#13;")
      case "\n" where isAttribute: bytes.append(literal: "&#10;")
      case "\t" where isAttribute: bytes.append(literal: "&#9;")
      // XML allows these, and a terminal obeys them: control characters, and marks that turn the direction of a text.
      case "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}"..."\u{200F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        bytes.append(utf8: "&#\(scalar.value);")
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }
}

/// A text as XML 1.0 can hold it: without the characters that it forbids (control characters but tab and line ends, U+FFFE
/// and U+FFFF), which no reference could stand for either, and without white space around it.
package struct XMLText {
  package let bytes: [UInt8]

  package init(_ text: String) {
    let allowed = text.unicodeScalars.filter { scalar in
      switch scalar {
      case "\t", "\n", "\r": true
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": false
      default: true
      }
    }
    let bytes = Array(String(String.UnicodeScalarView(allowed)).utf8)
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    self.bytes = Array(bytes[start..<end])
  }
}

extension String {
  /// Whether nothing of it is left in XML.
  package var isBlankInXML: Bool { XMLText(self).bytes.isEmpty }
}
