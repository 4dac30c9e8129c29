import Diagnostics
import Quantities

/// How one kind of value is read from YAML: the small vocabulary that the records of `content/` are written in.
package struct FieldType<Value: Sendable>: Sendable {
  /// Completes "… is not": "a date like 2026-01-06".
  let expectation: String
  let read: @Sendable (YAMLValue) -> FieldResult<Value>

  package init(
    _ expectation: String, read: @escaping @Sendable (YAMLValue) -> FieldResult<Value>
  ) {
    self.expectation = expectation
    self.read = read
  }

  /// A type that is read from the text of a scalar; `nil` where the text is none of its kind.
  package init(text expectation: String, parse: @escaping @Sendable (String) -> Value?) {
    self.init(expectation) { value in
      guard case .scalar(let scalar) = value, let parsed = parse(scalar.text) else { return .mismatch }
      return .value(parsed)
    }
  }
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
  /// One line of text. The empty text counts as absent.
  package static var text: FieldType { FieldType(text: "text") { $0 } }

  /// A scalar that must be a slug.
  package static var slug: FieldType {
    FieldType(text: "a slug: lowercase letters, digits and -, at most 60") { Slug.isValid($0) ? $0 : nil }
  }
}

extension FieldType where Value == Day {
  package static var day: FieldType {
    FieldType("a date like 2026-01-06") { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      if let day = Day(scalar.text) { return .value(day) }
      guard scalar.text.isShapedLikeDay else { return .mismatch }
      return .invalid(
        code: "date", message: "there is no day \(scalar.text)", help: "dates are year-month-day", at: value)
    }
  }
}

extension FieldType where Value == Instant {
  package static var instant: FieldType {
    FieldType(text: "a time with an offset like 2026-01-06T09:15:00+01:00") { Instant($0) }
  }
}

extension FieldType where Value == Minutes {
  package static var duration: FieldType {
    FieldType(text: "a duration like 90m, 1h30m or 1.5h") { Minutes(duration: $0) }
  }

  /// A whole number of minutes, negative ones included: who may be negative is for a check to say.
  package static var minutes: FieldType {
    FieldType(text: "a whole number of minutes") { Int($0).flatMap { abs($0) < 1_000_000 ? Minutes($0) : nil } }
  }
}

extension FieldType where Value == Int {
  package static var wholeNumber: FieldType {
    FieldType(text: "a whole number from 0 to 999999") {
      Int($0).flatMap { (0...999_999).contains($0) ? $0 : nil }
    }
  }
}

extension FieldType where Value == Bool {
  package static var boolean: FieldType {
    FieldType(text: "true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
  }
}

extension FieldType where Value == ExactDecimal {
  /// A **quoted** number: an unquoted one is a binary fraction to every other YAML reader, and 10.10 becomes
  /// 10.1 on the way.
  package static var decimal: FieldType {
    FieldType("a quoted decimal number like \"95.00\"") { value in
      guard case .scalar(let scalar) = value, ExactDecimal(scalar.text) != nil else { return .mismatch }
      guard scalar.style == .plain else { return ExactDecimal(scalar.text).map { .value($0) } ?? .mismatch }
      return .invalid(
        code: "decimal", message: "a decimal must be quoted",
        help: "write \"\(scalar.text)\", not \(scalar.text)", at: value)
    }
  }
}

extension FieldType where Value: FieldOption {
  /// One of a closed set: the error names them all.
  package static var option: FieldType {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return FieldType("one of \(names)") { value in
      guard case .scalar(let scalar) = value else { return .mismatch }
      if let option = Value(rawValue: scalar.text) { return .value(option) }
      return .invalid(
        code: Value.fieldName, message: "unknown \(Value.fieldName) \"\(scalar.text)\"",
        help: "one of \(names)", at: value)
    }
  }
}

extension FieldType {
  /// A list; a single scalar is taken as a list of one, as people write it.
  package static func list<Element>(_ element: FieldType<Element>) -> FieldType<[Element]>
  where Value == [Element] {
    FieldType<[Element]>("a list") { value in
      let items: [YAMLValue]
      switch value {
      case .list(let values, _): items = values
      case .scalar: items = [value]
      case .map: return .mismatch
      }
      var elements: [Element] = []
      elements.reserveCapacity(items.count)
      for item in items {
        switch element.read(item) {
        case .value(let element): elements.append(element)
        case .mismatch:
          return .invalid(
            message: "\(item.quotedForMessage) is not \(element.expectation)", help: "mend this entry", at: item)
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
          ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
  }
}

extension YAMLValue {
  /// The value as an error message quotes it.
  var quotedForMessage: String {
    guard case .scalar(let scalar) = self else { return kind }
    let text = scalar.text.count > 60 ? scalar.text.prefix(59) + "…" : scalar.text[...]
    return "\"\(text)\""
  }
}
