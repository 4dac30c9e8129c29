import Bytes
import Diagnostics

/// What a commit of a change says.
struct CommitMessage: Sendable {
  /// What the change does.
  let subject: String
  /// The paths that are part of it; others are left over from earlier changes.
  let written: Set<ExactText>

  static let pathsAtMost = 50
  private static let bytesAtMost = (subject: 500, list: 20_000)

  /// - Parameter paths: what is in the commit.
  func text(_ paths: [String]) -> String {
    let late = paths.filter { !written.contains(ExactText($0)) }
    let isOnlyLate = late.count == paths.count
    let what = isOnlyLate ? "left over from earlier: " + (late.count == 1 ? late[0] : "\(late.count) files") : subject
    let first = Self.cut("chore(content): \(what.printable)", to: Self.bytesAtMost.subject)
    guard !late.isEmpty, !(isOnlyLate && late.count == 1) else { return first }
    var lines: [String] = []
    var size = 0
    for path in late.prefix(Self.pathsAtMost) where size + path.utf8.count <= Self.bytesAtMost.list {
      lines.append("- \(path)\n")
      size += path.utf8.count
    }
    if lines.count < late.count { lines.append("and \(late.count - lines.count) more\n") }
    return "\(first)\n\n\(isOnlyLate ? "" : "Also, left over from earlier:\n")\(lines.joined())"
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var result = ""
    var size = 3
    for character in text {
      size += character.utf8.count
      if size > limit { break }
      result.append(character)
    }
    return result + "…"
  }
}
