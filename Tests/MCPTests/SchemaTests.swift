import Bytes
import MCP
import Testing

@Suite("Schemas of arguments and answers")
struct SchemaTests {
  private let schema = Schema.closedObject([
    .init("title", .text.described("The title.")),
    .init("count", .wholeNumber(in: 1...3), isRequired: false),
    .init("status", .oneOf(["todo", "done"]), isRequired: false),
    .init("labels", .list(of: .text, atLeast: 1), isRequired: false),
    .init("ready", .flag, isRequired: false),
    .init("since", .text.orNull, isRequired: false),
    .init("parts", .list(of: .object([.init("name", .text)])), isRequired: false),
  ])

  @Test("as JSON Schema")
  func json() {
    var writer = JSONWriter()
    schema.write(to: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"type":"object","properties":{"title":{"type":"string","description":"The title."},"#
        + #""count":{"type":"integer","minimum":1,"maximum":3},"status":{"type":"string","enum":["todo","done"]},"#
        + #""labels":{"type":"array","items":{"type":"string"},"minItems":1},"ready":{"type":"boolean"},"#
        + #""since":{"type":["string","null"]},"parts":{"type":"array","items":{"type":"object","#
        + #""properties":{"name":{"type":"string"}},"required":["name"]}}},"required":["title"],"#
        + #""additionalProperties":false}"#)
  }

  @Test(
    "what is not as it has to be is named",
    arguments: [
      (#"{"title":"a"}"#, []), (#"{"title":"a","since":null,"parts":[{"name":"b","more":1}]}"#, []),
      (#"{"title":"a","count":3,"status":"done","labels":["x"],"ready":false}"#, []),
      ("{}", ["title is missing"]), (#"{"title":1}"#, ["title has to be a text"]),
      (#"{"title":"a","count":"2"}"#, ["count has to be a whole number"]),
      (#"{"title":"a","count":2.5}"#, ["count has to be a whole number"]),
      (#"{"title":"a","count":4}"#, ["count has to be from 1 to 3"]),
      (#"{"title":"a","count":99999999999999999999}"#, ["count has to be a whole number"]),
      (#"{"title":"a","status":"Done"}"#, ["status has to be one of todo, done"]),
      (#"{"title":"a","labels":"x"}"#, ["labels has to be a list"]),
      (#"{"title":"a","labels":[]}"#, ["labels has to have at least 1 of them"]),
      (#"{"title":"a","labels":["x",1]}"#, ["labels[1] has to be a text"]),
      (#"{"title":"a","ready":"true"}"#, ["ready has to be true or false"]),
      (#"{"title":"a","parts":[{}]}"#, ["parts[0].name is missing"]),
      (
        #"{"titel":"a"}"#,
        [
          "title is missing",
          "titel is not known: there are title, count, status, labels, ready, since, parts",
        ]
      ),
    ])
  func problems(_ text: String, _ expected: [String]) throws {
    #expect(schema.problems(in: try JSONValue(Array(text.utf8))) == expected)
  }
}

@Suite("Arguments")
struct ParameterTests {
  private enum Size: String, CaseIterable { case small, large }

  private let tool = Tool(
    "t", title: "", about: "", effect: .reads, takes: Parameter<String>.text("text", ""),
    Parameter<String?>.text("more", ""), Parameter<[String]>.texts("list", ""), Parameter<Bool>.flag("flag", ""),
    Parameter<Int>.number("count", "", in: 0...9, standard: 3), Parameter<Size?>.choice("size", ""),
    Parameter<Int?>.value("number", "", form: "write it like 40") { Int($0) }, gives: .object([])
  ) { text, more, list, flag, count, size, number in
    let words = "\(text) \(more ?? "-") \(list) \(flag) \(count) \(size?.rawValue ?? "-") \(number ?? -1)"
    return .answer(words, Array("{}".utf8))
  }

  @Test(
    "what is declared once is read so",
    arguments: [
      (#"{"text":"a"}"#, "a - [] false 3 - -1"),
      (
        #"{"text":"","more":"m","list":["x","y"],"flag":true,"count":0,"size":"large","number":"7"}"#,
        #" m ["x", "y"] true 0 large 7"#
      ),
      (#"{"text":"a","more":null,"list":null,"count":null,"number":null}"#, "a - [] false 3 - -1"),
      (#"{"text":null}"#, "text is missing"), (#"{"text":"a","size":"huge"}"#, "size has to be one of small, large"),
      (#"{"text":"a","number":"x"}"#, "number is \"x\": write it like 40"),
      (#"{"text":"a","number":7}"#, "number has to be a text"),
    ])
  func reading(_ arguments: String, _ expected: String) async throws {
    let client = try await Conversation([tool])
    await client.call(1, "t", arguments)
    #expect(try await client.hear()?["result"]?["content"]?[0]?["text"]?.text == expected)
  }

  @Test("required ones of a few, and lists of what stands for something")
  func others() async throws {
    let tool = Tool(
      "t", title: "", about: "", effect: .reads, takes: Parameter<Size>.choice("size", ""),
      Parameter<[Int]>.values("numbers", "", form: "each is a number") { Int($0) }, gives: .object([])
    ) { size, numbers in .answer("\(size) \(numbers)", Array("{}".utf8)) }
    let client = try await Conversation([tool])
    for (arguments, expected) in [
      (#"{"size":"small","numbers":["1","2"]}"#, "small [1, 2]"),
      (#"{"size":"small","numbers":["1","x"]}"#, "numbers is \"x\": each is a number"),
      (#"{"size":"small","numbers":[]}"#, "numbers has to have at least 1 of them"),
      ("{}", "size is missing\nnumbers is missing"),
    ] {
      await client.call(1, "t", arguments)
      #expect(try await client.hear()?["result"]?["content"]?[0]?["text"]?.text == expected)
    }
  }
}
