import Bytes
import Diagnostics
import Quantities

/// How one kind of value is read from YAML: the small vocabulary that the records of `content/` are written in.
package struct FieldType<Value: Sendable>: Sendable {
  /// Made only for an error: every field of every file asks for its type.
  private let makeExpectation: @Sendable () -> String
  private let makeName: @Sendable () -> String
  /// A value of this type, for the help of an error.
  let example: String?
  package let form: FieldForm
  let read: @Sendable (YAMLValue) -> FieldResult<Value>

  /// Completes "… is not": "a date like 2026-01-06".
  var expectation: String { makeExpectation() }
  /// What the tables of `docs/content.md` call it: "date".
  package var name: String { makeName() }

  package init(
    _ expectation: @autoclosure @escaping @Sendable () -> String,
    named name: @autoclosure @escaping @Sendable () -> String = "text", form: FieldForm = .scalar,
    example: String? = nil, read: @escaping @Sendable (YAMLValue) -> FieldResult<Value>
  ) {
    makeExpectation = expectation
    makeName = name
    self.form = form
    self.example = example
    self.read = read
  }

  /// A type that is read from the text of a scalar; `nil` where the text is none of its kind.
  package init(
    text expectation: @autoclosure @escaping @Sendable () -> String,
    named name: @autoclosure @escaping @Sendable () -> String = "text", form: FieldForm = .scalar,
    example: String? = nil, parse: @escaping @Sendable (String) -> Value?
  ) {
    self.init(expectation(), named: name(), form: form, example: example) { value in
      guard case .scalar(let scalar) = value, let parsed = parse(scalar.text) else { return .mismatch }
      return .value(parsed)
    }
  }
}

/// How a value is written when a command writes it.
package enum FieldForm: Sendable {
  case scalar
  /// A date, a number or a truth value, which quotes would make a text of.
  case bare
  /// A scalar in quotes, whatever it holds.
  case quoted
  case list
}

package enum FieldResult<Value: Sendable>: Sendable {
  case value(Value)
  /// Not of this type: the message is made from the type's expectation.
  case mismatch
  /// Of this type, but wrong in a way that has a sentence of its own.
  case invalid(code: String? = nil, message: String, help: String, at: YAMLValue)
}

/// A value that a frontmatter key may only be one of.
package protocol FieldOption: CaseIterable, RawRepresentable, Sendable where RawValue == String {
  /// What an error calls it: "status".
  static var fieldName: String { get }
}

extension FieldType where Value == String {
  /// Text. The blank text counts as absent.
  package static var text: FieldType {
    // Half of all values are texts: this closure captures nothing and costs nothing to make.
    FieldType("text") { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      return .value(scalar.text)
    }
  }

  /// A scalar that must be a slug.
  package static var slug: FieldType {
    FieldType("a slug like sprint-12", named: "slug", example: "sprint-12") { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      if Slug.isValid(scalar.text) { return .value(scalar.text) }
      let suggestion = Slug.suggestion(for: scalar.text).map { "; for example \($0)" } ?? ""
      return .invalid(
        message: "\(value.quotedForMessage) is not a slug",
        help: "use lowercase letters, digits and -, at most \(Slug.maximumLength)\(suggestion)", at: value)
    }
  }
}

extension FieldType where Value == Day {
  package static var day: FieldType {
    FieldType("a date like 2026-01-06", named: "date", form: .bare, example: "2026-01-06") { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      if let day = Day(scalar.text) { return .value(day) }
      guard scalar.text.isShapedLikeDay else { return .mismatch }
      let month = scalar.text.prefix(8)
      let length = (28...31).last { Day("\(month)\($0)") != nil }
      return .invalid(
        code: "date", message: "there is no day \(scalar.text)",
        help: length.map { "\(month.dropLast()) has \($0) days" } ?? "dates are year-month-day", at: value)
    }
  }
}

extension FieldType where Value == Instant {
  package static var instant: FieldType {
    FieldType(text: "a time with an offset", named: "instant", form: .bare, example: "2026-01-06T09:15:00+01:00") {
      Instant($0)
    }
  }
}

extension FieldType where Value == Minutes {
  package static var duration: FieldType {
    FieldType(text: "a duration like 90m, 1h30m or 1.5h", named: "duration", example: "90m") { Minutes(duration: $0) }
  }

  /// A whole number of minutes, negative ones included: who may be negative is for a check to say.
  package static var minutes: FieldType {
    FieldType(text: "a whole number of minutes", named: "minutes", form: .bare, example: "90") {
      Int($0).flatMap { $0.magnitude < 1_000_000 ? Minutes($0) : nil }
    }
  }
}

extension FieldType where Value == Int {
  package static var wholeNumber: FieldType {
    FieldType(text: "a whole number from 0 to 999999", named: "whole number", form: .bare, example: "3") {
      Int($0).flatMap { (0...999_999).contains($0) ? $0 : nil }
    }
  }
}

