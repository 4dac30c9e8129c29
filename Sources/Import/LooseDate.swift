import Bytes
import Quantities

/// Reads the dates that people and tools write: `2025-08-12 17:10`, `12/08/2025`, `2025-08-12T17:10:00Z`.
enum LooseDate {
  /// - Parameter format: such as `dd/mm/yyyy hh:mm`, which decides what a year at the end means.
  /// - Returns: `nil` for what could be two days, or none.
  static func day(_ text: String, format: String) -> Day? {
    let text = text.trimmed
    let end = text.unicodeScalars.firstIndex { $0 == " " || $0 == "T" || $0 == "t" } ?? text.endIndex
    guard isTime(text[end...].dropFirst()) else { return nil }
    let parts = text[..<end].split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isASCIIDigit) })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    if parts[0].utf8.count == 4 { return Day(year: numbers[0], month: numbers[1], day: numbers[2]) }
    guard parts[2].utf8.count == 4, parts[0].utf8.count <= 2, parts[1].utf8.count <= 2 else { return nil }
    let dayFirst = Day(year: numbers[2], month: numbers[1], day: numbers[0])
    let monthFirst = Day(year: numbers[2], month: numbers[0], day: numbers[1])
    switch order(of: format) {
    case .dayFirst: return dayFirst
    case .monthFirst: return monthFirst
    case .unknown:
      // A dot is a point of order in the countries that write it.
      if text.contains(".") { return dayFirst }
      guard let dayFirst, let monthFirst else { return dayFirst ?? monthFirst }
      return dayFirst == monthFirst ? dayFirst : nil
    }
  }

  private enum Order { case dayFirst, monthFirst, unknown }

  private static func order(of format: String) -> Order {
    let letters = format.lowercased().prefix { $0 != " " && $0 != "h" }
    guard let day = letters.firstIndex(of: "d"), let month = letters.firstIndex(of: "m"),
      let year = letters.firstIndex(of: "y"), year > day, year > month
    else { return .unknown }
    return day < month ? .dayFirst : .monthFirst
  }

  /// Nothing, or digits and the signs of times and zones.
  private static func isTime(_ text: Substring) -> Bool {
    text.unicodeScalars.allSatisfy { $0.isASCIIDigit || ":.+-Zz APMapm".unicodeScalars.contains($0) }
  }
}
