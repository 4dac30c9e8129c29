import Actions
import ArgumentParser
import Arguments
import Billing
import Content
import Diagnostics
import Files
import Notion
import Situation
import Terminal

/// Which board goes to Notion, and how.
struct BoardOptions: ParsableArguments {
  @OptionGroup var home: HomeOptions
  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("Only what this client may see: the same as on the client's pages.", valueName: "client"))
  var client: String?
  @Flag(help: "Leave invoices out.") var noInvoices = false
  @Option(
    help: "What kind of property Status is: select, or Notion's own status, which takes only options that are there.")
  var statusType: StatusType = .select

  /// The files of the board that are there, and what of them could not be read.
  struct Loaded: Sendable {
    let home: Home
    let board: BoardPages
    /// Files that are no pages, because they cannot be read.
    let problems: [Diagnostic]
    /// Their pages, which are left as they are.
    let unreadable: Set<PageKey>
    let hasContent: Bool
  }

  func load() async throws(Refusal) -> Loaded {
    let home = try await home.find()
    let asOf = try Clock.asOf(reading.asOf)
    let scan = try await refusing { try await Scan.run(.onDisk(home: home.path), .bodyFacts) }
    let workspace = Workspace(linking: scan, asOf: asOf)
    let client = try client.map { slug throws(Refusal) in try workspace.existingClient(slug) }
    let hasMoney = workspace.settings.site.invoices && !noInvoices
    let situation = BoardSituation(of: workspace, invoices: hasMoney ? InvoiceBook(workspace) : nil)
    let board = await BoardPages(situation, for: client, statusType: statusType) { path in
      Uploads.file(path, home: home.path)
    }
    return Loaded(
      home: home, board: board, problems: workspace.unreadable.flatMap(\.diagnostics).sortedByPlace(),
      unreadable: Set(workspace.unreadable.compactMap { PageKey($0.path, audience: board.audience) }),
      hasContent: !workspace.tasks.isEmpty)
  }
}

extension PageKey {
  /// The page of a file that cannot be read.
  fileprivate init?(_ path: String, audience: Audience) {
    switch RecordPath(path) {
    case .repo(let slug): self.init(.repo, slug)
    case .sprint(let slug): self.init(.sprint, slug)
    case .task(let id): self.init(.task, audience == .team ? id.description : id.task)
    case .billing: self.init(.invoice, String(path.split(separator: "/").last?.dropLast(3) ?? ""))
    default: return nil
    }
  }
}

extension StatusType: ExpressibleByArgument {}

/// Pictures that are uploaded.
enum Uploads {
  /// What the service takes in one piece.
  static let limit = 20 * 1024 * 1024

  /// What kinds of pictures it takes, by their endings.
  static let types = [
    "bmp": "image/bmp", "gif": "image/gif", "heic": "image/heic", "ico": "image/vnd.microsoft.icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff",
    "webp": "image/webp",
  ]

  static func type(of path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard !name.hasPrefix("."), let ending = name.split(separator: ".").dropFirst().last else { return nil }
    return types[ending.lowercased()]
  }

  /// - Parameter path: relative to home.
  static func file(_ path: String, home: String) -> UploadedFile? {
    guard type(of: path) != nil, let bytes = try? FileSystem.read("\(home)/\(path)", limit: limit),
      bytes.count <= limit,
      !bytes.isEmpty
    else { return nil }
    return UploadedFile(path: path, digest: Digest.sha256(bytes))
  }
}
