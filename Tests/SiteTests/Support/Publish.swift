import Billing
import Content
import Diagnostics
import Evidence
import Files
import Quantities
import Sessions
import Situation
import Synchronization
import TestSupport
import Testing

@testable import Site

/// The moment at which the workspaces of these tests are looked at: a Thursday at noon.
let noon = "2026-01-15T12:00:00Z"

func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0, offset: 0) }

/// A whole site, in memory.
struct Published: Sendable {
  /// Paths from the site's root folder to texts.
  let files: [String: String]
  let refused: [Diagnostic]
  let situation: BoardSituation

  var workspace: Workspace { situation.workspace }

  /// The tree of a page; an empty one where there is no such page.
  func page(_ path: String) -> HTMLNode { HTMLReader.read(files[path] ?? "").root }

  var pages: [String] { files.keys.filter { $0.hasSuffix(".html") }.sorted() }
}

/// Parsed once for all tests.
private let builtIn = Result { try TemplateLibrary() }

/// Reads and renders a workspace, without a disk.
func publish(
  content: [String: String], asOf: String = noon, git: GitFacts? = nil, money: MoneyFacts? = nil,
  hasInvoices: Bool = true, overrides: [String: String] = [:], concurrency: Int = 2
) async throws -> Published {
  let files = overrides.map { ($0.key, SourceFile(path: "site-templates/\($0.key)", text: $0.value)) }
  let library =
    files.isEmpty ? try builtIn.get() : try TemplateLibrary(overrides: Dictionary(uniqueKeysWithValues: files))
  return try await publish(
    .inMemory(content), asOf: asOf, git: git, money: money, hasInvoices: hasInvoices, templates: library,
    concurrency: concurrency)
}

/// What one client may see.
func publish(
  _ text: String, for client: String, hasInvoices: Bool = true, asOf: String = noon,
  templates: TemplateLibrary? = nil, concurrency: Int = 2
) async throws -> Published {
  try await publish(
    .inMemory(files(in: text)), asOf: asOf, billsWork: true, hasInvoices: hasInvoices, client: client,
    templates: try templates ?? builtIn.get(), concurrency: concurrency)
}

/// - Parameters:
///   - billsWork: whether the money is that of the workspace itself, as a build works it out.
///   - client: whose view is made, instead of the team's site.
func publish(
  _ content: ContentFiles, asOf: String = noon, git: GitFacts? = nil, money: MoneyFacts? = nil, billsWork: Bool = false,
  sessions: [SessionMark]? = nil, hasInvoices: Bool = true, client: String? = nil, withoutMoney: Bool = false,
  templates: TemplateLibrary? = nil, concurrency: Int = 2, attachments: AttachmentFiles? = nil,
  preview: PreviewMark? = nil
) async throws -> Published {
  let scan = try await Scan.run(content, .site, concurrency: concurrency)
  return try await publish(
    scan, content, asOf: asOf, git: git, money: money, billsWork: billsWork, sessions: sessions,
    hasInvoices: hasInvoices, client: client, withoutMoney: withoutMoney, templates: templates,
    concurrency: concurrency, attachments: attachments, preview: preview)
}

/// What was scanned before, of `content`.
func publish(
  _ scan: Scan, _ content: ContentFiles, asOf: String = noon, git: GitFacts? = nil, money: MoneyFacts? = nil,
  billsWork: Bool = false, sessions: [SessionMark]? = nil, hasInvoices: Bool = true, client: String? = nil,
  withoutMoney: Bool = false, templates: TemplateLibrary? = nil, concurrency: Int = 2,
  attachments: AttachmentFiles? = nil, preview: PreviewMark? = nil
) async throws -> Published {
  var workspace = Workspace(linking: scan, asOf: instant(asOf))
  if withoutMoney { workspace = workspace.withoutMoney() }
  let book = InvoiceBook(workspace)
  let situation = BoardSituation(
    of: workspace, git: git, invoices: hasInvoices ? book : nil,
    money: billsWork ? MoneyFacts(WorkLedger(workspace, book)) : money, sessions: sessions)
  let attachments = attachments ?? inMemory(content)
  let pages = SitePages(
    situation, Renderings(scan), for: try client.map { try #require(workspace.client($0)) }, attachments: attachments,
    templates: try templates ?? builtIn.get(), version: "0.0.0", preview: preview)
  let texts = await inParallel(pages.paths, concurrency: concurrency) { text(of: pages.render($0), attachments) }
  return Published(
    files: Dictionary(uniqueKeysWithValues: zip(pages.paths, texts)), refused: pages.refused, situation: situation)
}

func inMemory(_ content: ContentFiles) -> AttachmentFiles {
  AttachmentFiles { path throws(FileError) in .bytes(try content.read(path)) }
}

private func text(of file: SiteFile?, _ attachments: AttachmentFiles) -> String {
  switch file {
  case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
  case .copy(let path): (try? attachments.open(path).bytes()).map { String(decoding: $0, as: UTF8.self) } ?? "lost"
  case nil: "no such page"
  }
}

/// A workspace in one string, see `files(in:)`.
func publish(
  _ text: String, asOf: String = noon, git: GitFacts? = nil, overrides: [String: String] = [:]
) async throws -> Published {
  guard git == nil, overrides.isEmpty else {
    return try await publish(content: files(in: text), asOf: asOf, git: git, overrides: overrides)
  }
  // Many tests look at the same site.
  return try await published.withLock { sites in
    let site = sites[asOf + text] ?? Task { try await publish(content: files(in: text), asOf: asOf) }
    sites[asOf + text] = site
    return site
  }.value
}

private let published = Mutex<[String: Task<Published, any Error>]>([:])

// MARK: - Records in a line

/// A task's file, as `files(in:)` reads it.
func task(_ id: String, _ status: String, _ keys: String..., title: String? = nil, body: String = "") -> String {
  let lines = (["title: \(title ?? "Task \(id)")", "status: \(status)"] + keys).joined(separator: "\n")
  return "\n-- content/tasks/\(id).md --\n---\n\(lines)\n---\n\(body)"
}

/// An update of January 2026; `time` is day and hour, such as `14-09`.
func update(_ id: String, _ time: String, _ worker: String, _ status: String, _ keys: String..., body: String = "")
  -> String
{
  let (day, hour) = (time.prefix(2), time.suffix(2))
  let lines = (["at: 2026-01-\(day)T\(hour):00:00Z", "worker: \(worker)", "status: \(status)"] + keys)
    .joined(separator: "\n")
  return "\n-- content/updates/\(id)/202601\(day)T\(hour)0000000Z-\(worker).md --\n---\n\(lines)\n---\n\(body)"
}

let index = "-- content/index.md --\n---\nproject: P\n---"

func repo(_ slug: String, _ keys: String..., body: String = "") -> String {
  "\n-- content/repos/\(slug).md --\n---\n\((["title: Repo \(slug)"] + keys).joined(separator: "\n"))\n---\n\(body)"
}

func sprint(_ slug: String, _ start: String, _ end: String, _ keys: String..., body: String = "") -> String {
  let lines = (["title: Sprint \(slug)", "start: \(start)", "end: \(end)"] + keys).joined(separator: "\n")
  return "\n-- content/sprints/\(slug).md --\n---\n\(lines)\n---\n\(body)"
}

func decision(_ name: String, _ keys: String..., title: String = "A decision", body: String = "") -> String {
  let lines = (["title: \(title)", "date: \(name.prefix(10))"] + keys).joined(separator: "\n")
  return "\n-- content/decisions/\(name).md --\n---\n\(lines)\n---\n\(body)"
}
