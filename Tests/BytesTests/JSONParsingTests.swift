import Bytes
import Testing

@Suite("Reading JSON")
struct JSONParsingTests {
  private func read(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(Array(text.utf8)) }

  private func message(_ text: String) -> String? {
    do throws(JSONError) {
      _ = try read(text)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("every kind of value, in order, with numbers as they were written")
  func values() throws {
    let value = try read(#" {"b": [1, -0.50, 1e3, 12345678901234567890], "a": {"x": null}, "t": true, "f": false} "#)
    #expect(value.members.map(\.name) == ["b", "a", "t", "f"])
    #expect(value["b"]?.items == [.number("1"), .number("-0.50"), .number("1e3"), .number("12345678901234567890")])
    #expect(value["a"]?["x"] == .null)
    #expect(value["t"]?.flag == true)
    #expect(value["f"]?.flag == false)
    #expect(value["b"]?[1]?.number == -0.5)
    #expect(try read("[]") == .array([]))
    #expect(try read("{}") == .object([]))
  }

  @Test("escapes, surrogates, and halves of them")
  func texts() throws {
    #expect(try read(#""a\"\\\/\b\f\n\r\té\ud83d\ude00""#).text == "a\"\\/\u{8}\u{C}\n\r\té😀")
    #expect(try read(#""x\ud83dy""#).text == "x\u{FFFD}y")
    #expect(try read(#""\ud83d\u0041\ude00""#).text == "\u{FFFD}A\u{FFFD}")
    #expect(try read("\"plain ü 😀\"").text == "plain ü 😀")
  }

  @Test("names are told apart by their bytes")
  func names() throws {
    let value = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(value["\u{E9}"] == .number("1"))
    #expect(value["e\u{301}"] == .number("2"))
  }

  @Test(
    "what is no JSON is refused with its place",
    arguments: [
      ("", "it ends too early, at byte 0"), ("{", "it ends too early, at byte 1"),
      ("{\"a\":1,}", "unexpected character, at byte 7"), ("[1,]", "unexpected character, at byte 3"),
      ("01", "something stands behind the value, at byte 1"), ("1 2", "something stands behind the value, at byte 2"),
      ("-", "it ends too early, at byte 1"), ("1.", "it ends too early, at byte 2"),
      ("tru", "it ends too early, at byte 3"),
      ("nul!", "unexpected character, at byte 3"), ("'a'", "unexpected character, at byte 0"),
      ("\"a\nb\"", "a control character stands in a text, at byte 2"), ("\"a", "it ends too early, at byte 2"),
      (#""\x""#, "an escape that JSON does not have, at byte 1"), (#""\u12g4""#, "unexpected character, at byte 5"),
      (#"{"a":1,"a":2}"#, "a name is said twice, at byte 7"), ("\u{FEFF}1", "unexpected character, at byte 0"),
    ])
  func refused(_ text: String, _ expected: String) { #expect(message(text) == expected) }

  @Test("a name that is said twice among many")
  func twiceAmongMany() {
    let members = (0..<40).map { "\"n\($0)\":0" }
    #expect(message("{\(members.joined(separator: ","))}") == nil)
    #expect(message("{\((members + ["\"n39\":1"]).joined(separator: ","))}")?.hasPrefix("a name is said twice") == true)
  }

  @Test("bytes that are no UTF-8")
  func notUTF8() {
    #expect(JSONValue(parsing: [0x22, 0xFF, 0x22]) == nil)
    #expect(JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) == nil)
  }

  @Test("depth ends before the stack does")
  func depth() {
    let limit = JSONValue.depthLimit
    let deep = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    #expect(message(deep) == nil)
    #expect(message("[\(deep)]") == "more than 512 levels, at byte 512")
    #expect(message(String(repeating: "[", count: 1_000_000)) == "more than 512 levels, at byte 512")
  }

  @Test("what was read is written as it was")
  func written() throws {
    let text = #"{"a":[1.50,"é\n",null,true],"b":{}}"#
    var writer = JSONWriter()
    writer.value(try read(text))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
  }
}
