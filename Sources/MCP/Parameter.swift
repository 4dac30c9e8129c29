import Bytes

/// An argument of a tool: what a client is told of it and how it is read, in one declaration.
package struct Parameter<Value: Sendable>: Sendable {
  let member: Schema.Member
  /// Given what the schema accepts, or nothing where it may be left out.
  private let read: @Sendable (JSONValue?) throws(ArgumentProblem) -> Value

  private init(
    _ name: String, _ schema: Schema, _ about: String, isRequired: Bool = false,
    read: @escaping @Sendable (JSONValue?) throws(ArgumentProblem) -> Value
  ) {
    member = Schema.Member(name, schema.described(about), isRequired: isRequired)
    self.read = read
  }

  /// - Parameter arguments: as the schema has them.
  func value(in arguments: JSONValue) throws(ArgumentProblem) -> Value { try read(arguments[member.name]) }
}

/// Why an argument cannot be meant, though it is as its schema says.
struct ArgumentProblem: Error, Equatable {
  let message: String

  init(_ name: String, _ text: String, _ form: String) { message = "\(name) is \"\(text)\": \(form)" }
}

extension Parameter where Value == String {
  package static func text(_ name: String, _ about: String) -> Parameter {
    Parameter(name, .text, about, isRequired: true) { $0?.text ?? "" }
  }
}

extension Parameter where Value == String? {
  /// One that may be left out.
  package static func text(_ name: String, _ about: String) -> Parameter {
    Parameter(name, .text, about) { $0?.text }
  }
}

extension Parameter where Value == [String] {
  /// - Parameter count: how many there have to be at least; with none, the list may be left out.
  package static func texts(_ name: String, _ about: String, atLeast count: Int = 0) -> Parameter {
    Parameter(name, .list(of: .text, atLeast: count), about, isRequired: count > 0) { $0?.texts ?? [] }
  }
}

extension Parameter where Value == Bool {
  /// False where it is left out.
  package static func flag(_ name: String, _ about: String) -> Parameter {
    Parameter(name, .flag, about) { $0?.flag ?? false }
  }
}

extension Parameter where Value == Int {
  package static func number(
    _ name: String, _ about: String, in range: ClosedRange<Int>, standard: Int
  ) -> Parameter {
    Parameter(name, .wholeNumber(in: range), about) { value in
      guard case .number(let digits) = value else { return standard }
      return Int(digits) ?? standard
    }
  }
}

extension Parameter {
  /// One of a few texts, or none where it is left out.
  package static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ about: String
  ) -> Parameter where Choice.RawValue == String, Value == Choice? {
    Parameter(name, .oneOf(Choice.allCases.map(\.rawValue)), about) { $0?.text.flatMap(Choice.init(rawValue:)) }
  }

  /// One of a few texts.
  package static func choice(
    _ name: String, _ about: String
  ) -> Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    Parameter(name, .oneOf(Value.allCases.map(\.rawValue)), about, isRequired: true) {
      value throws(ArgumentProblem) in
      try parsed(value?.text ?? "", name, "", Value.init(rawValue:))
    }
  }

  /// A text that stands for something, or nothing where it is left out.
  ///
  /// - Parameters:
  ///   - form: how it is written: "write it like 40m".
  ///   - parse: nil for a text that stands for nothing.
  package static func value<Parsed: Sendable>(
    _ name: String, _ about: String, form: String, _ parse: @escaping @Sendable (String) -> Parsed?
  ) -> Parameter where Value == Parsed? {
    Parameter(name, .text, about) { value throws(ArgumentProblem) in
      guard let text = value?.text else { return nil }
      return try parsed(text, name, form, parse)
    }
  }

  /// Texts that stand for something, one at least.
  package static func values<Parsed: Sendable>(
    _ name: String, _ about: String, form: String, _ parse: @escaping @Sendable (String) -> Parsed?
  ) -> Parameter where Value == [Parsed] {
    Parameter(name, .list(of: .text, atLeast: 1), about, isRequired: true) { value throws(ArgumentProblem) in
      var values: [Parsed] = []
      for text in value?.texts ?? [] { values.append(try parsed(text, name, form, parse)) }
      return values
    }
  }

  private static func parsed<Parsed>(
    _ text: String, _ name: String, _ form: String, _ parse: (String) -> Parsed?
  ) throws(ArgumentProblem) -> Parsed {
    guard let value = parse(text) else { throw ArgumentProblem(name, text, form) }
    return value
  }
}

extension JSONValue {
  fileprivate var texts: [String] { items.compactMap(\.text) }
}
