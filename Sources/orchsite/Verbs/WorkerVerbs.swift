import Actions
import ArgumentParser
import Bytes
import Content
import Diagnostics
import Evidence
import Quantities
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
    try Launching(outcome: outcome, home: home, isLaunching: launch).run(options)
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
    try Launching(outcome: outcome, home: home, isLaunching: launch).run(options)
  }
}

/// Says what was begun, and becomes the agent where that is wanted.
private struct Launching {
  let outcome: StartWorker.Outcome
  let home: Home
  let isLaunching: Bool

  func run(_ options: ChangeOptions) throws {
    try options.say(StartAnswer(outcome: outcome))
    guard isLaunching, !outcome.isDryRun else { return }
    guard let agent = outcome.agent else {
      throw Refusal.answer("no agent to start", help: "write agent: into content/index.md, for example agent: claude")
    }
    guard try Environment.approvals.allows(.agent(agent), in: home.path) else {
      throw Refusal.answer(
        "not started: nobody on this machine has approved the agent command: \(agent)",
        help: "orchsite trust shows what waits, and asks")
    }
    throw try Console.become(
      agent, in: outcome.worktree,
      environment: outcome.environment(home: home.path, workspace: outcome.workspace))
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
      lines += ["", "In a new terminal:", "  \(command)"]
      if let agent = outcome.agent, !outcome.isAgentApproved {
        lines.append("content/index.md names an agent, which nobody on this machine has approved: \(agent)")
        lines.append("orchsite trust shows it, and asks")
      }
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private var command: String {
    "cd \(SuggestedCommand.quoted(outcome.worktree))"
      + (outcome.agent.map { outcome.isAgentApproved ? " && \($0)" : "" } ?? "")
  }

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
    writer.field("agent", outcome.agent)
    writer.field("agent_approved", outcome.isAgentApproved)
    writer.field("command", command)
  }
}

// MARK: - adopt

struct WorkerAdopt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt", abstract: "Take over a worktree that was made by hand or by another tool.",
    usage: "orchsite worker adopt <repo> <task> <path> [<options>]",
    discussion: "Its branch, its files and a lock of somebody else stay as they are.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The repo.") var repo: String
  @Argument(help: "The task's name in the repo.") var task: String
  @Argument(help: "The worktree.") var path: String
  @Option(name: .customLong("as"), help: ArgumentHelp("The worker's name; else the task's.", valueName: "worker"))
  var worker: String?

  func run() async throws {
    guard let id = TaskID("\(repo)/\(task)") else {
      throw Refusal.usage("\"\(repo)/\(task)\" is not REPO/TASK", help: "use lowercase letters, digits and -")
    }
    var request = AdoptWorktree(id, path: home.fromStart(path))
    request.worker = worker
    try options.say(try await options.call(request, in: home))
  }
}

extension AdoptWorktree.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var lines = ["\(task) is in \(worktree), on \(branch)\(isDryRun ? ": it would be taken over" : "")"]
    if let base { lines.append("\(plural(commits, "commit")) since \(base)") }
    if let base, base != home {
      lines.append("it will be merged into \(home), with all that \(base) has and \(home) has not")
    }
    if branch != usualBranch {
      lines.append("the usual branch would be \(usualBranch); the task's file says branch: \(branch)")
    }
    if let foreignLock {
      lines.append("locked by somebody else\(foreignLock.isEmpty ? "" : ": \(foreignLock)"); the lock stays")
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker adopt" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("worktree", worktree)
    writer.field("branch", branch)
    writer.field("usual_branch", usualBranch)
    writer.field("base", base)
    writer.field("merges_into", home)
    writer.field("commits", commits)
    writer.field("foreign_lock", foreignLock)
  }
}

// MARK: - list

