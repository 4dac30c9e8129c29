import Diagnostics

@testable import FrontMatter

/// Judges an edit from its bytes alone, without asking the code that made it: lines are compared with lines.
struct EditOracle {
  let file: SourceFile
  let document: FrontMatterDocument
  private let lines: [[UInt8]]

  init(path: String, bytes: [UInt8]) throws {
    file = SourceFile(path: path, bytes: bytes)
    document = try FrontMatterDocument(file)
    lines = Self.lines(of: bytes)
  }

  enum Outcome: Equatable {
    case changed
    /// With the reason.
    case refused(String)
    /// What is wrong with the edit.
    case wrong(String)
  }

  func outcome(of edit: FrontMatterEdit) -> Outcome {
    let entry = document.entries.first { $0.key == edit.key }
    let bytes: [UInt8]
    do throws(Diagnostic) {
      bytes = try document.applying(edit)
    } catch {
      return judge(refusal: error, of: entry)
    }
    guard let after = try? FrontMatterDocument(SourceFile(path: file.path, bytes: bytes)) else {
      return .wrong("the result cannot be read")
    }
    if let problem = meaningProblem(edit, after) { return .wrong(problem) }
    if let problem = placeProblem(edit, entry, Self.lines(of: bytes)) { return .wrong(problem) }
    return .changed
  }

  /// A refusal must name a line of the key, or the file as a whole where the key is in none.
  private func judge(refusal: Diagnostic, of entry: YAMLValue.Entry?) -> Outcome {
    guard refusal.code == "edit", refusal.message.hasPrefix("cannot be changed safely: ") else {
      return .wrong("refused as \(refusal.code): \(refusal.message)")
    }
    guard let entry, document.indentation != nil else { return .refused(refusal.message) }
    let first = line(of: entry)
    let next = document.entries.map { line(of: $0) }.filter { $0 > first }.min() ?? .max
    let named = refusal.position.line - 1
    guard named >= first, named < next else {
      return .wrong("refused at line \(named + 1): \(refusal.message)")
    }
    return .refused(refusal.message)
  }

  private func meaningProblem(_ edit: FrontMatterEdit, _ after: FrontMatterDocument) -> String? {
    let others = document.entries.filter { $0.key != edit.key }
    let othersAfter = after.entries.filter { $0.key != edit.key }
    guard others.map(\.key) == othersAfter.map(\.key),
      zip(others, othersAfter).allSatisfy({ $0.value.means($1.value) })
    else { return "another key changed" }
    guard file.bytes[document.body].elementsEqual(after.file.bytes[after.body]) else {
      return "the body changed"
    }
    let value = after.value(of: edit.key)
    switch edit {
    case .set(_, let text, _, _):
      guard case .scalar(let scalar) = value, scalar.text.utf8.elementsEqual(text.utf8) else {
        return "reads back as \(value.map { "\($0)" } ?? "nothing")"
      }
    case .setList(_, let items):
      guard Self.same(Self.texts(value) ?? [], items) else { return "reads back as another list" }
    case .append(_, let item):
      let before = document.value(of: edit.key)
      guard Self.same(Self.texts(value), (Self.texts(before) ?? []) + [item]) else {
        return "reads back as another list"
      }
    case .takeOut(_, let item):
      let before = Self.texts(document.value(of: edit.key)) ?? []
      guard Self.same(Self.texts(value) ?? [], before.filter { !$0.utf8.elementsEqual(item.utf8) }) else {
        return "reads back as another list"
      }
    case .insert(_, let text):
      if value?.says(text) != true { return "reads back as another value" }
    case .appendMap(_, let map):
      guard case .list(let items, _) = value, items.last?.says(.map(map)) == true else {
        return "reads back as another list"
      }
    case .remove:
      if value != nil { return "the key is still there" }
    }
    return nil
  }

  /// Exactly one line differs, or was added, or was removed; and it is the key's.
  private func placeProblem(_ edit: FrontMatterEdit, _ entry: YAMLValue.Entry?, _ after: [[UInt8]]) -> String? {
    var start = 0
    while start < min(lines.count, after.count), lines[start] == after[start] { start += 1 }
    var end = 0
    while end < min(lines.count, after.count) - start,
      lines[lines.count - 1 - end] == after[after.count - 1 - end]
    {
      end += 1
    }
    let old = lines[start..<lines.count - end]
    let new = after[start..<after.count - end]
    if let entry, let block = blockLines(of: entry) {
      // Lines of a list with a dash for each item; the key's own only where it goes.
      let first = edit == .remove(key: edit.key) ? block.lowerBound - 1 : block.lowerBound
      return start >= first && start + old.count <= block.upperBound ? nil : "a line outside of the list changed"
    }
    switch (old.count, new.count) {
    case (0, 0): return nil
    case (1, 1):
      guard let entry, start == line(of: entry) else { return "line \(start + 1) is not the key's" }
      guard keeps(old[start], new[start]) else { return "the line's ends changed" }
    case (0, 1):
      if entry == nil || Self.isList(entry?.value) { return nil }
      return "a line was added"
    case (1, 0):
      guard case .remove = edit, entry != nil else { return "a line was removed" }
    default: return "\(old.count) lines became \(new.count)"
    }
    return nil
  }

  /// The key and its colon stay at the front of the line, a line break and a comment at its end.
  private func keeps(_ old: [UInt8], _ new: [UInt8]) -> Bool {
    guard let colon = old.firstIndex(of: UInt8(ascii: ":")), new.starts(with: old[...colon]) else {
      return false
    }
    return old.last == UInt8(ascii: "\r") ? new.last == UInt8(ascii: "\r") : new.last != UInt8(ascii: "\r")
  }

  private func line(of entry: YAMLValue.Entry) -> Int {
    file.position(at: document.offset(of: entry.keyMark)).line - 1
  }

  static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
  }

  /// The lines of a list that has a dash for each item, or brackets that are closed on a later line.
  private func blockLines(of entry: YAMLValue.Entry) -> Range<Int>? {
    guard case .list(_, let mark) = entry.value else { return nil }
    let own = line(of: entry)
    let next = document.entries.map { line(of: $0) }.filter { $0 > own }.min()
    let end = next ?? file.position(at: document.yaml.upperBound).line - 1
    if file.bytes[document.offset(of: mark)] == UInt8(ascii: "-") { return own + 1..<end }
    let isClosed = own + 1 >= end || lines[own + 1].first.map { " ]".utf8.contains($0) } != true
    return isClosed ? nil : own..<end
  }

  private static func isList(_ value: YAMLValue?) -> Bool {
    if case .list = value { true } else { false }
  }

  private static func texts(_ value: YAMLValue?) -> [String]? {
    switch value {
    case .list(let items, _): items.map { if case .scalar(let scalar) = $0 { scalar.text } else { "?" } }
    case .scalar(let scalar) where !scalar.isAbsent: [scalar.text]
    default: nil
    }
  }

  private static func same(_ left: [String]?, _ right: [String]) -> Bool {
    guard let left, left.count == right.count else { return false }
    return zip(left, right).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }
}
