import Bytes
import Content

/// The commands that are offered to paste, in one place: each must be one that exists, with every name quoted for a
/// shell, because branch names and paths come from content.
package enum SuggestedCommand {
  package static let check = "orchsite check"

  package static func show(_ task: TaskID) -> String { "orchsite task show \(quoted(task))" }
  /// Without an answer, which the verb asks for: a text to be replaced would be recorded by whoever forgets to.
  package static func unblock(_ task: TaskID) -> String { "orchsite task unblock \(quoted(task))" }
  package static func accept(_ task: TaskID) -> String { "orchsite task accept \(quoted(task))" }
  package static func move(_ task: TaskID, to status: BoardTask.Status) -> String {
    "orchsite task move \(quoted(task)) \(status.rawValue)"
  }
  package static let newTask = "orchsite task new REPO \"Title\""

  /// What is on the branch of a task in review.
  package static func review(_ task: BoardTask, in repo: Repo?) -> String {
    guard let repo, repo.path != "none" else { return show(task.id) }
    return "git -C \(quoted(repo.path)) diff \(quoted("\(base(of: task, in: repo))...\(task.branchName)"))"
  }

  /// Brings a task's branch home, and only then calls the task done. What is checked out may be anything: while changes
  /// wait there they are listed and nothing else happens, and the merge goes into the base.
  package static func merge(_ task: BoardTask, in repo: Repo?) -> String {
    guard let repo, repo.path != "none" else { return move(task.id, to: .done) }
    let git = "git -C \(quoted(repo.path))"
    return "\(git) diff --stat --exit-code HEAD && \(git) switch \(quoted(base(of: task, in: repo))) && "
      + "\(git) merge --no-ff \(quoted(task.branchName)) && \(move(task.id, to: .done))"
  }

  private static func base(of task: BoardTask, in repo: Repo) -> String {
    task.base ?? repo.branches.develop ?? "develop"
  }

  private static func quoted(_ task: TaskID) -> String { quoted(task.description) }

  /// A word for a POSIX shell: as it is when it is plain, else in single quotes.
  package static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.utf8.first != UInt8(ascii: "-")
      && word.utf8.allSatisfy { $0.isASCIIAlphanumeric || "._-/".utf8.contains($0) }
    if isPlain { return word }
    // Scalars, not characters: a quote with a combining mark behind it is one character, and still ends the word.
    var quoted = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      if scalar == "'" { quoted.append(contentsOf: "'\\'".unicodeScalars) }
      quoted.append(scalar)
    }
    return "'\(String(quoted))'"
  }
}

/// Something to do with a task, with the words beside its command.
package struct SuggestedStep: Sendable {
  package let label: String
  package let command: String
}

extension BoardSituation {
  /// What one would do next with a task, the likeliest first.
  package func steps(for task: TrackedTask) -> [SuggestedStep] {
    let repo = workspace.repo(task.id.repo)
    return switch task.task.status {
    case .todo: [SuggestedStep(label: "Start it", command: SuggestedCommand.move(task.id, to: .inProgress))]
    case .inProgress: [SuggestedStep(label: "Hand it to review", command: SuggestedCommand.move(task.id, to: .review))]
    case .review:
      [
        SuggestedStep(label: "See what changed", command: SuggestedCommand.review(task.task, in: repo)),
        SuggestedStep(label: "Merge and finish it", command: SuggestedCommand.merge(task.task, in: repo)),
      ]
    case .done, .cancelled:
      [SuggestedStep(label: "Open it again", command: SuggestedCommand.move(task.id, to: .todo))]
    }
  }
}
