import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Files
import Site
import Situation
import Terminal

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a folder a workspace, or add what it lacks for one.",
    usage: "orchsite init [<folder>] [--repo <path>]... [--yes] [<options>]",
    discussion: """
      Finds the git repositories in the folder, shows what it would do, and asks. Files that are there already are never \
      replaced: a Makefile, AGENTS.md, CLAUDE.md and .gitignore get a marked block each. Run again, it adds what is \
      missing; --remove takes out what it put in.
      """)

  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  var directory: String?
  @Option(help: ArgumentHelp("The same as the folder.", valueName: "dir")) var home: String?
  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("The folder; else this one.", valueName: "folder"), completion: .directory)
  var folder: String?
  @Option(help: ArgumentHelp("A repo in the folder, by its path; else all that are found.", valueName: "path"))
  var repo: [String] = []
  @Flag(help: "Do it without asking.") var yes = false
  @Flag(help: "Take out what was put in, and leave everything else.") var remove = false
  @Flag(help: "Instead, put the hooks into your own settings of the agent, for sessions that are started by hand.")
  var userHooks = false
  @OptionGroup var agent: AgentOptions

  private var request: InitWorkspace {
    var request = InitWorkspace()
    request.repos = repo
    request.isRemoving = remove
    request.isAgreed = yes
    if !options.json, !options.dryRun, !yes, let ask = Asking.yesOrNo {
      request.ask = { question in question.put(to: ask) }
    }
    return request
  }

  func validate() throws {
    if folder != nil, home != nil { throw ValidationError("The folder is named twice: leave out --home.") }
    if userHooks, folder != nil || home != nil || !repo.isEmpty {
      throw ValidationError("--user-hooks concerns no folder: leave it out.")
    }
    if folder?.isEmpty == true || home?.isEmpty == true { throw ValidationError("The folder's name is empty.") }
    try request.validateArguments()
  }

  func run() async throws {
    if userHooks { return try installUserHooks() }
    let start = directory ?? "."
    let named = folder ?? home
    let place = named.map { $0.hasPrefix("/") || start == "." ? $0 : "\(start)/\($0)" } ?? start
    let home = try InitWorkspace.place(at: place, insists: options.anyway)
    let outcome = try await options.call(request, in: home)
    var report = InitReport(outcome: outcome, folder: named ?? directory)
    if let standard = Environment["ORCHSITE_HOME"], (try? FileSystem.resolve(standard)) != home.path {
      report.otherHome = standard
    }
    if case .done = outcome.state { try await finish(&report, home) }
    try await options.say(report)
    for failure in outcome.failures.dropLast() { _ = Printer.print(failure.reason) }
    if let last = outcome.failures.last { throw last.reason }
  }

  /// A board that can be looked at; or none, where the workspace is gone.
  private func finish(_ report: inout InitReport, _ home: Home) async throws {
    let site = "\(home.path)/site"
    guard FileSystem.kind(of: "\(home.path)/\(Scan.indexPath)") != nil else {
      if remove, try refusing({ try RemoveSite().run(folder: site) }) { report.board = .removed }
      return
    }
    if remove { return }
    var build = BuildSite(version: Orchsite.version)
    build.git = home.git
    do throws(SiteRefusal) {
      let now = Clock.now
      let built = try await build.run(home: home.path, asOf: options.at?.instant(clock: now) ?? now)
      report.board = .built(errors: built.problems.errorCount)
    } catch {
      report.board = .refused(error)
    }
  }
}

extension InitWorkspace.Question {
  /// In words.
  fileprivate func put(to ask: (String, Bool) -> Bool) -> Bool {
    switch self {
    case .repos(let paths):
      return ask("Put \(paths.joined(separator: ", ").printable) on the board?", true)
    case .repository(let home): return ask("Make \(home.printable) a git repository?", true)
    case .clone(let repo, let url): return ask("\(repo) is not here. Clone it from \(url.printable)?", false)
    case .plan(let plan):
      Console.talk(plan.text(isDone: false))
      return ask("Do this?", true)
    }
  }
}

