/// A pattern of paths as `.gitignore` has them: `*` and `?` within a name, `**` across folders, `[a-z]`. Without a
/// slash (but at its end) it names files and folders at any depth; what matches a folder matches all that is in it.
package struct Glob: Sendable, Equatable {
  package let text: String
  private let names: [[UInt8]]

  package init(_ text: String) {
    self.text = text
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let isAnchored = bytes.contains(UInt8(ascii: "/"))
    let names = bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
    // Everything in a folder, and the folder: they come and go together.
    let isWhole = names.count > 1 && names.last == Self.anyFolders
    let own = isWhole ? Array(names.dropLast()) : names
    self.names = isAnchored ? own : [Self.anyFolders] + own
  }

  private static let anyFolders = Array("**".utf8)

  /// Whether a path, or a folder that it lies in, matches.
  package func matches(_ path: String) -> Bool {
    guard !names.isEmpty else { return false }
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    // What the first so many names of the pattern match, in numbers of the path's names.
    var ends: Set<Int> = [0]
    for name in names {
      if name == Self.anyFolders {
        guard let least = ends.min() else { return false }
        ends = Set(least...parts.count)
      } else {
        ends = Set(ends.filter { $0 < parts.count && Self.matches(parts[$0], name) }.map { $0 + 1 })
      }
      if ends.isEmpty { return false }
    }
    return ends.contains { $0 > 0 }
  }

  /// One name: on a mismatch the last star takes one byte more, so no two stars multiply.
  private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var place = 0
    var at = 0
    var star: (pattern: Int, name: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, place)
        at += 1
      } else if let next = end(of: pattern, at, matching: name[place]) {
        at = next
        place += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        at = last.pattern + 1
        place = last.name + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Where the pattern goes on behind what matches one byte; nil where it does not match.
  private static func end(of pattern: [UInt8], _ at: Int, matching byte: UInt8) -> Int? {
    guard at < pattern.count else { return nil }
    switch pattern[at] {
    case UInt8(ascii: "?"): return at + 1
    case UInt8(ascii: "\\") where at + 1 < pattern.count: return pattern[at + 1] == byte ? at + 2 : nil
    case UInt8(ascii: "["):
      guard let close = pattern[(at + 1)...].dropFirst().firstIndex(of: UInt8(ascii: "]")) else { break }
      var members = pattern[(at + 1)..<close]
      let isNegated = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
      if isNegated { members = members.dropFirst() }
      var isMember = false
      var index = members.startIndex
      while index < members.endIndex {
        if index + 2 < members.endIndex, members[index + 1] == UInt8(ascii: "-") {
          if members[index] <= byte, byte <= members[index + 2] { isMember = true }
          index += 3
        } else {
          if members[index] == byte { isMember = true }
          index += 1
        }
      }
      return isMember != isNegated ? close + 1 : nil
    default: break
    }
    return pattern[at] == byte ? at + 1 : nil
  }
}