struct WorkerList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Every worktree of every repo.", usage: "orchsite worker list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: ArgumentHelp("Only this repo.", valueName: "repo")) var repo: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ListWorkers()
    request.repo = repo
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ListWorkers.Row {
  /// What it is at, in words: the strongest first.
  func state(in situation: BoardSituation) -> String {
    if isGone { return "gone" }
    if topic == nil, merge.isMerged { return "merged" }
    if merge == .notConfirmed { return "not confirmed" }
    if let topic { return topic.rawValue }
    guard let task else { return "no task" }
    if let badge = situation.badges(of: task).first { return badge.text }
    return merge == .notBegun ? "not begun" : task.task.status.words.lowercased()
  }
}

extension ListWorkers.Row {
  /// The same for machines: one of a few names.
  fileprivate func stateName(in situation: BoardSituation) -> String {
    if isGone { return "gone" }
    if let topic { return topic.rawValue }
    if merge.isMerged { return "merged" }
    if merge == .notConfirmed { return "not-confirmed" }
    guard let task else { return "no-task" }
    if let badge = situation.badges(of: task).first { return badge.kind.rawValue }
    return merge == .notBegun ? "not-begun" : task.task.status.rawValue
  }
}

extension ListWorkers.Outcome: ObjectAnswer {
  package var isFine: Bool { !isIncomplete }

  package func text(on screen: Screen) -> String {
    if worktrees.isEmpty { return isIncomplete ? "" : "no worktrees\n" }
    let rows = worktrees.map { row -> [String] in
      let name = row.task?.name ?? "\(row.repo) (no task)"
      let distance = row.distance.map { "+\($0.ahead) -\($0.behind)" } ?? "?"
      let last = row.lastCommit.map { situation.times.age($0) } ?? "–"
      let report = row.task?.newestReport.map { situation.times.age($0.at) } ?? "–"
      return [
        name, row.branch ?? "detached", distance, row.uncommittedFiles.map { "\($0)" } ?? "?", last, report,
        row.state(in: situation),
      ]
    }
    var text = Table(
      ["TASK", "BRANCH", "COMMITS", "OPEN", "COMMIT", "REPORT", "STATE"], rows, shortening: 0, sparing: [1, 4, 5, 3]
    ).text(on: screen)
    for row in worktrees where !row.isOurs { text += "not orchsite's: \(row.path)".printable + "\n" }
    return text
  }

  package func talk(on screen: Screen) -> String {
    unread.map { "\($0.repo): \($0.reason)".printable + "\n" }.joined()
  }

  package var kind: String { "workers" }

