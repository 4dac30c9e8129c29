import Testing

@testable import Quantities

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("95", 95, 0), ("95.00", 9500, 2), ("-0.5", -5, 1), ("0", 0, 0), ("0.000000001", 1, 9), ("007", 7, 0),
    ("999999999999999", 999_999_999_999_999, 0), ("999999999.999999999", 999_999_999_999_999_999, 9),
    ("-999999999999999.999", -999_999_999_999_999_999, 3),
  ])
  func reads(_ text: String, significand: Int, fractionDigits: Int) {
    let decimal = ExactDecimal(text)
    #expect(decimal?.significand == significand)
    #expect(decimal?.fractionDigits == fractionDigits)
  }

  @Test(arguments: [
    "", "-", ".", "5.", ".5", "+5", "1,5", "1 000", "1e3", "0x1F", "1.2.3", "--1", "1-", " 1", "1 ", "NaN",
    "∞", "１",
    "1234567890123456", "0.1234567890", "9999999999.999999999", "−1",
  ])
  func refuses(_ text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(arguments: ["95", "95.00", "-0.5", "0", "0.00", "0.000000001", "-12345.6789", "-0.05"])
  func printsWhatItReads(_ text: String) {
    #expect(ExactDecimal(text)?.description == text)
  }

  @Test func aNegativeZeroIsZero() {
    #expect(ExactDecimal("-0.00")?.description == "0.00")
  }
}
