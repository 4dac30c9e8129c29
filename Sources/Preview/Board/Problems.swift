import Bytes
import Diagnostics

/// What is broken, as pages show it over themselves: files that cannot be read, templates that cannot be used, and what
/// `check` finds and did not find when the preview began.
struct Problems: Sendable {
  /// The content as a whole, where it cannot be read at all.
  var content: String?
  var templates: [Diagnostic] = []
  var unreadable: [Diagnostic] = [] {
    didSet {
      // What can be read now was found by the last check too; the next one says what is wrong with it else.
      let mended = Set(oldValue.map(Self.identity)).subtracting(unreadable.map(Self.identity))
      if !mended.isEmpty { checked.removeAll { mended.contains(Self.identity($0)) } }
    }
  }
  /// The errors that the last check has found.
  private var checked: [Diagnostic] = []
  /// Those that were there when the preview began, and are still.
  private var old: Set<[String]>?

  /// Takes over what a check has found.
  mutating func take(_ found: [Diagnostic]) {
    checked = found
    let identities = Set(found.map(Self.identity))
    old = old.map { $0.intersection(identities) } ?? identities
  }

  /// Each once, by place.
  private var all: [Diagnostic] {
    let own = Set((templates + unreadable).map(Self.identity))
    let new = checked.filter { !own.contains(Self.identity($0)) && old?.contains(Self.identity($0)) != true }
    return templates + (unreadable + new).sortedByPlace()
  }

  /// Without the place, which an edit moves.
  private static func identity(_ diagnostic: Diagnostic) -> [String] {
    [diagnostic.file.path, diagnostic.code, diagnostic.message]
  }

  /// More than this nobody reads on a page.
  private static let shownAtMost = 50

  /// Writes a list of objects, and how many more there are.
  func write(to writer: inout JSONWriter) {
    let all = all
    writer.array("problems") { writer in
      if let content {
        writer.object { writer in
          writer.field("place", "content/")
          writer.field("message", content.printable)
          writer.field("help", String?.none)
        }
      }
      for problem in all.prefix(Self.shownAtMost) {
        writer.object { writer in
          let position = problem.position
          writer.field("place", "\(problem.file.path):\(position.line):\(position.column)".printable)
          writer.field("message", problem.message.printable)
          writer.field("help", problem.help?.printable)
        }
      }
    }
    writer.field("more", max(all.count - Self.shownAtMost, 0))
  }
}
