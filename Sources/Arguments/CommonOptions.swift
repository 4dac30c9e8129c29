import Actions
import ArgumentParser
import Content
import Files
import Quantities
import Terminal

/// The options of every verb. It stands beside `ReadingOptions` and `ChangeOptions` and not inside of them: in a debug
/// build, the argument parser checks a group five times for each time that it checks what holds the group.
package struct HomeOptions: ParsableArguments {
  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  package var directory: String?

  @Option(
    help: ArgumentHelp(
      "The workspace: the folder that holds content/. Else ORCHSITE_HOME, else the nearest parent that has one.",
      valueName: "dir"))
  package var home: String?

  package init() {}

  package func find() async throws(Refusal) -> Home {
    Printer.tell(try await Home.find(from: start, named: home, standard: Environment["ORCHSITE_HOME"]))
  }

  package func findOrPlace() async throws(Refusal) -> Home {
    Printer.tell(try await Home.findOrPlace(from: start, named: home, standard: Environment["ORCHSITE_HOME"]))
  }

  /// Where the user is, or says to be.
  package var start: String { directory ?? "." }

  /// A path that the user typed, as seen from where `-C` leads.
  package func fromStart(_ path: String) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return "\(directory)/\(path)"
  }

  /// The text of a new record, from a file or from standard input; no path is no text.
  package func text(of path: String?) throws(Refusal) -> String {
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
package struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The moment to take for now: 2026-01-15 or 2026-01-15T09:00:00+01:00. Else SOURCE_DATE_EPOCH, else now.",
      valueName: "time"))
  package var asOf: Instant?

  package init() {}

  package func call<V: Verb>(_ verb: V, in options: HomeOptions) async throws(Refusal) -> V.Outcome {
    try await call(verb, in: try await options.find())
  }

  package func call<V: Verb>(
    _ verb: V, in home: Home, tell: @escaping @Sendable (Stage.Event) -> Void = { _ in }
  ) async throws(Refusal) -> V.Outcome {
    try await verb.run(in: home, Stage(now: try Clock.asOf(asOf), isNamed: asOf != nil, tell: tell))
  }
}

/// Prints an answer and ends with its exit code.
package func say(_ answer: some Answer) throws { try Program.end(Printer.print(answer)) }
package func say(_ answer: some DataAnswer, asData: Bool) throws {
  try Program.end(Printer.print(answer, asData: asData))
}

/// Refuses as the argument parser does: with the way to call the verb.
package func asArguments(_ check: () throws(Refusal) -> Void) throws {
  do throws(Refusal) {
    try check()
  } catch {
    guard case .usage(let message, help: nil) = error else { throw error }
    throw ValidationError(message)
  }
}
