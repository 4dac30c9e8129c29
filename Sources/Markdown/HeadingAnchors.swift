import Bytes

// The anchor rule is the one of GitHub's renderer, so that a link to a heading works on a git host and in the
// site alike. Lower case; keep letters, marks, decimal digits, connector punctuation such as `_`, and `-`; each
// space becomes `-`; drop everything else. A repeated anchor gets `-1`, `-2`, … and never one that is taken.
// Words are not joined or trimmed further: `a & b` is `a--b`.

/// A heading of a document.
package struct MarkdownHeading: Equatable, Sendable {
  /// The level as written, 1 to 6.
  package var level: Int

  /// The text without markup, on one line.
  package var text: String

  /// The name that a link's fragment refers to, unique in the document; empty where the text has no letters.
  package var anchor: String

  /// The offset of the heading in the source.
  package var offset: Int
}

extension MarkdownDocument {
  /// The headings, in source order.
  package var headings: [MarkdownHeading] {
    var headings: [MarkdownHeading] = []
    var anchors = AnchorNames()
    var walk = TreeWalk(root.pointer)
    while let step = walk.next() {
      switch step.kind {
      case .heading where step.isEntering:
        headings.append(
          MarkdownHeading(
            level: step.node.headingLevel,
            text: PlainText(of: step.node).string,
            anchor: anchors.name(for: step.node),
            offset: map.source(of: lines.offset(line: step.node.startLine, column: step.node.startColumn))))
        walk.skipChildren()
      case .paragraph:
        walk.skipChildren()
      default:
        break
      }
    }
    return headings
  }
}

/// Gives out anchors, each only once.
struct AnchorNames {
  /// How often a name was asked for again; a name that is a key is taken.
  private var repeats: [ExactText: Int] = [:]

  /// The anchor of a heading node.
  mutating func name(for heading: NodePointer) -> String {
    // Pictures have no text on the page, so they are not in the anchor.
    unique(Self.slug(PlainText(of: heading, includingImages: false).string))
  }

  /// `slug`, or the first of `slug-1`, `slug-2`, … that is free.
  mutating func unique(_ slug: String) -> String {
    guard var count = repeats[ExactText(slug)] else {
      repeats[ExactText(slug)] = 0
      return slug
    }
    var name = slug
    repeat {
      count += 1
      name = "\(slug)-\(count)"
    } while repeats[ExactText(name)] != nil
    repeats[ExactText(slug)] = count
    repeats[ExactText(name)] = 0
    return name
  }

  /// The anchor of a text, before repeats are told apart.
  static func slug(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar == " " {
        bytes.append(UInt8(ascii: "-"))
      } else if scalar.isASCII {
        let byte = UInt8(scalar.value).asciiLowercased
        if byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
          bytes.append(byte)
        }
      } else if scalar.isWord {
        bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Unicode.Scalar {
  /// True for what belongs to words in any script: letters, marks, digits, connectors.
  fileprivate var isWord: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      true
    default:
      // Circled letters and the like are symbols by category and letters by use.
      properties.isAlphabetic
    }
  }
}
