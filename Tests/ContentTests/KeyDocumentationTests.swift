import Content
import Foundation
import Testing

/// The tables of `docs/content.md` name exactly the keys that are declared, with their types, and the required ones in
/// bold.
@Suite struct KeyDocumentationTests {
  @Test func theTablesAreTheDeclarations() throws {
    let documented = try tables()
    func expect<Record: KeyedRecord>(_ record: Record.Type, in section: String) {
      let declared = Record.declaredKeys.map { Row(name: $0.name, type: $0.typeName, isRequired: $0.isRequired) }
      #expect(documented[section]?.sorted() == declared.sorted(), "\(section)")
    }
    expect(ProjectSettings.self, in: "index.md")
    expect(Repo.self, in: "repos")
    expect(Sprint.self, in: "sprints")
    expect(BoardTask.self, in: "tasks")
    expect(WorkerUpdate.self, in: "updates")
    expect(Decision.self, in: "decisions")
    expect(Client.self, in: "clients")
    expect(TimeEntry.self, in: "time")
    expect(WriteOff.self, in: "write-offs")
  }

  private struct Row: Equatable, Comparable, CustomStringConvertible {
    let name: String
    let type: String
    let isRequired: Bool

    static func < (left: Row, right: Row) -> Bool { left.name < right.name }
    var description: String { "\(name): \(type)\(isRequired ? ", required" : "")" }
  }

  /// The rows of each record's first table, by its heading.
  private func tables() throws -> [String: [Row]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let documentation = tests.deletingLastPathComponent().appendingPathComponent("docs/content.md")
    let text = try String(contentsOf: documentation, encoding: .utf8)
    var tables: [String: [Row]] = [:]
    var section = ""
    var isInTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") {
        section = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
      } else if line.hasPrefix("| key | type |") {
        isInTable = tables[section] == nil
      } else if !line.hasPrefix("|") {
        isInTable = false
      } else if isInTable, !line.hasPrefix("|---") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let name = cells[0].replacing("*", with: "").replacing("`", with: "")
        tables[section, default: []].append(
          Row(name: name, type: cells[1], isRequired: cells[0].hasPrefix("**")))
      }
    }
    return tables
  }
}
