import Testing

@testable import Quantities

@Suite struct MinutesTests {
  @Test(
    arguments: [
      ("90m", 90), ("0m", 0), ("1h", 60), ("1h30m", 90), ("1h5m", 65), ("1h05m", 65), ("1.5h", 90),
      ("0.25h", 15),
      ("0.0h", 0), ("999999m", 999_999), ("2.05h", 123), ("100h", 6_000), ("0h90m", nil), ("1h60m", nil),
      ("1.0001h", nil), ("0.3333h", nil), ("90", nil), ("1.5", nil), ("h", nil), ("m", nil), ("", nil),
      ("1h30", nil),
      ("1 h", nil), ("1h 30m", nil), ("-90m", nil), ("+90m", nil), ("1d", nil), ("90min", nil), (".5h", nil),
      ("1.h", nil), ("1,5h", nil), ("1H", nil), ("1234567m", nil), ("1h30m ", nil), ("1h30m1s", nil),
      ("1.5m", nil),
      ("９0m", nil), ("0.00001h", nil),
    ] as [(String, Int?)])
  func readsDurations(_ text: String, count: Int?) {
    #expect(Minutes(duration: text)?.count == count)
  }

  @Test func printedDurationsReadBack() {
    for count in 0...3_000 {
      #expect(Minutes(duration: Minutes(count).duration)?.count == count)
    }
  }

  @Test(arguments: [
    (0, "0m", "0 min"), (45, "45m", "45 min"), (60, "1h", "1 h"), (61, "1h1m", "1 h 01"),
    (90, "1h30m", "1 h 30"),
    (-45, "-45m", "−45 min"), (-90, "-1h30m", "−1 h 30"), (-120, "-2h", "−2 h"), (6_000, "100h", "100 h"),
  ])
  func prints(_ count: Int, duration: String, spoken: String) {
    #expect(Minutes(count).duration == duration)
    #expect(Minutes(count).spoken == spoken)
  }

  @Test func addsUp() {
    var sum = Minutes(90) + Minutes(-30)
    sum += Minutes(5)
    #expect(sum == Minutes(65))
    #expect(Minutes(-1) < .zero)
  }
}
