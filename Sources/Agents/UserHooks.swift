import Bytes

/// Our hooks in a person's own settings file, behind whatever else stands there. What they were put into is kept as it
/// was, to the byte, by whoever writes the file: so they can be taken out again.
package struct UserHooks: Sendable {
  package let agent: Agent
  package let program: String

  package init(_ agent: Agent, program: String) {
    self.agent = agent
    self.program = program
  }

  /// Whether a file has them, or what an older program put there.
  package static func areIn(_ json: JSONValue) -> Bool {
    json["hooks"]?.members.contains { event in event.value.items.contains(where: isOurs) } ?? false
  }

  /// A group of hooks that holds nothing but calls of this program.
  private static func isOurs(_ group: JSONValue) -> Bool {
    let hooks = group["hooks"]?.items ?? []
    return !hooks.isEmpty
      && hooks.allSatisfy { hook in
        guard let command = hook["command"]?.text else { return false }
        return [" guard --agent ", " mark --agent "].contains { command.utf8.firstRange(of: $0.utf8) != nil }
          && command.utf8.firstRange(of: "orchsite".utf8) != nil
      }
  }

  /// The file with our entries behind those that are there.
  ///
  /// - Parameter bytes: nil where there is no file.
  /// - Returns: nil for a file whose form is none that hooks can be put into.
  package func added(to bytes: [UInt8]?) -> [UInt8]? {
    let json =
      bytes.map { $0.allSatisfy(\.isASCIISpace) ? JSONValue.object([]) : JSONValue(parsing: $0) } ?? .object([])
    guard let json, case .object(let members) = json else { return nil }
    let entries = HookEntries(program: program, agent: agent, isForEverySession: true)
    var ours = JSONWriter()
    entries.write(to: &ours)
    guard let new = JSONValue(parsing: ours.bytes) else { return nil }
    var hooks: [JSONValue.Member] = []
    switch json["hooks"] {
    case nil: break
    case .object(let there)?: hooks = there
    default: return nil
    }
    for event in new.members {
      if let index = hooks.firstIndex(where: { ExactText($0.name) == ExactText(event.name) }) {
        guard case .array(let groups) = hooks[index].value else { return nil }
        hooks[index] = JSONValue.Member(
          name: event.name, value: .array(groups.filter { !Self.isOurs($0) } + event.value.items))
      } else {
        hooks.append(event)
      }
    }
    var all = members.filter { ExactText($0.name) != "hooks" }
    let place = members.firstIndex { ExactText($0.name) == "hooks" } ?? all.count
    all.insert(JSONValue.Member(name: "hooks", value: .object(hooks)), at: place)
    return Self.text(.object(all))
  }

  /// The file without our entries, for one that somebody has changed since they were put in.
  ///
  /// - Returns: nil where it has none.
  package static func removed(from bytes: [UInt8]) -> [UInt8]? {
    guard let json = JSONValue(parsing: bytes), areIn(json) else { return nil }
    let members = json.members.compactMap { member -> JSONValue.Member? in
      guard ExactText(member.name) == "hooks" else { return member }
      let events = member.value.members.compactMap { event -> JSONValue.Member? in
        let groups = event.value.items.filter { !isOurs($0) }
        // An event that had nothing else was ours.
        return groups.isEmpty && !event.value.items.isEmpty
          ? nil : JSONValue.Member(name: event.name, value: .array(groups))
      }
      return events.isEmpty ? nil : JSONValue.Member(name: member.name, value: .object(events))
    }
    return text(.object(members))
  }

  private static func text(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.value(value)
    return writer.endLine()
  }
}
