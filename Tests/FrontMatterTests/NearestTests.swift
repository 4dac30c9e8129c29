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
    #expect(nearest(to: "abcdef", among: ["abcxxf", "abcdxf", "abcdgg"]) == "abcdxf")
  }

  @Test func amongEquallyNearOnesTheFirstInByteOrder() {
    let names = ["webb", "weba", "webc", "éa", "e\u{301}a"]
    for _ in 0..<20 {
      #expect(nearest(to: "web", among: Set(names)) == "weba")
      #expect(SuggestionIndex(Set(names)).didYouMean("web") == "did you mean weba?")
    }
  }

  @Test func theNameIsWrittenAsInItsPlace() {
    #expect(didYouMean("titel", among: keys) { "\"\($0)\"" } == "did you mean \"title\"?")
    #expect(didYouMean("xyz", among: keys) == nil)
    #expect(SuggestionIndex(keys).didYouMean("titel", written: { "#\($0)" }) == "did you mean #title?")
    #expect(SuggestionIndex(keys).didYouMean("titel", where: { $0 != "title" }) == nil)
  }

  /// However many names there are, a word is compared with few; and they are the right ones.
  @Test func manyNamesAreLookedUpNotComparedWithEachOther() throws {
    let names = (0..<2_000).map { number in
      let verb = ["fix", "add", "drop", "move", "test"][number / 3 % 5]
      return
        "\(["web", "backend", "app"][number % 3])/\(verb)-\(["login", "menu", "cart", "mail"][number / 7 % 4])-\(number)"
    }
    let index = SuggestionIndex(names)
    for number in stride(from: 3, to: names.count, by: 97) {
      var word = Array(names[number].utf8)
      word.swapAt(number % (word.count - 1), number % (word.count - 1) + 1)
      let misspelt = String(decoding: word, as: UTF8.self)
      #expect(index.candidates(for: Spelling(misspelt)).count <= SuggestionIndex.limit)
      let near = try #require(nearest(to: misspelt, among: names))
      #expect(index.didYouMean(misspelt) == "did you mean \(near)?")
    }
    #expect(index.didYouMean("something-else-altogether") == nil)
  }

  @Test func longWordsAreComparedQuickly() {
    #expect(
      nearest(to: String(repeating: "a", count: 100_000), among: [String(repeating: "b", count: 100_000)])
        == nil)
  }
}
