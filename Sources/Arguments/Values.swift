import ArgumentParser
import Quantities

// How values of the rooms below are read from the command line.

extension Instant: ExpressibleByArgument {
  /// RFC 3339, or a date, which means the end of that day (UTC): all that happened on it is in the past.
  public init?(argument: String) {
    if let day = Day(argument) {
      self.init(milliseconds: (day.ordinal + 1) * 86_400_000 - 1_000)
    } else {
      self.init(argument)
    }
  }

  public static var defaultCompletionKind: CompletionKind { .default }
}

/// What `--at` says: a moment, or a day.
package enum NamedMoment: ExpressibleByArgument {
  case instant(Instant)
  case day(Day)

  package init?(argument: String) {
    if let day = Day(argument) {
      self = .day(day)
    } else if let instant = Instant(argument) {
      self = .instant(instant)
    } else {
      return nil
    }
  }

  package func instant(clock: Instant) -> Instant {
    switch self {
    case .instant(let instant): instant
    case .day(let day): day.moment(clock: clock)
    }
  }
}

extension Day: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Minutes: ExpressibleByArgument {
  public init?(argument: String) { self.init(duration: argument) }
}
