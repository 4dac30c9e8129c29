import Bytes

/// What a value may be: written as JSON Schema, and held against values.
package struct Schema: Sendable {
  private let kind: Kind
  /// What it means, for whoever gives it.
  private var about: String?
  private var isNullable = false

  private indirect enum Kind: Sendable {
    case text
    case wholeNumber(ClosedRange<Int>?)
    case flag
    case oneOf([String])
    case list(of: Schema, atLeast: Int)
    /// - closed: whether nothing else may be there.
    case object([Member], isClosed: Bool)
  }

  package struct Member: Sendable {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool

    package init(_ name: String, _ schema: Schema, isRequired: Bool = true) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
    }
  }

  package static let text = Schema(kind: .text)
  package static let flag = Schema(kind: .flag)
  package static let wholeNumber = Schema(kind: .wholeNumber(nil))
  package static func wholeNumber(in range: ClosedRange<Int>) -> Schema { Schema(kind: .wholeNumber(range)) }
  package static func oneOf(_ texts: [String]) -> Schema { Schema(kind: .oneOf(texts)) }
  package static func list(of item: Schema, atLeast count: Int = 0) -> Schema {
    Schema(kind: .list(of: item, atLeast: count))
  }
  /// An object that may have more members than these.
  package static func object(_ members: [Member]) -> Schema { Schema(kind: .object(members, isClosed: false)) }
  package static func closedObject(_ members: [Member]) -> Schema { Schema(kind: .object(members, isClosed: true)) }

  package func described(_ about: String) -> Schema {
    var schema = self
    schema.about = about
    return schema
  }

  /// Or nothing.
  package var orNull: Schema {
    var schema = self
    schema.isNullable = true
    return schema
  }
}

// MARK: - As JSON Schema

extension Schema {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch kind {
      case .text: writeType("string", to: &writer)
      case .flag: writeType("boolean", to: &writer)
      case .wholeNumber(let range):
        writeType("integer", to: &writer)
        if let range {
          writer.field("minimum", range.lowerBound)
          writer.field("maximum", range.upperBound)
        }
      case .oneOf(let texts):
        writeType("string", to: &writer)
        writer.array("enum") { writer in
          for text in texts { writer.string(text) }
          if isNullable { writer.null() }
        }
      case .list(let item, let count):
        writeType("array", to: &writer)
        writer.key("items")
        item.write(to: &writer)
        if count > 0 { writer.field("minItems", count) }
      case .object(let members, let isClosed):
        writeType("object", to: &writer)
        writer.object("properties") { writer in
          for member in members {
            writer.key(member.name)
            member.schema.write(to: &writer)
          }
        }
        let required = members.filter(\.isRequired).map(\.name)
        if !required.isEmpty { writer.strings("required", required) }
        if isClosed { writer.field("additionalProperties", false) }
      }
      if let about { writer.field("description", about) }
    }
  }

  private func writeType(_ name: String, to writer: inout JSONWriter) {
    if isNullable { writer.strings("type", [name, "null"]) } else { writer.field("type", name) }
  }
}

// MARK: - Held against values

extension Schema {
  /// What of a value is not as it has to be, each with its place.
  ///
  /// - Parameter name: what the value is called; empty for the whole.
  package func problems(in value: JSONValue, called name: String = "") -> [String] {
    if isNullable, value == .null { return [] }
    switch kind {
    case .text: return value.text == nil ? ["\(name) has to be a text"] : []
    case .flag: return value.flag == nil ? ["\(name) has to be true or false"] : []
    case .wholeNumber(let range):
      guard case .number(let digits) = value, let number = Int(digits) else {
        return ["\(name) has to be a whole number"]
      }
      guard let range, !range.contains(number) else { return [] }
      return ["\(name) has to be from \(range.lowerBound) to \(range.upperBound)"]
    case .oneOf(let texts):
      guard let text = value.text, texts.containsExactly(text) else {
        return ["\(name) has to be one of \(texts.joined(separator: ", "))"]
      }
      return []
    case .list(let item, let count):
      guard value.isList else { return ["\(name) has to be a list"] }
      guard value.items.count >= count else { return ["\(name) has to have at least \(count) of them"] }
      return value.items.enumerated().flatMap { item.problems(in: $1, called: "\(name)[\($0)]") }
    case .object(let members, let isClosed):
      return problems(in: value, called: name, members, isClosed)
    }
  }

  private func problems(in value: JSONValue, called name: String, _ members: [Member], _ isClosed: Bool) -> [String] {
    guard value.isObject else { return ["\(name) has to be an object"] }
    func place(_ member: String) -> String { name.isEmpty ? member : "\(name).\(member)" }
    var problems: [String] = []
    for member in members {
      if let part = value[member.name] {
        problems += member.schema.problems(in: part, called: place(member.name))
      } else if member.isRequired {
        problems.append("\(place(member.name)) is missing")
      }
    }
    guard isClosed else { return problems }
    let names = members.map(\.name)
    for member in value.members where !names.containsExactly(member.name) {
      let known = names.isEmpty ? "none is taken" : "there are \(names.joined(separator: ", "))"
      problems.append("\(place(member.name)) is not known: \(known)")
    }
    return problems
  }
}
