import Content
import Situation

/// "Needs you": who waits for the reader, since when, and what to paste.
struct NeedsList {
  let context: SiteContext

  /// How many lines there are before the board.
  private static let room = 5

  /// Fills the values of the part `needs`.
  func fill(_ values: inout Values) {
    let digest = context.situation.needDigest(room: Self.room)
    values.number("needs_count", context.situation.needs.count)
    values.list("need_lines", digest.lines.map(line(_:)))
    if let words = digest.foldWords {
      values.values(
        "needs_fold",
        Values {
          $0.text("fold_text", words)
          $0.list("need_lines", digest.folded.map(line(_:)))
        })
    }
  }

  private func line(_ line: NeedLine) -> Values {
    Values {
      switch line {
      case .one(let need): $0.values("need", self.need(need))
      case .several(let kind, let needs):
        $0.values(
          "group",
          Values {
            $0.text("kind", kind.rawValue)
            $0.text("label", kind.words(needs.count))
            $0.text("names", needs.prefix(Self.namedCount).flatMap(names(_:)).joined(separator: ", "))
            $0.list("needs", needs.map(self.need(_:)))
          })
      }
    }
  }

  /// More than these are not seen on one line.
  private static let namedCount = 8

  private func names(_ need: Need) -> [String] {
    if let number = need.invoice?.document.number { return [number] }
    if need.tasks.isEmpty { return [need.worker ?? need.path ?? ""].filter { !$0.isEmpty } }
    return need.tasks.map(context.situation.title(of:))
  }

  private func need(_ need: Need) -> Values {
    Values {
      $0.text("kind", need.kind.rawValue)
      $0.text("task", need.task?.id.description)
      $0.text("label", need.label)
      $0.text("blocker", need.blocker?.text)
      $0.list("tasks", links(of: need))
      $0.text("text", need.sentence)
      if let repo = need.task?.id.repo {
        $0.values(
          "repo",
          Values {
            $0.text("title", context.title(ofRepo: repo))
            $0.number("color", context.color(ofRepo: repo))
          })
      }
      $0.text("by", need.worker)
      $0.html("age", need.waitsSince(context.times.asOf).map(context.times.ageHTML(_:)))
      $0.html("command", context.situation.command(for: need).map(HTML.command))
    }
  }

  private func links(of need: Need) -> [Values] {
    if let number = need.invoice?.document.number { return [context.link(number, SitePath.invoice(number))] }
    return need.tasks.filter { context.workspace.task($0) != nil }.map(context.taskLink(_:))
  }
}
