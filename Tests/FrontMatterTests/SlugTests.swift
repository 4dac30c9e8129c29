import Testing

@testable import FrontMatter

@Suite struct SlugTests {
  @Test(arguments: ["a", "0", "refund-api", "a-", "a--b", String(repeating: "a", count: 60)])
  func valid(_ text: String) {
    #expect(Slug.isValid(text))
  }

  @Test(arguments: [
    "", "-a", "A", "a_b", "a b", "ä", "a/b", "a.b", "..", "a\n", "a\0", "é",
    String(repeating: "a", count: 61),
  ])
  func invalid(_ text: String) {
    #expect(!Slug.isValid(text))
  }

  @Test(arguments: [
    ("Refund API", "refund-api"), ("Größe & Maß", "groesse-mass"), ("  it's -- done! ", "its-done"),
    ("Čeština", "cestina"),
    ("v2.0", "v2-0"), ("-x-", "x"), ("e\u{301}t\u{E9}", "e-te"),
  ])
  func suggestion(_ title: String, slug: String) {
    #expect(Slug.suggestion(for: title) == slug)
  }

  @Test(arguments: ["", "!!!", "日本語", "👋"])
  func nothingToSuggest(_ title: String) {
    #expect(Slug.suggestion(for: title) == nil)
  }

  @Test func suggestionsAreValid() {
    for text in nastyTexts {
      if let slug = Slug.suggestion(for: text) { #expect(Slug.isValid(slug), "\(text)") }
    }
    let long = Slug.suggestion(for: String(repeating: "Wort ", count: 40))
    #expect(long.map(Slug.isValid) == true)
  }
}
