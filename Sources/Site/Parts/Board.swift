import Bytes
import Content
import Quantities
import Situation

/// The columns of a board, its filter bar, and the files that could not be read above it.
struct Board {
  let context: SiteContext

  /// Done columns show the newest and link to the rest.
  static let doneLimit = 50

  /// Fills the values of the parts `board` and `filter`.
  ///
  /// - Parameters:
  ///   - sprint: whose board it is; nil for one of another kind.
  ///   - isCurrent: whether this is the board of the current sprint, to which WIP limits apply.
  func fill(_ values: inout Values, with tasks: [TrackedTask], of sprint: Sprint?, root: String, isCurrent: Bool) {
    values.flag("has_tasks", !tasks.isEmpty)
    values.values(
      "empty",
      Values {
        if let sprint, !context.workspace.tasks.isEmpty {
          $0.text("label", "No task is in this sprint yet.")
          $0.text("text", SuggestedCommand.plan(into: sprint))
        } else {
          $0.text("label", "No tasks yet.")
          $0.text("text", SuggestedCommand.newTask)
        }
      })
    values.list(
      "columns",
      BoardTask.Status.allCases.compactMap { status in
        column(status, tasks.filter { $0.task.status == status }, of: sprint, root: root, isCurrent: isCurrent)
      })
    values.values(
      "filter",
      filter(tasks, hasStatuses: false).map {
        var filter = $0
        filter.values("groupings", groupings(tasks))
        filter.values("sortings", options(Self.sortings))
        return filter
      })
  }

  private func column(
    _ status: BoardTask.Status, _ tasks: [TrackedTask], of sprint: Sprint?, root: String, isCurrent: Bool
  ) -> Values? {
    if status == .cancelled, tasks.isEmpty { return nil }
    let cards = Cards(context: context, isOfOneSprint: sprint != nil)
    let sorted = sorted(tasks, in: status)
    let shown = status.isClosed ? Array(sorted.prefix(Self.doneLimit)) : sorted
    let limit = isCurrent ? context.workspace.settings.wip[status] : nil
    return Values { values in
      values.text("id", status.rawValue)
      values.text("heading", status.words)
      values.number("count", tasks.count)
      values.number("limit", limit)
      values.flag("over_limit", limit.map { tasks.count > $0 } ?? false)
      var html = HTML([])
      for task in shown { cards.appendCard(task, root: root, to: &html) }
      values.html("cards", html)
      if shown.count < sorted.count {
        values.values("more", more(sorted.count - shown.count, status))
      }
    }
  }

  private func more(_ count: Int, _ status: BoardTask.Status) -> Values {
    Values {
      $0.text("href", "\(SitePath.tasks)#status=\(status.rawValue)")
      $0.text("text", "\(count) more")
    }
  }

  /// To do: what starts next first. In work: who needs help first. Closed: the newest first.
  private func sorted(_ tasks: [TrackedTask], in status: BoardTask.Status) -> [TrackedTask] {
    typealias Key = (Int, Int, Int)
    func key(_ task: TrackedTask) -> Key {
      let urgency = -(task.task.priority ?? .medium).rank
      switch status {
      case .todo:
        let isHeldUp = task.isWaiting || task.task.waitsFor != nil
        let group = context.next.contains(task.id) ? 0 : isHeldUp ? 2 : 1
        return (group, urgency, task.task.due?.ordinal ?? .max)
      case .inProgress, .review:
        return (task.isBlocked ? 0 : 1, urgency, task.newestUpdate?.at.milliseconds ?? 0)
      case .done, .cancelled:
        let closed = task.finished ?? task.newestUpdate?.at
        return (0, 0, -(closed?.milliseconds ?? 0))
      }
    }
    let keyed: [(key: Key, place: Int)] = tasks.enumerated().map { (key($0.element), $0.offset) }
    return keyed.sorted { $0.key == $1.key ? $0.place < $1.place : $0.key < $1.key }.map { tasks[$0.place] }
  }

  // MARK: Filter

