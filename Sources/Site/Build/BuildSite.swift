import Billing
import Content
import Diagnostics
import Evidence
import Files
import FrontMatter
import Git
import Quantities
import Sessions
import Situation

/// Renders a workspace into a site: what `orchsite build` does. Like the verbs of `Actions` it takes plain values,
/// gives an outcome, and is silent.
package struct BuildSite: Sendable {
  /// The folder to write to; else `site/` in the workspace, for a client `site-CLIENT/`.
  package var output: String?
  /// Only what this client may see.
  package var client: String?
  /// Leaves rates, unbilled work and invoices out, as `site.invoices: false` does.
  package var withoutMoney = false
  /// Writes into a folder that orchsite did not make.
  package var force = false
  package var threads = Processors.count
  /// How git is run, in whichever folder; nil: it is not asked. A client's pages never show it.
  package var git: GitRunner?
  private let version: String

  package init(version: String) { self.version = version }

  package struct Outcome: Sendable {
    /// Sorted by place.
    package let problems: [Diagnostic]
    package let summary: WriteSummary
    package let steps: Steps
    /// Which key is missing for `feed.xml`.
    package let reasonForNoFeed: String?
    /// Repos that git could not be asked about.
    package let unread: [RepoProblem]
    /// What it was made from.
    package let scan: Scan
    package let workspace: Workspace
  }

  /// - Parameter home: the folder that holds `content/`, absolute.
  package func run(home: String, asOf: Instant) async throws(SiteRefusal) -> Outcome {
    do {
      return try await build(home, asOf)
    } catch {
      throw SiteRefusal(error)
    }
  }

  /// The folder that is written to without `output`: in the workspace; a slug is safe in a path.
  package var standardFolder: String { client.map { "site-\($0)" } ?? "site" }

  private func build(_ home: String, _ asOf: Instant) async throws -> Outcome {
    var steps = Steps()
    // Parsed while content/ is listed, which takes one thread.
    async let parsedTemplates = Self.templates(of: home)
    // A client's pages show no bodies.
    let scan = try await Scan.run(.onDisk(home: home), client == nil ? .site : .bodyFacts, concurrency: threads)
    steps.end("scan")
    let templates = try await parsedTemplates
    steps.end("templates")
    let linked = Workspace(linking: scan, asOf: asOf)
    let workspace = withoutMoney ? linked.withoutMoney() : linked
    let renderings = Renderings(scan)
    let client = try client.map { try Self.client($0, in: workspace) }
    steps.end("link")
    // After the client is known: the folder is made here if it is missing.
    let folder = try outputFolder(of: home)
    steps.end("find")
    let evidence = await evidence(for: workspace, home: home)
    steps.end("git")
    let invoices = InvoiceBook(workspace)
    let ledger = WorkLedger(workspace, invoices)
    steps.end("invoices")
    // Checking and rendering read the same immutable workspace, side by side.
    async let problems = Self.check(workspace, ledger)
    let builder = SiteBuilder(
      BoardSituation(
        of: workspace, git: evidence.facts, invoices: invoices, money: MoneyFacts(ledger),
        sessions: git == nil || client != nil ? nil : SessionFolder(home: home).marks), renderings,
      for: client,
      attachments: .onDisk(home: home),
      templates: templates, version: version, concurrency: threads)
    let (summary, refused) = try await builder.build(into: folder, timings: { steps.end($0) })
    let found = (await problems + refused).sortedByPlace()
    steps.end("check")
    return Outcome(
      problems: found, summary: summary, steps: steps, reasonForNoFeed: builder.reasonForNoFeed,
      unread: evidence.problems, scan: scan, workspace: workspace)
  }

  /// What git says; nothing where no repo is here.
  private func evidence(for workspace: Workspace, home: String) async -> (facts: GitFacts?, problems: [RepoProblem]) {
    guard let git, client == nil else { return (nil, []) }
    do throws(GitError) {
      let result = try await EvidenceReader(workspace, home: home, git).read()
      return (result.views.isEmpty ? nil : result.facts, result.problems)
    } catch {
      return (nil, [.git("any repo", error)])
    }
  }

  private static func client(_ slug: String, in workspace: Workspace) throws(SiteRefusal) -> Client {
    if let client = workspace.client(slug) { return client }
    if let file = workspace.unreadable.first(where: { $0.record == .client(slug) }) {
      throw .answer("the client \(slug) cannot be read", help: "mend \(file.path): orchsite check says where")
    }
    let known = workspace.clients.map(\.slug).joined(separator: ", ")
    throw .answer(
      "there is no client \(slug.printable)",
      help: didYouMean(slug, among: workspace.clients.map(\.slug))
        ?? (known.isEmpty ? "orchsite client new adds one" : "one of \(known)"))
  }

  private static func templates(of home: String) async throws -> TemplateLibrary {
    try TemplateLibrary(overrides: TemplateLibrary.overrides(home: home))
  }

  private static func check(_ workspace: Workspace, _ ledger: WorkLedger) async -> [Diagnostic] {
    workspace.check() + ledger.book.diagnostics + ledger.diagnostics
  }

  private func outputFolder(of home: String) throws(OutputFolderError) -> OutputFolder {
    let sources = ["content", "site-templates", ".git", ".orchsite"].map { "\(home)/\($0)" }
    return try OutputFolder(
      path: output ?? "\(home)/\(standardFolder)", home: home, sources: sources, client: client, force: force)
  }
}

/// Why a site, or a part of it, was not made.
package enum SiteRefusal: Error, Sendable, Equatable {
  /// Templates that cannot be read.
  case templates([Diagnostic])
  /// What was asked for is not so.
  case answer(String, help: String)
  case output(OutputFolderError)
  case file(FileError)
  case other(String)

  init(_ error: any Error) {
    switch error {
    case let refusal as SiteRefusal: self = refusal
    case let error as TemplateErrors: self = .templates(error.diagnostics)
    case OutputFolderError.template(let diagnostic): self = .templates([diagnostic])
    case let error as OutputFolderError: self = .output(error)
    case let error as FileError: self = .file(error)
    default: self = .other(String(describing: error))
    }
  }
}

/// The steps of a build, and how long each took.
package struct Steps: Sendable {
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  package private(set) var all: [(name: String, time: Duration)] = []

  mutating func end(_ step: String) {
    let now = ContinuousClock.now
    all.append((step, now - last))
    last = now
  }

  package var total: Duration { last - start }
}
