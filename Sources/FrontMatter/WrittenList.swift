import Bytes
import Diagnostics

/// A list as it stands in a file. Whichever items it is to hold, those that it has keep their bytes: their quotes, the
/// blanks around them, the comments beside them.
struct WrittenList {
  struct Item {
    let text: String
    let bytes: String
    /// What stands between it and the item before it; in a block list nothing.
    let separator: String
  }

  /// What is replaced: the brackets and what is in them, one text that stands for a list, the lines of a block list,
  /// or the empty place behind a colon.
  let range: Range<Int>
  let items: [Item]
  let form: Form

  enum Form {
    /// What stands between the brackets and their items.
    case flow(head: String, tail: String)
    /// What stands in front of an item, and behind it.
    case block(dash: String, lineBreak: String)
  }

  var texts: [String] { items.map(\.text) }

  /// The change after which it holds these items, in this order.
  func holding(_ wanted: [String]) -> (Range<Int>, String) {
    // The places of each text, last first.
    var places: [ExactText: [Int]] = [:]
    for (place, item) in items.enumerated().reversed() { places[ExactText(item.text), default: []].append(place) }
    var found: [(bytes: String, separator: String)] = []
    for text in wanted {
      if let place = places[ExactText(text)]?.popLast() {
        found.append((items[place].bytes, items[place].separator))
      } else {
        found.append((encoded(text), items.count > 1 ? items[items.count - 1].separator : ", "))
      }
    }
    switch form {
    case .block: return (range, found.map(\.bytes).joined())
    case .flow(let head, let tail):
      guard !found.isEmpty else { return (range, leadingBlank + "[]") }
      var text = found[0].bytes
      for item in found.dropFirst() { text += (item.separator.isEmpty ? ", " : item.separator) + item.bytes }
      return (range, "\(leadingBlank)[\(head)\(text)\(tail)]")
    }
  }

  /// Behind a colon that has nothing behind it.
  private var leadingBlank: String { range.isEmpty ? " " : "" }

  private func encoded(_ text: String) -> String {
    switch form {
    case .flow: ScalarText.encode(text, inFlow: true)
    case .block(let dash, let lineBreak): dash + ScalarText.encode(text) + lineBreak
    }
  }
}

extension FrontMatterDocument {
  /// A list with its bytes; also one text that stands for a list, and a key without a value.
  ///
  /// - Throws: a diagnostic at the list when one of its items does not stand on one line as plain text.
  func writtenList(of entry: YAMLValue.Entry) throws(Diagnostic) -> WrittenList {
    switch entry.value {
    case .map: throw refusal("\"\(entry.key)\" is a map", at: offset(of: entry.keyMark))
    case .scalar(let scalar):
      let (range, _) = try scalarRange(of: entry)
      let flow = WrittenList.Form.flow(head: "", tail: "")
      if scalar.isAbsent { return WrittenList(range: range, items: [], form: flow) }
      let isSafe = scalar.style != .plain || ScalarText.encode(scalar.text, inFlow: true, isText: false) == scalar.text
      let bytes = isSafe ? file.text(in: range) : ScalarText.encode(scalar.text, inFlow: true)
      return WrittenList(range: range, items: [.init(text: scalar.text, bytes: bytes, separator: "")], form: flow)
    case .list(let values, _):
      return isBlockList(entry.value)
        ? try blockList(values, of: entry) : try flowList(values, in: try flowListRange(of: entry), of: entry)
    }
  }

  private func flowList(
    _ values: [YAMLValue], in range: Range<Int>, of entry: YAMLValue.Entry
  ) throws(Diagnostic) -> WrittenList {
    var items: [WrittenList.Item] = []
    var end = range.lowerBound + 1
    var head = ""
    for value in values {
      let (text, place) = try item(value, of: entry)
      let gap = file.text(in: end..<max(end, place.lowerBound))
      if items.isEmpty { head = gap }
      items.append(.init(text: text, bytes: file.text(in: place), separator: items.isEmpty ? "" : gap))
      end = place.upperBound
    }
    // A comma behind the last item separates nothing.
    var tail = file.text(in: end..<max(end, range.upperBound - 1))
    if let comma = tail.firstIndex(of: ",") { tail = String(tail[tail.index(after: comma)...]) }
    if items.isEmpty { tail = "" }
    return WrittenList(range: range, items: items, form: .flow(head: head, tail: tail))
  }

  private func blockList(_ values: [YAMLValue], of entry: YAMLValue.Entry) throws(Diagnostic) -> WrittenList {
    var items: [WrittenList.Item] = []
    var start: Int?
    var end = 0
    var dash = "- "
    for value in values {
      let (text, place) = try item(value, of: entry)
      let line = file.lineRange(at: place.lowerBound)
      let lead = file.text(in: line.lowerBound..<place.lowerBound)
      guard lead.utf8.allSatisfy({ " -".utf8.contains($0) }), lead.utf8.count(where: { $0 == UInt8(ascii: "-") }) == 1,
        isComment(at: place.upperBound, line: line)
      else {
        throw refusal(
          "an item of \"\(entry.key)\" has an anchor, a tag or several lines", at: offset(of: entry.keyMark))
      }
      dash = lead
      // Comments and empty lines above an item go with it.
      let from = start == nil ? line.lowerBound : end
      start = start ?? from
      end = endOfLine(at: line.upperBound)
      items.append(.init(text: text, bytes: file.text(in: from..<end), separator: ""))
    }
    let first = start ?? endOfLine(at: offset(of: entry.keyMark))
    return WrittenList(range: first..<max(first, end), items: items, form: .block(dash: dash, lineBreak: lineBreak))
  }

  /// The text of an item and its bytes, quotes included.
  private func item(_ value: YAMLValue, of entry: YAMLValue.Entry) throws(Diagnostic) -> (String, Range<Int>) {
    guard case .scalar(let scalar) = value else {
      throw refusal("\"\(entry.key)\" holds more than text", at: offset(of: entry.keyMark))
    }
    let start = offset(of: scalar.mark)
    let line = file.lineRange(at: start)
    var end: Int?
    switch scalar.style {
    case .plain where file.bytes[start...].starts(with: scalar.text.utf8): end = start + scalar.text.utf8.count
    case .singleQuoted, .doubleQuoted: end = closingQuote(from: start, in: line).map { $0 + 1 }
    case .plain, .block: break
    }
    guard let end, end <= line.upperBound, end > start else {
      throw refusal("an item of \"\(entry.key)\" has an anchor, a tag or several lines", at: offset(of: entry.keyMark))
    }
    return (scalar.text, start..<end)
  }
}