extension InitPlan {
  /// A line a step, and one for each thing that stays as it is.
  fileprivate func text(isDone: Bool, without failed: [String] = []) -> String {
    var lines = steps.filter { !failed.contains($0.path) }.map { step in
      switch (step.deed, isDone) {
      case (.repository, true): "made a git repository"
      case (.repository, false): "would make a git repository"
      case (.clone(let url), true): "cloned \(step.path) from \(url)"
      case (.clone(let url), false): "would clone \(step.path) from \(url)"
      case (.file, true), (.record, true): "created \(step.path)"
      case (.file, false), (.record, false): "would create \(step.path)"
      case (.update, true): "updated \(step.path)"
      case (.update, false): "would update \(step.path)"
      case (.block, true): "wrote a block in \(step.path)"
      case (.block, false): "would write a block in \(step.path)"
      case (.remove, true), (.removeRecord, true): "removed \(step.path)"
      case (.remove, false), (.removeRecord, false): "would remove \(step.path)"
      case (.unblock, true): "took the block out of \(step.path)"
      case (.unblock, false): "would take the block out of \(step.path)"
      }
    }
    lines += notes.map { "\($0.path): \($0.reason)" }
    if !shadowed.isEmpty {
      lines.append("the Makefile keeps its own targets: \(shadowed.joined(separator: ", "))")
      lines.append("to have orchsite's instead, delete one there and run orchsite init again")
    }
    return lines.map { $0.printable + "\n" }.joined()
  }
}

private struct InitReport: ObjectAnswer {
  let outcome: InitWorkspace.Outcome
  /// As it was named.
  let folder: String?
  var board: Board?
  /// The workspace that the environment names, where that is another one.
  var otherHome: String?

  enum Board {
    case built(errors: Int)
    case refused(SiteRefusal)
    case removed
  }

  var isFine: Bool {
    if case .refused = outcome.state { return false }
    if case .refused? = board { return false }
    return true
  }

  var warnings: [Warning] {
    var warnings = outcome.warnings
    if let otherHome {
      warnings.append(
        Warning(
          "ORCHSITE_HOME is \(otherHome): other verbs act there, and not here", help: "unset it, or name this folder"))
    }
    if case .refused(let isAsked) = outcome.state {
      warnings.append(
        Warning("nothing was done", help: isAsked ? nil : "on a terminal you are asked; --yes does what is shown"))
    }
    if case .refused(let refusal)? = board, case .answer(let message, let help) = Refusal(refusal) {
      warnings.append(Warning(message, help: help))
    } else if case .refused(let refusal)? = board, case .outside(let message, _) = Refusal(refusal) {
      warnings.append(Warning(message, help: "orchsite build --output DIR writes it elsewhere"))
    } else if case .refused? = board {
      warnings.append(Warning("the board could not be built", help: "orchsite build says why"))
    } else if case .built(let errors)? = board, errors > 0 {
      warnings.append(Warning("the board shows \(plural(errors, "error"))", help: "orchsite check says where"))
    }
    return warnings
  }

  private var isDone: Bool { if case .done = outcome.state { true } else { false } }

  func text(on screen: Screen) -> String {
    // Who said no has just read it.
    if case .refused(isAsked: true) = outcome.state { return "" }
    let plan = outcome.plan
    var text = plan.text(isDone: isDone, without: outcome.failures.map(\.path))
    if plan.steps.isEmpty { text = "nothing to \(outcome.isRemoving ? "take out" : "add")\n" + text }
    switch board {
    case .built: text += "the board is in \(shown("site/"))index.html\n"
    case .removed: text += "removed site/\n"
    case .refused, nil: break
    }
    guard isDone, !outcome.isRemoving else { return text }
    return text + "\nNext:\n" + next.map { "  \($0)\n" }.joined()
  }

  private func shown(_ path: String) -> String {
    guard let folder, folder != "." else { return path }
    return "\(folder.hasSuffix("/") ? folder : "\(folder)/")\(path)".printable
  }

  private var next: [String] {
    let go = folder.map { $0 == "." ? [] : ["cd \(SuggestedCommand.quoted($0))"] } ?? []
    guard let repo = outcome.firstRepo else {
      return go + ["git init web && git -C web commit --allow-empty -m first && orchsite init"]
    }
    if outcome.hasTasks { return go + ["orchsite next"] }
    return go + ["orchsite task new \(repo) \"What is to be done first\" --sprint current"]
  }

  var kind: String { "init" }

  func write(to writer: inout JSONWriter) {
    writer.field("home", outcome.plan.home)
    writer.field("done", isDone)
    writer.array("steps") { writer in
      for step in outcome.plan.steps {
        writer.object { writer in
          writer.field("does", step.deed.name)
          writer.field("path", step.path)
          writer.field("failed", outcome.failures.contains { $0.path == step.path })
        }
      }
    }
    writer.array("notes") { writer in
      for note in outcome.plan.notes {
        writer.object { writer in
          writer.field("path", note.path)
          writer.field("reason", note.reason)
        }
      }
    }
    writer.array("shadowed") { writer in for target in outcome.plan.shadowed { writer.string(target) } }
    writer.array("next") { writer in if isDone, !outcome.isRemoving { for line in next { writer.string(line) } } }
  }
}
