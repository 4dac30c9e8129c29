import ArgumentParser
import Content
import Diagnostics
import Files
import Git
import Site

/// Everything that ends a command early, and the one place where it becomes text and an exit code:
/// 1 the content or the answer is not fine · 2 input, output or internal · 64 usage.
enum Failure: Error {
  /// Problems in the content, to be printed now.
  case content([Diagnostic])
  /// A change that would bring problems into the content, and was not made.
  case worse([Diagnostic])
  /// The problems were printed as part of the command's own output.
  case reported
  /// What was asked for is not so.
  case answer(String, help: String? = nil)
  /// The folder where the search began, and whether it was named: then nothing above it counts.
  case noHome(String, named: Bool = false)
  case file(FileError)
  case usage(String, help: String? = nil)

  static func end(with error: any Error) -> Never {
    switch error {
    case Failure.content(let diagnostics):
      Console.talk(DiagnosticPrinter(colour: Console.errorHasColour).text(diagnostics), terminator: "")
      Orchsite.exit(withError: ExitCode(1))
    case Failure.worse(let diagnostics):
      Console.talk(DiagnosticPrinter(colour: Console.errorHasColour).text(diagnostics), terminator: "")
      Console.error("nothing written: it would cause the problem\(diagnostics.count == 1 ? "" : "s") above")
      Orchsite.exit(withError: ExitCode(1))
    case Failure.reported:
      Orchsite.exit(withError: ExitCode(1))
    case Failure.answer(let message, let help):
      Console.error(message, help: help)
      Orchsite.exit(withError: ExitCode(1))
    case Failure.noHome(let folder, let isNamed):
      Console.error(
        "no content/index.md in \(folder)" + (isNamed ? "" : " or above it"),
        help: "go to your workspace, or name it with --home DIR")
      Orchsite.exit(withError: ExitCode(2))
    case Failure.usage(let message, let help):
      Console.error(message, help: help)
      Orchsite.exit(withError: ExitCode.validationFailure)
    case Failure.file(let error), let error as FileError:
      Console.error(text(of: error), help: help(for: error))
      Orchsite.exit(withError: ExitCode(2))
    case EditError.refused(let diagnostic):
      end(with: Failure.content([diagnostic]))
    case EditError.file(let error):
      end(with: error)
    case let error as TemplateErrors:
      end(with: Failure.content(error.diagnostics))
    case OutputFolderError.foreign(let folder):
      Console.error(
        "cannot write the site to \(folder): it is not empty",
        help: "orchsite did not make it; --force writes there, its other files stay")
      Orchsite.exit(withError: ExitCode(2))
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

  private static func text(of error: FileError) -> String {
    guard case .notRegular(let kind) = error.reason, error.operation == .list || error.operation == .makeFolder
    else { return "\(error)" }
    return "cannot \(error.operation.rawValue) \(error.path): it is \(kind), not a folder"
  }

  private static func help(for error: FileError) -> String? {
    switch (error.operation, error.reason) {
    case (_, .locked): "wait for it, or end that process; its lock ends with it"
    case (.list, .notRegular): "put the folder itself there, or name its parent with --home DIR"
    default: nil
    }
  }
}
