import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Situation
import Terminal

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Worktrees, each with a worker on one task.",
    subcommands: [WorkerStart.self, WorkerResume.self, WorkerAdopt.self, WorkerList.self, WorkerClean.self])
}

/// A task as two words, as the verbs that concern worktrees take it, or as one.
struct TaskWords: ParsableArguments {
  @Argument(help: "The repo, or the task as REPO/TASK.") var repo: String
  @Argument(help: "The task's name in the repo.") var task: String?

  func id() throws(Refusal) -> TaskID {
    let text = task.map { "\(repo)/\($0)" } ?? repo
    if let id = TaskID(text) { return id }
    throw .usage(
      "\"\(text)\" is not REPO/TASK", help: "use lowercase letters, digits and -: orchsite task list shows the names")
  }
}

/// A task that may be left out in a worktree.
struct OptionalTaskWords: ParsableArguments {
  @Argument(help: "The repo, or the task as REPO/TASK; in the task's worktree it may be left out.") var repo: String?
  @Argument(help: "The task's name in the repo.") var task: String?

  func id() throws(Refusal) -> TaskID? {
    guard let repo else { return nil }
    let text = task.map { "\(repo)/\($0)" } ?? repo
    if let id = TaskID(text) { return id }
    throw .usage("\"\(text)\" is not REPO/TASK", help: "use lowercase letters, digits and -")
  }
}

// MARK: - start, resume

struct WorkerStart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Begin a task: its branch, its worktree, and the board's word for it.",
    usage: "orchsite worker start <repo> <task> [<options>]",
    discussion: """
      What is there already stays as it is, so running it again finishes what was begun. Prints where the worktree is \
      and what to run there.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TaskWords
  @Option(help: ArgumentHelp("The title of a task that has no file yet.", valueName: "text")) var title: String?
  @Option(name: .customLong("as"), help: ArgumentHelp("The worker's name; else the task's.", valueName: "worker"))
  var worker: String?
  @Option(help: ArgumentHelp("Where a new branch begins; else the repo's base.", valueName: "branch"))
  var base: String?
  @Flag(help: "Start the agent command of content/index.md there.") var launch = false

  func run() async throws {
    var request = StartWorker(try words.id(), approvals: Environment.approvals)
    request.title = title
    request.base = base
    try await start(request)
  }

  fileprivate func start(_ request: StartWorker) async throws {
    var request = request
    request.worker = worker
    request.anyway = options.anyway
    let home = try await self.home.find()
    let outcome = try await options.callHeedingSignals(request, in: home)
    try await Launching(outcome: outcome, home: home, isLaunching: launch).run(options)
  }
}

struct WorkerResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a task in the worktree that it has.",
    usage: "orchsite worker resume <repo> <task> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TaskWords
  @Option(name: .customLong("as"), help: ArgumentHelp("The worker's name.", valueName: "worker")) var worker: String?
  @Flag(help: "Start the agent command of content/index.md there.") var launch = false

  func run() async throws {
    var request = StartWorker(try words.id(), approvals: Environment.approvals)
    request.worker = worker
    request.isResuming = true
    let home = try await self.home.find()
    let outcome = try await options.callHeedingSignals(request, in: home)
    try await Launching(outcome: outcome, home: home, isLaunching: launch).run(options)
  }
}

/// Says what was begun, and becomes the agent where that is wanted.
private struct Launching {
  let outcome: StartWorker.Outcome
  let home: Home
  let isLaunching: Bool

  func run(_ options: ChangeOptions) async throws {
    try await options.say(StartAnswer(outcome: outcome))
    if isLaunching, !outcome.isDryRun { try outcome.launch.become(in: home) }
  }
}

private struct StartAnswer: ObjectAnswer {
  let outcome: StartWorker.Outcome

  var warnings: [Warning] { outcome.warnings + (setupWarning.map { [$0] } ?? []) }
  var isFine: Bool { setupWarning == nil }

  private var setupWarning: Warning? {
    switch outcome.setup {
    case .none, .done, .doneBefore: nil
    case .failed(let command, let status):
      Warning(
        "set-up failed with status \(status): \(command)",
        help: "mend it, then: orchsite worker resume \(outcome.task.repo) \(outcome.task.task)")
    case .notApproved(let command):
      Warning(
        "set-up was not run: nobody on this machine has approved it: \(command)",
        help: "orchsite trust asks; then: orchsite worker resume \(outcome.task.repo) \(outcome.task.task)")
    }
  }

  func text(on screen: Screen) -> String {
    let would = outcome.isDryRun ? "would " : ""
    var lines = outcome.steps.map { step in
      switch step {
      case .task(let path): "\(would.isEmpty ? "wrote" : "\(would)write") \(path)"
      case .branch(let branch, let base): "\(would.isEmpty ? "branch" : "\(would)begin branch") \(branch) at \(base)"
      case .remoteBranch(let branch, let remote):
        "\(would.isEmpty ? "branch" : "\(would)take branch") \(branch) of \(remote)"
      case .worktree(let path): "\(would.isEmpty ? "worktree" : "\(would)make worktree") \(path)"
      case .finishedWorktree(let path): "\(would.isEmpty ? "finished" : "\(would)finish") the worktree \(path)"
      case .moved(let status):
        "\(outcome.task): \(status.rawValue) → in-progress\(outcome.isDryRun ? ", it would be" : "")"
      }
    }
    for path in outcome.copied { lines.append("copied \(path)") }
    if lines.isEmpty { lines.append("\(outcome.task) is in \(outcome.worktree), on \(outcome.branch)") }
    if case .done(let command) = outcome.setup { lines.append("set up: \(command)") }
    if !outcome.isDryRun {
      lines += ["", "In a new terminal:", "  \(command)"] + (outcome.launch?.remarks ?? [])
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private var command: String { AgentStart.line(outcome.launch, in: outcome.worktree) }

  var kind: String { "worker start" }

  func write(to writer: inout JSONWriter) {
    writer.field("task", outcome.task.description)
    writer.field("title", outcome.title)
    writer.field("worker", outcome.worker)
    writer.field("branch", outcome.branch)
    writer.field("base", outcome.base)
    writer.field("fork", outcome.fork)
    writer.field("worktree", outcome.worktree)
    writer.array("copied") { writer in for path in outcome.copied { writer.string(path) } }
    switch outcome.setup {
    case .none: writer.field("setup", String?.none)
    case .done, .doneBefore: writer.field("setup", "done")
    case .failed: writer.field("setup", "failed")
    case .notApproved: writer.field("setup", "not approved")
    }
    writer.field("agent", outcome.launch?.text)
    writer.field("agent_approved", outcome.launch?.isApproved ?? false)
    writer.field("command", command)
  }
}
