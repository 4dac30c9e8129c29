extension UInt8 {
  /// White space as CommonMark's block structure knows it: space, tab and the line ends.
  var isMarkdownSpace: Bool {
    self == UInt8(ascii: " ") || (0x09...0x0D).contains(self)
  }

  var isASCIILetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  var isASCIIDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }

  /// The small letter of an ASCII letter; any other byte itself.
  var asciiLowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes before the first white space.
  var firstWord: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: prefix { !$0.isMarkdownSpace })
  }
}
