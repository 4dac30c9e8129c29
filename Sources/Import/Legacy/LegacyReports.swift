import Bytes
import Content
import Quantities

/// The `[WORKER UPDATE]` blocks of a file, one after the other.
struct LegacyReports: Sendable {
  struct Report: Sendable {
    /// Of its first line.
    let line: Int
    /// What tells it apart from every other one.
    let identity: String
    let content: Result<WorkerUpdateBlock, Refused>
    /// The task or branch that it names.
    let title: String
    /// Where a time stands in it.
    let timeLine: Int
  }

  struct Refused: Error, Sendable {
    let message: String
    let help: String
    let line: Int
  }

  private(set) var reports: [Report] = []
  /// What stands before the first one.
  private(set) var kept: [KeptUnit] = []

  init(_ text: LegacyText, units: [String: Minutes]) {
    let starts = text.lines.indices.filter { text.lines[$0].text.trimmed == WorkerUpdateBlock.heading }
    kept = text.lines[..<(starts.first ?? text.lines.count)].filter { line in
      !line.text.trimmed.isEmpty && LegacyText.fence(of: line.text) == nil
    }.map { KeptUnit(.text, [$0]) }
    for (start, next) in zip(starts, starts.dropFirst() + [text.lines.count]) {
      var end = next
      // What only stands between two blocks: blank lines, rules, the end of a code block.
      while end > start + 1, Self.saysNothing(text.lines[end - 1].text) { end -= 1 }
      reports.append(Self.report(Array(text.lines[start..<end]), units))
    }
  }

  private static func saysNothing(_ line: String) -> Bool {
    line.trimmed.isEmpty || LegacyText.isRule(line) || LegacyText.fence(of: line) != nil
  }

  private static func report(_ lines: [LegacyText.Line], _ units: [String: Minutes]) -> Report {
    let words = lines.map(\.text.trimmed).filter { !$0.isEmpty }
    let first = lines[0].number
    let timeLine = lines.first {
      $0.text.lowercased().trimmed.hasPrefix("time") && !$0.text.lowercased().contains("stamp")
    }
    let title = ["task:", "branch:"].lazy.compactMap { label in
      words.first { $0.lowercased().hasPrefix(label) }.map {
        String($0.utf8.dropFirst(label.utf8.count))?.trimmed ?? ""
      }
    }.first { !$0.isEmpty }
    let content: Result<WorkerUpdateBlock, Refused>
    do throws(WorkerUpdateBlock.Problem) {
      content = .success(try WorkerUpdateBlock(lines.map(\.text).joined(separator: "\n"), units: units))
    } catch {
      content = .failure(
        Refused(message: error.message, help: error.help, line: first + (error.line ?? 0)))
    }
    return Report(
      line: first, identity: longHash(words.joined(separator: "\n")), content: content,
      title: title ?? "a report", timeLine: timeLine?.number ?? first)
  }
}

/// Sixteen hexadecimal digits that are the same on every machine (FNV-1a, 64 bits).
private func longHash(_ text: String) -> String {
  let hash = text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