extension FieldType where Value == Bool {
  package static var boolean: FieldType {
    FieldType("true or false", named: "boolean", form: .bare, example: "true") { value in
      guard case .scalar(let scalar) = value, scalar.text == "true" || scalar.text == "false" else { return .mismatch }
      guard scalar.style != .plain else { return .value(scalar.text == "true") }
      return .invalid(
        message: "a truth value must not be quoted", help: "write \(scalar.text), not \"\(scalar.text)\"", at: value)
    }
  }
}

extension FieldType where Value == ExactDecimal {
  /// A **quoted** number: an unquoted one is a binary fraction to every other YAML reader, and 10.10 becomes
  /// 10.1 on the way.
  package static var decimal: FieldType {
    FieldType("a quoted decimal number", named: "decimal", form: .quoted, example: "\"95.00\"") { value in
      guard case .scalar(let scalar) = value, let decimal = ExactDecimal(scalar.text) else { return .mismatch }
      guard scalar.style == .plain else { return .value(decimal) }
      return .invalid(
        code: "decimal", message: "a decimal must be quoted",
        help: "write \"\(scalar.text)\", not \(scalar.text)", at: value)
    }
  }
}

extension FieldType {
  /// The same type without the values that do not make sense, with a sentence about these.
  package func refusing(_ message: String, help: String, _ isWrong: @escaping @Sendable (Value) -> Bool) -> FieldType {
    FieldType(expectation, named: name, form: form, example: example) { [read] value in
      let result = read(value)
      guard case .value(let parsed) = result, isWrong(parsed) else { return result }
      return .invalid(message: "\(value.quotedForMessage): \(message)", help: help, at: value)
    }
  }
}

extension FieldType where Value: FieldOption {
  /// One of a closed set: the error names them all.
  package static var option: FieldType {
    FieldType(
      "one of \(Self.names)", named: Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: " ")
    ) { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      if let option = Value(rawValue: scalar.text) { return .value(option) }
      return .invalid(
        code: Value.fieldName, message: "unknown \(Value.fieldName) \"\(scalar.text.withInvisiblesShown)\"",
        help: "one of \(Self.names)", at: value)
    }
  }

  private static var names: String { Value.allCases.map(\.rawValue).joined(separator: ", ") }
}

extension FieldType {
  /// A list; a single scalar is taken as a list of one, as people write it.
  /// - Parameter plural: what the documentation calls its elements.
  package static func list<Element>(_ element: FieldType<Element>, of plural: String = "text") -> FieldType<[Element]>
  where Value == [Element] {
    FieldType<[Element]>("a list", named: "list of \(plural)", form: .list) { value in
      let items: [YAMLValue]
      switch value {
      case .list(let values, _): items = values
      case .scalar: items = [value]
      case .map: return .mismatch
      }
      var elements: [Element] = []
      elements.reserveCapacity(items.count)
      for item in items {
        if item.isAbsent {
          return .invalid(
            message: "an entry of the list is empty", help: "write something, or delete the entry", at: item)
        }
        switch element.read(item) {
        case .value(let element): elements.append(element)
        case .mismatch:
          // The usual map in a list of texts is a text with a colon.
          let quoted = item.textOfSingleEntry.map {
            "quote the entry: \(ScalarText.encode($0, style: .doubleQuoted))"
          }
          return .invalid(
            message: item.isScalar
              ? "\(item.quotedForMessage) is not \(element.expectation)"
              : "an entry is \(item.kind), not \(element.expectation)",
            help: quoted ?? element.example.map { "for example \($0)" } ?? "write \(element.expectation)",
            at: item)
        case .invalid(let code, let message, let help, let place):
          return .invalid(code: code, message: message, help: help, at: place)
        }
      }
      return .value(elements)
    }
  }
}

extension String {
  fileprivate var isShapedLikeDay: Bool {
    utf8.count == 10
      && utf8.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7
          ? byte == UInt8(ascii: "-") : byte.isASCIIDigit
      }
  }
}

extension YAMLValue {
  /// A key without a value means the same as no key, and so does a blank text, however it is quoted.
  var isAbsent: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.isAbsent || scalar.text.utf8.allSatisfy { $0.isASCIISpace }
  }

  fileprivate var isScalar: Bool { if case .scalar = self { true } else { false } }

  /// `fix: the bug` of a map that has only this entry.
  fileprivate var textOfSingleEntry: String? {
    guard case .map(let entries, _) = self, entries.count == 1, case .scalar(let scalar) = entries[0].value
    else {
      return nil
    }
    return "\(entries[0].key): \(scalar.text)"
  }

  /// The value as an error message quotes it.
  var quotedForMessage: String {
    guard case .scalar(let scalar) = self else { return kind }
    let text = scalar.text.count > 60 ? scalar.text.prefix(59) + "…" : scalar.text[...]
    let shown = String(text).withInvisiblesShown
    // Its own quotation marks beside ours would look like a slip.
    guard shown.utf8.contains(UInt8(ascii: "\"")) else { return "\"\(shown)\"" }
    return shown.utf8.contains(UInt8(ascii: "'")) ? ScalarText.doubleQuoted(shown) : "'\(shown)'"
  }
}