  package func write(to writer: inout JSONWriter) {
    writer.field("git_read_at", situation.git?.readAt.description)
    writer.array("worktrees") { writer in
      for row in worktrees {
        writer.object { writer in
          writer.field("repo", row.repo)
          writer.field("path", row.path)
          writer.field("task", row.task?.name)
          writer.field("branch", row.branch)
          writer.field("ours", row.isOurs)
          writer.field("ahead", row.distance?.ahead)
          writer.field("behind", row.distance?.behind)
          // Absent where it was not read.
          if let uncommitted = row.uncommittedFiles { writer.field("uncommitted", uncommitted) }
          writer.field("last_commit", row.lastCommit?.description)
          writer.field("last_report", row.task?.newestReport?.at.description)
          writer.field("status", row.task?.task.status.rawValue)
          writer.field("state", row.stateName(in: situation))
          writer.field("state_text", row.state(in: situation))
          writer.field("merged", row.merge.isMerged)
          writer.field("stale", row.task.map { situation.isStale($0) } ?? false)
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
}

// MARK: - clean

struct WorkerClean: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Remove a worktree, if that loses nothing.",
    usage: """
      orchsite worker clean <repo> <task> [<options>]
      orchsite worker clean --merged [--yes]
      """,
    discussion: """
      Refused while anything in it is nowhere else. --discard shows what that is; with --confirm and the task's name it \
      goes out of sight, and orchsite rescue brings it back.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: OptionalTaskWords
  @Flag(help: "All whose branch is merged.") var merged = false
  @Flag(help: "With --merged: remove what it would otherwise only list.") var yes = false
  @Flag(help: "Show what would be lost; with --confirm, give it up.") var discard = false
  @Option(help: ArgumentHelp("The task's name, to give its work up.", valueName: "task")) var confirm: String?

  func validate() throws {
    if yes, !merged { throw ValidationError("--yes goes with --merged.") }
    if confirm != nil, !discard { throw ValidationError("--confirm goes with --discard.") }
    if merged, discard {
      throw ValidationError("--merged removes what is merged, and --discard gives up what is not: choose one.")
    }
  }

  func run() async throws {
    guard let id = try words.id() else {
      guard merged else { throw Refusal.usage("which task?", help: "orchsite worker clean REPO TASK, or --merged") }
      var options = options
      options.dryRun = options.dryRun || !yes
      return try options.say(try await options.call(CleanMerged(), in: home))
    }
    guard !merged else { throw Refusal.usage("--merged means all that are merged: name no task with it") }
    var request = CleanWorktree(id)
    request.discard = discard
    request.confirmation = confirm
    try options.say(try await options.call(request, in: home))
  }
}

extension CleanWorktree.Outcome: ObjectAnswer {
  package var isFine: Bool { state != .unconfirmed }

  package func text(on screen: Screen) -> String {
    var lines: [String] = []
    switch state {
    case .unconfirmed:
      lines.append("\(worktree ?? "") holds what is nowhere else:")
      lines += contents.words
      if contents.words.isEmpty { lines.append("\(branch): not merged") }
      lines += [
        "Nothing is removed. To give it up (orchsite rescue brings it back):",
        "  orchsite worker clean \(task.repo) \(task.task) --discard --confirm \(task.task)",
      ]
    case .removable: lines.append("\(worktree ?? branch) would be removed; nothing would be lost")
    case .removed:
      if let worktree { lines.append("removed \(worktree)") }
      if let otherBranch { lines.append("\(otherBranch), which was checked out there, stays") }
      lines.append(branchWords)
      if let strays { lines.append("commits that only its log knew are kept: orchsite rescue restore \(strays)") }
      if let rescue { lines.append("all of it is kept: orchsite rescue restore \(rescue)") }
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker clean" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("state", state.rawValue)
    writer.field("worktree", worktree)
    writer.field("branch", branch)
    writer.array("nowhere_else") { writer in for line in contents.words { writer.string(line) } }
    writer.field("rescue", rescue ?? strays)
  }

  private var branchWords: String {
    switch branchFate {
    case .deleted: "deleted \(branch): it is merged"
    case .unused: "deleted \(branch): it had no commit of its own"
    case .kept(let name): "deleted \(branch); its commits are kept as \(name)"
    case .stays(let reason): "\(branch) stays: \(reason.words)"
    case .wasGone: "there is no branch \(branch)"
    }
  }
}

extension CleanWorktree.BranchFate.Reason {
  var words: String {
    switch self {
    case .notMerged: "it is not merged"
    case .notConfirmed: "it may be merged, and git cannot prove it"
    case .checkedOut(let path): "it is checked out in \(path)"
    case .shared: "others come home to it"
    }
  }
}

extension CleanMerged.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if cleaned.isEmpty, refused.isEmpty { return "no worktree is merged\n" }
    var lines = cleaned.map { isDryRun ? "would remove the worktree of \($0)" : "removed the worktree of \($0)" }
    for (task, reason) in refused {
      lines.append("\(task) stays: \(reason.split(separator: "\n").joined(separator: "; "))")
    }
    if isDryRun, !cleaned.isEmpty { lines.append("orchsite worker clean --merged --yes does it") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker clean --merged" }

  package func write(to writer: inout JSONWriter) {
    writer.array("cleaned") { writer in for task in cleaned { writer.string(task.description) } }
    writer.array("refused") { writer in
      for (task, reason) in refused {
        writer.object { writer in
          writer.field("task", task.description)
          writer.field("reason", reason)
        }
      }
    }
  }
}
