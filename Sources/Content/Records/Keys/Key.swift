import FrontMatter

/// A key of a record, declared once: how it is read, what a client is told of it, and where it is shown.
///
/// The closures capture nothing: threads that read thousands of files share no reference that they would have to count.
package struct Key<Record: Sendable, Value: Sendable>: Sendable {
  package let name: String
  let type: @Sendable () -> FieldType<Value>
  let isRequired: Bool
  let client: ClientVisibility<Record, Value>
  let value: @Sendable (Record) -> Value?
  let shown: ShownKey<Record>?

  /// A key that no list of facts shows by itself.
  init(
    _ name: String, _ type: @autoclosure @escaping @Sendable () -> FieldType<Value>, required: Bool = false,
    client: ClientVisibility<Record, Value>, value: @escaping @Sendable (Record) -> Value?
  ) {
    self.name = name
    self.type = type
    isRequired = required
    self.client = client
    self.value = value
    shown = nil
  }

  /// - Parameters:
  ///   - json: its name in `board.json`, where that is another one.
  ///   - shown: what is shown of it, which may stand for an absent value too.
  init(
    _ name: String, _ type: @autoclosure @escaping @Sendable () -> FieldType<Value>, required: Bool = false,
    client: ClientVisibility<Record, Value>, label: String, on places: KeyPlaces, json: String? = nil,
    value: @escaping @Sendable (Record) -> Value?, shown: @escaping @Sendable (Record) -> KeyValue?
  ) {
    self.name = name
    self.type = type
    isRequired = required
    self.client = client
    self.value = value
    self.shown = ShownKey(
      name: name, id: name.split(separator: "_").joined(separator: "-"), label: label, places: places,
      jsonName: json ?? name, value: shown)
  }
}

/// A key whose value is no scalar and no list of them: the value is read by a schema of its own.
package struct MapKey<Record: Sendable, Value: Sendable>: Sendable {
  package let name: String
  let typeName: String
  let client: ClientVisibility<Record, Value>
  let value: @Sendable (Record) -> Value?
  let read: @Sendable (inout Fields, String) -> Value?

  init(
    _ name: String, _ typeName: String = "map", client: ClientVisibility<Record, Value>,
    value: @escaping @Sendable (Record) -> Value?, read: @escaping @Sendable (inout Fields, String) -> Value?
  ) {
    self.name = name
    self.typeName = typeName
    self.client = client
    self.value = value
    self.read = read
  }
}

/// What a client is told of a key.
package enum ClientVisibility<Record: Sendable, Value: Sendable>: Sendable {
  case hidden
  case shown
  /// Something else in its place.
  case mapped(@Sendable (Record, Restriction) -> Value?)

  func value(of record: Record, _ restriction: Restriction, _ value: (Record) -> Value?) -> Value? {
    switch self {
    case .hidden: nil
    case .shown: value(record)
    case .mapped(let map): map(record, restriction)
    }
  }
}

/// Where a key is shown by itself.
package struct KeyPlaces: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Among the facts of the record's page.
  package static let page = KeyPlaces(rawValue: 1)
  /// In what a command shows of one record.
  package static let sheet = KeyPlaces(rawValue: 2)
  /// In `board.json`, and wherever else machines read the record.
  package static let json = KeyPlaces(rawValue: 4)
  package static let everywhere: KeyPlaces = [.page, .sheet, .json]
}

/// A key as whoever shows it needs it.
package struct ShownKey<Record: Sendable>: Sendable {
  package let name: String
  /// The name with hyphens: what a template calls the fact.
  package let id: String
  package let label: String
  package let places: KeyPlaces
  package let jsonName: String
  /// An empty list is a value; a scalar that is absent is none.
  package let value: @Sendable (Record) -> KeyValue?
}

/// What is known about a key without its value.
package struct DeclaredKey<Record: Sendable>: Sendable {
  package let name: String
  /// As in the tables of `docs/content.md`.
  package let typeName: String
  package let isRequired: Bool
  package let form: FieldForm
  package let isHiddenFromClients: Bool
  package let shown: ShownKey<Record>?
}

/// A key or a map: what a record's list of its keys is made of.
protocol KeyDeclaration<Record>: Sendable {
  associatedtype Record: Sendable
  var declared: DeclaredKey<Record> { get }
}

extension Key: KeyDeclaration {
  var declared: DeclaredKey<Record> {
    let type = type()
    return DeclaredKey(
      name: name, typeName: type.name, isRequired: isRequired, form: type.form,
      isHiddenFromClients: client.isHidden, shown: shown)
  }
}

extension MapKey: KeyDeclaration {
  var declared: DeclaredKey<Record> {
    DeclaredKey(
      name: name, typeName: typeName, isRequired: false, form: .scalar, isHiddenFromClients: client.isHidden,
      shown: nil)
  }
}

extension ClientVisibility {
  fileprivate var isHidden: Bool { if case .hidden = self { true } else { false } }
}

/// A record whose keys are declared.
package protocol KeyedRecord: Sendable {
  /// All of them, in the order in which they are shown.
  static var declaredKeys: [DeclaredKey<Self>] { get }
  /// Their names.
  static var keys: [String] { get }
}

extension KeyedRecord {
  static func declare(_ keys: any KeyDeclaration<Self>...) -> [DeclaredKey<Self>] { keys.map { $0.declared } }

  /// The keys that are shown in a place.
  package static func keys(on place: KeyPlaces) -> [ShownKey<Self>] {
    declaredKeys.compactMap(\.shown).filter { $0.places.contains(place) }
  }

  package static func key(_ name: String) -> DeclaredKey<Self>? { declaredKeys.first { $0.name == name } }
}
