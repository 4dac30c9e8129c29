import Actions
import ArgumentParser
import Arguments
import Diagnostics
import Files
import Site
import Terminal

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render content/ into a site.", usage: "orchsite build [<options>]",
    discussion: """
      Files that could not be read are listed on the board; everything else is rendered, and the exit code is 1. \
      Only files that orchsite wrote itself are ever removed. With --client the site holds what that client may see, \
      and nothing else.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @OptionGroup var reporting: ReportingOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder to write to; else site/ in the workspace, for a client site-CLIENT/.", valueName: "dir"))
  var output: String?
  @Option(help: ArgumentHelp("Only what this client may see.", valueName: "client"))
  var client: String?
  @Flag(help: "Leave money out: rates, unbilled work, invoices. The same as site.invoices: false.")
  var noInvoices = false
  @Flag(help: "Do not ask git.") var noGit = false
  @Flag(help: "Write into a folder that orchsite did not make; its other files are left alone.")
  var force = false
  @Flag(help: "Print how long each step took.")
  var timings = false
  @Option(help: ArgumentHelp("How many threads to use; else one for each processor.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard output?.isEmpty != true else { throw ValidationError("--output names no folder: it is empty.") }
    guard (1...64).contains(threads ?? 1) else { throw ValidationError("--threads is a number from 1 to 64.") }
  }

  func run() async throws {
    let home = try await home.find()
    var request = BuildSite(version: Orchsite.version)
    request.output = output.map(self.home.fromStart)
    request.client = client
    request.withoutMoney = noInvoices
    request.force = force
    if !noGit { request.git = home.git }
    if let threads { request.threads = threads }
    let asOf = try Clock.asOf(options.asOf)
    let outcome = try await site { [request] () throws(SiteRefusal) in
      try await request.run(home: home.path, asOf: asOf)
    }
    // The process ends with the build: giving back all of its pieces one by one would only make it longer.
    _ = Unmanaged.passRetained(Kept(outcome))
    let report = BuildReport(
      outcome: outcome, problems: reporting.graded(outcome.problems), reporting: reporting, hasTimings: timings,
      folder: shown(request.standardFolder, in: home))
    try say(report, asData: reporting.isData)
  }

  /// The folder as the user would type it from where they are.
  private func shown(_ standardFolder: String, in home: Home) -> String {
    if let output { return output.hasSuffix("/") ? output : "\(output)/" }
    return (try? FileSystem.resolve(".")) == home.path ? "\(standardFolder)/" : "\(home.path)/\(standardFolder)/"
  }
}

private final class Kept: Sendable {
  let outcome: BuildSite.Outcome

  init(_ outcome: BuildSite.Outcome) { self.outcome = outcome }
}

private struct BuildReport: DataAnswer {
  let outcome: BuildSite.Outcome
  let problems: [Diagnostic]
  let reporting: ReportingOptions
  let hasTimings: Bool
  let folder: String

  var isFine: Bool { problems.errorCount == 0 }
  var isQuietAsData: Bool { false }

  /// Nothing but talk: the result is the site.
  func text(on screen: Screen) -> String { "" }
  func data() -> [UInt8] { reporting.data(of: problems, kind: "build") }

  func talk(on screen: Screen) -> String {
    let summary = outcome.summary
    var text = reporting.isData ? "" : reporting.text(of: problems, on: screen)
    if !problems.isEmpty { text += DiagnosticPrinter.counts(problems) + "\n" }
    for problem in outcome.unread {
      if case .git = problem, let warning = problem.warning { text += screen.warning(warning) }
    }
    for failure in summary.failures { text += screen.warning(Warning("an old page stays: \(failure)")) }
    if hasTimings { text += timings }
    let removed = summary.removed > 0 ? ", \(summary.removed) removed" : ""
    text += "\(summary.written + summary.unchanged) files "
    text += "(\(summary.written) written, \(summary.unchanged) unchanged\(removed)) in \(total) → \(folder.printable)\n"
    return text
  }

  private var timings: String {
    let lines = outcome.steps.all.map { "  \($0.name.padded(toColumns: 18)) \(milliseconds($0.time)) ms\n" }
    return lines.joined() + (outcome.reasonForNoFeed.map { "  no feed.xml: \($0)\n" } ?? "")
  }

  /// `0.03 s`.
  private var total: String {
    let hundredths = Int((outcome.steps.total / .milliseconds(10)).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
  }

  private func milliseconds(_ duration: Duration) -> String {
    let tenths = Int((duration / .microseconds(100)).rounded())
    let text = "\(tenths / 10).\(tenths % 10)"
    return String(repeating: " ", count: max(8 - text.count, 0)) + text
  }
}
