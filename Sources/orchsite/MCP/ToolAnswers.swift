import Actions
import Diagnostics
import MCP
import Synchronization
import Terminal

/// Where the tools of one client act. Each calls the function that the verb of its name calls, and answers with the same
/// words and the same JSON.
struct ToolPlace: Sendable {
  let home: Home
  /// The folder that the server was started in: a worker's worktree says who works there.
  let folder: String
  /// The worker's name, where the environment gave one.
  let worker: String?
  private let syncs = Syncs()

  init(home: Home, folder: String, worker: String?) {
    self.home = home
    self.folder = folder
    self.worker = worker
  }

  /// Calls a verb that reads.
  func read<V: Verb>(
    _ verb: @Sendable (Home) async throws(Refusal) -> V
  ) async -> ToolResult where V.Outcome: ObjectAnswer {
    await read(verb) { $0 }
  }

  /// Calls a verb that reads, with what its outcome is as an answer.
  func read<V: Verb>(
    _ verb: @Sendable (Home) async throws(Refusal) -> V, as answer: @Sendable (V.Outcome) -> some ObjectAnswer
  ) async -> ToolResult {
    do throws(Refusal) {
      let verb = try await verb(home)
      let answer = answer(try await verb.run(in: home, Stage(now: try Clock.asOf(nil))))
      return .answer(Printer.words(of: answer), answer.line(isChange: false))
    } catch {
      return .refusal(Printer.words(of: error))
    }
  }

  /// Calls a verb that writes. What was committed goes out behind the answer, where `index.md` says so.
  func change<V: Verb>(
    _ verb: @Sendable (Home) async throws(Refusal) -> V
  ) async -> ToolResult where V.Outcome: ObjectAnswer {
    let note = CommitNote()
    var stage = Stage(now: Clock.now) { if case .committed(syncs: true) = $0 { note.isToSync.withLock { $0 = true } } }
    stage.machine = Machine.name
    stage.program = Machine.program
    var result: ToolResult
    do throws(Refusal) {
      let outcome = try await verb(home).run(in: home, stage)
      result = .answer(Printer.words(of: outcome), outcome.line(isChange: true))
    } catch {
      result = .refusal(Printer.words(of: error))
    }
    if note.isToSync.withLock({ $0 }) { result.afterwards = { [syncs, home] in await syncs.run(in: home) } }
    return result
  }
}

/// What a verb tells of its commits.
private final class CommitNote: Sendable {
  let isToSync = Mutex(false)
}

/// `sync: auto`, one at a time: what is committed while one is under way goes out with the next.
private actor Syncs {
  private var isRunning = false
  private var isWanted = false

  func run(in home: Home) async {
    isWanted = true
    guard !isRunning else { return }
    isRunning = true
    while isWanted {
      isWanted = false
      await AutomaticSync.run(in: home, isQuiet: true)
    }
    isRunning = false
  }
}
