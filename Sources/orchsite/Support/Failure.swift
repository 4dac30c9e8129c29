import ArgumentParser
import Content
import Diagnostics
import Files
import Git
import Site

/// Everything that ends a command early, and the one place where it becomes text and an exit code:
/// 1 the content or the answer is not fine · 2 input, output or internal · 64 usage.
enum Failure: Error {
  /// Problems in the content, already printed or to be printed now.
  case content([Diagnostic])
  /// The problems were printed as part of the command's own output.
  case reported
  /// What was asked for is not so.
  case answer(String, help: String? = nil)
  case noHome(String)
  case file(FileError)
  case usage(String)

  static func end(with error: any Error) -> Never {
    switch error {
    case Failure.content(let diagnostics):
      Console.talk(DiagnosticPrinter(colour: Console.errorHasColour).text(diagnostics), terminator: "")
      Orchsite.exit(withError: ExitCode(1))
    case Failure.reported:
      Orchsite.exit(withError: ExitCode(1))
    case Failure.answer(let message, let help):
      Console.error(message, help: help)
      Orchsite.exit(withError: ExitCode(1))
    case Failure.noHome(let folder):
      Console.error(
        "no content/index.md in \(folder) or above it",
        help: "go to your workspace, or name it with --home DIR")
      Orchsite.exit(withError: ExitCode(2))
    case Failure.usage(let message):
      Orchsite.exit(withError: ValidationError(message))
    case Failure.file(let error), let error as FileError:
      Console.error("\(error)", help: help(for: error))
      Orchsite.exit(withError: ExitCode(2))
    case EditError.refused(let diagnostic):
      end(with: Failure.content([diagnostic]))
    case EditError.file(let error):
      end(with: error)
    case let error as TemplateErrors:
      end(with: Failure.content(error.diagnostics))
    case let error as OutputFolderError:
      Console.error("\(error)")
      Orchsite.exit(withError: ExitCode(2))
    case let error as GitError:
      Console.error("\(error)")
      Orchsite.exit(withError: ExitCode(2))
    case let diagnostic as Diagnostic:
      end(with: Failure.content([diagnostic]))
    default:
      // Usage errors, --help and --version come from the argument parser, which knows their codes.
      Orchsite.exit(withError: error)
    }
  }

  private static func help(for error: FileError) -> String? {
    if case .locked = error.reason { return "wait for it, or end that process; its lock ends with it" }
    return nil
  }
}
