import Diagnostics
import Testing

@testable import FrontMatter

/// Places of values in the bytes of the file, whatever stands before them.
@Suite struct MarkTests {
  @Test(arguments: [
    "a: x", "ü: x\nö: y", "a: 👩‍👩‍👧\nb: 日本語 # ü\nc: x", "a: 'ü'\nb: \"é\"", "a: \"x\u{2028}y\"\nb: z",
    "a: 'x\u{85}y'\nb: z",
    "a: \"x\ry\"\nb: z", "a: x\rb: y\nc: z", "a: x\r\nb: y\r\n\r\nc: z",
    "a: \"\u{2028}\u{2029}\u{85}\"\nb: ü\nc: [ü, é, z]",
    "# ü\u{2028}# é\na: x\nb: y", "a: |\n  x\u{2028}  y\nb: z", "a: [\u{A0}x, ü]\nb: {é: ü, c: d}",
    "a:\n- ü\n- é\nb: z",
    "\u{2028}a: x", "a: x\u{301}\nb: e\u{301} y\nc: z", "ü: {é: {ñ: x}}\nb: z",
  ])
  func everyPlainOrQuotedValueStandsWhereItsMarkSays(_ yaml: String) throws {
    for mark in ["", "\u{FEFF}"] {
      let document = try FrontMatterDocument(
        SourceFile(path: "a.md", text: "\(mark)---\n\(yaml)\n---\nbody\n"))
      #expect(!document.entries.isEmpty)
      for entry in document.entries {
        #expect(text(of: document, at: document.offset(of: entry.keyMark)).hasPrefix(entry.key))
        check(entry.value, in: document)
      }
    }
  }

  private func check(_ value: YAMLValue, in document: FrontMatterDocument) {
    let here = text(of: document, at: document.offset(of: value.mark))
    switch value {
    case .scalar(let scalar):
      switch scalar.style {
      case .plain: #expect(here.utf8.starts(with: scalar.text.utf8))
      case .singleQuoted: #expect(here.hasPrefix("'"))
      case .doubleQuoted: #expect(here.hasPrefix("\""))
      case .block: #expect(here.hasPrefix("|") || here.hasPrefix(">"))
      }
      #expect(document.range(of: value).upperBound <= document.yaml.upperBound)
    case .list(let items, _):
      #expect(here.hasPrefix("[") || here.hasPrefix("-"))
      for item in items { check(item, in: document) }
    case .map(let entries, _):
      for entry in entries {
        #expect(text(of: document, at: document.offset(of: entry.keyMark)).hasPrefix(entry.key))
        check(entry.value, in: document)
      }
    }
  }

  private func text(of document: FrontMatterDocument, at offset: Int) -> String {
    document.file.text(in: offset..<document.yaml.upperBound)
  }
}
