import Bytes

/// An argument of a tool: what a client is told of it and how it is read, in one declaration.
package struct Parameter<Value: Sendable>: Sendable {
  let member: Schema.Member
  /// nil where the value is no such thing, though it is as the schema says.
  private let read: @Sendable (JSONValue?) -> Value?
  /// How such a value is written, in words.
  private let form: String

  private init(_ member: Schema.Member, form: String = "", read: @escaping @Sendable (JSONValue?) -> Value?) {
    self.member = member
    self.form = form
    self.read = read
  }

  /// - Parameter arguments: as the schema has them.
  func value(in arguments: JSONValue) throws(ArgumentProblem) -> Value {
    let given = arguments[member.name]
    if let value = read(given) { return value }
    throw ArgumentProblem("\(member.name) is \"\(given?.text ?? "")\": \(form)")
  }
}

/// Why an argument cannot be meant.
struct ArgumentProblem: Error, Equatable {
  let message: String

  init(_ message: String) { self.message = message }
}

extension Parameter where Value == String {
  package static func text(_ name: String, _ about: String) -> Parameter {
    Parameter(.init(name, .text.described(about))) { $0?.text }
  }
}

extension Parameter where Value == String? {
  /// One that may be left out.
  package static func text(_ name: String, _ about: String) -> Parameter {
    Parameter(.init(name, .text.described(about), isRequired: false)) { .some($0?.text) }
  }
}

extension Parameter where Value == [String] {
  /// - Parameter count: how many there have to be at least; with none, the list may be left out.
  package static func texts(_ name: String, _ about: String, atLeast count: Int = 0) -> Parameter {
    Parameter(.init(name, .list(of: .text, atLeast: count).described(about), isRequired: count > 0)) { value in
      value?.items.compactMap(\.text) ?? []
    }
  }
}

extension Parameter where Value == Bool {
  /// False where it is left out.
  package static func flag(_ name: String, _ about: String) -> Parameter {
    Parameter(.init(name, .flag.described(about), isRequired: false)) { $0?.flag ?? false }
  }
}

extension Parameter where Value == Int {
  package static func number(
    _ name: String, _ about: String, in range: ClosedRange<Int>, standard: Int
  ) -> Parameter {
    Parameter(.init(name, .wholeNumber(in: range).described(about), isRequired: false)) { value in
      guard case .number(let digits) = value else { return standard }
      return Int(digits)
    }
  }
}

extension Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  package static func choice(_ name: String, _ about: String) -> Parameter {
    Parameter(.init(name, .oneOf(Value.allCases.map(\.rawValue)).described(about))) { value in
      value?.text.flatMap(Value.init(rawValue:))
    }
  }
}

extension Parameter {
  /// One of a few that may be left out.
  package static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ about: String
  ) -> Parameter where Choice.RawValue == String, Value == Choice? {
    Parameter(.init(name, .oneOf(Choice.allCases.map(\.rawValue)).described(about), isRequired: false)) { value in
      .some(value?.text.flatMap(Choice.init(rawValue:)))
    }
  }

  /// A text that stands for something and may be left out.
  ///
  /// - Parameters:
  ///   - form: how it is written: "write it like 40m".
  ///   - parse: nil for a text that stands for nothing.
  package static func value<Parsed: Sendable>(
    _ name: String, _ about: String, form: String, _ parse: @escaping @Sendable (String) -> Parsed?
  ) -> Parameter where Value == Parsed? {
    Parameter(.init(name, .text.described(about), isRequired: false), form: form) { value in
      guard let text = value?.text else { return .some(nil) }
      return parse(text).map { .some($0) }
    }
  }

  /// Texts that stand for something.
  package static func values<Parsed: Sendable>(
    _ name: String, _ about: String, atLeast count: Int, form: String, _ parse: @escaping @Sendable (String) -> Parsed?
  ) -> Parameter where Value == [Parsed] {
    let schema = Schema.list(of: .text, atLeast: count).described(about)
    return Parameter(.init(name, schema, isRequired: count > 0), form: form) { value in
      let texts = value?.items.compactMap(\.text) ?? []
      let parsed = texts.compactMap(parse)
      return parsed.count == texts.count ? parsed : nil
    }
  }
}
