import Content
import Evidence
import Files
import FrontMatter
import Synchronization

/// Runs the command of one name in every repo that has it, repo by repo in order. What was not run is never taken for
/// passed.
package struct RunCommand: Verb {
  package let name: String
  /// Only these, in repo order all the same; empty for all.
  package var repos: [String] = []
  /// How many at once.
  package var jobs = 1
  /// Whether nothing more begins after the first that did not pass.
  package var isFailingFast = false
  package let approvals: Approvals

  package init(_ name: String, approvals: Approvals) {
    self.name = name
    self.approvals = approvals
  }

  package struct Outcome: Warned {
    package let name: String
    package let results: [Result]
    package var warnings: [Warning] = []

    /// Whether every repo that has the command ran it, and it passed.
    package var hasPassed: Bool {
      results.allSatisfy { $0.ending == .passed || $0.ending == .noCommand || $0.ending == .noRepository }
        && results.contains { $0.ending == .passed }
    }
  }

  package struct Result: Sendable, Equatable {
    package let repo: String
    /// Nil where nothing is known to run.
    package let command: String?
    /// Whether the files of the checkout imply it; else content names it.
    package let isImplied: Bool
    package fileprivate(set) var ending: Ending
    /// How long it ran.
    package fileprivate(set) var time: Duration?
  }

  package enum Ending: Sendable, Equatable {
    case passed
    case failed(Int32)
    case noCommand
    /// `path: none`
    case noRepository
    case notApproved
    case notCheckedOut
    /// The repo's file has errors: what it names is not known.
    case unreadable
    /// It was not begun any more.
    case skipped
    case interrupted

    var isFailure: Bool {
      switch self {
      case .passed, .noCommand, .noRepository: false
      default: true
      }
    }
  }

  package func validate() throws(Refusal) {
    try OneLine.checkTitle(name, of: "name")
    guard (1...64).contains(jobs) else { throw .usage("--jobs is a number from 1 to 64.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    var plan = Plan()
    for repo in try selected(in: workspace) { try await add(repo, to: &plan, workspace, home) }
    try refuseUnknown(plan.results, in: workspace)
    // Whoever is asked is asked before anything runs.
    for (index, text) in plan.texts.sorted(by: { $0.key < $1.key }) {
      if try !approvals.allows(text, in: home.path) { plan.results[index].ending = .notApproved }
    }
    plan = await work(plan, in: home, stage)
    var outcome = Outcome(name: name, results: plan.results, warnings: plan.warnings)
    let waiting = plan.results.filter { $0.ending == .notApproved }
    if !waiting.isEmpty {
      let names = waiting.map { "\($0.repo) (\($0.command ?? ""))" }.joined(separator: ", ")
      outcome.warnings.append(
        Warning(
          "not run, because nobody on this machine has approved it: \(names)",
          help: "orchsite trust shows what waits, and asks"))
    }
    return outcome
  }
}

// MARK: - What to run

extension RunCommand {
  /// All results, the ones to come included, and where to run them.
  private struct Plan {
    var results: [Result] = []
    /// By index.
    var folders: [Int: String] = [:]
    /// Those that a person has to have approved, by index.
    var texts: [Int: RunnableText] = [:]
    var warnings: [Warning] = []
  }

  private func selected(in workspace: Workspace) throws(Refusal) -> [Repo] {
    guard !repos.isEmpty else { return workspace.repos }
    var wanted: Set<String> = []
    for name in repos { wanted.insert(try workspace.existingRepo(name).slug) }
    return workspace.repos.filter { wanted.contains($0.slug) }
  }

  private func add(
    _ repo: Repo, to plan: inout Plan, _ workspace: Workspace, _ home: Home
  ) async throws(Refusal) {
    let index = plan.results.count
    let named = repo.runnableCommands.first { Array($0.key.utf8) == Array("commands.\(name)".utf8) }
    func result(_ ending: Ending, _ command: String?, isImplied: Bool = false) -> Result {
      Result(repo: repo.slug, command: command, isImplied: isImplied, ending: ending)
    }
    let path = "content/repos/\(repo.slug).md"
    let isBroken = workspace.scanDiagnostics.contains { $0.severity == .error && $0.file.path == path }
    if isBroken {
      plan.warnings.append(Warning("\(path) has errors", help: "orchsite check shows them"))
      return plan.results.append(result(.unreadable, named?.text))
    }
    do throws(RepoProblem) {
      let view = try await RepoView.read(repo, home: home.path, home.git)
      guard !view.isBare else {
        plan.warnings.append(Warning("\(repo.slug) is not checked out: \(view.folder) is a bare repository"))
        return plan.results.append(result(.notCheckedOut, named?.text))
      }
      plan.folders[index] = view.folder
      plan.texts[index] = named
      if let command = named?.text ?? ImpliedCommand.find(name, in: view.folder) {
        plan.results.append(result(.skipped, command, isImplied: named == nil))
      } else {
        plan.results.append(result(.noCommand, nil))
      }
    } catch {
      let refusal = Refusal(error)
      switch error {
      case .without: plan.results.append(result(.noRepository, named?.text))
      case .missing, .notARepository:
        guard case .answer(let message, let help) = refusal else { throw refusal }
        plan.warnings.append(Warning(message, help: help))
        plan.results.append(result(.notCheckedOut, named?.text))
      case .git, .worktree, .reference: throw refusal
      }
    }
  }

  /// A name that no repo has is a slip, unless a repo that might have it cannot be looked at.
  private func refuseUnknown(_ results: [Result], in workspace: Workspace) throws(Refusal) {
    guard results.allSatisfy({ $0.ending == .noCommand || $0.ending == .noRepository }) else { return }
    let known = Set(workspace.repos.flatMap { $0.commands.map(\.name) }).subtracting([name]).sorted()
    let all = repos.isEmpty ? "no repo has" : "\(repos.joined(separator: ", ")) \(repos.count == 1 ? "has" : "have") no"
    throw .answer(
      "\(all) \(repos.isEmpty ? "a " : "")command \"\(name)\"",
      help: didYouMean(name, among: known) ?? "commands: in content/repos/REPO.md names what can be run")
  }
}

// MARK: - Running

extension RunCommand {
  private func work(_ plan: Plan, in home: Home, _ stage: Stage) async -> Plan {
    var plan = plan
    var next = 0
    var isStopped = false
    /// The next that can be run; sees to what cannot.
    func take() -> (index: Int, command: ShellCommand)? {
      while next < plan.results.count, !isStopped, !Task.isCancelled {
        let index = next
        next += 1
        if plan.results[index].ending == .skipped, let text = plan.results[index].command,
          let folder = plan.folders[index]
        {
          return (index, ShellCommand(text: text, folder: folder, environment: ["ORCHSITE_HOME": home.path]))
        }
        if isFailingFast, plan.results[index].ending.isFailure { isStopped = true }
      }
      return nil
    }
    func settle(_ index: Int, _ run: Run) {
      plan.results[index].time = run.time
      plan.results[index].ending = run.ending
      if let problem = run.problem { plan.warnings.append(Warning(problem)) }
      if isFailingFast, run.ending.isFailure { isStopped = true }
    }
    guard jobs > 1 else {
      while let (index, command) = take() {
        stage.tell(.running(command.text, in: command.folder))
        let printed = Printed()
        let run = await Run.make(command) { bytes in
          printed.note(bytes)
          stage.tell(.output(bytes))
        }
        if printed.needsLineBreak { stage.tell(.output([UInt8(ascii: "\n")])) }
        settle(index, run)
      }
      return plan
    }
    await withTaskGroup(of: (Int, ShellCommand, Run, Printed).self) { group in
      var running = 0
      while true {
        while running < jobs, let (index, command) = take() {
          running += 1
          group.addTask {
            let printed = Printed()
            return (index, command, await Run.make(command, printed.keep), printed)
          }
        }
        guard let (index, command, run, printed) = await group.next() else { return }
        running -= 1
        // Whole, so that nobody's lines stand among another's.
        stage.tell(.running(command.text, in: command.folder))
        stage.tell(.output(printed.all))
        settle(index, run)
      }
    }
    return plan
  }

  private struct Run: Sendable {
    let ending: Ending
    let time: Duration
    var problem: String?

    static func make(_ command: ShellCommand, _ output: @escaping @Sendable ([UInt8]) -> Void) async -> Run {
      let start = ContinuousClock.now
      do throws(Refusal) {
        let status = try await command.run(output)
        let time = ContinuousClock.now - start
        if Task.isCancelled { return Run(ending: .interrupted, time: time) }
        return Run(ending: status == 0 ? .passed : .failed(status), time: time)
      } catch {
        let problem = if case .outside(let message, _) = error { message } else { "\(error)" }
        return Run(
          ending: Task.isCancelled ? .interrupted : .failed(127), time: ContinuousClock.now - start, problem: problem)
      }
    }
  }
}

/// What a command has printed.
private final class Printed: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var last: UInt8?
    var isCut = false
  }

  private let state = Mutex(State())
  private static let limit = 8 << 20

  func note(_ bytes: [UInt8]) { state.withLock { $0.last = bytes.last ?? $0.last } }

  func keep(_ bytes: [UInt8]) {
    note(bytes)
    state.withLock { state in
      state.bytes += bytes
      // The end says what went wrong.
      guard state.bytes.count > 2 * Self.limit else { return }
      state.bytes.removeFirst(state.bytes.count - Self.limit)
      state.isCut = true
    }
  }

  var needsLineBreak: Bool { state.withLock { $0.last.map { $0 != UInt8(ascii: "\n") } ?? false } }

  /// All that was kept, with a line break at its end.
  var all: [UInt8] {
    let end: [UInt8] = needsLineBreak ? [UInt8(ascii: "\n")] : []
    return state.withLock { ($0.isCut ? Array("… what was printed before is left out\n".utf8) : []) + $0.bytes } + end
  }
}
