import Bytes

/// The part of a record's front matter that makes something run, or says what agents may do. It is found without
/// reading YAML: what is not plainly another key counts as such.
enum RunnableKeys {
  private static let names: Set<[UInt8]> = Set(
    ["agent", "agents_may", "commands", "worktree", "pdf", "path"].map { Array($0.utf8) })

  static let shown = "agent, agents_may, pdf, commands, worktree, path"

  /// All text of the front matter that belongs to one of these keys; the whole of it, where keys cannot be told apart.
  static func text(of file: [UInt8]) -> [[UInt8]] {
    guard let lines = frontMatter(of: file) else { return [] }
    let all = lines.filter { !isBlank($0) }
    // A mapping may be indented as a whole.
    guard let first = all.first(where: { !isComment($0) }), first.first.map({ !$0.isASCIISpace }) ?? true else {
      return all
    }
    var kept: [[UInt8]] = []
    var isKept = false
    for line in all {
      if line.first?.isASCIISpace == false, !isComment(line) { isKept = !isHarmless(line) }
      if isKept, !isComment(line) || line.first?.isASCIISpace == true { kept.append(line) }
    }
    // What an alias stands for is written elsewhere.
    let hasAlias = kept.contains { $0.contains(UInt8(ascii: "*")) && all.contains { $0.contains(UInt8(ascii: "&")) } }
    return hasAlias ? all : kept
  }

  /// Whether a file begins with front matter that ends.
  static func hasFrontMatter(_ file: [UInt8]) -> Bool {
    let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let lines = file[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
    return lines.first.map(isFence) ?? false && lines.dropFirst().contains(where: isFence)
  }

  private static func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy(\.isASCIISpace) }
  private static func isComment(_ line: [UInt8]) -> Bool { line.first { !$0.isASCIISpace } == UInt8(ascii: "#") }

  /// Whether a line at the left begins a key that is plainly none of these.
  private static func isHarmless(_ line: [UInt8]) -> Bool {
    let name = Array(line.prefix { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
    guard let first = name.first, first.isASCIILetter || first == UInt8(ascii: "_") else { return false }
    let rest = line.dropFirst(name.count)
    guard rest.first == UInt8(ascii: ":"), rest.dropFirst().first.map(\.isASCIISpace) ?? true else { return false }
    return !names.contains(name)
  }

  /// The lines between the first two `---`; nil where there are none.
  private static func frontMatter(of file: [UInt8]) -> [[UInt8]]? {
    let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let lines = file[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let first = lines.first, isFence(first) else { return nil }
    return lines.dropFirst().prefix { !isFence($0) }.flatMap(splitForYAML)
  }

  private static func isFence(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: Array("---".utf8))
      && line.dropFirst(3).allSatisfy {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
      }
  }

  /// YAML breaks lines at more than line feeds.
  private static func splitForYAML(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
    var parts: [[UInt8]] = [[]]
    var index = line.startIndex
    while index < line.endIndex {
      let rest = line[index...]
      let width =
        if line[index] == 0x0D { 1 } else if rest.starts(with: [0xC2, 0x85]) {
          2
        } else if rest.starts(with: [0xE2, 0x80, 0xA8])
          || rest.starts(with: [0xE2, 0x80, 0xA9])
        { 3 } else { 0 }
      if width > 0 { parts.append([]) } else { parts[parts.count - 1].append(line[index]) }
      index += max(width, 1)
    }
    return parts
  }
}
