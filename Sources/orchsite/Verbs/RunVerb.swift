import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Situation
import Terminal

struct RunVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a command in every repo that has it: test, lint, build.",
    usage: "orchsite run <name> [<repo> ...] [<options>]",
    discussion: """
      commands: in content/repos/REPO.md names them; for test, lint, build and ci, what the repo's own files imply. A \
      failure stops nothing, unless --fail-fast.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The command's name.") var name: String
  @Argument(help: "Only these repos.", completion: Completions.repos) var repos: [String] = []
  @Option(help: ArgumentHelp("How many at once; 1 is the default.", valueName: "n")) var jobs = 1
  @Flag(help: "Begin nothing more after the first failure.") var failFast = false
  @Flag(help: "Print JSON.") var json = false

  private var request: RunCommand {
    var approvals = Environment.approvals
    if json { approvals.ask = nil }
    var request = RunCommand(name, approvals: approvals)
    request.repos = repos
    request.jobs = jobs
    request.isFailingFast = failFast
    return request
  }

  func validate() throws { try request.validateArguments() }

  func run() async throws {
    let (home, request, talk) = (try await self.home.find(), request, Talk())
    let stage = Stage(now: Clock.now, tell: talk.tell)
    let (result, signal) = await Interruption.heed { () throws(Refusal) in try await request.run(in: home, stage) }
    let outcome = try result.get()
    guard let signal else { return try say(outcome, asData: json) }
    try? say(outcome, asData: json)
    Interruption.end(by: signal)
  }
}

extension RunCommand.Ending {
  fileprivate var words: String {
    switch self {
    case .passed: "passed"
    case .failed(let status): "failed (\(status))"
    case .noCommand: "no such command"
    case .noRepository: "no repository"
    case .notApproved: "not approved"
    case .notCheckedOut: "not checked out"
    case .unreadable: "unreadable"
    case .skipped: "skipped"
    case .interrupted: "interrupted"
    }
  }

  fileprivate var status: Int? { if case .failed(let status) = self { Int(status) } else { nil } }
}

extension RunCommand.Outcome: ObjectAnswer {
  package var isFine: Bool { hasPassed }
  package var isQuietAsData: Bool { false }

  package func text(on screen: Screen) -> String {
    let rows = results.map { [$0.repo, $0.ending.words, $0.time.map { "\($0.tenths) s" } ?? "–"] }
    return Table(["REPO", "RESULT", "TIME"], rows).text
  }

  package var kind: String { "run" }

  package func write(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("passed", hasPassed)
    writer.array("results") { writer in
      for result in results {
        writer.object { writer in
          writer.field("repo", result.repo)
          writer.field("command", result.command)
          writer.field("implied", result.isImplied)
          writer.field("result", result.ending.status == nil ? result.ending.words : "failed")
          writer.field("status", result.ending.status)
          writer.field("milliseconds", result.time?.milliseconds)
        }
      }
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }

  fileprivate var tenths: String { "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100)" }
}
