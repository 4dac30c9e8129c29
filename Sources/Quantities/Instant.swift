/// A moment, and the offset from UTC at which it was written down.
package struct Instant: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let milliseconds: Int
  /// Minutes east of UTC.
  package let offset: Int

  package init(milliseconds: Int, offset: Int = 0) {
    self.milliseconds = milliseconds
    self.offset = offset
  }

  /// Reads RFC 3339 with an offset: `2026-01-06T09:15:30+01:00`, `2026-01-06T08:15:30.123Z`. A fraction finer
  /// than a millisecond is cut off.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count >= 20, let day = Day(text.prefix(10)) else { return nil }
    var digits = Digits(text.dropFirst(10))
    guard digits.skip("T") || digits.skip("t") || digits.skip(" "),
      let hour = digits.number(of: 2), digits.skip(":"), let minute = digits.number(of: 2),
      digits.skip(":"), let second = digits.number(of: 2), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction = 0
    if digits.skip(".") {
      guard let (value, count) = digits.digits(upTo: 9) else { return nil }
      fraction = value
      for _ in count..<max(count, 3) { fraction *= 10 }
      for _ in 3..<max(count, 3) { fraction /= 10 }
    }
    guard let offset = Instant.offset(&digits), digits.isAtEnd else { return nil }
    let minutes = day.ordinal * 1_440 + hour * 60 + minute - offset
    self.init(milliseconds: (minutes * 60 + second) * 1_000 + fraction, offset: offset)
  }

  /// The day at the instant's own offset: a date is the day of whoever wrote it.
  package var day: Day { Day(ordinal: floorDivide(localMilliseconds, 86_400_000)) }

  /// `09:15`, at the instant's own offset.
  package var clock: String {
    let minutes = floorDivide(localMilliseconds, 60_000) - day.ordinal * 1_440
    return "\(zeroPadded(minutes / 60, 2)):\(zeroPadded(minutes % 60, 2))"
  }

  /// The same moment, written at another offset.
  package func at(offset: Int) -> Instant { Instant(milliseconds: milliseconds, offset: offset) }

  /// Whole minutes from an earlier moment; negative when it is later.
  package func minutes(since earlier: Instant) -> Int {
    floorDivide(milliseconds - earlier.milliseconds, 60_000)
  }

  private var localMilliseconds: Int { milliseconds + offset * 60_000 }

  private static func offset(_ digits: inout Digits) -> Int? {
    if digits.skip("Z") || digits.skip("z") { return 0 }
    let sign: Int
    if digits.skip("+") { sign = 1 } else if digits.skip("-") { sign = -1 } else { return nil }
    guard let hours = digits.number(of: 2), digits.skip(":"), let minutes = digits.number(of: 2),
      hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}

extension Day {
  /// The last second of the day, at UTC. A day that is today means now: what is done later today comes behind it.
  package func moment(clock: Instant) -> Instant {
    let end = Instant(milliseconds: (ordinal + 1) * 86_400_000 - 1_000)
    if self == clock.day { return clock }
    return self == clock.at(offset: 0).day ? clock.at(offset: 0) : end
  }
}

extension Instant: Comparable {
  package static func < (left: Instant, right: Instant) -> Bool {
    (left.milliseconds, left.offset) < (right.milliseconds, right.offset)
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 at its own offset, with milliseconds only where there are any.
  package var description: String {
    let seconds = zeroPadded(floorModulo(floorDivide(localMilliseconds, 1_000), 60), 2)
    let fraction = floorModulo(localMilliseconds, 1_000)
    let tail = fraction == 0 ? "" : ".\(zeroPadded(fraction, 3))"
    let magnitude = abs(offset)
    let zone =
      offset == 0
      ? "Z" : "\(offset < 0 ? "-" : "+")\(zeroPadded(magnitude / 60, 2)):\(zeroPadded(magnitude % 60, 2))"
    return "\(day)T\(clock):\(seconds)\(tail)\(zone)"
  }

  /// `20260106T091530123Z`: UTC to the millisecond, made of characters that every file name may have and
  /// that sort by time.
  package var stamp: String {
    let day = Day(ordinal: floorDivide(milliseconds, 86_400_000)).components
    let ofDay = floorModulo(milliseconds, 86_400_000)
    var digits: [UInt8] = []
    digits.reserveCapacity(19)
    func append(_ number: Int, _ width: Int) {
      if number < 0 { digits.append(UInt8(ascii: "-")) }
      let number = Int(number.magnitude)
      var divisor = 1
      for _ in 1..<width { divisor *= 10 }
      while number / divisor >= 10 { divisor *= 10 }
      while divisor > 0 {
        digits.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
        divisor /= 10
      }
    }
    append(day.year, 4)
    append(day.month, 2)
    append(day.day, 2)
    digits.append(UInt8(ascii: "T"))
    append(ofDay / 3_600_000, 2)
    append(ofDay / 60_000 % 60, 2)
    append(ofDay % 60_000, 5)
    digits.append(UInt8(ascii: "Z"))
    return String(decoding: digits, as: UTF8.self)
  }
}

private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
  value >= 0 ? value / divisor : (value - divisor + 1) / divisor
}

private func floorModulo(_ value: Int, _ divisor: Int) -> Int {
  value - floorDivide(value, divisor) * divisor
}
