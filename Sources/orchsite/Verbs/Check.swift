import ArgumentParser
import Billing
import Bytes
import Content
import Diagnostics
import Site

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find everything that is wrong in content/.", usage: "orchsite check [<options>]",
    discussion: "Exit code 1 with errors; warnings count only with --strict.")

  @OptionGroup var options: ReadingOptions
  @OptionGroup var reporting: ReportingOptions

  @Flag(help: "Look at the templates too: names that no page gives, values that no template uses.")
  var templates = false

  func run() async throws {
    let (home, workspace) = try await options.load(.bodyFacts)
    var problems = workspace.check() + InvoiceBook(workspace).diagnostics
    if templates {
      problems += TemplateLibrary.check(overrides: try TemplateLibrary.overrides(home: home.path))
    }
    let found = reporting.graded(problems.sortedByPlace())
    switch reporting.format {
    case .text:
      Console.say(
        reporting.printer(colour: Console.outputHasColour, terminal: Console.outputIsTerminal).text(found),
        terminator: "")
      Console.talk(DiagnosticPrinter.counts(found))
    case .json: Console.say(found.json(kind: "check"))
    case .github: Console.say(DiagnosticPrinter.gitHubAnnotations(found), terminator: "")
    }
    if found.errorCount > 0 { throw Failure.reported }
  }
}

/// How problems are shown and what they count for.
struct ReportingOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case github
  }

  @Flag(help: "Warnings are errors.")
  var strict = false

  @Flag(help: "Show all problems, on a terminal too.")
  var all = false

  @Flag(help: "Print JSON: the same as --format json.")
  var json = false

  @Option(name: .customLong("format"), help: "How to print problems: text, json or github (annotations).")
  var chosenFormat: Format = .text

  var format: Format { json ? .json : chosenFormat }

  func graded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard strict else { return diagnostics }
    return diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.severity = .error
      return diagnostic
    }
  }

  func printer(colour: Bool, terminal: Bool) -> DiagnosticPrinter {
    DiagnosticPrinter(colour: colour, limit: terminal && !all ? 20 : nil, width: terminal ? Console.width : 100)
  }
}
