import FrontMatter

/// The text of a new record: keys in the order given, then the body.
package struct RecordText {
  private var lines: [String] = []
  private let body: String

  package init(body: String = "") { self.body = body }

  /// A scalar; an absent one is left out.
  package mutating func add(_ key: String, _ value: String?, style: YAMLValue.Style = .plain) {
    if let value { lines.append("\(key): \(ScalarText.encode(value, style: style))") }
  }

  /// A list on one line, for short words; an empty one is left out.
  package mutating func add(_ key: String, list: [String]) {
    if !list.isEmpty { lines.append("\(key): \(ScalarText.encode(list: list))") }
  }

  /// A list with a line for each item, for sentences; an empty one is left out.
  package mutating func add(_ key: String, sentences: [String]) {
    guard !sentences.isEmpty else { return }
    lines.append("\(key):")
    lines += sentences.map { "  - \(ScalarText.encode($0))" }
  }

  package var text: String {
    var end = body.drop { $0.isNewline }
    while end.last?.isWhitespace == true { end.removeLast() }
    let frontMatter = "---\n" + lines.map { $0 + "\n" }.joined() + "---\n"
    return end.isEmpty ? frontMatter : "\(frontMatter)\n\(end)\n"
  }
}
