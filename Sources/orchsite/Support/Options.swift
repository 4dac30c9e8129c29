import Actions
import ArgumentParser
import Arguments
import Content
import Files
import Quantities
import Synchronization
import Terminal

/// The options of every verb that writes.
struct ChangeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The moment to record, with an offset, or a day; else now.", valueName: "time"))
  var at: NamedMoment?

  @Flag(help: "Do what is refused for caution: a moment in the future, a workspace on a feature branch.")
  var anyway = false

  @Flag(help: "Say what would be done, and write nothing.") var dryRun = false
  @Flag(help: "Print JSON.") var json = false

  func call<V: Verb>(_ verb: V, in options: HomeOptions) async throws(Refusal) -> V.Outcome {
    try await call(verb, in: try await options.find())
  }

  /// What `call` leaves for `say`.
  private let ending = Ending()

  private enum CodingKeys: String, CodingKey { case at, anyway, dryRun, json }

  /// Prints an answer as these options say. What was committed goes out behind it, where `index.md` says so: that is no
  /// part of the answer, and of the exit code neither.
  func say(_ answer: some ObjectAnswer) async throws {
    let status = Printer.print(answer, asData: json, isDryRun: dryRun)
    if let home = ending.home { await AutomaticSync.run(in: home, isQuiet: json) }
    try Program.end(status)
  }

  func call<V: Verb>(_ verb: V, in home: Home) async throws(Refusal) -> V.Outcome {
    let talk = Talk()
    defer { talk.end() }
    let now = Clock.now
    var stage = Stage(now: at?.instant(clock: now) ?? now, isNamed: at != nil) { [ending] event in
      if case .committed(syncs: true) = event, !(verb is SyncWorkspace) { ending.home = home }
      talk.tell(event)
    }
    stage.machine = Machine.name
    stage.program = Machine.program
    stage.insists = anyway
    stage.isDryRun = dryRun
    if !anyway { try stage.refuseFuture(after: now) }
    return try await verb.run(in: home, stage)
  }

  /// For a verb that runs what others wrote: a signal ends that first.
  func callHeedingSignals<V: Verb>(_ verb: V, in home: Home) async throws(Refusal) -> V.Outcome {
    let (result, signal) = await Interruption.heed { () throws(Refusal) in try await call(verb, in: home) }
    if let signal { Interruption.end(by: signal) }
    return try result.get()
  }
}

/// The workspace that wants to be synced when the answer is printed.
private final class Ending: Sendable {
  private let place = Mutex<Home?>(nil)

  var home: Home? {
    get { place.withLock { $0 } }
    set { place.withLock { $0 = newValue } }
  }
}

extension Verb {
  func validateArguments() throws { try asArguments(validate) }
}

/// A task that is there, by whatever names it alone.
struct TaskName: ParsableArguments {
  @Argument(
    help: "The task: REPO/TASK, its file, its id in the system that it comes from, or the beginning of its name.",
    completion: Completions.tasks)
  var task: String

  func id(in home: Home) async throws(Refusal) -> TaskID { try await home.task(named: task, asOf: Clock.now) }
}

extension Home {
  func tasks(named words: some Sequence<String>) async throws(Refusal) -> [TaskID] {
    var tasks: [TaskID] = []
    for word in words { tasks.append(try await task(named: word, asOf: Clock.now)) }
    return tasks
  }
}
