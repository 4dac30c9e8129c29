import Actions
import Bytes
import Diagnostics
import Files
import Git
import Situation

/// How a verb's outcome reads at the terminal. Outcomes conform to it where their verb is parsed.
package protocol Answer {
  /// The result in words, for standard output.
  func text(on screen: Screen) -> String
  /// What is said beside it, on standard error.
  func talk(on screen: Screen) -> String
  var warnings: [Warning] { get }
  /// False where the answer is not what one hopes for: the exit code says so.
  var isFine: Bool { get }
  /// The exit code.
  var status: ExitStatus { get }
}

extension Answer {
  package func talk(on screen: Screen) -> String { "" }
  package var warnings: [Warning] { [] }
  package var isFine: Bool { true }
  package var status: ExitStatus { isFine ? .fine : .wrong }
}

/// An answer for machines too.
package protocol DataAnswer: Answer {
  /// The result, whole.
  func data() -> [UInt8]
  /// Whether talk would be in the way of whoever reads the data.
  var isQuietAsData: Bool { get }
}

extension DataAnswer {
  package var isQuietAsData: Bool { true }
}

/// An answer whose data is one JSON object.
package protocol ObjectAnswer: DataAnswer {
  /// What the object says it is.
  var kind: String { get }
  /// Writes its fields.
  func write(to writer: inout JSONWriter)
}

extension ObjectAnswer {
  package func data() -> [UInt8] { JSONWriter.answer(kind: kind) { write(to: &$0) } }

  /// The object of a verb that writes: with whether it did, and what else is to be said.
  fileprivate func data(isDryRun: Bool) -> [UInt8] {
    JSONWriter.answer(kind: kind) { writeChange(isDryRun: isDryRun, to: &$0) }
  }

  /// The same as `--json` prints, in one line without an end.
  ///
  /// - Parameter isChange: whether it is the answer of a verb that writes, and wrote.
  package func line(isChange: Bool) -> [UInt8] {
    JSONWriter.object(kind: kind, options: []) { writer in
      if isChange { writeChange(isDryRun: false, to: &writer) } else { write(to: &writer) }
    }
  }

  private func writeChange(isDryRun: Bool, to writer: inout JSONWriter) {
    writer.field("dry_run", isDryRun)
    write(to: &writer)
    writer.array("warnings") { writer in
      for warning in warnings {
        writer.object { writer in
          writer.field("message", warning.message)
          writer.field("help", warning.help)
        }
      }
    }
  }
}

/// The exit codes of every verb.
package enum ExitStatus: Int32, Sendable {
  case fine = 0
  /// The content or the answer is not fine.
  case wrong = 1
  /// Input, output or internal.
  case failed = 2
  case usage = 64
  /// The time was up: as timeout(1) has it.
  case timedOut = 124
}

/// The one place where outcomes and refusals become text, JSON and an exit code.
package enum Printer {
  package static func print(_ answer: some Answer) -> ExitStatus {
    finish(answer, Array(answer.text(on: Console.output).utf8), isTalking: true)
  }

  package static func print(_ answer: some DataAnswer, asData: Bool) -> ExitStatus {
    guard asData else { return print(answer) }
    return finish(answer, answer.data(), isTalking: !answer.isQuietAsData)
  }

  /// The answer of a verb that writes.
  ///
  /// - Parameter isDryRun: whether it only says what it would write.
  package static func print(_ answer: some ObjectAnswer, asData: Bool, isDryRun: Bool) -> ExitStatus {
    if asData { return finish(answer, answer.data(isDryRun: isDryRun), isTalking: !answer.isQuietAsData) }
    let text = answer.text(on: Console.output) + (isDryRun ? "dry run: nothing was written\n" : "")
    return finish(answer, Array(text.utf8), isTalking: true)
  }

  /// An answer with all that is said beside it, for a reader that has one stream.
  package static func words(of answer: some Answer) -> String {
    let screen = Screen.plain
    return answer.text(on: screen) + answer.talk(on: screen) + answer.warnings.map(screen.warning).joined()
  }

  /// Says which workspace is used, where that is not the one of the folder.
  package static func tell(_ home: Home) -> Home {
    if home.isElsewhere { Console.talk("home: \(home.path.printable)\n") }
    return home
  }

  /// Writes a text that is the whole answer: help, the version.
  package static func print(_ text: String) -> ExitStatus { status(.fine, of: Array(text.utf8)) }

  private static func finish(_ answer: some Answer, _ output: [UInt8], isTalking: Bool) -> ExitStatus {
    let status = status(answer.status, of: output)
    let screen = Console.errors
    if isTalking { Console.talk(answer.talk(on: screen)) }
    for warning in answer.warnings { Console.talk(screen.warning(warning)) }
    return status
  }

  /// Writes an answer. One that is lost is no answer, whatever it would have been.
  private static func status(_ status: ExitStatus, of output: [UInt8]) -> ExitStatus {
    guard let reason = Console.say(output) else { return status }
    Console.talk(Console.errors.error("the answer could not be written: \(reason)", help: nil))
    return .failed
  }

  package static func print(_ refusal: Refusal) -> ExitStatus {
    let (text, status) = words(of: refusal, on: Console.errors)
    Console.talk(text)
    return status
  }

  package static func words(of refusal: Refusal) -> String { words(of: refusal, on: .plain).text }

  private static func words(of refusal: Refusal, on screen: Screen) -> (text: String, status: ExitStatus) {
    func problems(_ diagnostics: [Diagnostic]) -> String {
      DiagnosticPrinter(colour: screen.hasColour).text(diagnostics)
    }
    func error(_ message: String, _ help: String? = nil) -> String { screen.error(message, help: help) }
    switch refusal {
    case .content(let diagnostics): return (problems(diagnostics), .wrong)
    case .worse(let diagnostics):
      let plural = diagnostics.count == 1 ? "" : "s"
      return (problems(diagnostics) + error("nothing written: it would cause the problem\(plural) above"), .wrong)
    case .answer(let message, let help): return (error(message, help), .wrong)
    case .usage(let message, let help): return (error(message, help), .usage)
    case .noHome(let folder, let isNamed):
      let text = error(
        "no content/index.md in \(folder)" + (isNamed ? "" : " or above it"),
        isNamed
          ? "orchsite init \(SuggestedCommand.quoted(folder)) makes a workspace there"
          : "orchsite init makes a workspace here; or go to yours, or name it with --home DIR")
      return (text, .failed)
    case .file(let failure): return (error("\(failure)", help(for: failure)), .failed)
    case .git(let failure): return (error("\(failure)"), .failed)
    case .outside(let message, let help): return (error(message, help), .failed)
    case .after(let warnings, let refusal):
      let (text, status) = words(of: refusal, on: screen)
      return (warnings.map(screen.warning).joined() + text, status)
    }
  }

  private static func help(for error: FileError) -> String? {
    switch (error.operation, error.reason) {
    case (_, .locked): "wait for it, or end that process; its lock ends with it"
    case (.list, .notRegular): "put the folder itself there, or name its parent with --home DIR"
    default: nil
    }
  }
}
