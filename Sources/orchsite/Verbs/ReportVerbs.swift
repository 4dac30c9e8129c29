import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Files
import Import
import Quantities
import Situation
import Terminal

/// What the three verbs of a worker share.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The worker's name; else ORCHSITE_WORKER, else the worktree's.", valueName: "worker"))
  var worker: String?
  @Option(help: ArgumentHelp("Since this worker's previous update, like 40m or 1h30m.", valueName: "duration"))
  var time: Minutes?
  @Option(name: .shortAndLong, help: ArgumentHelp("What is done; may be repeated.", valueName: "text"))
  var done: [String] = []
  @Option(name: .shortAndLong, help: ArgumentHelp("What comes next; may be repeated.", valueName: "text"))
  var next: [String] = []
  @Option(help: ArgumentHelp("The notes, from a file; - reads standard input.", valueName: "file")) var file: String?
  @Flag(help: "Push the task's branch afterwards, for other machines to see.") var push = false

  func request(_ task: TaskID?, _ kind: WriteReport.Kind, _ home: HomeOptions) throws(Refusal) -> WriteReport {
    var request = WriteReport(task, in: home.start)
    request.kind = kind
    request.worker = worker ?? Environment["ORCHSITE_WORKER"]
    request.minutes = time
    request.done = done
    request.next = next
    request.isPushing = push
    request.notes = try home.text(of: file)
    return request
  }
}

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Say how far a task is: one update, with the commits that git counts.",
    usage: "orchsite report [<repo> <task>] [<options>]",
    discussion: "In the task's worktree the task may be left out. The board stays as it is: a person moves it.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var common: ReportOptions
  @OptionGroup var words: OptionalTaskWords
  @Option(
    name: [.customShort("b"), .long], help: ArgumentHelp("What is in the way; may be repeated.", valueName: "text"))
  var blocker: [String] = []
  @Option(help: "Another status than the task has: todo, in-progress, review, done or cancelled.")
  var status: BoardTask.Status?
  @Flag(help: "Nothing stands in the way of the merge.") var ready = false
  @Flag(help: "Read a [WORKER UPDATE] block from standard input.") var stdin = false
  @OptionGroup var times: BlockTimes

  func run() async throws {
    var request = try common.request(try words.id(), .progress, home)
    request.blockers = blocker
    request.status = status
    request.isReady = ready
    if stdin {
      let bytes = Console.readInput(limit: 1 << 20)
      guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self) else {
        throw Refusal.answer("standard input is no text of at most 1 MB", help: "save it as UTF-8")
      }
      request.block = (text, try times.times())
    }
    try request.validate()
    try await options.say(try await options.call(request, in: home))
  }
}

/// How the times of `[WORKER UPDATE]` blocks are meant.
struct BlockTimes: ParsableArguments {
  @Option(help: "What the time of a [WORKER UPDATE] block is: total or increment.")
  var timeIs: WorkerUpdateBlock.Times.Meaning?
  @Option(help: ArgumentHelp("What a word for time in a block means; may be repeated.", valueName: "word=30m"))
  var unit: [String] = []

  func times() throws(Refusal) -> WorkerUpdateBlock.Times {
    WorkerUpdateBlock.Times(meaning: timeIs, units: try units())
  }

  private func units() throws(Refusal) -> [String: Minutes] {
    var units: [String: Minutes] = [:]
    for text in unit {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let minutes = Minutes(duration: parts[1]) else {
        throw .usage("\"\(text)\" is no unit", help: "write it like units=30m")
      }
      units[parts[0].lowercased()] = minutes
    }
    return units
  }
}

extension WorkerUpdateBlock.Times.Meaning: ExpressibleByArgument {}

struct BlockedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocked", abstract: "Say what is in the way of a task, or ask.",
    usage: "orchsite blocked <reason> [--task <task>] [<options>]",
    discussion: "A reason that ends in a question mark is a question. orchsite task unblock answers it.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var common: ReportOptions
  @Argument(help: "What is in the way.") var reason: String
  @Option(help: ArgumentHelp("The task, as REPO/TASK; in its worktree it may be left out.", valueName: "task"))
  var task: TaskID?

  func run() async throws {
    var request = try common.request(task, .blocked, home)
    request.blockers = [reason]
    try request.validate()
    try await options.say(try await options.call(request, in: home))
  }
}

struct DoneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Say that a task is ready to merge, if git agrees.",
    usage: "orchsite done [<repo> <task>] [<options>]",
    discussion: """
      Refused while something is not committed, while the branch has no commit of its own, and while it conflicts with \
      its base. orchsite feature finish then merges it.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var common: ReportOptions
  @OptionGroup var words: OptionalTaskWords

  func run() async throws {
    let request = try common.request(try words.id(), .done, home)
    try request.validate()
    try await options.say(try await options.call(request, in: home))
  }
}

extension WriteReport.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var facts = [status.rawValue]
    if isReady { facts.append("ready to merge") }
    if let commits { facts.append(plural(commits, "commit")) }
    if let minutes { facts.append(minutes.spoken) }
    var lines = ["\(queued == nil ? "" : "queued: ")\(task): \(facts.joined(separator: ", ")) → \(queued ?? path)"]
    if queued != nil { lines.append("home cannot be written to from here; the next orchsite verb there takes it in") }
    if let pushed { lines.append("\(pushed.isDryRun ? "would push" : "pushed") \(pushed.branch) to \(pushed.remote)") }
    let newest = answers.suffix(2)
    for answer in newest {
      let more = answers.count - newest.count
      lines.append(
        "answer to \"\(answer.question)\": \(answer.answer)\(more > 0 ? " (and \(more) more: orchsite brief)" : "")")
    }
    if !finished.isEmpty { lines.append("finished meanwhile: \(finished.map(\.description).joined(separator: ", "))") }
    if let first = collisions.first {
      let more = collisions.count - 1
      lines.append("collides with \(first)\(more > 0 ? " (and \(plural(more, "more task")): orchsite conflicts)" : "")")
    }
    return lines.prefix(5).map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "report" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("update", path)
    writer.field("queued", queued)
    writer.field("status", status.rawValue)
    writer.field("ready_for_merge", isReady)
    writer.field("minutes", minutes?.count)
    writer.field("commits", commits)
    writer.array("blockers") { writer in for blocker in blockers { writer.string(blocker) } }
    writer.array("answers") { writer in
      for answer in answers {
        writer.object { writer in
          writer.field("question", answer.question)
          writer.field("answer", answer.answer)
        }
      }
    }
    writer.strings("collisions", collisions)
    writer.field("pushed", pushed?.remote)
    writer.array("finished") { writer in for task in finished { writer.string(task.description) } }
  }
}

struct BriefCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "brief", abstract: "What a worker needs to know of a task, in at most 2,000 characters.",
    usage: "orchsite brief [<repo> <task>] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @OptionGroup var words: OptionalTaskWords
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = BriefWorker(try words.id(), in: home.start)
    request.worker = Environment["ORCHSITE_WORKER"]
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension BriefWorker.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
  }

  package var kind: String { "brief" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.name)
    writer.field("worker", worker)
    writer.field("text", text)
    writer.array("answers") { writer in
      for answer in answers {
        writer.object { writer in
          writer.field("question", answer.question)
          writer.field("answer", answer.answer)
        }
      }
    }
    writer.strings("collisions", collisions)
    writer.strings("instructions_behind", instructions?.files ?? [])
    writer.array("others") { writer in
      for other in others {
        writer.object { writer in
          writer.field("task", other.task.description)
          writer.array("files") { writer in for file in other.files { writer.string(file) } }
        }
      }
    }
  }
}
