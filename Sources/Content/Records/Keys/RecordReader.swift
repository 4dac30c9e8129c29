import Diagnostics
import FrontMatter

/// What a record is made from: its file, or, for what one client may see, the whole record seen through its keys.
/// Either way the same initializer asks for the same keys.
package struct RecordReader<Record: KeyedRecord> {
  /// `nil` when a record is restricted.
  private(set) var fields: Fields?
  private let original: (record: Record, restriction: Restriction)?

  fileprivate init(_ fields: Fields) {
    self.fields = fields
    original = nil
  }

  init(restricting record: Record, _ restriction: Restriction) {
    fields = nil
    original = (record, restriction)
  }

  /// The value of a key. `nil` when it is absent, wrong (which is then reported), or hidden from the client.
  mutating func read<Value>(_ key: Key<Record, Value>) -> Value? { read(key, as: key.type()) }

  /// The same, for a type that depends on where the record stands.
  mutating func read<Value>(_ key: Key<Record, Value>, as type: @autoclosure () -> FieldType<Value>) -> Value? {
    if let original { return key.client.value(of: original.record, original.restriction, key.value) }
    if !key.isRequired, fields?.lacks(key.name) ?? true { return nil }
    return fields?.value(key.name, isRequired: key.isRequired, type) ?? nil
  }

  mutating func read<Value>(_ key: MapKey<Record, Value>) -> Value? {
    if let original { return key.client.value(of: original.record, original.restriction, key.value) }
    guard var fields else { return nil }
    defer { self.fields = fields }
    return key.read(&fields, key.name)
  }

  /// Whether a file is read: a restricted record was checked when its file was.
  var readsFile: Bool { original == nil }

  mutating func report(_ code: String, _ message: String, help: String, at range: Range<Int>) {
    fields?.report(code, message, help: help, at: range)
  }
}

extension Fields {
  /// Reads one record by its declared keys.
  mutating func record<Record, Value>(_ make: (inout RecordReader<Record>) -> Value) -> Value {
    expect(Record.keys)
    var reader = RecordReader<Record>(self)
    let value = make(&reader)
    if let fields = reader.fields { self = fields }
    return value
  }
}
