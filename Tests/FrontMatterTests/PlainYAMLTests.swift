import Diagnostics
import TestSupport
import Testing

@testable import FrontMatter

/// The short cut for plain frontmatter gives what the YAML parser gives, place for place, or stands aside.
@Suite struct PlainYAMLTests {
  enum Outcome: Equatable {
    case same
    case leftToYAML
    case different(String)
  }

  private func compare(_ yaml: String) -> Outcome {
    let file = SourceFile(path: "a.md", text: yaml)
    let range = 0..<file.bytes.count
    guard let plain = parsePlainYAML(file, in: range) else { return .leftToYAML }
    do throws(Diagnostic) {
      let (entries, indentation) = try parseAnyYAML(file, in: range)
      guard indentation == 0 else { return .different("keys at \(String(describing: indentation))") }
      let (mine, other) = (plain.map(dump), entries.map(dump))
      return mine == other ? .same : .different("\(mine) instead of \(other)")
    } catch {
      return .different("taken, but: \(error.message)")
    }
  }

  private func dump(_ entry: YAMLValue.Entry) -> String {
    "\(entry.keyMark.line):\(entry.keyMark.column) \(entry.key) = \(dump(entry.value))"
  }

  private func dump(_ value: YAMLValue) -> String {
    let place = "\(value.mark.line):\(value.mark.column)"
    switch value {
    case .scalar(let scalar): return "\(place) \(scalar.style) \(Array(scalar.text.utf8)) \(scalar.isAbsent)"
    case .list(let items, _): return "\(place) [\(items.map(dump).joined(separator: ", "))]"
    case .map(let entries, _): return "\(place) {\(entries.map(dump).joined(separator: ", "))}"
    }
  }

  @Test func theDemoIsReadTheSameAndMostOfItByTheShortCut() throws {
    var plain = 0
    for (path, bytes) in DemoWorkspace.files {
      let document = try FrontMatterDocument(SourceFile(path: path, bytes: bytes))
      let outcome = compare(document.file.text(in: document.yaml))
      #expect(outcome == .same || outcome == .leftToYAML, "\(path)")
      if outcome == .same { plain += 1 }
    }
    #expect(plain * 2 > DemoWorkspace.files.count)
  }

  @Test func hostileFilesAreReadTheSame() {
    for (name, text) in HostileFiles.all {
      let yaml = text.split(separator: "---", maxSplits: 2, omittingEmptySubsequences: false)
      for part in yaml {
        if case .different(let problem) = compare(String(part)) { Issue.record("\(name): \(problem)") }
      }
    }
  }

  @Test func nastyValuesAreReadTheSame() {
    for text in nastyTexts {
      for yaml in [
        "a: \(text)\nb: x\n", "a: x\nb: \(text)", "a: \"\(text)\"\n", "a: '\(text)'\n", "a: [\(text)]\n",
        "a: [x, \(text), y]\nb: z\n", "a:\n  - \(text)\n", "a:\n  - x\n  - \(text)\nb: y\n", "\(text): x\n",
        "a: x\n\(text)\nb: y\n",
        "a: x\n# \(text)\nb: y", "a: x \(text)\n", "a: x\(text)\n",
      ] {
        if case .different(let problem) = compare(yaml) { Issue.record("\(yaml): \(problem)") }
      }
    }
  }

  /// Texts made of the pieces that the short cut knows, put together in ways that it may not.
  @Test(arguments: 0..<4)
  func randomTextsAreReadTheSame(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(300 + seed))
    let pieces = [
      "a", "b", "key", "x1", "ü", "👋", ":", ": ", " ", "  ", "\n", "\n", "\n  - ", "\n- ", "\n   - ", "[",
      "]", "[x, y]", ", ", ",",
      "\"x\"", "'y'", "\"", "'", "#", " # c", "\n#c\n", "-", "--", "---", "...", "_", "/", ".", "\\",
      "\u{85}", "\u{A0}", "\u{2028}",
      "\r\n", "\r", "\t", "a: ", "\nb: x", "\nc:", "\nd: [y]", "\n  ", "{", "}", "&", "*", "!", "|", ">", "%",
      "@", "?", "\u{FEFF}",
      "\u{1}", "\u{9F}",
    ]
    var counts: [Bool: Int] = [:]
    for _ in 0..<3_000 {
      var yaml = "a: x\n"
      for _ in 0...generator.below(5) {
        yaml.unicodeScalars.append(contentsOf: generator.pick(pieces).unicodeScalars)
      }
      let outcome = compare(yaml)
      if case .different(let problem) = outcome { Issue.record("\(yaml.debugDescription): \(problem)") }
      counts[outcome == .same, default: 0] += 1
    }
    #expect(counts[true, default: 0] > 50)
  }

  @Test func longKeysAndManyKeysAreLeftToYAML() {
    #expect(compare(String(repeating: "k", count: 900) + ": x\n") == .same)
    #expect(compare(String(repeating: "k", count: 1_100) + ": x\n") == .leftToYAML)
    #expect(compare((0..<64).map { "k\($0): x\n" }.joined()) == .same)
    #expect(compare((0..<65).map { "k\($0): x\n" }.joined()) == .leftToYAML)
    #expect(compare("a: x\na: y\n") == .leftToYAML)
    #expect(compare("") == .leftToYAML)
  }
}
