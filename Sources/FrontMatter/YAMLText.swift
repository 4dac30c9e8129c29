/// A value that is to be written as YAML: a text, a list or a map, of any depth.
package indirect enum YAMLText: Sendable, Equatable {
  case scalar(String, YAMLValue.Style = .plain)
  /// A whole number or a truth value, which quotes would make a text of.
  case bare(String)
  /// A list of short words, on one line.
  case words([String])
  /// A list with a dash for each item.
  case list([YAMLText])
  case map([Entry])

  package struct Entry: Sendable, Equatable {
    package let key: String
    package let value: YAMLText

    package init(_ key: String, _ value: YAMLText) {
      self.key = key
      self.value = value
    }
  }

  /// A number with a fraction, in quotes: other readers of YAML would make a float of it.
  package static func decimal(_ text: String) -> YAMLText { .scalar(text, .doubleQuoted) }
  package static func number(_ number: Int) -> YAMLText { .bare(String(number)) }
  package static let yes = YAMLText.bare("true")
}

extension YAMLText {
  /// The lines of `key: value`, each with its indentation.
  package func lines(of key: String, indent: Int = 0) -> [String] {
    let opening = Self.blank(indent) + ScalarText.encode(key) + ":"
    if let text = oneLine { return ["\(opening) \(text)"] }
    return [opening] + block(indent: indent + 2)
  }

  /// The lines of an item of a list, the first one behind its dash.
  func lines(ofItemAt indent: Int) -> [String] {
    if let text = oneLine { return ["\(Self.blank(indent))- \(text)"] }
    var lines = block(indent: indent + 2)
    // The dash takes the place of the first line's indentation.
    if !lines.isEmpty { lines[0] = "\(Self.blank(indent))- \(lines[0].dropFirst(indent + 2))" }
    return lines
  }

  /// What can stand behind a colon or a dash.
  private var oneLine: String? {
    switch self {
    case .scalar(let text, let style): ScalarText.encode(text, style: style)
    case .bare(let text): text
    case .words(let words): ScalarText.encode(list: words)
    case .list(let items): items.isEmpty ? "[]" : nil
    case .map(let entries): entries.isEmpty ? "{}" : nil
    }
  }

  private func block(indent: Int) -> [String] {
    switch self {
    case .scalar, .bare, .words: []
    case .list(let items): items.flatMap { $0.lines(ofItemAt: indent) }
    case .map(let entries): entries.flatMap { $0.value.lines(of: $0.key, indent: indent) }
    }
  }

  private static func blank(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension YAMLValue {
  /// Whether a value that was read says what was to be written.
  package func says(_ text: YAMLText) -> Bool {
    switch (self, text) {
    case (.scalar(let scalar), .scalar(let text, _)), (.scalar(let scalar), .bare(let text)):
      scalar.text.utf8.elementsEqual(text.utf8) && !scalar.isAbsent
    case (.list(let items, _), .words(let words)):
      items.count == words.count && zip(items, words).allSatisfy { $0.says(.scalar($1)) }
    case (.list(let items, _), .list(let texts)):
      items.count == texts.count && zip(items, texts).allSatisfy { $0.says($1) }
    case (.map(let entries, _), .map(let texts)):
      entries.count == texts.count && zip(entries, texts).allSatisfy { $0.isNamed($1.key) && $0.value.says($1.value) }
    default: false
    }
  }
}
