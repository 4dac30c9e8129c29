import Bytes
import Git

/// A file that says which version a project is.
package struct VersionFile: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    // In the order in which they are looked for.
    case plain = "VERSION"
    case package = "package.json"
    case cargo = "Cargo.toml"
    case python = "pyproject.toml"
  }

  package let kind: Kind
  let bytes: [UInt8]
  /// Where the version stands.
  package let range: Range<Int>

  package var path: String { kind.rawValue }
  package var text: String { String(decoding: bytes[range], as: UTF8.self) }

  /// - Returns: nil for a file that says none.
  package init?(_ kind: Kind, _ bytes: [UInt8]) {
    let range =
      switch kind {
      case .plain: Self.plain(bytes)
      case .package: Self.json(bytes)
      case .cargo: Self.toml(bytes, ["[package]"])
      case .python: Self.toml(bytes, ["[project]", "[tool.poetry]"])
      }
    guard let range else { return nil }
    self.kind = kind
    self.bytes = bytes
    self.range = range
  }

  package static let limit = 16 << 20

  /// The first file of a commit that says a version.
  package static func find(in commit: String, _ git: GitRunner) async throws(GitError) -> VersionFile? {
    let names = Kind.allCases.map(\.rawValue)
    let there = try await git.run(["ls-tree", "-z", "--name-only", commit, "--"] + names).pieces
    for kind in Kind.allCases where there.contains(kind.rawValue) {
      let output = try await git.run(["cat-file", "blob", "\(commit):\(kind.rawValue)"], accepting: [0, 128])
      if output.status == 0, let file = VersionFile(kind, output.bytes) { return file }
    }
    return nil
  }
}

// MARK: - Where the version stands

extension VersionFile {
  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  /// The one word of the file, without the `v` that it may begin with.
  private static func plain(_ bytes: [UInt8]) -> Range<Int>? {
    guard var start = bytes.firstIndex(where: { !isBlank($0) }) else { return nil }
    let end = bytes[start...].firstIndex(where: isBlank) ?? bytes.endIndex
    guard bytes[end...].allSatisfy(isBlank) else { return nil }
    if bytes[start] == UInt8(ascii: "v"), start + 1 < end, bytes[start + 1].isASCIIDigit { start += 1 }
    return start..<end
  }

  /// The text of the key `version` of the outermost object.
  private static func json(_ bytes: [UInt8]) -> Range<Int>? {
    var depth = 0
    var found: Range<Int>?
    var place = 0
    func skipBlanks() { while place < bytes.count, isBlank(bytes[place]) { place += 1 } }
    /// The text in quotes that begins here, without them.
    func string() -> Range<Int>? {
      let start = place + 1
      place = start
      while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
        place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard place < bytes.count else { return nil }
      place += 1
      return start..<(place - 1)
    }
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        place += 1
      case UInt8(ascii: "\""):
        guard let name = string() else { return nil }
        skipBlanks()
        guard depth == 1, place < bytes.count, bytes[place] == UInt8(ascii: ":"),
          bytes[name].elementsEqual("version".utf8)
        else { continue }
        place += 1
        skipBlanks()
        // Of two, the last one counts.
        found = nil
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") { found = string() }
      default: place += 1
      }
    }
    guard let found, !found.isEmpty, !bytes[found].contains(UInt8(ascii: "\\")) else { return nil }
    return found
  }

  /// The text of the key `version` below the first of some headers that has one.
  private static func toml(_ bytes: [UInt8], _ headers: [String]) -> Range<Int>? {
    var found: [String: Range<Int>] = [:]
    var header = ""
    var quotes: [UInt8]?
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // In a text of several lines nothing is a header or a key.
      if let open = quotes {
        if line.firstRange(of: open) != nil { quotes = nil }
        continue
      }
      for mark in [Array(repeating: UInt8(ascii: "\""), count: 3), Array(repeating: UInt8(ascii: "'"), count: 3)] {
        guard let opening = line.firstRange(of: mark) else { continue }
        if line[opening.upperBound...].firstRange(of: mark) == nil { quotes = mark }
      }
      let content = line.drop(while: isBlank)
      if content.first == UInt8(ascii: "[") {
        let name = content.filter { !isBlank($0) }
        header = headers.first { name.starts(with: $0.utf8) } ?? ""
        continue
      }
      guard !header.isEmpty, found[header] == nil, content.starts(with: "version".utf8) else { continue }
      var rest = content.dropFirst("version".utf8.count).drop(while: isBlank)
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = rest.dropFirst().drop(while: isBlank)
      guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { continue }
      let text = rest.dropFirst().prefix { $0 != quote }
      guard !text.isEmpty, text.endIndex < line.endIndex, !text.contains(UInt8(ascii: "\\")) else { continue }
      found[header] = text.startIndex..<text.endIndex
    }
    return headers.lazy.compactMap { found[$0] }.first
  }
}
