import Bytes
import Content
import FrontMatter
import Quantities

/// How the documents of one kind are numbered: `INV-{year}-{seq:4}`.
package struct Series: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case text(String)
    case year
    case month
    /// At least so many digits.
    case number(width: Int)

    var beginsWithDigit: Bool {
      if case .text(let text) = self { text.utf8.first?.isASCIIDigit ?? false } else { true }
    }
  }

  package let pattern: String
  private let parts: [Part]

  package static let standardInvoice = "INV-{year}-{seq:4}"
  package static let standardCreditNote = "CN-{year}-{seq:4}"

  /// Why a pattern cannot number anything.
  package struct Problem: Error, Sendable, Equatable {
    package let message: String
    package let help: String
  }

  package init(_ pattern: String) throws(Problem) {
    var parts: [Part] = []
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw Problem(message: "\"\(pattern)\" has a { without a }", help: Self.example)
      }
      let word = rest[rest.index(after: open)..<close]
      switch word {
      case "year": parts.append(.year)
      case "month": parts.append(.month)
      case "seq": parts.append(.number(width: 1))
      default:
        guard word.hasPrefix("seq:"), let width = Int(word.dropFirst(4)), (1...9).contains(width) else {
          throw Problem(message: "\"\(pattern)\" has {\(word)}, which stands for nothing", help: Self.example)
        }
        parts.append(.number(width: width))
      }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    let numbers = parts.count { if case .number = $0 { true } else { false } }
    guard numbers == 1 else {
      throw Problem(
        message: "\"\(pattern)\" has \(numbers == 0 ? "no" : "more than one") {seq}, the number that counts",
        help: Self.example)
    }
    for (part, next) in zip(parts, parts.dropFirst()) {
      // Nobody could say where it ends.
      guard case .number = part, next.beginsWithDigit else { continue }
      throw Problem(
        message: "\"\(pattern)\" has digits right behind {seq}", help: "put a - between them; \(Self.example)")
    }
    self.pattern = pattern
    self.parts = parts
    let number = number(1, on: Day(ordinal: 0))
    guard FieldType.isDocumentNumber(number), number.utf8.first != UInt8(ascii: "-") else {
      throw Problem(
        message: "\"\(pattern)\" makes \"\(number)\", which cannot be a file's name",
        help: "use at most 60 ASCII characters, and no /")
    }
  }

  private static let example = "for example \(standardInvoice)"

  /// The number of a document issued on a day.
  package func number(_ sequence: Int, on day: Day) -> String {
    let (year, month, _) = day.components
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .year: zeroPadded(year, 4)
      case .month: zeroPadded(month, 2)
      case .number(let width): zeroPadded(sequence, width)
      }
    }.joined()
  }

  /// Within which numbers follow each other: a year's, where the pattern has one.
  package struct Run: Hashable, Sendable {
    package let year: String?
    package let month: String?
  }

  package func run(of day: Day) -> Run {
    let (year, month, _) = day.components
    return Run(
      year: parts.contains(.year) ? zeroPadded(year, 4) : nil,
      month: parts.contains(.month) ? zeroPadded(month, 2) : nil)
  }

  /// What a number says, as far as it is one of this series.
  package func read(_ number: String) -> (run: Run, sequence: Int)? {
    var rest = number.utf8[...]
    var (year, month, sequence) = (String?.none, String?.none, Int?.none)
    for part in parts {
      switch part {
      case .text(let text):
        guard rest.starts(with: text.utf8) else { return nil }
        rest = rest.dropFirst(text.utf8.count)
      case .year, .month:
        let width = part == .year ? 4 : 2
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        if part == .year { year = String(digits) } else { month = String(digits) }
        rest = rest.dropFirst(width)
      case .number(let width):
        let digits = rest.prefix(while: \.isASCIIDigit)
        guard digits.count >= width, digits.count <= 15, let value = Int(String(digits) ?? "") else { return nil }
        sequence = value
        rest = rest.dropFirst(digits.count)
      }
    }
    guard rest.isEmpty, let sequence else { return nil }
    return (Run(year: year, month: month), sequence)
  }
}

extension ProjectSettings {
  /// The series of a kind of document.
  package func series(of kind: IssuedDocument.Kind) throws(Series.Problem) -> Series {
    switch kind {
    case .invoice: try Series(billing.series.invoice ?? Series.standardInvoice)
    case .creditNote: try Series(billing.series.creditNote ?? Series.standardCreditNote)
    }
  }
}

extension InvoiceBook {
  /// The next number of a series on a day: one more than the highest of all documents, of whatever kind.
  package func nextNumber(in series: Series, on day: Day) -> String {
    let run = series.run(of: day)
    let taken = allNumbers.compactMap { number in series.read(number).flatMap { $0.run == run ? $0.sequence : nil } }
    return series.number((taken.max() ?? 0) + 1, on: day)
  }

  /// The newest day of issue in the run of a day.
  package func lastDay(in series: Series, of day: Day) -> Day? {
    let run = series.run(of: day)
    return documents.filter { series.read($0.number)?.run == run }.map(\.issued).max()
  }

  /// The credit notes that correct an invoice and count, whatever the day.
  package func creditNotes(of number: String) -> [IssuedDocument] {
    creditNotes.map(\.document).filter { ExactText($0.corrects?.number ?? "") == ExactText(number) }
  }

  /// Of everything that was issued, files that cannot be read included: a number is used once.
  private var allNumbers: [String] {
    invoices.map(\.document.number) + creditNotes.map(\.document.number)
      + unreadable.compactMap { file in file.path.split(separator: "/").last.map { String($0.dropLast(3)) } }
  }
}
