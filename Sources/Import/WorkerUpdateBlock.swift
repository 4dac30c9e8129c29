import Bytes
import Content
import Quantities

/// A `[WORKER UPDATE]` block of the system that this one replaces: labels with values, lists below them.
package struct WorkerUpdateBlock: Sendable, Equatable {
  package var task: String?
  package var branch: String?
  package var status: BoardTask.Status?
  package var done: [String] = []
  package var next: [String] = []
  package var blockers: [String] = []
  package var time: Minutes?
  package var isReady = false
  package var at: Instant?
  /// Notes, and every line that nothing else was made of.
  package var notes = ""
  /// As they are written, for whoever keeps them: git counts better, and an import goes by other words.
  package var commits: String?
  package var statusText: String?
  package var timeText: String?
  /// Whether it says what is in the way, if only that nothing is.
  package var namesBlockers = false
  /// Items that say that there is nothing, in more than a word: `Next: None (task complete)`.
  package var remarks: [String] = []

  /// How the times of blocks are meant.
  package struct Times: Sendable, Equatable {
    package enum Meaning: String, Sendable, CaseIterable {
      /// All that was ever spent on the task.
      case total
      /// What came on top of the previous block.
      case increment
    }

    package var meaning: Meaning?
    /// What words stand for: `units` to 30 minutes.
    package var units: [String: Minutes]
    package var isTotal = false

    package init(meaning: Meaning?, units: [String: Minutes] = [:]) {
      self.meaning = meaning
      self.units = units
    }
  }

  package struct Problem: Error, Sendable, Equatable {
    package let message: String
    package let help: String
    /// Of the text, from 0; `nil` for the block as a whole.
    package var line: Int?
  }

  package static let heading = "[WORKER UPDATE]"
  private static let ending = "[/WORKER UPDATE]"

  /// - Parameter units: words for times that are not hours or minutes.
  package init(_ text: String, units: [String: Minutes] = [:]) throws(Problem) {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    let starts = lines.indices.filter { lines[$0].trimmed == Self.heading }
    guard let start = starts.first else {
      throw Problem(message: "there is no \(Self.heading) in the text", help: "begin the report with that line")
    }
    guard starts.count == 1 else {
      throw Problem(
        message: "there are \(starts.count) blocks, in lines \(starts.map { "\($0 + 1)" }.joined(separator: ", "))",
        help: "give one at a time, oldest first")
    }
    var label = ""
    var others = Array(lines[..<start])
    var noted: [String] = []
    for (number, line) in lines.enumerated().dropFirst(start + 1) {
      let words = line.trimmed
      // Some write an end as well.
      if words == Self.ending { continue }
      if words.isEmpty {
        if label == "notes", !noted.isEmpty { noted.append("") }
        continue
      }
      let isInside =
        line.utf8.first == UInt8(ascii: " ") || line.utf8.first == UInt8(ascii: "\t") || Self.isItem(words)
      if !isInside, let (name, value) = Self.labelled(words) {
        label = name
        if value.isEmpty { continue }
        do throws(Problem) {
          try take(value, as: name, units, &noted, &others, line)
        } catch {
          throw Problem(message: error.message, help: error.help, line: number)
        }
      } else if isInside, ["done", "next", "blockers", "notes"].contains(label) {
        let item = Self.isItem(words) ? String(words.dropFirst(2)).trimmed : words
        try take(label == "notes" ? words : item, as: label, units, &noted, &others, line)
      } else {
        others.append(line)
      }
    }
    while noted.last == "" { noted.removeLast() }
    let rest = others.filter { !$0.trimmed.isEmpty }
    notes = (noted + (noted.isEmpty || rest.isEmpty ? [] : [""]) + rest).joined(separator: "\n")
    if !notes.isEmpty { notes += "\n" }
  }

  private static let labels: [String: String] = [
    "task": "task", "branch": "branch", "status": "status", "commits": "commits", "done": "done", "completed": "done",
    "next": "next", "next steps": "next", "blockers": "blockers", "blocked by": "blockers", "time": "time",
    "time spent": "time", "ready for merge": "ready for merge", "ready to merge": "ready for merge", "notes": "notes",
    "timestamp": "timestamp",
  ]

  private static func isItem(_ line: String) -> Bool { line.hasPrefix("- ") || line.hasPrefix("* ") }

  private static func labelled(_ line: String) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon].lowercased().trimmed
    guard let label = labels[name] else { return nil }
    return (label, String(line[line.index(after: colon)...]).trimmed)
  }

  private mutating func take(
    _ value: String, as label: String, _ units: [String: Minutes], _ noted: inout [String], _ others: inout [String],
    _ line: String
  ) throws(Problem) {
    let words = StatusWords.normalised(value)
    let isNothing = words.hasPrefix("none") || value == "-"
    if isNothing, words != "none", ["done", "next", "blockers"].contains(label) {
      remarks.append("\(label.prefix(1).uppercased())\(label.dropFirst()): \(value)")
    }
    if label == "blockers" { namesBlockers = true }
    switch label {
    case "task": task = value
    case "branch": branch = value
    case "status":
      guard let meaning = StatusWords(columns: []).meaning(of: value) else {
        throw Problem(
          message: "unknown status \"\(value)\"",
          help: "one of todo, in progress, review, done; or name it with --status")
      }
      // A worker's "done" is a claim like any other; blockers say themselves what is in the way.
      status = meaning.isWaiting ? .inProgress : meaning.status
      statusText = value
    case "commits": commits = value
    case "done": if !isNothing { done.append(value) }
    case "next": if !isNothing { next.append(value) }
    case "blockers": if !isNothing { blockers.append(value) }
    case "time":
      time = try Self.time(value, units)
      timeText = value
    case "ready for merge": isReady = ["yes", "true", "y"].contains(value.lowercased())
    case "notes": noted.append(value)
    case "timestamp":
      guard let instant = Instant(value) else {
        throw Problem(message: "\"\(value)\" is no time", help: "write it like 2026-01-06T10:30:00Z")
      }
      at = instant
    default: others.append(line)
    }
  }

  /// `2 hours`, `1 h 30 min`, `45m`.
  private static func time(_ text: String, _ units: [String: Minutes]) throws(Problem) -> Minutes {
    if let minutes = Minutes(duration: text) { return minutes }
    var total = Minutes.zero
    var rest = text.lowercased()[...]
    while true {
      rest = rest.drop { $0 == " " || $0 == "," }
      if rest.isEmpty { return total }
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(number.count).drop { $0 == " " }
      let word = String(rest.prefix { $0.isLetter })
      rest = rest.dropFirst(word.count)
      let unit: Minutes? =
        switch word {
        case "h", "hr", "hrs", "hour", "hours": Minutes(60)
        case "m", "min", "mins", "minute", "minutes": Minutes(1)
        default: units[word] ?? units["\(word)s"] ?? (word.hasSuffix("s") ? units[String(word.dropLast())] : nil)
        }
      guard let unit else {
        throw Problem(
          message: "\"\(text)\" is no time: nobody knows how long \(word.isEmpty ? "that" : "a \(word)") is",
          help: word.isEmpty ? "write it like 2 hours or 90m" : "say it: --unit \(word)=30m")
      }
      guard let minutes = Minutes(duration: "\(number)h"), minutes.count * unit.count % 60 == 0 else {
        throw Problem(message: "\"\(text)\" is no time", help: "write it like 2 hours or 90m")
      }
      total += Minutes(minutes.count * unit.count / 60)
    }
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while let first = text.unicodeScalars.first, first.properties.isWhitespace { text.unicodeScalars.removeFirst() }
    while let last = text.unicodeScalars.last, last.properties.isWhitespace { text.unicodeScalars.removeLast() }
    return String(text)
  }
}
