import Actions
import ArgumentParser
import Arguments
import Diagnostics
import Site
import Terminal

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find everything that is wrong in content/.", usage: "orchsite check [<options>]",
    discussion: "Exit code 1 with errors; warnings count only with --strict.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @OptionGroup var reporting: ReportingOptions

  @Flag(help: "Look at the templates too: names that no page gives, values that no template uses.")
  var templates = false

  @Flag(help: "Ask git too: what it does not confirm of what the reports claim.")
  var git = false

  func run() async throws {
    var request = CheckContent()
    request.readsGit = git
    let outcome = try await options.call(request, in: home)
    var problems = outcome.problems
    if templates {
      let home = try await home.find()
      problems += TemplateLibrary.check(overrides: try refusing { try TemplateLibrary.overrides(home: home.path) })
    }
    try say(
      CheckReport(
        problems: reporting.graded(problems), warnings: outcome.warnings,
        isIncomplete: outcome.isIncomplete, reporting: reporting),
      asData: reporting.isData)
  }
}

private struct CheckReport: DataAnswer {
  let problems: [Diagnostic]
  let warnings: [Warning]
  let isIncomplete: Bool
  let reporting: ReportingOptions

  var isFine: Bool { problems.errorCount == 0 && !isIncomplete }
  func text(on screen: Screen) -> String { reporting.text(of: problems, on: screen) }
  func talk(on screen: Screen) -> String { DiagnosticPrinter.counts(problems) + "\n" }
  func data() -> [UInt8] { reporting.data(of: problems, kind: "check") }
}
