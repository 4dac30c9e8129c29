import Bytes
import Diagnostics

/// A piece of text that no key was made of: a heading, a line, a code block, or a part of a table.
struct KeptUnit: Sendable {
  enum Kind: Sendable, Equatable {
    case heading(Int)
    case text
    /// The first two lines of a table.
    case head
    case row
  }

  let kind: Kind
  let lines: [LegacyText.Line]
  /// The sprint that took the line, if there is a record of it.
  let sprint: Int?

  init(_ kind: Kind, _ lines: [LegacyText.Line], sprint: Int? = nil) {
    self.kind = kind
    self.lines = lines
    self.sprint = sprint
  }

  static func table(_ table: LegacyTable, rows: [LegacyTable.Row]? = nil) -> [KeptUnit] {
    [KeptUnit(.head, [table.header.line, table.delimiter])]
      + (rows ?? table.rows).map { KeptUnit(.row, [$0.line]) }
  }
}

/// The text of a file that is kept as it stands, without what an earlier import has kept.
struct KeptText: Sendable {
  /// Where it begins and ends in the source.
  private(set) var lines: [LegacyText.Line] = []
  private(set) var body: [UInt8] = []
  /// How many lines say something.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// - Parameters:
  ///   - known: how often each line stands in the records of earlier imports; what is found is taken out of it.
  ///   - keepsHeadings: whether headings with nothing below them are kept too.
  init(_ units: [KeptUnit], known: inout [ExactText: Int], keepsHeadings: Bool = false) {
    // A heading, or the head of a table, goes along with what is kept below it, and is written once.
    var headings: [KeptUnit] = []
    var head: KeptUnit?
    for unit in units {
      let isNew = !Self.take(unit, from: &known)
      switch unit.kind {
      case .heading(let level):
        head = nil
        while case .heading(let other)? = headings.last?.kind, other >= level { headings.removeLast() }
        headings.append(unit)
        if isNew, keepsHeadings { flush(headings) }
      case .head:
        head = unit
        // A table without rows has nothing else to say.
        if isNew, !units.isEmpty, keepsHeadings {
          flush(headings)
          add(unit)
          head = nil
        }
      case .row:
        guard isNew else { continue }
        flush(headings)
        if let unit = head { add(unit) }
        head = nil
        add(unit)
      case .text:
        head = nil
        guard isNew, !unit.lines.allSatisfy({ LegacyText.isRule($0.text) }) else { continue }
        flush(headings)
        add(unit)
      }
    }
  }

  /// The headings that are written, by their lines.
  private var written: Set<Int> = []

  private mutating func flush(_ headings: [KeptUnit]) {
    for heading in headings where written.insert(heading.lines[0].number).inserted { add(heading) }
  }

  private mutating func add(_ unit: KeptUnit) {
    // A row stands right below the one before it, whatever stood between.
    if let last = lines.last, unit.kind == .head || unit.kind != .row && unit.lines[0].number > last.number + 1 {
      body.append(UInt8(ascii: "\n"))
    }
    for line in unit.lines {
      body += Self.harmless(line.text).utf8
      body.append(UInt8(ascii: "\n"))
      if !LegacyText.isRule(line.text) { count += 1 }
    }
    lines += unit.lines
  }

  /// Takes a unit out of what is known.
  ///
  /// - Returns: whether all of it was there.
  private static func take(_ unit: KeptUnit, from known: inout [ExactText: Int]) -> Bool {
    let keys = unit.lines.compactMap { key(of: $0.text) }
    for (index, key) in keys.enumerated() {
      guard let count = known[key], count > 0 else {
        for key in keys[..<index] { known[key, default: 0] += 1 }
        return false
      }
      known[key] = count - 1
    }
    return true
  }

  /// The lines of a body that an earlier import has written.
  static func count(_ body: some Sequence<UInt8>, into known: inout [ExactText: Int]) {
    for line in body.split(separator: UInt8(ascii: "\n")) {
      if let key = key(of: String(decoding: line, as: UTF8.self)) { known[key, default: 0] += 1 }
    }
  }

  /// A line without blanks around it and without the destinations of its links, which lead elsewhere from a record.
  private static func key(of line: String) -> ExactText? {
    let text = line.trimmed
    guard !text.isEmpty else { return nil }
    guard text.utf8.firstRange(of: "](".utf8) != nil else { return ExactText(text) }
    var key: [UInt8] = []
    var isInside = false
    for byte in text.utf8 {
      if isInside, byte == UInt8(ascii: ")") { isInside = false }
      if !isInside { key.append(byte) }
      if byte == UInt8(ascii: "("), key.suffix(2).elementsEqual("](".utf8) { isInside = true }
    }
    return ExactText(String(decoding: key, as: UTF8.self))
  }

  /// A line that begins with the marks of a merge conflict keeps the whole file from being read.
  static func harmless(_ line: String) -> String {
    for mark in ["<<<<<<< ", ">>>>>>> "] where line.utf8.starts(with: mark.utf8) { return " " + line }
    return line
  }
}
