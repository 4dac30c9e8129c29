import Bytes
import Quantities

/// What a page says in one column.
package enum PropertyValue: Equatable, Sendable {
  case title(String)
  case text(String)
  /// Exact: the digits of the JSON.
  case number(ExactDecimal?)
  case select(String?)
  case multiSelect([String])
  case days(Day?, through: Day? = nil)
  case checkbox(Bool)
  case relation([PageKey])
}

/// A value in its column.
package struct Property: Equatable, Sendable {
  package let name: String
  package let value: PropertyValue

  package init(_ name: String, _ value: PropertyValue) {
    self.name = name
    self.value = value
  }
}

extension PropertyValue {
  /// A name that the service takes for an option: without commas, and not too long.
  package static func optionName(_ written: String) -> String {
    let name = String(decoding: written.utf8.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ";") : $0 }, as: UTF8.self)
    guard name.unitCount > Limits.option else { return name }
    return String(name[..<TextFitting.end(of: name[...], limit: Limits.option, breaking: false)])
  }
}

extension Encoder {
  /// Writes `{"Name":{"title":[…]},…}`.
  package mutating func write(_ properties: [Property], _ statusType: StatusType, _ pointer: String) {
    object { encoder in
      for property in properties {
        encoder.writer.key(property.name)
        encoder.object { encoder in
          encoder.write(property, statusType, "\(pointer)/\(property.name)")
        }
      }
    }
  }

  private mutating func write(_ property: Property, _ statusType: StatusType, _ pointer: String) {
    switch property.value {
    case .title(let text): field("title", text, pointer)
    case .text(let text): field("rich_text", text, pointer)
    case .number(let number):
      writer.key("number")
      if let number { writer.number(number.description) } else { writer.null() }
    case .select(let name):
      writer.key(property.name == Column.status ? statusType.rawValue : "select")
      if let name { writer.object { $0.field("name", PropertyValue.optionName(name)) } } else { writer.null() }
    case .multiSelect(let names):
      writer.array("multi_select") { writer in
        for name in names { writer.object { $0.field("name", name) } }
      }
    case .days(let start, let end):
      writer.key("date")
      guard let start else { return writer.null() }
      writer.object { writer in
        writer.field("start", start.description)
        if let end { writer.field("end", end.description) }
      }
    case .checkbox(let value): writer.field("checkbox", value)
    case .relation(let keys):
      writer.key("relation")
      array { encoder in
        for (index, key) in keys.enumerated() {
          encoder.object { $0.reference("id", .page(key), "\(pointer)/relation/\(index)") }
        }
      }
    }
  }

  private mutating func field(_ name: String, _ text: String, _ pointer: String) {
    writer.key(name)
    // What a property holds is short; what would not fit is in the body, or nowhere but in content/.
    write(TextFitting.parts(of: RichText(text))[0], "\(pointer)/\(name)")
  }
}
