import Diagnostics
import TestSupport
import Testing

@testable import FrontMatter

/// Every key of every hostile file, with every kind of edit and many values: cleanly changed, or refused.
@Suite struct EditHostileTests {
  @Test func everyEditIsCleanOrRefused() {
    var generator = SeededGenerator(seed: 5)
    var failures: [String] = []
    var counts: (changed: Int, refused: Int) = (0, 0)
    for (name, text) in HostileFiles.all {
      guard let oracle = try? EditOracle(path: "\(name).md", bytes: Array(text.utf8)) else { continue }
      for key in oracle.document.entries.map(\.key) + ["new", "status"] {
        for edit in edits(of: key, &generator) {
          switch oracle.outcome(of: edit) {
          case .changed: counts.changed += 1
          case .refused: counts.refused += 1
          case .wrong(let problem): failures.append("\(name) \(edit): \(problem)")
          }
        }
      }
    }
    #expect(failures.prefix(10) == [])
    #expect(counts.changed > 4_000)
    #expect(counts.refused > 1_000)
  }

  /// Two edits one after the other: what an edit leaves behind is as good as what it found.
  @Test func editsFollowEdits() {
    var generator = SeededGenerator(seed: 6)
    var failures: [String] = []
    for (name, text) in HostileFiles.all {
      var bytes = Array(text.utf8)
      for _ in 0..<15 {
        guard let oracle = try? EditOracle(path: "\(name).md", bytes: bytes) else { break }
        let key = generator.pick(oracle.document.entries.map(\.key) + ["new", "other"])
        let edit = generator.pick(edits(of: key, &generator))
        if case .wrong(let problem) = oracle.outcome(of: edit) {
          failures.append("\(name) \(edit): \(problem)")
        }
        if let after = try? oracle.document.applying(edit) { bytes = after }
      }
    }
    #expect(failures.prefix(10) == [])
  }

  @Test(arguments: [
    "plain: [x", "a: b: c", "\tkey: x", "key: @x", "a: 1\na: 2", "? [x]\n: y", "- x", "just text", "a: 'x",
    "a: \"\\q\"",
  ])
  func whatCannotBeReadIsNotEdited(_ yaml: String) {
    #expect(throws: Diagnostic.self) {
      try FrontMatterDocument(SourceFile(path: "a.md", text: "---\n\(yaml)\n---\n"))
    }
  }

  private func edits(of key: String, _ generator: inout SeededGenerator) -> [FrontMatterEdit] {
    var edits: [FrontMatterEdit] = [.remove(key: key), .setList(key: key, to: [])]
    for _ in 0..<3 {
      edits.append(.set(key: key, to: generator.pick(nastyTexts), style: generator.pick(styles)))
      edits.append(.set(key: key, to: generator.nastyText(), style: generator.pick(styles)))
      edits.append(.setList(key: key, to: [generator.pick(nastyTexts), generator.nastyText()]))
      edits.append(.append(key: key, item: generator.pick(nastyTexts)))
    }
    return edits
  }
}
