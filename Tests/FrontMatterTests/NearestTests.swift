import Testing

@testable import FrontMatter

@Suite struct NearestTests {
  private let keys = ["title", "status", "sprint", "depends_on", "due", "pr", "at"]

  @Test(arguments: [
    ("titel", "title"), ("Title", "title"), ("statu", "status"), ("stauts", "status"),
    ("depends-on", "depends_on"),
    ("DependsOn", "depends_on"), ("dependson", "depends_on"), ("duee", "due"), ("p", "pr"),
  ])
  func findsWhatWasMeant(_ word: String, candidate: String) {
    #expect(nearest(to: word, among: keys) == candidate)
  }

  @Test(arguments: ["", "reviewer", "x", "estimate", "titlestatus", "日本", "d"])
  func guessesNothingFar(_ word: String) {
    #expect(nearest(to: word, among: keys) == nil)
  }

  @Test func theNearestWins() {
    #expect(nearest(to: "abcdef", among: ["abcxxf", "abcdxf", "abcdeg"]) == "abcdxf")
  }

  @Test func longWordsAreComparedQuickly() {
    #expect(
      nearest(to: String(repeating: "a", count: 100_000), among: [String(repeating: "b", count: 100_000)])
        == nil)
  }
}
