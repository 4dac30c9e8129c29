/// A length of time in whole minutes. Hours are only a way to print it.
package struct Minutes: Hashable, Comparable, Sendable {
  package var count: Int

  package init(_ count: Int) { self.count = count }

  package static let zero = Minutes(0)

  package static func < (left: Minutes, right: Minutes) -> Bool { left.count < right.count }
  package static func + (left: Minutes, right: Minutes) -> Minutes { Minutes(left.count + right.count) }
  package static func += (left: inout Minutes, right: Minutes) { left.count += right.count }
}

extension Minutes {
  /// Reads `90m`, `1h`, `1h30m`, `1:30` and `1.5h`; a number without a unit is nobody's guess, and refused. So are
  /// fractions of a minute.
  package init?(duration text: some StringProtocol) {
    var digits = Digits(text)
    guard let (first, _) = digits.digits(upTo: 6) else { return nil }
    if digits.skip("m") {
      guard digits.isAtEnd else { return nil }
      self.init(first)
    } else if digits.skip("h") {
      var minutes = first * 60
      if !digits.isAtEnd {
        guard let (rest, _) = digits.digits(upTo: 2), rest < 60, digits.skip("m"), digits.isAtEnd else {
          return nil
        }
        minutes += rest
      }
      self.init(minutes)
    } else if digits.skip(":") {
      guard let (rest, width) = digits.digits(upTo: 2), width == 2, rest < 60, digits.isAtEnd else { return nil }
      self.init(first * 60 + rest)
    } else if digits.skip(".") {
      guard let (fraction, width) = digits.digits(upTo: 4), digits.skip("h"), digits.isAtEnd else {
        return nil
      }
      var scale = 1
      for _ in 0..<width { scale *= 10 }
      guard (fraction * 60).isMultiple(of: scale) else { return nil }
      self.init(first * 60 + fraction * 60 / scale)
    } else {
      return nil
    }
  }

  /// `1h30m`, `45m`, `2h`: what `init(duration:)` reads again (but for a sign).
  package var duration: String {
    let magnitude = abs(count)
    let sign = count < 0 ? "-" : ""
    switch (magnitude / 60, magnitude % 60) {
    case (0, let minutes): return "\(sign)\(minutes)m"
    case (let hours, 0): return "\(sign)\(hours)h"
    case (let hours, let minutes): return "\(sign)\(hours)h\(minutes)m"
    }
  }

  /// `1 h 30`, `45 min`, `2 h`: for people.
  package var spoken: String {
    let magnitude = abs(count)
    let sign = count < 0 ? "−" : ""
    switch (magnitude / 60, magnitude % 60) {
    case (0, let minutes): return "\(sign)\(minutes) min"
    case (let hours, 0): return "\(sign)\(hours) h"
    case (let hours, let minutes): return "\(sign)\(hours) h \(zeroPadded(minutes, 2))"
    }
  }
}

extension Minutes {
  /// How time becomes whole increments.
  package enum IncrementRounding: String, CaseIterable, Sendable {
    case up
    case nearest
    case down
    case none
  }

  /// Whole increments; half of one is rounded away from zero. What was taken back is rounded as what was logged.
  package func rounded(_ mode: IncrementRounding, to increment: Minutes) -> Minutes {
    guard mode != .none, increment > .zero else { return self }
    let (whole, rest) = count.quotientAndRemainder(dividingBy: increment.count)
    let goesAway =
      switch mode {
      case .up: rest != 0
      case .nearest: rest.magnitude >= increment.count.magnitude - rest.magnitude
      case .down, .none: false
      }
    return Minutes((whole + (goesAway ? rest.signum() : 0)) * increment.count)
  }
}
