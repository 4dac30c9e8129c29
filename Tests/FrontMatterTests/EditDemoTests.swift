import TestSupport
import Testing

@testable import FrontMatter

/// Every key of every file of the demo workspace, with every kind of edit.
@Suite struct EditDemoTests {
  @Test func theDemoIsThere() {
    #expect(DemoWorkspace.files.count > 80)
  }

  @Test func everyScalarTakesAnyValue() throws {
    var generator = SeededGenerator(seed: 2)
    var failures: [String] = []
    var count = 0
    for (path, bytes) in DemoWorkspace.files {
      let oracle = try EditOracle(path: path, bytes: bytes)
      for entry in oracle.document.entries {
        guard case .scalar = entry.value else { continue }
        for text in [generator.pick(nastyTexts), generator.pick(nastyTexts), generator.nastyText()] {
          let edit = FrontMatterEdit.set(key: entry.key, to: text, style: generator.pick(styles))
          let outcome = oracle.outcome(of: edit)
          if outcome != .changed { failures.append("\(path) \(edit): \(outcome)") }
          count += 1
        }
      }
    }
    #expect(failures.prefix(10) == [])
    #expect(count > 1_000)
  }

  @Test func everyFileTakesNewKeys() throws {
    var generator = SeededGenerator(seed: 3)
    var failures: [String] = []
    for (path, bytes) in DemoWorkspace.files {
      let oracle = try EditOracle(path: path, bytes: bytes)
      let items = [generator.pick(nastyTexts), generator.nastyText()]
      for edit in [
        FrontMatterEdit.set(key: "x-new", to: generator.pick(nastyTexts), style: generator.pick(styles)),
        .setList(key: "x-list", to: items), .append(key: "x-other", item: items[0]),
      ] {
        let outcome = oracle.outcome(of: edit)
        if outcome != .changed { failures.append("\(path) \(edit): \(outcome)") }
      }
    }
    #expect(failures.prefix(10) == [])
  }

  @Test func everyKeyIsEditedCleanlyOrRefused() throws {
    var generator = SeededGenerator(seed: 4)
    var failures: [String] = []
    var changed = 0
    for (path, bytes) in DemoWorkspace.files {
      let oracle = try EditOracle(path: path, bytes: bytes)
      for entry in oracle.document.entries {
        let items = (0..<generator.below(4)).map { _ in generator.pick(nastyTexts) }
        for edit in [
          FrontMatterEdit.set(key: entry.key, to: generator.pick(nastyTexts)),
          .setList(key: entry.key, to: items),
          .append(key: entry.key, item: generator.pick(nastyTexts)), .remove(key: entry.key),
        ] {
          switch oracle.outcome(of: edit) {
          case .changed: changed += 1
          case .refused: continue
          case .wrong(let problem): failures.append("\(path) \(edit): \(problem)")
          }
        }
      }
    }
    #expect(failures.prefix(10) == [])
    #expect(changed > 1_000)
  }

  @Test func listsOfTheDemoGrowInTheFormTheyHave() throws {
    var failures: [String] = []
    for (path, bytes) in DemoWorkspace.files {
      let oracle = try EditOracle(path: path, bytes: bytes)
      for entry in oracle.document.entries {
        // Of texts: a list of maps, such as an invoice's payments, has no form for one.
        guard case .list(let items, _) = entry.value, items.allSatisfy({ if case .scalar = $0 { true } else { false } })
        else { continue }
        let outcome = oracle.outcome(of: .append(key: entry.key, item: "one more: thing"))
        if outcome != .changed { failures.append("\(path) \(entry.key): \(outcome)") }
      }
    }
    #expect(failures.prefix(10) == [])
  }
}

let styles: [YAMLValue.Style] = [.plain, .plain, .singleQuoted, .doubleQuoted]
