import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Evidence
import Situation
import Terminal

struct ConflictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Which branches git could not put together, before anybody tries.",
    usage: "orchsite conflicts [<repo>] [<options>]",
    discussion:
      "All pairs of branches of open tasks are merged in memory, and each with its base, with what is not committed yet. No file of any repo changes. Exit code 1 where any collide."
  )

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(help: "Only this repo.", completion: Completions.repos) var repo: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ShowConflicts()
    request.repo = repo
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ShowConflicts.Outcome: ObjectAnswer {
  package var isFine: Bool { clashes.isEmpty && !isIncomplete }

  package func text(on screen: Screen) -> String {
    var text = ""
    for repo in repos {
      for clash in repo.clashes { text += lines(of: clash) + "\n" }
      for shared in repo.shared { text += lines(of: shared) }
      for file in repo.facts.leftOut {
        text += "\(file.task) · not looked into, more than 10 MB: \(file.path)".printable + "\n"
      }
      if !repo.shared.isEmpty || !repo.facts.leftOut.isEmpty { text += "\n" }
      if !repo.mergeOrder.isEmpty {
        text += "Merge in this order in \(repo.repo):".printable + "\n"
        for step in repo.mergeOrder { text += "  \(step)".printable + "\n" }
        text += "\n"
      }
    }
    return text + summary + "\n"
  }

  private func lines(of clash: Clash) -> String {
    let collision = clash.collision
    var lines: [String] = []
    switch collision.other {
    case .task(let other): lines.append("\(clash.task.id) + \(other) collide\(owners(clash.task.id, other))")
    case .base(let branch): lines.append("\(clash.task.id) conflicts with \(branch)")
    }
    lines += collision.files.map { "  \($0.words)" }
    if collision.files.isEmpty { lines.append("  \(collision.words)") }
    lines.append("  $ \(situation.command(for: clash))")
    return lines.map { $0.printable + "\n" }.joined()
  }

  private func owners(_ task: TaskID, _ other: TaskID) -> String {
    let names = [task, other].compactMap { situation.workspace.task($0)?.worker }
    return names.count == 2 ? " (\(names[0]), \(names[1]))" : ""
  }

  private func lines(of shared: SharedFiles) -> String {
    let other: String
    switch shared.overlap.other {
    case .task(let task): other = task.description
    case .base(let branch): other = branch
    }
    return shared.overlap.words.map { "\(shared.task.id) + \(other) · \($0)".printable + "\n" }.joined()
  }

  private var summary: String {
    let branches = repos.reduce(0) { $0 + $1.facts.branches }
    let looked = "\(plural(branches, "branch", many: "branches")) of \(plural(repos.count, "repo"))"
    if !clashes.isEmpty { return "\(plural(clashes.count, "collision")) in \(looked)." }
    return isIncomplete ? "No collision found in \(looked), and not all could be read." : "No collision in \(looked)."
  }

  package func talk(on screen: Screen) -> String {
    unread.map { "\($0.repo): \($0.reason)".printable + "\n" }.joined()
  }

  package var kind: String { "conflicts" }

  package func write(to writer: inout JSONWriter) {
    writer.field("complete", !isIncomplete)
    writer.array("repos") { writer in
      for repo in repos {
        writer.object { writer in
          writer.field("repo", repo.repo)
          writer.field("branches", repo.facts.branches)
          writer.array("collisions") { writer in
            for clash in repo.clashes { writer.object { write(clash, to: &$0) } }
          }
          writer.array("shared") { writer in
            for shared in repo.shared {
              writer.object { writer in
                writer.field("task", shared.task.name)
                write(shared.overlap.other, to: &writer)
                writer.strings("paths", shared.overlap.paths)
                writer.strings("regenerate", shared.overlap.regenerate)
              }
            }
          }
          writer.array("merge_order") { writer in
            for step in repo.facts.mergeOrder {
              writer.object { writer in
                writer.field("task", step.task.description)
                writer.strings("adapts_to", step.adaptsTo.map(\.name))
              }
            }
          }
          writer.array("left_out") { writer in
            for file in repo.facts.leftOut {
              writer.object { writer in
                writer.field("task", file.task.description)
                writer.field("path", file.path)
              }
            }
          }
        }
      }
    }
    writer.array("unread") { writer in
      for item in unread {
        writer.object { writer in
          writer.field("repo", item.repo)
          writer.field("reason", item.reason)
        }
      }
    }
  }

  private func write(_ clash: Clash, to writer: inout JSONWriter) {
    writer.field("task", clash.task.name)
    write(clash.collision.other, to: &writer)
    writer.array("files") { writer in
      for file in clash.collision.files {
        writer.object { writer in
          writer.field("path", file.path)
          writer.field("kind", file.kind.rawValue)
          writer.strings("lines", file.lines.map { "\($0.lowerBound)-\($0.upperBound)" })
        }
      }
    }
    writer.field("command", situation.command(for: clash))
  }

  private func write(_ other: TaskEvidence.Collision.Other, to writer: inout JSONWriter) {
    switch other {
    case .task(let task): writer.field("other", task.description)
    case .base(let branch): writer.field("base", branch)
    }
  }
}

