import Diagnostics
import TestSupport
import Testing

@testable import FrontMatter

@Suite struct ScalarTextTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("it's fine", "it's fine"), ("a-b", "a-b"), ("a: b", "\"a: b\""),
    ("a:b", "a:b"), ("a #b", "\"a #b\""), ("a#b", "a#b"), ("", "\"\""), (" a", "\" a\""), ("a ", "\"a \""),
    ("no", "\"no\""), ("NULL", "\"NULL\""), ("-a", "\"-a\""), ("@ada", "\"@ada\""), ("a\nb", "\"a\\nb\""),
    ("say \"hi\"", "say \"hi\""), ("\"hi\"", "\"\\\"hi\\\"\""), ("C:\\x", "C:\\x"), ("a\tb", "\"a\\tb\""),
    ("Grüße 👋", "Grüße 👋"), ("a\u{2028}b", "\"a\\u2028b\""), ("\u{FEFF}a", "\"\\uFEFFa\""),
    ("\u{85}", "\"\\x85\""),
  ])
  func choosesPlainWhereThatIsSafe(_ text: String, written: String) {
    #expect(ScalarText.encode(text) == written)
  }

  @Test func keepsTheQuotesThatAreAskedFor() {
    #expect(ScalarText.encode("it's", style: .singleQuoted) == "'it''s'")
    #expect(ScalarText.encode("a\nb", style: .singleQuoted) == "\"a\\nb\"")
    #expect(ScalarText.encode("95.00", style: .doubleQuoted) == "\"95.00\"")
  }

  @Test func quotesMoreInsideAList() {
    #expect(
      ScalarText.encode(list: ["a", "b, c", "d: e", "[f]", "g h"]) == "[a, \"b, c\", \"d: e\", \"[f]\", g h]")
    #expect(ScalarText.encode(list: []) == "[]")
  }

  @Test(arguments: nastyTexts)
  func everyNastyTextReadsBack(_ text: String) throws {
    #expect(try problems(of: text) == [])
  }

  @Test func thousandsOfRandomTextsReadBack() throws {
    var generator = SeededGenerator(seed: 1)
    var failures: [String] = []
    for _ in 0..<1_000 { failures += try problems(of: generator.nastyText()) }
    #expect(failures.prefix(10) == [])
  }

  /// Yams drops it when it makes a string.
  @Test func aLeadingByteOrderMarkReadsBack() throws {
    let document = try FrontMatterDocument(SourceFile(path: "a.md", text: "---\nkey: x\n---\n"))
    let edited = try document.applying(.set(key: "key", to: "\u{FEFF}a"))
    #expect(String(decoding: edited, as: UTF8.self) == "---\nkey: \"\\uFEFFa\"\n---\n")
  }

  private func problems(of text: String) throws -> [String] {
    var problems: [String] = []
    for style in [YAMLValue.Style.plain, .singleQuoted, .doubleQuoted] {
      for written in [
        "key: \(ScalarText.encode(text, style: style))",
        "key: [x, \(ScalarText.encode(text, style: style, inFlow: true)), y]",
        "key:\n- \(ScalarText.encode(text, style: style))",
      ] {
        let read = try readBack(written)
        if !read.utf8.elementsEqual(text.utf8) { problems.append("\(written) reads back as \(read)") }
      }
    }
    return problems
  }

  private func readBack(_ line: String) throws -> String {
    let document = try FrontMatterDocument(SourceFile(path: "a.md", text: "---\n\(line)\nother: 1\n---\n"))
    #expect(document.entries.map(\.key) == ["key", "other"])
    switch document.value(of: "key") {
    case .scalar(let scalar): return scalar.text
    case .list(let items, _):
      #expect(items.count == 1 || items.count == 3)
      if case .scalar(let scalar) = items[items.count / 2] { return scalar.text }
      return "not text"
    default: return "not text"
    }
  }
}
