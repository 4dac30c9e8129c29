import Testing

@testable import Quantities

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, 0),
    ("1969-12-31T23:59:59.999Z", -1, 0),
    ("2026-01-06T09:15:30+01:00", 1_767_687_330_000, 60),
    ("2026-01-06T08:15:30.123Z", 1_767_687_330_123, 0),
    ("2026-01-06t08:15:30.1z", 1_767_687_330_100, 0),
    ("2026-01-06 08:15:30.12Z", 1_767_687_330_120, 0),
    ("2026-01-06T08:15:30.123999999Z", 1_767_687_330_123, 0),
    ("2026-01-06T00:15:30-08:00", 1_767_687_330_000, -480),
    ("2026-01-06T13:45:30+05:30", 1_767_687_330_000, 330),
    ("2026-01-06T08:15:30-00:00", 1_767_687_330_000, 0),
  ])
  func readsRFC3339(_ text: String, milliseconds: Int, offset: Int) {
    #expect(Instant(text) == Instant(milliseconds: milliseconds, offset: offset))
  }

  @Test(arguments: [
    "2026-01-06T09:15:30", "2026-01-06", "2026-01-06T09:15Z", "2026-01-06T24:00:00Z", "2026-01-06T09:60:00Z",
    "2026-01-06T09:15:60Z", "2026-02-30T09:15:00Z", "2026-01-06T09:15:30+0100", "2026-01-06T09:15:30+01",
    "2026-01-06T09:15:30+24:00", "2026-01-06T09:15:30+01:60", "2026-01-06T09:15:30.Z",
    "2026-01-06T09:15:30.1234567890Z", "2026-01-06T09:15:30Z ", "2026-01-06T09:15:30 Z", "1767687330",
    "2026-01-06T9:15:30+01:00", "2026-01-06T09:15:30,5Z", "2026-01-06T09:15:30Zulu", "",
  ])
  func refusesWhatNamesNoMoment(_ text: String) {
    #expect(Instant(text) == nil)
  }

  @Test(arguments: [
    "1970-01-01T00:00:00Z", "2026-01-06T09:15:30+01:00", "2026-01-06T09:15:30.007-03:30",
    "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
    "1900-03-01T00:00:00-23:59",
  ])
  func printsWhatItReads(_ text: String) {
    #expect(Instant(text)?.description == text)
  }

  @Test func theDayIsTheOneWhereItWasWritten() throws {
    let late = try #require(Instant("2026-01-06T00:30:00+01:00"))
    #expect(late.day.description == "2026-01-06")
    #expect(late.clock == "00:30")
    #expect(late.at(offset: 0).day.description == "2026-01-05")
    #expect(late.at(offset: 0).clock == "23:30")
    let before = try #require(Instant("1969-12-31T23:30:00-01:00"))
    #expect(before.day.description == "1969-12-31")
    #expect(before.clock == "23:30")
  }

  @Test(arguments: [
    ("2026-01-06T10:15:30.123+01:00", "20260106T091530123Z"),
    ("1970-01-01T00:00:00Z", "19700101T000000000Z"),
    ("1969-12-31T23:59:59.999Z", "19691231T235959999Z"),
    ("0001-01-01T00:00:00+01:00", "00001231T230000000Z"),
  ])
  func stampIsUTCToTheMillisecond(_ text: String, stamp: String) {
    #expect(Instant(text)?.stamp == stamp)
  }

  @Test func stampsOfMomentsBeforeTheCommonEraHaveASign() {
    // No file says such a time; the stamp only has to be a name and not a crash.
    #expect(Instant(milliseconds: -70_000_000_000_000).stamp == "-02491015T193320000Z")
    #expect(Instant("9999-12-31T23:30:00-01:00")?.stamp == "100000101T003000000Z")
  }

  @Test func stampsSortByTime() throws {
    let texts = ["2025-12-31T23:30:00-01:00", "2026-01-01T01:30:00.001+01:00", "2026-01-01T00:30:00.002Z"]
    let instants = try texts.map { try #require(Instant($0)) }
    #expect(instants.map(\.stamp) == instants.map(\.stamp).sorted())
    #expect(instants == instants.sorted())
  }

  @Test func minutesBetweenMomentsRoundDown() throws {
    let start = try #require(Instant("2026-01-06T09:00:00+01:00"))
    let end = try #require(Instant("2026-01-06T08:01:59.999Z"))
    #expect(end.minutes(since: start) == 1)
    #expect(start.minutes(since: end) == -2)
  }

  @Test func theSameMomentAtAnotherOffsetSortsByOffset() throws {
    let utc = Instant(milliseconds: 0)
    #expect(utc != utc.at(offset: 60))
    #expect(utc < utc.at(offset: 60))
  }

  @Test(arguments: [
    // Other days end at UTC.
    ("2026-01-14", "2026-01-15T09:00:00+01:00", "2026-01-14T23:59:59Z"),
    ("2026-01-16", "2026-01-15T09:00:00+01:00", "2026-01-16T23:59:59Z"),
    // Today is now, at the place of the clock or at UTC.
    ("2026-01-15", "2026-01-15T09:00:00+01:00", "2026-01-15T09:00:00+01:00"),
    ("2026-01-15", "2026-01-16T00:30:00+02:00", "2026-01-15T22:30:00Z"),
    ("2026-01-16", "2026-01-16T00:30:00+02:00", "2026-01-16T00:30:00+02:00"),
    ("2026-01-15", "2026-01-15T23:00:00-05:00", "2026-01-15T23:00:00-05:00"),
    ("2026-01-16", "2026-01-15T23:00:00-05:00", "2026-01-16T04:00:00Z"),
  ])
  func aDayIsAMoment(_ day: String, _ clock: String, _ moment: String) throws {
    #expect(try #require(Day(day)).moment(clock: try #require(Instant(clock))).description == moment)
  }
}
