import Diagnostics
import FrontMatter

// Public collections hold many files that no YAML parser reads: `assignee: @ada`, `title: fix: x`, a key twice,
// tabs, merge conflicts. The parser says where it stopped; the line there is mended, and the parser asked again.
// Lines that it reads are never touched.

/// The frontmatter of a source file, mended where that was necessary.
struct MendedYAML {
  /// `nil` when mending did not help.
  private(set) var document: FrontMatterDocument?
  private(set) var notes: [ImportNote] = []

  /// How many lines are mended before the frontmatter counts as unreadable.
  private static let mostAttempts = 60

  private var bytes: [UInt8]
  private let path: String
  /// How many lines of the source stand before the one that opens the frontmatter.
  private let linesBefore: Int
  private var mendedLines: Set<Int> = []

  /// - Parameter yaml: what stands between the `---` lines.
  init(_ yaml: [UInt8], path: String, linesBefore: Int = 0) {
    let firstBreak = yaml.firstIndex(of: UInt8(ascii: "\n"))
    let isCRLF = firstBreak.map { $0 > 0 && yaml[$0 - 1] == UInt8(ascii: "\r") } ?? false
    let fence = Array((isCRLF ? "---\r\n" : "---\n").utf8)
    let end = yaml.isEmpty || yaml.last == UInt8(ascii: "\n") ? fence : Array("\n".utf8) + fence
    bytes = fence + yaml + end
    self.path = path
    self.linesBefore = linesBefore
    read()
  }

  private mutating func read() {
    for _ in 0...Self.mostAttempts {
      let file = SourceFile(path: path, bytes: bytes)
      do throws(Diagnostic) {
        document = try FrontMatterDocument(file)
        return
      } catch {
        guard error.code == "yaml" || error.code == "conflict", mend(error, in: file) else { break }
      }
    }
    notes = []
  }

  private mutating func mend(_ problem: Diagnostic, in file: SourceFile) -> Bool {
    if problem.code == "conflict" { return commentOutConflicts() }
    if problem.message.hasPrefix("the key \""), problem.message.hasSuffix("is there twice"), !problem.range.isEmpty {
      return renameDuplicate(at: problem.range, in: file)
    }
    if problem.message.hasPrefix("a tab cannot indent") { return replaceIndentingTabs(at: problem) }
    let line = file.lineRange(at: problem.range.lowerBound)
    let number = file.position(at: line.lowerBound).line
    let text = file.text(in: line)
    guard !text.trimmed.isEmpty, !text.trimmed.hasPrefix("#"), number > 1, text.trimmed != "---" else { return false }
    let isFirstAttempt = mendedLines.insert(number).inserted
    if isFirstAttempt, problem.message.hasPrefix("this line"), let moved = Self.movedToMargin(text) {
      note("a line that was indented by mistake, moved to the margin", at: problem, line: number)
      replace(line, with: moved)
    } else if isFirstAttempt, let quoted = Self.quoted(text) {
      note("not valid YAML, quoted: \(Self.short(text))", at: problem, line: number)
      replace(line, with: quoted)
    } else {
      note("not valid YAML, kept as a comment: \(Self.short(text))", at: problem, line: number)
      replace(line, with: "# " + text)
    }
    return true
  }

  private mutating func replace(_ range: Range<Int>, with text: String) {
    bytes.replaceSubrange(range, with: text.utf8)
  }

  private mutating func note(_ message: String, at problem: Diagnostic, line: Int) {
    notes.append(
      ImportNote(.mended, message, line: line + linesBefore, column: problem.position.column))
  }

  private static func short(_ text: String) -> String {
    let text = text.trimmed
    return text.count > 60 ? text.prefix(59) + "…" : text
  }
}

// MARK: - The mistakes

extension MendedYAML {
  /// Both sides of a conflict stay: what is there twice then is renamed.
  private mutating func commentOutConflicts() -> Bool {
    var result: [UInt8] = []
    var count = 0
    var number = 0
    var first: Int?
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if number > 1 { result.append(UInt8(ascii: "\n")) }
      let isMark = ["<<<<<<<", ">>>>>>>", "=======", "|||||||"].contains { line.starts(with: $0.utf8) }
      if isMark {
        result.append(contentsOf: "# ".utf8)
        count += 1
        first = first ?? number
      }
      result.append(contentsOf: line)
    }
    bytes = result
    notes.append(
      ImportNote(
        .mended, "a merge conflict: the first side counts, the second is kept", line: first.map { $0 + linesBefore },
        column: 1))
    return count > 0
  }

  private mutating func renameDuplicate(at range: Range<Int>, in file: SourceFile) -> Bool {
    let key = file.text(in: range).replacing("\"", with: "").replacing("'", with: "")
    var number = 2
    var name = ""
    repeat {
      name = "x-backlog-\(key)-\(number)"
      number += 1
    } while bytes.firstRange(of: Array("\(name):".utf8)) != nil && number < 1_000
    let place = file.position(at: range.lowerBound)
    notes.append(
      ImportNote(
        .mended, "the key \"\(key)\" is there twice: the second is now \(name)", line: place.line + linesBefore,
        column: place.column))
    replace(range, with: ScalarText.encode(name))
    return true
  }

  private mutating func replaceIndentingTabs(at problem: Diagnostic) -> Bool {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    var atStart = true
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        atStart = true
      } else if atStart, byte == UInt8(ascii: "\t") {
        result.append(contentsOf: "  ".utf8)
        continue
      } else if byte != UInt8(ascii: " ") {
        atStart = false
      }
      result.append(byte)
    }
    guard result != bytes else { return false }
    note("tabs that indent, made two spaces each", at: problem, line: problem.position.line)
    bytes = result
    return true
  }

  private static func movedToMargin(_ line: String) -> String? {
    let moved = line.drop { $0 == " " }
    guard moved.count < line.count, !moved.hasPrefix("-"), keyEnd(in: moved) != nil else { return nil }
    return String(moved)
  }

  /// The line with its value in quotes; `nil` where there is no value to quote.
  private static func quoted(_ line: String) -> String? {
    var rest = line[...]
    while rest.hasPrefix(" ") { rest.removeFirst() }
    var isItem = false
    while rest.hasPrefix("- ") {
      isItem = true
      rest = rest.dropFirst(2).drop { $0 == " " }
    }
    // An item with a colon is mostly a sentence.
    if !isItem {
      guard let end = keyEnd(in: rest) else { return nil }
      rest = rest[end...].drop { $0 == " " || $0 == "\t" }
    }
    let value = String(rest).trimmed
    guard let first = value.first, first != "|", first != ">", first != "#" else { return nil }
    let start = line[..<rest.startIndex]
    if first == "[", value.hasSuffix("]") { return start + ScalarText.encode(list: items(value)) }
    return start + ScalarText.encode(unquoted(value), style: .doubleQuoted)
  }

  /// The entries of `[@ada, "b"]`.
  private static func items(_ list: String) -> [String] {
    list.dropFirst().dropLast().split(separator: ",").map { unquoted(String($0).trimmed) }.filter { !$0.isEmpty }
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  /// Behind the colon of `key: …`.
  private static func keyEnd(in line: Substring) -> Substring.Index? {
    guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
    let isKey = line[..<colon].unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.isASCIIDigit || "-_. ".unicodeScalars.contains($0)
    }
    let end = line.index(after: colon)
    return isKey && (end == line.endIndex || line[end] == " " || line[end] == "\t") ? end : nil
  }
}
