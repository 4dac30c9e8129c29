import Testing

@testable import Quantities

@Suite struct DayTests {
  @Test func readsAndPrintsADate() throws {
    let day = try #require(Day("2026-01-06"))
    #expect(day.description == "2026-01-06")
    #expect(day.components == (2026, 1, 6))
    #expect(day.weekday == 1)
  }

  @Test(arguments: [
    "2026-02-29", "2026-02-30", "1900-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-01",
    "2026-01-00", "2026-01-32", "0000-01-01", "2026-1-6", "26-01-06", "2026/01/06", "2026-01-06 ",
    " 2026-01-06",
    "2026-01-06T00:00:00Z", "20260106", "-026-01-06", "+026-01-06", "", "2026-01-0６", "2026‐01‐06",
    "2026-01-06\n",
  ])
  func refusesWhatIsNoDay(_ text: String) {
    #expect(Day(text) == nil)
  }

  @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2400-02-29"])
  func acceptsTheEdgesOfTheCalendar(_ text: String) {
    #expect(Day(text)?.description == text)
  }

  /// Counts days one by one, by the rule that everybody learns at school.
  @Test func everyDayFrom1900To2100HasTheOrdinalThatCountingGives() {
    func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 4 == 0 && year % 100 != 0 }
    // 1970-01-01 is 0: 70 years of 365 days and 17 leap days after 1900-01-01, a Monday.
    var ordinal = -(70 * 365 + 17)
    var weekday = 0
    var wrong: [String] = []
    for year in 1900...2100 {
      for (index, length) in [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in 1...length {
          let made = Day(year: year, month: index + 1, day: day)
          let back = Day(ordinal: ordinal)
          if made?.ordinal != ordinal || back.components != (year, index + 1, day) || back.weekday != weekday
            || Day(back.description) != back
          {
            wrong.append("\(year)-\(index + 1)-\(day)")
          }
          ordinal += 1
          weekday = (weekday + 1) % 7
        }
        if Day(year: year, month: index + 1, day: length + 1) != nil {
          wrong.append("\(year)-\(index + 1) is too long")
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func daysBeforeTheCommonEraAreCountedToo() {
    let day = Day(year: 1, month: 1, day: 1)
    #expect(day?.ordinal == -719_162)
    #expect(Day(ordinal: -719_163).components == (0, 12, 31))
    #expect(Day(ordinal: -719_163).description == "0000-12-31")
    #expect(Day(ordinal: -719_163 - 366).components == (-1, 12, 31))
    #expect(Day(ordinal: -719_163 - 366).description == "-0001-12-31")
    #expect(Day(ordinal: -719_162).weekday == 0)
    #expect(Day(ordinal: -1).weekday == 2)
  }

  @Test func arithmeticGoesAcrossMonthsAndYears() throws {
    let day = try #require(Day("2025-12-31"))
    #expect(day.adding(1).description == "2026-01-01")
    #expect(day.adding(-365).description == "2024-12-31")
    #expect(day.adding(60) - day == 60)
    #expect(day < day.adding(1))
  }

  @Test func shortFormSaysTheYearOnlyWhereItDiffers() throws {
    let day = try #require(Day("2026-01-06"))
    #expect(day.short(relativeTo: day.adding(300)) == "6 Jan")
    #expect(day.short(relativeTo: day.adding(-10)) == "6 Jan 2026")
  }
}
