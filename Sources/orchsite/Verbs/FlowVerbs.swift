import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Situation
import Terminal

/// What could not be done, when all else was, is said behind the answer.
private func say(_ answer: some ObjectAnswer, but failures: [Refusal], _ options: ChangeOptions) async throws {
  try await options.say(answer)
  for failure in failures.dropLast() { _ = Printer.print(failure) }
  if let last = failures.last { throw last }
}

private func short(_ commit: String) -> String { String(commit.prefix(7)) }

/// `did`, or `would do`.
private struct Mood {
  let isDryRun: Bool

  func callAsFunction(_ did: String, _ would: String) -> String { isDryRun ? "would \(would)" : did }

  func merged(_ source: String, into target: String, as commit: String?, in checkout: String?) -> String {
    "\(self("merged", "merge")) \(source) into \(target)\(commit.map { " (\(short($0)))" } ?? ""), \(checkout.map { "in \($0)" } ?? "in a temporary worktree")"
  }
}

// MARK: - feature

struct FeatureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feature", abstract: "Bring a task's branch home.", subcommands: [FeatureFinish.self])
}

struct FeatureFinish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finish", abstract: "Merge a task's branch, remove its worktree, and call it done.",
    usage: "orchsite feature finish <repo> <task> [--push] [--pr[=<url>]] [<options>]",
    discussion: """
      The merge is tried in memory first: a conflict changes nothing. What was ended in the middle goes on when it is \
      run again.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TaskWords
  @Flag(help: "Push the base afterwards.") var push = false
  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Push the branch for a pull request instead, and record the address of that where one is given.",
      valueName: "url"))
  var pr: String?

  func run() async throws {
    var request = FinishFeature(try words.id())
    request.isPushing = push
    request.pullRequest = pr.map { $0.isEmpty ? .unknown : .at($0) }
    request.anyway = options.anyway
    let outcome = try await options.call(request, in: home)
    try await say(outcome, but: outcome.failures, options)
  }
}

extension FinishFeature.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let mood = Mood(isDryRun: isDryRun)
    var lines: [String] = []
    var rest: [String] = []
    switch merge {
    case .none: if moved == nil, pushed == nil { lines.append("\(task) is done already") }
    case .merged(let commit, let checkout):
      lines.append(mood.merged(branch, into: base, as: commit, in: checkout))
    case .wasMerged(let proof):
      lines.append("\(branch) is merged into \(base) already\(proof == .sameTree ? ", by other commits" : "")")
    case .unconfirmed: lines.append("nothing confirms that \(branch) is merged; it stays as it is")
    case .requested(let remote, let place):
      if let remote { lines.append("\(mood("pushed", "push")) \(branch) to \(remote)") }
      switch place {
      case .at(let address): rest = ["it waits for \(address)"]
      case .toOpen(let page): rest = ["", "Open it, and record its address with --pr=ADDRESS:", "  \(page)"]
      }
    }
    if let moved {
      lines.append("\(task): \(moved.from.rawValue) → \(moved.to.rawValue)\(isDryRun ? ", it would be" : "")")
    }
    if let worktree { lines.append("\(mood("removed", "remove")) \(worktree)") }
    switch branchFate {
    case nil, .wasGone: break
    case .deleted, .unused: lines.append("\(mood("deleted", "delete")) \(branch)")
    case .kept(let name):
      lines.append("\(mood("deleted", "delete")) \(branch)\(name.isEmpty ? "" : "; its commits are kept as \(name)")")
    case .stays(let reason): lines.append("\(branch) stays: \(reason.words)")
    }
    if let strays { lines.append("commits that only its log knew are kept: orchsite rescue restore \(strays)") }
    if let pushed { lines.append("\(mood("pushed", "push")) \(base) to \(pushed)") }
    return (lines + rest).map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "feature finish" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("branch", branch)
    writer.field("base", base)
    switch merge {
    case .none: writer.field("merge", "none")
    case .merged(let commit, _):
      writer.field("merge", "merged")
      writer.field("commit", commit)
    case .wasMerged: writer.field("merge", "was merged")
    case .unconfirmed: writer.field("merge", "not confirmed")
    case .requested(_, let place):
      writer.field("merge", "requested")
      if case .at(let address) = place { writer.field("pull_request", address) }
    }
    writer.field("status", moved?.to.rawValue)
    writer.field("worktree_removed", worktree)
    writer.field("pushed", pushed)
  }
}

// MARK: - release, hotfix

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Begin and end releases.", subcommands: [ReleaseStart.self, ReleaseFinish.self])
}

struct HotfixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotfix", abstract: "Begin and end releases that mend the last one.",
    subcommands: [HotfixStart.self, HotfixFinish.self])
}

extension SemanticVersion.Part: ExpressibleByArgument {}

/// What is said to begin a release or a hotfix.
struct TopicStartOptions: ParsableArguments {
  @Argument(help: "The repo.", completion: Completions.repos) var repo: String
  @Argument(help: "The version, like 1.3.0.") var version: String?
  @Option(help: "The version that follows: major, minor or patch.") var bump: SemanticVersion.Part?

  private func request(_ topic: Topic) -> StartRelease {
    var request = StartRelease(topic, of: repo)
    request.version = version
    request.bump = bump
    return request
  }

  func validate() throws { try request(.release).validateArguments() }

  func run(_ topic: Topic, _ options: ChangeOptions, in home: HomeOptions) async throws {
    var request = request(topic)
    request.anyway = options.anyway
    try await options.say(try await options.call(request, in: home))
  }
}

/// What is said to end one.
struct TopicFinishOptions: ParsableArguments {
  @Argument(help: "The repo.", completion: Completions.repos) var repo: String
  @Argument(help: "The version; else the one that is open.") var version: String?
  @Flag(help: "Push both branches and the tag afterwards.") var push = false

  private func request(_ topic: Topic) -> FinishRelease {
    var request = FinishRelease(topic, of: repo)
    request.version = version
    request.isPushing = push
    return request
  }

  func validate() throws { try request(.release).validateArguments() }

  func run(_ topic: Topic, _ options: ChangeOptions, in home: HomeOptions) async throws {
    var request = request(topic)
    request.anyway = options.anyway
    let outcome = try await options.call(request, in: home)
    try await say(outcome, but: outcome.failures, options)
  }
}

struct ReleaseStart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Begin a release, in a worktree of its own.",
    usage: "orchsite release start <repo> (<version> | --bump <part>) [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TopicStartOptions

  func run() async throws { try await words.run(.release, options, in: home) }
}

struct ReleaseFinish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finish", abstract: "Merge a release into main, tag it, and merge it back.",
    usage: "orchsite release finish <repo> [<version>] [--push] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TopicFinishOptions

  func run() async throws { try await words.run(.release, options, in: home) }
}

struct HotfixStart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Begin a hotfix of what is released, in a worktree of its own.",
    usage: "orchsite hotfix start <repo> (<version> | --bump <part>) [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TopicStartOptions

  func run() async throws { try await words.run(.hotfix, options, in: home) }
}

struct HotfixFinish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finish", abstract: "Merge a hotfix into main, tag it, and merge it back.",
    usage: "orchsite hotfix finish <repo> [<version>] [--push] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: TopicFinishOptions

  func run() async throws { try await words.run(.hotfix, options, in: home) }
}

extension StartRelease.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let mood = Mood(isDryRun: isDryRun)
    var lines: [String] = []
    if let start { lines.append("\(mood("branch", "begin branch")) \(branch) at \(start)") }
    if isWorktreeNew { lines.append("\(mood("worktree", "make worktree")) \(worktree)") }
    if let file, let before { lines.append("\(mood("changed", "change")) \(file): \(before) → \(version)") }
    if lines.isEmpty { lines.append("\(branch) is in \(worktree)") }
    if !isDryRun {
      lines += [
        "", "What is left to do for it goes there. Then:", "  orchsite \(topic.rawValue) finish \(repo) \(version)",
      ]
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "\(topic.rawValue) start" }

  package func write(to writer: inout JSONWriter) {
    writer.field("repo", repo)
    writer.field("version", version)
    writer.field("branch", branch)
    writer.field("start", start)
    writer.field("worktree", worktree)
    writer.field("version_file", file)
  }
}

extension FinishRelease.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let mood = Mood(isDryRun: isDryRun)
    var lines: [String] = []
    if case .made(let commit, let checkout) = intoMain {
      lines.append(mood.merged(branch, into: main, as: commit, in: checkout))
    }
    if isTagNew { lines.append("\(mood("tagged", "tag")) \(tag)\(tagged.map { " (\(short($0)))" } ?? "")") }
    if case .made(let commit, let checkout) = intoBase {
      lines.append(mood.merged(tag, into: base, as: commit, in: checkout))
    }
    if let worktree { lines.append("\(mood("removed", "remove")) \(worktree)") }
    if isBranchDeleted { lines.append("\(mood("deleted", "delete")) \(branch)") }
    if let remote { lines.append("\(mood("pushed", "push")) \(pushed.joined(separator: ", ")) to \(remote)") }
    if lines.isEmpty { lines.append("\(branch) is finished already") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "\(topic.rawValue) finish" }

  package func write(to writer: inout JSONWriter) {
    writer.field("branch", branch)
    writer.field("main", main)
    writer.field("base", base)
    writer.field("tag", tag)
    writer.field("tag_is_new", isTagNew)
    writer.field("worktree_removed", worktree)
    writer.field("branch_deleted", isBranchDeleted)
    writer.array("pushed") { writer in for name in pushed { writer.string(name) } }
  }
}

// MARK: - flow init

struct FlowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow", abstract: "git-flow in the repos.", subcommands: [FlowInitCommand.self])
}

struct FlowInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Configure git-flow, and make the develop branch where there is none.",
    usage: "orchsite flow init [<repo> …] [<options>]", discussion: "What is configured already stays as it is.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The repos; else all.", completion: Completions.repos) var repos: [String] = []

  func run() async throws {
    let request = InitFlow(repos)
    let outcome = try await options.call(request, in: home)
    try await say(outcome, but: outcome.failures, options)
  }
}

extension InitFlow.Outcome: ObjectAnswer {
  var failures: [Refusal] {
    rows.compactMap { if case .failure(let refusal) = $0.result { refusal } else { nil } }
  }

  package func text(on screen: Screen) -> String {
    let mood = Mood(isDryRun: isDryRun)
    var lines: [String] = []
    for row in rows {
      guard case .success(let setUp) = row.result else { continue }
      let branches = "\(setUp.main) and \(setUp.develop)"
      switch setUp.found {
      case .nothing: lines.append("\(row.repo): \(mood("git-flow is set up", "set up git-flow")), \(branches)")
      case .classic where setUp.set.isEmpty: lines.append("\(row.repo): git-flow was set up already, \(branches)")
      case .classic:
        lines.append(
          "\(row.repo): git-flow was set up in part, \(branches); \(mood("added", "add")) \(setUp.set.joined(separator: ", "))"
        )
      case .next: lines.append("\(row.repo): git-flow-next was set up already, \(branches)")
      }
      for made in setUp.made {
        lines.append("\(row.repo): \(mood("made branch", "make branch")) \(made.branch) at \(made.start)")
      }
    }
    if rows.isEmpty { lines.append("there is no repo") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "flow init" }

  package func write(to writer: inout JSONWriter) {
    writer.array("repos") { writer in
      for row in rows {
        guard case .success(let setUp) = row.result else { continue }
        writer.object { writer in
          writer.field("repo", row.repo)
          writer.field("main", setUp.main)
          writer.field("develop", setUp.develop)
          writer.array("set") { writer in for key in setUp.set { writer.string(key) } }
          writer.array("made") { writer in for made in setUp.made { writer.string(made.branch) } }
        }
      }
    }
  }
}
