import Foundation
import Notion

extension JSONValue {
  /// Nil for what is no JSON.
  init?(parsing bytes: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Decoded.self, from: Data(bytes)) else { return nil }
    self = read.value
  }

  /// How many bytes it is as JSON, at most.
  var size: Int {
    switch self {
    case .null: 4
    case .bool(let flag): flag ? 4 : 5
    case .number(let number): "\(number)".utf8.count
    case .string(let text): text.utf8.reduce(2) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
    case .array(let items): items.reduce(2) { $0 + $1.size + 1 }
    case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.size }
    }
  }
}

private struct Decoded: Decodable {
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value =
      if container.decodeNil() {
        .null
      } else if let flag = try? container.decode(Bool.self) {
        .bool(flag)
      } else if let number = try? container.decode(Double.self) {
        .number(number)
      } else if let text = try? container.decode(String.self) {
        .string(text)
      } else if let items = try? container.decode([Decoded].self) {
        .array(items.map(\.value))
      } else {
        .object(try container.decode([String: Decoded].self).mapValues(\.value))
      }
  }
}
