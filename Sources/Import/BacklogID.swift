import Bytes

/// An id like `BACK-230`, `task-4.1.2` or `007`, made comparable: case and leading zeros do not count.
struct BacklogID: Hashable, Sendable {
  /// In small letters, without the hyphen; empty for a bare number.
  let prefix: String
  /// `4.1.2`, without leading zeros.
  let number: String

  /// Reads the id at the beginning of a text that goes on after a blank or ends.
  init?(_ text: String) {
    guard let word = text.trimmed.split(whereSeparator: { $0.isWhitespace }).first else { return nil }
    self.init(word: word)
  }

  private init?(word: Substring) {
    // The number is the longest tail of digits and dots behind the last hyphen (or underscore).
    let tail = word.unicodeScalars.suffix(while: { $0.isASCIIDigit || $0 == "." })
    let head = word.unicodeScalars.dropLast(tail.count)
    let numbers = tail.split(separator: ".", omittingEmptySubsequences: false)
    guard !tail.isEmpty, numbers.allSatisfy({ !$0.isEmpty }) else { return nil }
    if let last = head.last {
      guard last == "-" || last == "_" || last == "#" else { return nil }
    }
    prefix = String(head.dropLast()).lowercased()
    number = numbers.map { digits in
      let rest = digits.drop { $0 == "0" }
      return rest.isEmpty ? "0" : String(rest)
    }.joined(separator: ".")
  }

  var isDraft: Bool { prefix == "draft" }
}

extension BacklogID {
  /// The id that a file's name begins with, as it is written there: `back-12` of `back-12 - Refund.md`.
  static func text(inFileName stem: String) -> String? {
    if let end = stem.firstRange(of: " - ")?.lowerBound, BacklogID(String(stem[..<end])) != nil,
      !stem[..<end].contains(" ")
    {
      return String(stem[..<end])
    }
    // `task-12-refund.md`, `task_12.md`, `12 refund.md`
    let scalars = Array(stem.unicodeScalars)
    var index = 0
    while index < scalars.count, scalars[index].properties.isAlphabetic { index += 1 }
    if index > 0 {
      guard index < scalars.count, scalars[index] == "-" || scalars[index] == "_" else { return nil }
      index += 1
    }
    let start = index
    while index < scalars.count, scalars[index].isASCIIDigit || (scalars[index] == "." && index > start) { index += 1 }
    while index > start, scalars[index - 1] == "." { index -= 1 }
    guard index > start, index == scalars.count || " -_".unicodeScalars.contains(scalars[index]) else { return nil }
    // `2026-01-06 notes` is a date.
    if start == 0, index - start == 4, index + 1 < scalars.count, scalars[index + 1].isASCIIDigit { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[..<index])
    return String(text)
  }

  /// What a file's name says behind its id: `Refund the customer` of `back-12 - Refund-the-customer.md`.
  static func title(inFileName stem: String) -> String? {
    var rest = stem[...]
    if let id = text(inFileName: stem) { rest = rest.dropFirst(id.count) }
    let title = rest.replacing("-", with: " ").replacing("_", with: " ").split(separator: " ").joined(separator: " ")
    return title.isEmpty ? nil : title
  }
}

extension Unicode.Scalar {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension Collection where Self: BidirectionalCollection {
  /// The longest end of which all elements fulfil a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
