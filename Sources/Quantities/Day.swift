/// A calendar day of the Gregorian calendar, without a time or a zone.
package struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  package let ordinal: Int

  package init(ordinal: Int) { self.ordinal = ordinal }

  /// `nil` for a day that the calendar does not have, such as 30 February.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    ordinal = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `2026-01-06`, exactly.
  package init?(_ text: some StringProtocol) {
    var digits = Digits(text)
    guard let year = digits.number(of: 4), digits.skip("-"), let month = digits.number(of: 2),
      digits.skip("-"), let day = digits.number(of: 2), digits.isAtEnd
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package var components: (year: Int, month: Int, day: Int) {
    let shifted = ordinal + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// 0 for Monday to 6 for Sunday.
  package var weekday: Int { (((ordinal + 3) % 7) + 7) % 7 }

  package static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }
  package static func - (left: Day, right: Day) -> Int { left.ordinal - right.ordinal }
  package func adding(_ days: Int) -> Day { Day(ordinal: ordinal + days) }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Day: CustomStringConvertible {
  /// `2026-01-06`.
  package var description: String {
    let (year, month, day) = components
    guard (0...9999).contains(year) else {
      return "\(zeroPadded(year, 4))-\(zeroPadded(month, 2))-\(zeroPadded(day, 2))"
    }
    // Dates are on every card and every page: ten bytes in place, and nothing is allocated.
    return String(unsafeUninitializedCapacity: 10) { bytes in
      func write(_ number: Int, at place: Int) {
        bytes[place] = UInt8(ascii: "0") + UInt8(number / 10)
        bytes[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
      }
      write(year / 100, at: 0)
      write(year % 100, at: 2)
      bytes[4] = UInt8(ascii: "-")
      write(month, at: 5)
      bytes[7] = UInt8(ascii: "-")
      write(day, at: 8)
      return 10
    }
  }

  /// `6 Jan`: how a day is read on a board; the year is said where it is not the reader's own.
  package func short(relativeTo today: Day) -> String {
    let (year, month, day) = components
    let text = "\(day) \(Day.shortMonthNames[month - 1])"
    return year == today.components.year ? text : "\(text) \(year)"
  }

  private static let shortMonthNames = monthNames.map { String($0.prefix(3)) }

  /// `6 January 2026`: how a document says a day, which is read in any year.
  package var long: String {
    let (year, month, day) = components
    return "\(day) \(Day.monthNames[month - 1]) \(year)"
  }

  private static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
}