  /// By what a board can be cut into lanes: all that its tasks differ in.
  private func groupings(_ tasks: [TrackedTask]) -> Values? {
    let options: [(value: String, text: String, of: (TrackedTask) -> String?)] = [
      ("repo", "Lanes by repo", { $0.id.repo }), ("worker", "Lanes by worker", { $0.worker }),
      ("label", "Lanes by first label", { $0.task.labels.first }), ("sprint", "Lanes by sprint", { $0.task.sprint }),
      ("priority", "Lanes by priority", { $0.task.priority?.rawValue }),
    ]
    let differing = options.filter { option in
      let first = tasks.first.flatMap(option.of).map { ExactText($0) }
      return tasks.contains { option.of($0).map { ExactText($0) } != first }
    }
    guard !differing.isEmpty else { return nil }
    return Values { $0.list("options", differing.map { option(($0.value, $0.text)) }) }
  }

  private static let sortings = [
    (value: "priority", text: "Urgent first"), ("due", "Due first"), ("updated", "Newest report first"),
    ("title", "By title"),
  ]

  /// - Returns: `nil` when there is nothing to choose among.
  func filter(_ tasks: [TrackedTask], hasStatuses: Bool) -> Values? {
    guard tasks.count > 1 else { return nil }
    let repos = Set(tasks.map(\.id.repo))
    let priorities = Set(tasks.compactMap(\.task.priority))
    let statuses = Set(tasks.map(\.task.status))
    return Values {
      $0.text("noun", "tasks")
      $0.number("total", tasks.count)
      $0.values(
        "repos",
        options(context.workspace.repos.filter { repos.contains($0.slug) }.map { ($0.slug, $0.title) }))
      $0.values("workers", options(tasks.compactMap(\.worker).distinct().map { ($0, $0) }))
      $0.values("labels", options(tasks.flatMap(\.task.labels).distinct().map { ($0, $0) }))
      $0.values(
        "priorities",
        options(
          BoardTask.Priority.allCases.reversed().filter(priorities.contains).map {
            ($0.rawValue, $0.rawValue)
          }))
      if hasStatuses {
        $0.values(
          "statuses",
          options(BoardTask.Status.allCases.filter(statuses.contains).map { ($0.rawValue, $0.words) }))
      }
      $0.flag("has_blocked", true)
    }
  }

  func options(_ options: [(value: String, text: String)]) -> Values? {
    guard options.count > 1 else { return nil }
    return Values { $0.list("options", options.map(option(_:))) }
  }

  private func option(_ option: (value: String, text: String)) -> Values {
    Values {
      $0.text("value", option.value)
      $0.text("text", option.text)
    }
  }

  // MARK: Unreadable files

  /// What could not be read of the workspace.
  var unreadable: HTML? { unreadable(context.situation.unreadable) }

  /// "Could not be read": empty when all could.
  func unreadable(_ files: [UnreadableFile]) -> HTML? {
    guard !files.isEmpty else { return nil }
    return context.templates.render(
      "unreadable",
      Values {
        $0.number("count", files.count)
        $0.flag("one", files.count == 1)
        $0.text("command", SuggestedCommand.check)
        $0.list("files", files.map(unreadable(_:)))
      })
  }

  private func unreadable(_ file: UnreadableFile) -> Values {
    Values {
      guard let problem = file.diagnostics.first else {
        $0.text("position", file.path.printable)
        return
      }
      let position = problem.position
      $0.text("position", "\(file.path.printable):\(position.line):\(position.column)")
      let more = file.diagnostics.count > 1 ? " (and \(file.diagnostics.count - 1) more)" : ""
      $0.text("message", "\(problem.severity.rawValue)[\(problem.code)]: \(problem.message)\(more)".printable)
      $0.text("help", problem.help?.printable)
      if !problem.file.bytes.isEmpty {
        let line = problem.file.lineRange(at: problem.range.lowerBound)
        $0.text("excerpt", problem.file.text(in: line.prefix(200)).printable)
      }
    }
  }
}

extension Range<Int> {
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(upperBound, lowerBound + count)
  }
}
