import Bytes
import Content
import Sessions

/// The commands that are offered to paste, in one place: each must be one that exists, with every name quoted for a
/// shell, because branch names and paths come from content.
package enum SuggestedCommand {
  package static let check = "orchsite check"
  package static let status = "orchsite status"

  package static func show(_ task: TaskID) -> String { "orchsite task show \(quoted(task))" }
  /// Whether a terminal shows a text as it is.
  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
  }

  /// Without an answer, which the verb asks for: a text to be replaced would be recorded by whoever forgets to.
  package static func unblock(_ task: TaskID) -> String { "orchsite task unblock \(quoted(task))" }
  /// Of several blockers, the one that is meant. One whose text a terminal would show otherwise cannot be named there.
  package static func unblock(_ task: TrackedTask, _ blocker: OpenBlocker) -> String {
    let text = blocker.text
    guard task.openBlockers.count > 1, isPlain(text), text.utf8.count <= 200 else { return unblock(task.id) }
    return "\(unblock(task.id)) --blocker=\(quoted(text))"
  }

  package static func accept(_ task: TaskID) -> String { "orchsite task accept \(quoted(task))" }
  package static func move(_ task: TaskID, to status: BoardTask.Status) -> String {
    "orchsite task move \(quoted(task)) \(status.rawValue)"
  }
  /// To where a session runs, from inside of tmux and from outside.
  package static func show(_ pane: TmuxPane) -> String {
    let tmux = "tmux -S \(quoted(pane.socket))"
    return "\(tmux) switch-client -t \(quoted(pane.id)) 2>/dev/null || \(tmux) attach -t \(quoted(pane.id))"
  }
  package static let newTask = "orchsite task new REPO \"Title\""

  /// Takes a task into a sprint.
  package static func plan(into sprint: Sprint) -> String { "orchsite task set REPO/TASK sprint=\(sprint.slug)" }

  /// What a worker has changed; of two, where they touch.
  package static func diff(_ task: TaskID, and other: TaskID? = nil) -> String {
    "orchsite diff \(words(task))" + (other.map { " \(words($0))" } ?? "")
  }

  package static func start(_ task: TaskID) -> String { "orchsite worker start \(words(task))" }
  package static func resume(_ task: TaskID) -> String { "orchsite worker resume \(words(task))" }
  /// Brings a task's branch home, and only then calls the task done.
  package static func finish(_ task: TaskID) -> String { "orchsite feature finish \(words(task))" }

  /// Asks about one piece of time after the other, and writes only what is answered.
  package static let reviewTime = "orchsite time review"
  /// Records nothing: whether and how it was paid, only a person knows.
  package static func showInvoice(_ number: String) -> String { "orchsite invoice show \(argument(number))" }
  /// nil where a terminal would show another name than the file's: nobody should issue what cannot be read.
  package static func issue(draft name: String) -> String? {
    isPlain(name) ? "orchsite invoice issue \(argument(name))" : nil
  }

  /// A name that may begin with a hyphen, and is no option all the same.
  private static func argument(_ name: String) -> String {
    name.utf8.first == UInt8(ascii: "-") ? "-- \(quoted(name))" : quoted(name)
  }

  private static func words(_ task: TaskID) -> String { "\(quoted(task.repo)) \(quoted(task.task))" }

  private static func quoted(_ task: TaskID) -> String { quoted(task.description) }

  package static func quoted(_ word: String) -> String { shellQuoted(word) }
}

/// Something to do with a task, with the words beside its command.
package struct SuggestedStep: Sendable {
  package let label: String
  package let command: String
}

extension BoardSituation {
  /// Whether worktrees and branches can be had for a repo's tasks: it has a repository, and nobody has looked for it in
  /// vain.
  private func hasRepository(_ task: TrackedTask) -> Bool {
    guard let repo = workspace.repo(task.id.repo), repo.path != "none" else { return false }
    return git.map { $0.repos[repo.slug] != nil } ?? true
  }

  func startCommand(for task: TrackedTask) -> String {
    hasRepository(task) ? SuggestedCommand.start(task.id) : SuggestedCommand.move(task.id, to: .inProgress)
  }

  func finishCommand(for task: TrackedTask) -> String {
    hasRepository(task) ? SuggestedCommand.finish(task.id) : SuggestedCommand.move(task.id, to: .done)
  }

  func reviewCommand(for task: TrackedTask) -> String {
    hasRepository(task) ? SuggestedCommand.diff(task.id) : SuggestedCommand.show(task.id)
  }

  /// What one would do next with a task, the likeliest first.
  package func steps(for task: TrackedTask) -> [SuggestedStep] {
    let finish = SuggestedStep(
      label: evidence(of: task)?.isMerged ?? false ? "It is merged: finish it" : "Merge and finish it",
      command: finishCommand(for: task))
    if evidence(of: task)?.isMerged ?? false { return [finish] }
    return switch task.task.status {
    case .todo: [SuggestedStep(label: "Start it", command: startCommand(for: task))]
    case .inProgress where task.isReadyToMerge:
      [SuggestedStep(label: "See what changed", command: reviewCommand(for: task)), finish]
    case .inProgress:
      (evidence(of: task)?.worktree == nil
        ? [] : [SuggestedStep(label: "Go on with it", command: SuggestedCommand.resume(task.id))])
        + [SuggestedStep(label: "Hand it to review", command: SuggestedCommand.move(task.id, to: .review))]
    case .review:
      [SuggestedStep(label: "See what changed", command: reviewCommand(for: task)), finish]
    case .done, .cancelled:
      [SuggestedStep(label: "Open it again", command: SuggestedCommand.move(task.id, to: .todo))]
    }
  }
}
