import Quantities

/// Times as a reader of the board says them, seen from the as-of moment.
package struct TimeText: Sendable {
  package let asOf: Instant

  package init(asOf: Instant) { self.asOf = asOf }

  /// `41 min`, `3 h`, `5 days`: how long ago. What lies in the future is "just now": clocks differ.
  package func age(_ instant: Instant) -> String {
    let minutes = asOf.minutes(since: instant)
    switch minutes {
    case ..<1: return "just now"
    case ..<60: return "\(minutes) min"
    case ..<1_440: return "\(minutes / 60) h"
    default: return plural(minutes / 1_440, "day")
    }
  }

  /// `40 min`, `5 h`, `1.9 days`, `12 days`: how long something took, by the clock.
  package func length(minutes: Int) -> String {
    if minutes < 60 { return "\(minutes) min" }
    if minutes < 1_440 { return "\(minutes / 60) h" }
    let tenths = (minutes * 10 + 720) / 1_440
    return tenths >= 100 || tenths.isMultiple(of: 10)
      ? plural((tenths + 5) / 10, "day") : "\(tenths / 10).\(tenths % 10) days"
  }

  /// `09:15` today, else `14 Jan, 18:02`.
  package func moment(_ instant: Instant) -> String {
    instant.day == asOf.day ? instant.clock : "\(day(instant.day)), \(instant.clock)"
  }

  /// `14 Jan, 18:02`, today too.
  package func full(_ instant: Instant) -> String { "\(day(instant.day)), \(instant.clock)" }

  package func day(_ day: Day) -> String { day.short(relativeTo: asOf.day) }

  /// `today`, `tomorrow`, else the day: when something is due.
  package func due(_ day: Day) -> String {
    switch day - asOf.day {
    case 0: "today"
    case 1: "tomorrow"
    default: self.day(day)
    }
  }

  /// Whether a day that is not over is so near that somebody should know.
  package func isSoon(_ day: Day) -> Bool { (0...3).contains(day - asOf.day) }

  package func span(_ start: Day, _ end: Day) -> String {
    if start == end { return day(start) }
    let (startYear, startMonth, startDay) = start.components
    let (endYear, endMonth, _) = end.components
    // "5 – 16 Jan" says the month once.
    return startYear == endYear && startMonth == endMonth
      ? "\(startDay) – \(day(end))" : "\(day(start)) – \(day(end))"
  }
}

/// `1 day`, `2 days`.
package func plural(_ count: Int, _ noun: String, many: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : many ?? "\(noun)s")"
}
