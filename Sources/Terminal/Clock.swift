import Actions
import Quantities

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where "now" enters the program, once.
package enum Clock {
  /// The real time, at the offset of the machine's time zone.
  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var local = tm()
    var seconds = time.tv_sec
    localtime_r(&seconds, &local)
    return Instant(
      milliseconds: time.tv_sec * 1_000 + time.tv_nsec / 1_000_000, offset: local.tm_gmtoff / 60)
  }

  /// "Now" for a verb that reads: `--as-of`, else `SOURCE_DATE_EPOCH` (https://reproducible-builds.org), else now.
  package static func asOf(_ option: Instant?) throws(Refusal) -> Instant {
    if let option { return option }
    guard let epoch = Environment["SOURCE_DATE_EPOCH"] else { return now }
    guard let seconds = Int(epoch), (0...253_402_300_799).contains(seconds) else {
      throw .usage("SOURCE_DATE_EPOCH is \"\(epoch)\", not a number of seconds")
    }
    return Instant(milliseconds: seconds * 1_000)
  }
}
