import Bytes
import Content
import Evidence

/// Something that has happened since somebody last looked, and that whoever coordinates waits for.
package enum News: Sendable {
  case report(TrackedTask, WorkerUpdate)
  /// A need of kind `collision`.
  case collision(Need)
  /// A need of kind `session`: an agent does nothing until a person acts.
  case session(Need)

  /// In the order of urgency; the names are those of the JSON.
  package enum Kind: String, Sendable, CaseIterable {
    case question
    case session
    case blocked
    case collision = "clash"
    case ready
    case finished
    case report
  }

  package var kind: Kind {
    switch self {
    case .report(_, let update) where update.blockers.contains { $0.hasSuffix("?") }: .question
    case .report(_, let update) where !update.blockers.isEmpty: .blocked
    case .report(_, let update) where update.readyForMerge: .ready
    case .report(_, let update) where update.status == .done || update.status == .review: .finished
    case .report: .report
    case .collision: .collision
    case .session: .session
    }
  }

  /// All tasks that it names, the one that it is about first.
  package var tasks: [TaskID] {
    switch self {
    case .report(let task, _): [task.id]
    case .collision(let need), .session(let need): need.tasks
    }
  }

  package var update: WorkerUpdate? { if case .report(_, let update) = self { update } else { nil } }
}

/// What somebody knows already.
package struct KnownNews: Sendable {
  /// Paths of updates.
  package var updates: Set<ExactText> = []
  /// Each the tasks of one.
  package var collisions: Set<Set<TaskID>> = []
  /// The identities of what sessions wait for.
  package var sessions: Set<String> = []

  package init() {}
}

extension BoardSituation {
  /// What is there that somebody does not know, the most urgent first, the oldest first of each kind.
  ///
  /// - Parameter tasks: only theirs; nil for all.
  package func news(besides known: KnownNews, of tasks: Set<TaskID>? = nil) -> [News] {
    var news = needs.filter { $0.kind == .collision && !known.collisions.contains(Set($0.tasks)) }.map(News.collision)
    news += needs.filter { $0.kind == .session && !known.sessions.contains($0.identity) }.map(News.session)
    for task in workspace.tasks {
      for update in task.updates
      where !update.isFromBoard && !known.updates.contains(ExactText(update.source.path)) {
        news.append(.report(task, update))
      }
    }
    let ranks = Dictionary(uniqueKeysWithValues: News.Kind.allCases.enumerated().map { ($1, $0) })
    return news.filter { item in tasks.map { !$0.isDisjoint(with: item.tasks) } ?? true }.enumerated()
      .sorted { left, right in
        func key(_ item: (offset: Int, element: News)) -> (Int, Int, Int) {
          (ranks[item.element.kind] ?? 0, item.element.update?.at.milliseconds ?? 0, item.offset)
        }
        return key(left) < key(right)
      }.map(\.element)
  }

  /// What stands now, so that only what comes is news.
  package var collisions: Set<Set<TaskID>> { Set(needs.filter { $0.kind == .collision }.map { Set($0.tasks) }) }

  /// What sessions wait for now.
  package var waitingSessions: Set<String> { Set(needs.filter { $0.kind == .session }.map(\.identity)) }

  /// Who, and what, in one line.
  package func sentence(of news: News) -> String {
    switch news {
    case .collision(let need):
      return "\(need.tasks.map(\.description).joined(separator: " and ")): \(need.sentence ?? need.label)"
    case .session(let need):
      let who = [need.task?.id.description, need.worker].compactMap(\.self).joined(separator: ": ")
      return "\(who) \(need.label.lowercased())\(need.sentence.map { ": \($0)" } ?? "")"
    case .report(let task, let update):
      let who = "\(task.id): \(update.worker)"
      let texts = update.blockers.map { "“\($0)”" }.joined(separator: ", ")
      let done = update.done.first.map { ": \($0)" } ?? ""
      return switch news.kind {
      case .question: "\(who) asks \(texts)"
      case .blocked: "\(who) is blocked: \(texts)"
      case .ready: "\(who) is done, ready to merge\(done)"
      case .finished: "\(who) is done, \(update.status.words.lowercased())\(done)"
      case .report, .collision, .session: "\(who) reports \(update.status.words.lowercased())\(done)"
      }
    }
  }

  /// What to paste, to get there: what the task needs most, else a look at it.
  package func command(for news: News) -> String? {
    switch news {
    case .collision(let need), .session(let need): return command(for: need)
    case .report(let task, let update):
      let own = needs.filter { $0.task?.id == task.id }
      let asked = own.first { need in
        switch need {
        case .question(_, let blocker), .blocked(_, let blocker):
          update.blockers.contains { ExactText($0) == ExactText(blocker.text) }
        default: false
        }
      }
      let need = asked ?? own.first { $0.kind != .stale && $0.kind != .collision }
      return need.flatMap { command(for: $0) } ?? SuggestedCommand.show(task.id)
    }
  }
}
