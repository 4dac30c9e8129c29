import Content
import TestSupport
import Testing

/// Backlogs that were damaged at random: whatever is in them, nothing crashes, nothing gets lost, and what comes out
/// is content without an error.
@Suite struct MutationTests {
  private static let seeds = [
    "---\nid: task-1\ntitle: One: two\nstatus: Done\nassignee:\n  - '@ada'\nlabels: [a, b]\ndependencies: [task-2]\n---\n\n## Text\n- [x] #1 done [l](x.md)\n",
    "---\r\nid: task-2\r\ntitle: Two\r\nstatus: ✔ Done\r\nassignee: @bo\r\ncreated_date: 2025-08-12 17:10\r\n---\r\nBody [r][q]\r\n\r\n[q]: ../y.md\r\n",
    "---\nid: task-3\ntitle: >-\n  folded\n  title\nstatus: Blocked\ncustom: {a: [1, 2], b: &x y}\nother: *x\ndependencies:\n  - task-1\n---\nplain\n",
    "# No frontmatter\n\n```\n---\n```\n<<<<<<< x\n",
  ]
  private static let pieces = [
    "---\n", "\n", ": ", "@", "\"", "'", "[", "]", "{", "}", "#", "\t", "&a ", "*a", "<<: ", "|", ">", "- ", "? ",
    "!!x ",
    "%", "`", "```", "\r", "\u{0}", "\u{1B}", "é", "\u{2028}", "<<<<<<< a\n", ">>>>>>> b\n", "title: x\n",
    "status: y\n",
    "[a](b.md)", "[a]: c.md\n", "](", "\\", "=======\n", "depends_on: [x]\n", "branch: -x\n", "x-backlog-file: z\n",
  ]

  @Test(arguments: 0..<60)
  func damagedBacklogs(_ seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var backlog = Backlog()
    for number in 0..<8 {
      var bytes = Array(random.pick(Self.seeds).utf8)
      for _ in 0..<random.below(6) {
        let place = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0: bytes.insert(contentsOf: random.pick(Self.pieces).utf8, at: place)
        case 1: bytes.insert(UInt8(random.below(256)), at: place)
        case 2: bytes.removeSubrange(place..<min(place + random.below(9), bytes.count))
        default: if place < bytes.count { bytes[place] = UInt8(random.below(128)) }
        }
      }
      let folder = random.pick(["tasks", "completed", "drafts", "archive/tasks", "decisions"])
      backlog.files["\(folder)/task-\(number).md"] = bytes
    }
    if random.below(2) == 0 { backlog.sourceFolder = nil }
    let outcome = try await backlog.imported()
    #expect(outcome.plan.items.count == backlog.files.count)
    let errors = try await outcome.problems.filter { $0.contains(": error[") }
    #expect(errors == [])
    for item in outcome.plan.items {
      guard let source = backlog.files[item.path] else { continue }
      switch item.outcome {
      case .task(let id, _):
        let text = outcome.text("content/tasks/\(id).md") ?? ""
        for word in Self.words(source) where !text.contains(word) {
          Issue.record("\(item.path) lost \"\(word)\": \(String(decoding: source, as: UTF8.self)) → \(text)")
        }
      case .passedOver(let reason): #expect(!reason.isEmpty)
      default: break
      }
    }
    let second = try await backlog.plan(into: outcome.content)
    #expect(second.isEmpty, "\(second.files.map(\.path)) \(second.customFields)")
  }

  /// The longer words of the body, which no translation touches.
  private static func words(_ source: [UInt8]) -> [String] {
    guard String(validating: source, as: UTF8.self) != nil, !source.contains(0) else { return [] }
    let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let fences = lines.indices.filter { lines[$0] == "---" || lines[$0] == "---\r" }
    guard fences.first == 0, fences.count > 1 else { return [] }
    let body = lines[(fences[1] + 1)...].joined(separator: " ")
    return body.split(whereSeparator: { !$0.isLetter }).map(String.init).filter { $0.utf8.count > 3 && $0 != "branch" }
  }
}
