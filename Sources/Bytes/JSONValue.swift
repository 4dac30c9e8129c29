/// A value of JSON as it was read.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// As it was written: `1.50` and `12345678901234567890` stay what they are.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// In the order in which they were written; no name twice.
  case object([Member])

  package struct Member: Sendable, Equatable {
    package let name: String
    package let value: JSONValue

    package init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a member; names are compared byte for byte.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { ExactText($0.name) == ExactText(name) }?.value
  }

  package subscript(index: Int) -> JSONValue? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  package var text: String? { if case .string(let text) = self { text } else { nil } }
  package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var number: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }
  package var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
  package var isList: Bool { if case .array = self { true } else { false } }
  package var isObject: Bool { if case .object = self { true } else { false } }
  package var members: [Member] { if case .object(let members) = self { members } else { [] } }

  /// How many bytes it is as JSON, at most.
  package var size: Int {
    switch self {
    case .null: 4
    case .bool(let flag): flag ? 4 : 5
    case .number(let digits): digits.utf8.count
    case .string(let text): text.utf8.reduce(2) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
    case .array(let items): items.reduce(2) { $0 + $1.size + 1 }
    case .object(let members): members.reduce(2) { $0 + $1.name.utf8.count + 4 + $1.value.size }
    }
  }
}

extension JSONWriter {
  /// Writes a value that was read: numbers as they were written.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let digits): number(digits)
    case .string(let text): string(text)
    case .array(let items): array { writer in for item in items { writer.value(item) } }
    case .object(let members):
      object { writer in
        for member in members {
          writer.key(member.name)
          writer.value(member.value)
        }
      }
    }
  }
}
