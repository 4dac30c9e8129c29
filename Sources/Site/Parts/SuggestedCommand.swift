import Bytes
import Content

/// The commands that pages offer to paste, in one place: each must be one that exists, with every name quoted for a
/// shell, because branch names and paths come from content.
enum SuggestedCommand {
  static let check = "orchsite check"

  static func show(_ task: TaskID) -> String { "orchsite task show \(task)" }
  static func unblock(_ task: TaskID) -> String { "orchsite task unblock \(task) \"…\"" }
  static func accept(_ task: TaskID) -> String { "orchsite task accept \(task)" }
  static func move(_ task: TaskID, to status: BoardTask.Status) -> String {
    "orchsite task move \(task) \(status.rawValue)"
  }
  static let newTask = "orchsite task new REPO \"Title\""

  /// What is on the branch of a task in review.
  static func review(_ task: BoardTask, in repo: Repo?) -> String {
    guard let repo, repo.path != "none" else { return show(task.id) }
    let base = task.base ?? repo.branches.develop ?? "develop"
    return "git -C \(quoted(repo.path)) diff \(quoted("\(base)...\(task.branchName)"))"
  }

  /// Brings a task's branch home, and only then calls the task done.
  static func merge(_ task: BoardTask, in repo: Repo?) -> String {
    guard let repo, repo.path != "none" else { return move(task.id, to: .done) }
    return
      "git -C \(quoted(repo.path)) merge --no-ff \(quoted(task.branchName)) && \(move(task.id, to: .done))"
  }

  /// A word for a POSIX shell: as it is when it is plain, else in single quotes.
  static func quoted(_ word: String) -> String {
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
