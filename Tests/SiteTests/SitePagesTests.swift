import Billing
import Content
import Files
import Situation
import Synchronization
import TestSupport
import Testing

@testable import Site

/// Files of a site on request: each is what a build writes, and nothing is made before it is asked for.
@Suite struct SitePagesTests {
  private let folder = TemporaryFolder()

  private func read(_ content: ContentFiles) async throws -> (situation: BoardSituation, renderings: Renderings) {
    let scan = try await Scan.run(content, .site)
    let workspace = Workspace(linking: scan, asOf: instant(noon))
    let situation = BoardSituation(
      of: workspace, git: Rich.git, invoices: InvoiceBook(workspace), money: Rich.money)
    return (situation, Renderings(scan))
  }

  private func output() throws -> OutputFolder {
    folder.makeFolder("home")
    return try OutputFolder(path: folder("site"), home: folder("home"), sources: [])
  }

  /// Builds a site, asks for each of its files, the last ones first, and compares.
  private func compare(_ content: ContentFiles, client: String? = nil) async throws -> Int {
    let (situation, renderings) = try await read(content)
    let client = try client.map { try #require(situation.workspace.client($0)) }
    let attachments = inMemory(content)
    let templates = try TemplateLibrary()
    let summary = try await SiteBuilder(
      situation, renderings, for: client, attachments: attachments, templates: templates, version: "1"
    ).build(into: try output()).summary
    let pages = SitePages(
      situation, renderings, for: client, attachments: attachments, templates: templates, version: "1")
    #expect(summary.written == pages.paths.count)
    for path in pages.paths.reversed() {
      let written = try FileSystem.read(folder("site/\(path)"), limit: .max)
      switch try #require(pages.render(path), "\(path)") {
      case .bytes(let bytes): #expect(bytes == written, "\(path)")
      case .copy(let source): #expect(try attachments.open(source).bytes() == written, "\(path)")
      }
    }
    return pages.paths.count
  }

  @Test func theDemoOnRequestIsTheDemoAsBuilt() async throws {
    #expect(try await compare(.onDisk(home: DemoWorkspace.home)) > 40)
  }

  @Test(arguments: [nil, "acme"]) func aRichSiteOnRequestIsThatAsBuilt(_ client: String?) async throws {
    #expect(try await compare(.inMemory(files(in: Rich.text + Rich.forClients)), client: client) > 15)
  }

  @Test(arguments: [nil, "acme"]) func aLedgerOnRequestIsThatAsBuilt(_ client: String?) async throws {
    #expect(try await compare(.inMemory(files(in: Ledger.text)), client: client) > 15)
  }

  @Test func aHostileBoardOnRequestIsThatAsBuilt() async throws {
    let texts = WholeSiteTests.hostile.map { text in
      "\"\(text.unicodeScalars.map { $0 == "\"" ? "\\\"" : String($0) }.joined())\""
    }
    var text = index
    for (number, yaml) in texts.enumerated() {
      text +=
        repo("r\(number)", "url: \(yaml)", body: WholeSiteTests.hostile[number])
        + task("r\(number)/a", "todo", "assignee: \(yaml)", title: yaml, body: WholeSiteTests.hostile[number])
        + update("r\(number)/a", "14-10", "w", "review", "blockers: [\(yaml)]")
    }
    #expect(try await compare(.inMemory(files(in: text))) > 2 * texts.count)
  }

  @Test func whatIsNotThereIsNotRendered() async throws {
    let content = ContentFiles.inMemory(files(in: Rich.text))
    let (situation, renderings) = try await read(content)
    let pages = SitePages(
      situation, renderings, attachments: inMemory(content), templates: try TemplateLibrary(), version: "1")
    for path in [
      "", "/", "index", "/index.html", "../index.html", "tasks/api/none.html", "tasks/api/refunds",
      "tasks//refunds.html", "tasks/api/../api/refunds.html", "files/../content/index.md", "content/index.md",
      "files/pictures/unused.png",
      "index.html\u{301}", ".orchsite-manifest",
    ] {
      #expect(pages.render(path) == nil, "\(path)")
    }
  }

  // MARK: Attachments

  /// What a build asks of the attachments.
  private final class Reads: Sendable {
    struct Counts: Equatable {
      var opened = 0
      var reads = 0
      var largest = 0
    }

    private let counts = Mutex(Counts())
    var sum: Counts { counts.withLock { $0 } }

    /// Attachments of a size that no name says anything about.
    func files(_ bytes: [UInt8]) -> AttachmentFiles {
      AttachmentFiles { [self] path throws(FileError) in
        counts.withLock { $0.opened += 1 }
        let source = FileSource.bytes(bytes)
        return FileSource(size: source.size) { [self] offset, buffer throws(FileError) in
          counts.withLock {
            $0.reads += 1
            $0.largest = max($0.largest, buffer.count)
          }
          return try source.read(offset, buffer)
        }
      }
    }
  }

  @Test func attachmentsAreReadInPiecesWhenTheyAreCopied() async throws {
    let content = ContentFiles.inMemory(
      files(in: index + "\n[a](a.pdf) ![b](b.png)\n-- content/a.pdf --\nA\n-- content/b.png --\nB"))
    let (situation, renderings) = try await read(content)
    let reads = Reads()
    let bytes = [UInt8](repeating: 65, count: 1_000_000)
    let attachments = reads.files(bytes)
    let pages = SitePages(
      situation, renderings, attachments: attachments, templates: try TemplateLibrary(), version: "1")
    for path in pages.paths { _ = pages.render(path) }
    #expect(reads.sum == Reads.Counts(opened: 2))

    let builder = SiteBuilder(
      situation, renderings, attachments: attachments, templates: try TemplateLibrary(), version: "1")
    #expect(try await builder.build(into: try output()).summary.unchanged == 0)
    #expect(try FileSystem.read(folder("site/files/a.pdf"), limit: .max) == bytes)
    #expect(reads.sum.reads == 2 * 16)
    let again = try await builder.build(into: try output()).summary
    #expect(again.written == 0 && again.unchanged == pages.paths.count)
    #expect(reads.sum.largest == 64 * 1024)
  }

  @Test func picturesThatAreDocumentsAreReadOnceAndKept() async throws {
    let content = ContentFiles.inMemory(files(in: index + "\n![a](a.svg)\n-- content/a.svg --\n<svg/>"))
    let reads = Reads()
    let (situation, renderings) = try await read(content)
    let pages = SitePages(
      situation, renderings, attachments: reads.files(Array("<svg/>".utf8)), templates: try TemplateLibrary(),
      version: "1")
    #expect(reads.sum.reads == 1)
    guard case .bytes(let bytes) = pages.render("files/a.svg") else { throw FileError(.read, "a", .notFound) }
    #expect(String(decoding: bytes, as: UTF8.self) == "<svg/>")
    #expect(reads.sum.reads == 1)
    // One that is too long to be looked at is refused.
    let long = SitePages(
      situation, renderings, attachments: reads.files([UInt8](repeating: 32, count: 16 << 20 | 1)),
      templates: try TemplateLibrary(), version: "1")
    #expect(long.refused.map(\.message) == ["cannot be read: it has 16777217 bytes, and the limit is 16777216"])
    #expect(reads.sum.reads == 1)
    #expect(long.render("files/a.svg") == nil)
  }
}
