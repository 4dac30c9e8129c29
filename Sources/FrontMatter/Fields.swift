import Bytes
import Diagnostics

/// Reads the keys of one map by a schema: `expect` names all keys that it has, and every `required` and `optional`
/// call another, so what was never named is, by definition, unknown.
package struct Fields {
  package let document: FrontMatterDocument
  private let entries: [YAMLValue.Entry]
  /// Where a missing key is reported: the key that opens the map, or the first one of a map in a list; for the whole
  /// document, the line that opens it. Its place is worked out only when it is needed.
  private let opening: YAMLValue.Entry?
  let prefix: String
  private var asked: [String] = []
  private var missing: [String] = []
  package private(set) var diagnostics: [Diagnostic] = []

  package init(_ document: FrontMatterDocument) {
    self.document = document
    entries = document.entries
    prefix = ""
    opening = nil
  }

  private init(_ document: FrontMatterDocument, map: [YAMLValue.Entry], key: String, opening: YAMLValue.Entry?) {
    self.document = document
    entries = map
    prefix = key + "."
    self.opening = opening
  }

  /// Names the keys of the schema: what else stands in the map is unknown.
  package mutating func expect(_ keys: [String]) { asked = keys }

  /// The value of a key that may be absent; `nil` also when it is wrong, which is then reported.
  package mutating func optional<Value>(
    _ key: String, _ type: @autoclosure () -> FieldType<Value>
  ) -> Value? {
    asked.append(key)
    return value(key, isRequired: false, type)
  }

  /// The value of a key without which there is no record; `nil` has been reported (a missing key by `finish`).
  package mutating func required<Value>(
    _ key: String, _ type: @autoclosure () -> FieldType<Value>
  ) -> Value? {
    asked.append(key)
    return value(key, isRequired: true, type)
  }

  /// Whether a key is not there. Most keys of most records are not, and this costs far less than a generic call into
  /// another room.
  package func lacks(_ key: String) -> Bool {
    !entries.contains { $0.isNamed(key) }
  }

  /// The value of a key that `expect` named; `nil` when it is absent, or wrong and reported.
  /// The type is only made where there is a value: most keys of most records are absent.
  package mutating func value<Value>(_ key: String, isRequired: Bool, _ type: () -> FieldType<Value>) -> Value? {
    guard let entry = entry(key) else {
      if isRequired { missing.append(key) }
      return nil
    }
    if !document.isPlain { warnOfWhatIsDropped(entry) }
    guard !entry.value.isAbsent else {
      if isRequired {
        report(
          "missing", "\"\(prefix)\(key)\" has no value", help: "put \(type().expectation) behind the colon",
          at: document.range(ofKey: entry))
      }
      return nil
    }
    return read(entry, type())
  }

  /// A map below a key, read by its own schema; `nil` when the key is absent.
  package mutating func map<Value>(_ key: String, _ read: (inout Fields) -> Value) -> Value? {
    asked.append(key)
    guard let entry = entry(key), !entry.value.isAbsent else { return nil }
    guard case .map(let inner, _) = entry.value else {
      report(
        "type", "\"\(prefix)\(key)\" is \(entry.value.kind), not a map", help: "write key: value below it",
        at: document.range(of: entry.value))
      return nil
    }
    var fields = Fields(document, map: inner, key: prefix + key, opening: entry)
    let value = read(&fields)
    diagnostics += fields.diagnostics
    return value
  }

  /// A map without which there is no record; when it is absent, `finish` reports it.
  package mutating func requiredMap<Value>(_ key: String, _ read: (inout Fields) -> Value) -> Value? {
    let value = map(key, read)
    if !entries.contains(where: { $0.isNamed(key) && !$0.value.isAbsent }) { missing.append(key) }
    return value
  }

  /// The maps of a list, each read by the same schema: `nil` when the key is absent, and an element is `nil` when it
  /// is no map or the schema does without it.
  package mutating func maps<Value>(_ key: String, _ read: (inout Fields) -> Value?) -> [Value?]? {
    asked.append(key)
    guard let entry = entry(key), !entry.value.isAbsent else { return nil }
    guard case .list(let items, _) = entry.value else {
      report(
        "type", "\"\(prefix)\(key)\" is \(entry.value.kind), not a list", help: "write a line with - for each",
        at: document.range(of: entry.value))
      return [nil]
    }
    return items.map { item in
      guard case .map(let inner, _) = item else {
        report(
          "type", "an entry of \"\(prefix)\(key)\" is \(item.kind), not a map", help: "write key: value behind the -",
          at: document.range(of: item))
        return nil
      }
      var fields = Fields(document, map: inner, key: prefix + key, opening: inner.first ?? entry)
      let value = read(&fields)
      diagnostics += fields.diagnostics
      return value
    }
  }

  /// A list without which there is no record; when it is absent, `finish` reports it.
  package mutating func requiredMaps<Value>(_ key: String, _ read: (inout Fields) -> Value?) -> [Value?]? {
    let values = maps(key, read)
    if case .none = values { missing.append(key) }
    return values
  }

  /// All keys of this map, for maps whose keys are names rather than a schema; each is read as `type`.
  package mutating func dictionary<Value>(_ type: FieldType<Value>) -> [(key: String, value: Value)] {
    entries.compactMap { entry in
      asked.append(entry.key)
      if entry.value.isAbsent { return nil }
      return read(entry, type).map { (entry.key, $0) }
    }
  }

  /// All keys of this map, for maps whose keys are names; below each is a map that is read by one schema.
  package mutating func maps<Value>(_ read: (String, inout Fields) -> Value?) -> [Value] {
    entries.compactMap { entry in map(entry.key) { read(entry.key, &$0) } ?? nil }
  }

  /// Accepts a key whose value another room reads.
  package mutating func leaveAlone(_ keys: String...) { asked += keys }

  package mutating func report(
    _ code: String, _ message: String, help: String? = nil, at range: Range<Int>,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(Diagnostic(severity, code, message, help: help, in: document.file, at: range))
  }

  /// Reports missing keys and, as warnings, unknown ones. A required key that is missing while an unknown one
  /// is nearly its name is one mistake and reported once, as an error, where it was made.
  package mutating func finish(customFields: CustomFields = .named([])) {
    var missing = missing
    for entry in entries where !asked.contains(entry.key) {
      if entry.key.hasPrefix("x-") { continue }
      let range = document.range(ofKey: entry)
      if let invisible = entry.key.firstInvisible,
        asked.contains(entry.key.withoutInvisibles) || entry.key.invisibleEnd != nil
      {
        let key = entry.key.withoutInvisibles
        let isMissing = missing.contains(key)
        missing.removeAll { $0 == key }
        report(
          "key", "an invisible character in the key \"\(prefix)\(key)\": \(invisible.invisibleName)",
          help: "delete it", at: range, severity: isMissing ? .error : .warning)
        continue
      }
      if customFields.contains(entry.key), nearest(to: entry.key, among: missing) == nil {
        if !document.isPlain { warnOfWhatIsDropped(entry) }
        continue
      }
      if let index = missing.firstIndex(where: { nearness(entry.key, $0) != nil }) {
        let key = missing.remove(at: index)
        report(
          "key", "unknown key \"\(prefix)\(entry.key)\", and \"\(key)\" is missing", help: "write \(key):",
          at: range)
      } else if let help = didYouMean(entry.key, among: asked) {
        report("key", "unknown key \"\(prefix)\(entry.key)\"", help: help, at: range, severity: .warning)
      } else {
        report(
          "key", "unknown key \"\(prefix)\(entry.key)\"",
          help: "name it in custom_fields of index.md, begin it with x-, or delete it", at: range,
          severity: .warning)
      }
    }
    if missing.isEmpty { return }
    let place =
      opening.map(document.range(ofKey:)) ?? document.file.lineRange(at: max(document.yaml.lowerBound - 1, 0))
    for key in missing {
      report("missing", "the key \"\(prefix)\(key)\" is missing", help: "add a line \(key): …", at: place)
    }
  }

  private func entry(_ key: String) -> YAMLValue.Entry? { entries.first { $0.isNamed(key) } }

  private mutating func read<Value>(_ entry: YAMLValue.Entry, _ type: FieldType<Value>) -> Value? {
    let result = type.read(entry.value)
    if case .value(let value) = result {
      if type.form == .list { warnOfCommas(entry) }
      warnOfInvisibleEnds(entry)
      return value
    }
    if let invisible = entry.value.firstInvisible, case .value = type.read(entry.value.withoutInvisibles) {
      report(
        "value", "an invisible character in \"\(prefix)\(entry.key)\": \(invisible.scalar.invisibleName)",
        help: "delete it", at: document.range(of: invisible.place))
      return nil
    }
    switch result {
    case .value(let value): return value
    case .mismatch:
      let code = if case .scalar = entry.value { "value" } else { "type" }
      report(
        code, "\"\(prefix)\(entry.key)\" is \(entry.value.quotedForMessage), not \(type.expectation)",
        help: type.example.map { "for example \(entry.key): \($0)" }
          ?? "put \(type.expectation) behind the colon",
        at: document.range(of: entry.value))
    case .invalid(let code, let message, let help, let value):
      report(code ?? "value", message, help: help, at: document.range(of: value))
    }
    return nil
  }
}

/// Keys that are nobody's mistake though no schema knows them.
package enum CustomFields: Sendable, Equatable {
  case named(Set<ExactText>)
  /// Which they are cannot be known: then none is called unknown.
  case unknowable

  func contains(_ key: String) -> Bool {
    switch self {
    case .named(let names): names.contains(ExactText(key))
    case .unknowable: true
    }
  }
}