extension TaskEvidence.Collision.Other {
  fileprivate var name: String {
    switch self {
    case .task(let task): task.description
    case .base(let branch): branch
    }
  }
}

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What a worker changed since its base, uncommitted work included; of two, where they touch.",
    usage: "orchsite diff <repo> <task> [<repo> <other-task>] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(help: "The repo and the task, or REPO/TASK; of another one too.", completion: Completions.tasks)
  var words: [String] = []
  @Flag(help: "Only the names of files, with how many lines came and went.") var stat = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let home = try await home.find()
    let tasks = try await home.tasks(named: try names())
    var request = ShowDiff(tasks[0])
    request.other = tasks.count > 1 ? tasks[1] : nil
    request.isSummary = stat
    try request.validateArguments()
    try say(try await options.call(request, in: home), asData: json)
  }

  /// One name a task: a word with a slash is a whole one, another one is a repo, with the task behind it.
  private func names() throws -> [String] {
    var names: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word.contains("/") {
        names.append(word)
      } else if let task = rest.popFirst() {
        names.append("\(word)/\(task)")
      } else {
        throw ValidationError("\(word) is a repo: which of its tasks?")
      }
    }
    guard names.count == 1 || names.count == 2 else { throw ValidationError("Name one task, or two: REPO TASK.") }
    return names
  }
}

extension ShowDiff.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var text = ""
    if sides.count == 2 {
      let names = sides.map(\.task.name).joined(separator: " + ")
      if let clash { text += "\(names): \(clash.collision.words)".printable + "\n" }
      for words in shared?.overlap.words ?? [] { text += "\(names): \(words)".printable + "\n" }
      let others = situation.clashes(inRepo: sides[0].task.id.repo).filter { $0.collision.task == nil }
      for other in others {
        text +=
          "\(other.task.id) + \(situation.name(of: other.collision.other)): \(other.collision.words)".printable + "\n"
      }
      if clash == nil, shared == nil { return text + "\(names): no file that both change\n" }
    }
    for side in sides { text += self.text(of: side, on: screen) }
    return text
  }

  private func text(of side: ShowDiff.Side, on screen: Screen) -> String {
    let changes = side.changes
    let evidence = situation.evidence(of: side.task)
    let commits = evidence?.commits ?? 0
    let open = evidence?.uncommittedFiles ?? 0
    let uncommitted = open == 0 ? "" : " and \(plural(open, "uncommitted file"))"
    let base = changes.base.map { " since \($0)" } ?? ""
    var text = "\(side.task.name): \(plural(commits, "commit"))\(uncommitted)\(base)".printable + "\n"
    let rows = changes.files.map { file in
      [file.path, file.added.map { "+\($0)" } ?? "binary", file.removed.map { "-\($0)" } ?? ""]
    }
    text += Table(rows, shortening: 0).text(on: screen)
    guard let patch = changes.patch, !patch.isEmpty else { return text }
    text += "\n"
    guard screen.isTerminal else { return text + String(decoding: patch, as: UTF8.self) }
    for line in patch.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      text += String(decoding: line, as: UTF8.self).printable + "\n"
    }
    return text
  }

  package var kind: String { "diff" }

  package func write(to writer: inout JSONWriter) {
    writer.array("sides") { writer in
      for side in sides {
        writer.object { writer in
          writer.field("task", side.task.name)
          writer.field("base", side.changes.base)
          writer.field("ancestor", side.changes.ancestor)
          writer.array("files") { writer in
            for file in side.changes.files {
              writer.object { writer in
                writer.field("path", file.path)
                writer.field("added", file.added)
                writer.field("removed", file.removed)
              }
            }
          }
          writer.field("patch", side.changes.patch.map { String(decoding: $0, as: UTF8.self) })
        }
      }
    }
    writer.array("collisions") { writer in
      for file in clash?.collision.files ?? [] {
        writer.object { writer in
          writer.field("path", file.path)
          writer.field("kind", file.kind.rawValue)
          writer.strings("lines", file.lines.map { "\($0.lowerBound)-\($0.upperBound)" })
        }
      }
    }
    writer.strings("merge_cleanly", shared?.overlap.paths ?? [])
    writer.strings("regenerate", shared?.overlap.regenerate ?? [])
  }
}
