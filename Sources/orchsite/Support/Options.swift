import Actions
import ArgumentParser
import Content
import Files
import Quantities
import Synchronization
import Terminal

/// The options of every verb. It stands beside `ReadingOptions` and `ChangeOptions` and not inside of them: in a debug
/// build, the argument parser checks a group five times for each time that it checks what holds the group.
struct HomeOptions: ParsableArguments {
  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "The workspace: the folder that holds content/. Else ORCHSITE_HOME, else the nearest parent that has one.",
      valueName: "dir"))
  var home: String?

  func find() async throws(Refusal) -> Home {
    Printer.tell(try await Home.find(from: start, named: home, standard: Environment["ORCHSITE_HOME"]))
  }

  func findOrPlace() async throws(Refusal) -> Home {
    Printer.tell(try await Home.findOrPlace(from: start, named: home, standard: Environment["ORCHSITE_HOME"]))
  }

  /// Where the user is, or says to be.
  var start: String { directory ?? "." }

  /// A path that the user typed, as seen from where `-C` leads.
  func fromStart(_ path: String) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return "\(directory)/\(path)"
  }

  /// The text of a new record, from a file or from standard input; no path is no text.
  func text(of path: String?) throws(Refusal) -> String {
    guard let path else { return "" }
    let limit = ContentFiles.sizeLimit
    let bytes = try refusing {
      try path == "-" ? Console.readInput(limit: limit) : FileSystem.read(fromStart(path), limit: limit)
    }
    guard bytes.count <= limit else {
      throw .answer("the text has more than \(limit) bytes", help: "no record may have more; split it")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .answer("\(path) is not UTF-8", help: "save it as UTF-8")
    }
    return text
  }
}

/// The options of every verb that reads.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The moment to take for now: 2026-01-15 or 2026-01-15T09:00:00+01:00. Else SOURCE_DATE_EPOCH, else now.",
      valueName: "time"))
  var asOf: Instant?

  func call<V: Verb>(_ verb: V, in options: HomeOptions) async throws(Refusal) -> V.Outcome {
    try await call(verb, in: try await options.find())
  }

  func call<V: Verb>(
    _ verb: V, in home: Home, tell: @escaping @Sendable (Stage.Event) -> Void = { _ in }
  ) async throws(Refusal) -> V.Outcome {
    try await verb.run(in: home, Stage(now: try Clock.asOf(asOf), isNamed: asOf != nil, tell: tell))
  }
}

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
    try end(status)
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

/// Prints an answer and ends with its exit code.
func say(_ answer: some Answer) throws { try end(Printer.print(answer)) }
func say(_ answer: some DataAnswer, asData: Bool) throws { try end(Printer.print(answer, asData: asData)) }

private func end(_ status: ExitStatus) throws { if status != .fine { throw ExitCode(status.rawValue) } }

/// Refuses as the argument parser does: with the way to call the verb.
func asArguments(_ check: () throws(Refusal) -> Void) throws {
  do throws(Refusal) {
    try check()
  } catch {
    guard case .usage(let message, help: nil) = error else { throw error }
    throw ValidationError(message)
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
