import ArgumentParser
import Diagnostics
import Terminal

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

  private var format: Format { json ? .json : chosenFormat }

  func graded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard strict else { return diagnostics }
    return diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.severity = .error
      return diagnostic
    }
  }

  func text(of problems: [Diagnostic], on screen: Screen) -> String {
    DiagnosticPrinter(
      colour: screen.hasColour, limit: screen.isTerminal && !all ? 20 : nil,
      width: screen.isTerminal ? screen.width : 100
    ).text(problems)
  }

  var isData: Bool { format != .text }
  /// Whether the data is one JSON object.
  var isObject: Bool { format == .json }

  func data(of problems: [Diagnostic], kind: String) -> [UInt8] {
    format == .json ? problems.json(kind: kind) : Array(DiagnosticPrinter.gitHubAnnotations(problems).utf8)
  }
}
