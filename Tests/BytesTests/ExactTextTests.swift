import Bytes
import Testing

@Suite struct ExactTextTests {
  @Test func equalIsWhatHasTheSameBytes() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(composed == decomposed)
    #expect(ExactText(composed) != ExactText(decomposed))
    #expect(Set([ExactText(composed), ExactText(decomposed), ExactText(composed)]).count == 2)
    #expect(ExactText("") == "")
    #expect(ExactText(composed).description == composed)
  }

  @Test func theOrderIsThatOfTheBytes() {
    let texts: [ExactText] = ["", "A", "Z", "a", "a-b", "a.md", "ab", "e\u{301}", "é", "\u{FFFD}", "😀"]
    #expect(texts.reversed().sorted() == texts)
    #expect(zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 })
  }
}

@Suite struct ASCIITests {
  /// The bytes of a class, as text.
  private func bytes(_ isMember: (UInt8) -> Bool) -> String {
    String(decoding: (0...UInt8.max).filter(isMember), as: UTF8.self)
  }

  @Test func classes() {
    let small = "abcdefghijklmnopqrstuvwxyz"
    #expect(bytes(\.isASCIILowercase) == small)
    #expect(bytes(\.isASCIIUppercase) == small.uppercased())
    #expect(bytes(\.isASCIILetter) == small.uppercased() + small)
    #expect(bytes(\.isASCIIAlphanumeric) == "0123456789" + small.uppercased() + small)
    #expect(bytes(\.isASCIISpace) == "\t\n\u{B}\u{C}\r ")
    #expect(bytes(\.isASCIIPunctuation) == ##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##)
    #expect(bytes { $0.hexValue != nil } == "0123456789ABCDEFabcdef")
    #expect("0123456789ABCDEF".utf8.map(\.hexValue) == (0..<16).map { $0 })
    #expect(Array("AZaz0é".utf8).map(\.asciiLowercased) == Array("azaz0é".utf8))
  }

  @Test func percentCoding() {
    #expect("a b/ü~%".percentEncoded() == "a%20b%2F%C3%BC~%25")
    #expect("a b/ü".percentEncoded(keeping: UInt8(ascii: "/")) == "a%20b/%C3%BC")
    func decoded(_ text: String) -> String { String(decoding: Array(text.utf8).percentDecoded, as: UTF8.self) }
    #expect(decoded("a%20b%2f%C3%BC") == "a b/ü")
    #expect(decoded("%+1 %4 %zz %") == "%+1 %4 %zz %")
    #expect((0...UInt8.max).allSatisfy { UInt8($0.hexadecimal, radix: 16) == $0 && $0.hexadecimal.utf8.count == 2 })
  }
}
