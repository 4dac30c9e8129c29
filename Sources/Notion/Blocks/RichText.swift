import Bytes

/// How a piece of text looks.
package struct TextStyle: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let bold = TextStyle(rawValue: 1 << 0)
  package static let italic = TextStyle(rawValue: 1 << 1)
  package static let strikethrough = TextStyle(rawValue: 1 << 2)
  package static let underline = TextStyle(rawValue: 1 << 3)
  package static let code = TextStyle(rawValue: 1 << 4)
}

/// A piece of text that looks the same all along.
package struct TextRun: Equatable, Sendable {
  /// Where it leads.
  package enum Target: Equatable, Sendable {
    case none
    /// An address that the service takes, see `WebLink`.
    case address(String)
    /// A mention of a page that is written too: shown by the service with that page's title.
    case page(PageKey)
  }

  package var text: String
  package var style: TextStyle = []
  package var target: Target = .none

  package init(_ text: String, _ style: TextStyle = [], target: Target = .none) {
    self.text = text
    self.style = style
    self.target = target
  }
}

/// A text of pieces. Neighbours that look the same are one piece; none is empty.
package struct RichText: Equatable, Sendable {
  package private(set) var runs: [TextRun] = []

  package init() {}

  package init(_ text: String) { append(text) }

  package init(_ runs: some Sequence<TextRun>) {
    for run in runs { append(run) }
  }

  /// Pieces that stay apart although they look the same: each is as long as one may be.
  init(apart pieces: [TextRun]) { runs = pieces }

  package mutating func append(_ text: String, _ style: TextStyle = [], target: TextRun.Target = .none) {
    guard !text.isEmpty else { return }
    // A mention is an element of its own.
    if let last = runs.last, last.style == style, last.target == target, !target.isPage {
      runs[runs.count - 1].text += text
    } else {
      runs.append(TextRun(text, style, target: target))
    }
  }

  package mutating func append(_ run: TextRun) { append(run.text, run.style, target: run.target) }

  package var isEmpty: Bool { runs.isEmpty }

  /// Nothing that is seen.
  package var isBlank: Bool { runs.allSatisfy { $0.text.utf8.allSatisfy(\.isASCIISpace) && !$0.target.isPage } }

  /// Whether the last thing in it is white space.
  var endsInSpace: Bool { runs.last?.text.utf8.last?.isASCIISpace ?? false }

  /// Its text without looks.
  package var plain: String { runs.map(\.text).joined() }

  /// A place in a text that grows.
  struct Mark {
    fileprivate let runs: Int
    fileprivate let bytes: Int
  }

  /// Its end as it is now.
  var mark: Mark { Mark(runs: runs.count, bytes: runs.last?.text.utf8.count ?? 0) }

  /// What was appended since.
  func plain(since mark: Mark) -> String {
    guard mark.runs > 0 else { return plain }
    let grown = runs[mark.runs - 1].text.utf8.dropFirst(mark.bytes)
    return String(decoding: grown, as: UTF8.self) + runs[mark.runs...].map(\.text).joined()
  }

  /// Takes out what was appended since.
  mutating func cut(to mark: Mark) {
    runs.removeLast(runs.count - mark.runs)
    guard let last = runs.last else { return }
    runs[runs.count - 1].text = String(decoding: last.text.utf8.prefix(mark.bytes), as: UTF8.self)
  }

  /// Without white space at its ends.
  package func trimmed() -> RichText {
    var runs = runs
    while let first = runs.first, !first.target.isPage {
      let rest = first.text.utf8.drop(while: \.isASCIISpace)
      if !rest.isEmpty {
        runs[0].text = String(first.text[rest.startIndex...])
        break
      }
      runs.removeFirst()
    }
    while let last = runs.last, !last.target.isPage {
      let end = last.text.utf8.lastIndex { !$0.isASCIISpace }
      if let end {
        runs[runs.count - 1].text = String(last.text[...end])
        break
      }
      runs.removeLast()
    }
    return RichText(runs)
  }
}

extension TextRun.Target {
  var isPage: Bool { if case .page = self { true } else { false } }
}
