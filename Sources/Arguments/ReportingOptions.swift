import ArgumentParser
import Content
import Diagnostics
import Terminal

/// How problems are shown and what they count for.
package struct ReportingOptions: ParsableArguments {
  package enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case github
  }

  @Flag(help: "Warnings are errors.")
  package var strict = false

  @Flag(help: "Show all problems, on a terminal too.")
  package var all = false

  @Flag(help: "Print JSON: the same as --format json.")
  package var json = false

  @Option(name: .customLong("format"), help: "How to print problems: text, json or github (annotations).")
  package var chosenFormat: Format = .text

  private var format: Format { json ? .json : chosenFormat }

  package init() {}

  package func graded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard strict else { return diagnostics }
    return diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.severity = .error
      return diagnostic
    }
  }

  package func text(of problems: [Diagnostic], on screen: Screen) -> String {
    DiagnosticPrinter(
      colour: screen.hasColour, limit: screen.isTerminal && !all ? 20 : nil,
      width: screen.isTerminal ? screen.width : 100
    ).text(problems)
  }

  package var isData: Bool { format != .text }
  /// Whether the data is one JSON object.
  package var isObject: Bool { format == .json }

  package func data(of problems: [Diagnostic], kind: String) -> [UInt8] {
    format == .json ? problems.json(kind: kind) : Array(DiagnosticPrinter.gitHubAnnotations(problems).utf8)
  }
}
