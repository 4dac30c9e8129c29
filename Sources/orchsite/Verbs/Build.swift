import ArgumentParser
import Billing
import Content
import Diagnostics
import Files
import FrontMatter
import Site
import Situation

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render content/ into a site.", usage: "orchsite build [<options>]",
    discussion: """
      Files that could not be read are listed on the board; everything else is rendered, and the exit code is 1. \
      Only files that orchsite wrote itself are ever removed. With --client the site holds what that client may see, \
      and nothing else.
      """)

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
  @Flag(help: "Write into a folder that orchsite did not make; its other files are left alone.")
  var force = false
  @Flag(help: "Print how long each step took.")
  var timings = false
  @Option(help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var threads = 2

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads is a number from 1 to 64.") }
  }

  func run() async throws {
    var steps = Steps(isShown: timings)
    let home = try await options.home.find()
    // Parsed while content/ is listed, which takes one thread.
    async let parsedTemplates = Self.templates(of: home)
    let scan = try await Scan.run(home.files, .site, concurrency: threads)
    steps.end("scan")
    let templates = try await parsedTemplates
    steps.end("templates")
    let linked = Workspace(linking: scan, asOf: try Clock.asOf(options.asOf))
    let workspace = noInvoices ? linked.withoutMoney() : linked
    let renderings = Renderings(scan)
    // The process ends with the build: giving back all of its pieces one by one would only make it longer.
    _ = Unmanaged.passRetained(Kept(scan, workspace))
    let client = try client.map { try Self.client($0, in: workspace) }
    steps.end("link")
    // After the client is known: the folder is made here if it is missing.
    let folder = try outputFolder(of: home)
    steps.end("find")
    let invoices = InvoiceBook(workspace)
    steps.end("invoices")
    // Checking and rendering read the same immutable workspace, side by side.
    async let problems = Self.check(workspace)
    let builder = SiteBuilder(
      BoardSituation(of: workspace, invoices: invoices), renderings, for: client, attachments: .onDisk(home: home.path),
      templates: templates, version: Orchsite.version, concurrency: threads)
    if let reason = builder.reasonForNoFeed { steps.note("no feed.xml: \(reason)") }
    let (summary, refused) = try await builder.build(into: folder, timings: { steps.end($0) })
    let found = (await problems + invoices.diagnostics).sortedByPlace()
    steps.end("check")
    try report(reporting.graded(found + refused), summary, steps, shown(home))
  }

  private static func client(_ slug: String, in workspace: Workspace) throws -> Client {
    if let client = workspace.client(slug) { return client }
    let near = nearest(to: slug, among: workspace.clients.map(\.slug)).map { "did you mean \($0)?" }
    if let file = workspace.unreadable.first(where: { $0.record == .client(slug) }) {
      throw Failure.answer("the client \(slug) cannot be read", help: "mend \(file.path): orchsite check says where")
    }
    let known = workspace.clients.map(\.slug).joined(separator: ", ")
    throw Failure.answer(
      "there is no client \(slug.printable)",
      help: near ?? (known.isEmpty ? "orchsite client new adds one" : "one of \(known)"))
  }

  private static func templates(of home: Home) async throws -> TemplateLibrary {
    try TemplateLibrary(overrides: TemplateLibrary.overrides(home: home.path))
  }

  private static func check(_ workspace: Workspace) async -> [Diagnostic] { workspace.check() }

  private func outputFolder(of home: Home) throws -> OutputFolder {
    let path: String
    if let output {
      path = options.home.fromStart(output)
    } else {
      path = "\(home.path)/\(standardFolder)"
    }
    let sources = ["content", "site-templates", ".git", ".orchsite"].map { "\(home.path)/\($0)" }
    return try OutputFolder(path: path, home: home.path, sources: sources, client: client, force: force)
  }

  /// In the workspace; a slug is safe in a path.
  private var standardFolder: String { client.map { "site-\($0)" } ?? "site" }

  private func report(
    _ problems: [Diagnostic], _ summary: WriteSummary, _ steps: Steps, _ folder: String
  ) throws {
    switch reporting.format {
    case .text:
      let printer = reporting.printer(colour: Console.errorHasColour, terminal: Console.errorIsTerminal)
      Console.talk(printer.text(problems), terminator: "")
    case .json: Console.say(problems.json(kind: "build"))
    case .github: Console.say(DiagnosticPrinter.gitHubAnnotations(problems), terminator: "")
    }
    if !problems.isEmpty { Console.talk(DiagnosticPrinter.counts(problems)) }
    for failure in summary.failures { Console.warning("an old page stays: \(failure)") }
    Console.talk(steps.text, terminator: "")
    let pages = summary.written + summary.unchanged
    let removed = summary.removed > 0 ? ", \(summary.removed) removed" : ""
    Console.talk(
      "\(pages) files (\(summary.written) written, \(summary.unchanged) unchanged\(removed)) in \(steps.total) → \(folder)"
    )
    if problems.errorCount > 0 { throw Failure.reported }
  }

  /// The folder as the user would type it from where they are.
  private func shown(_ home: Home) -> String {
    if let output { return output.hasSuffix("/") ? output : "\(output)/" }
    return (try? FileSystem.resolve(".")) == home.path ? "\(standardFolder)/" : "\(home.path)/\(standardFolder)/"
  }
}

private final class Kept: Sendable {
  let scan: Scan
  let workspace: Workspace

  init(_ scan: Scan, _ workspace: Workspace) {
    self.scan = scan
    self.workspace = workspace
  }
}

/// The steps of a build and how long each took.
struct Steps {
  let isShown: Bool
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var lines: [String] = []

  init(isShown: Bool) { self.isShown = isShown }

  mutating func end(_ step: String) {
    let now = ContinuousClock.now
    lines.append("  \(step.padded(toColumns: 18)) \(Self.milliseconds(now - last)) ms\n")
    last = now
  }

  /// Something else that whoever asks for the times wants to know.
  mutating func note(_ text: String) { lines.append("  \(text)\n") }

  var text: String { isShown ? lines.joined() : "" }

  /// `0.03 s`.
  var total: String {
    let hundredths = (ContinuousClock.now - start) / .milliseconds(10)
    let rounded = Int(hundredths.rounded())
    return "\(rounded / 100).\(rounded % 100 < 10 ? "0" : "")\(rounded % 100) s"
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let tenths = Int((duration / .microseconds(100)).rounded())
    let text = "\(tenths / 10).\(tenths % 10)"
    return String(repeating: " ", count: max(8 - text.count, 0)) + text
  }
}
