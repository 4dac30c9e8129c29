import Diagnostics
import FrontMatter

/// The text of a new record: keys in the order given, then the body.
package struct RecordText: Sendable {
  private var entries: [YAMLText.Entry] = []
  private let body: String

  package init(body: String = "") { self.body = body }

  /// A value of any depth.
  package mutating func add(_ key: String, _ value: YAMLText) { entries.append(YAMLText.Entry(key, value)) }

  /// A scalar; an absent one is left out.
  package mutating func add(_ key: String, _ value: String?, style: YAMLValue.Style = .plain) {
    if let value { add(key, .scalar(value, style)) }
  }

  /// A list on one line, for short words; an empty one is left out.
  package mutating func add(_ key: String, list: [String]) {
    if !list.isEmpty { add(key, .words(list)) }
  }

  /// A list with a line for each item, for sentences; an empty one is left out.
  package mutating func add(_ key: String, sentences: [String]) {
    if !sentences.isEmpty { add(key, .list(sentences.map { .scalar($0) })) }
  }

  package var text: String {
    var end = body.drop { $0.isNewline }
    while end.last?.isWhitespace == true { end.removeLast() }
    let lines = entries.flatMap { $0.value.lines(of: $0.key) }
    let frontMatter = "---\n" + lines.map { $0 + "\n" }.joined() + "---\n"
    return end.isEmpty ? frontMatter : "\(frontMatter)\n\(end)\n"
  }

  /// Reads the text again: every key must say what was asked for, and nothing else may be there.
  package func prove(at path: String) throws(Diagnostic) {
    let document = try FrontMatterDocument(SourceFile(path: path, text: text))
    guard document.entries.count == entries.count,
      zip(document.entries, entries).allSatisfy({ $0.isNamed($1.key) && $0.value.says($1.value) })
    else {
      throw Diagnostic(
        .error, "edit", "cannot be written: it would not read back as it was meant", help: "write this file by hand",
        in: document.file)
    }
  }
}
