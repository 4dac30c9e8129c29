import ArgumentParser
import Content
import Diagnostics
import Files
import Git
import Quantities

/// The folder that holds `content/`, and how it was found.
struct Home {
  /// Absolute.
  let path: String

  var files: ContentFiles { .onDisk(home: path) }
}

/// The options of every verb.
struct HomeOptions: ParsableArguments {
  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "The workspace: the folder that holds content/. Else ORCHSITE_HOME, else the nearest parent that has one.",
      valueName: "dir"))
  var home: String?

  /// Finds the workspace. In a repo that holds both code and content/, that is the main checkout: what a linked
  /// worktree has of content/ is a copy on a feature branch, where a report would be lost.
  func find() async throws -> Home {
    let start = try Self.absolute(directory ?? ".")
    if let named = home ?? Environment["ORCHSITE_HOME"] {
      let path = try Self.absolute(named.hasPrefix("/") ? named : "\(start)/\(named)")
      guard FileSystem.kind(of: "\(path)/\(Scan.indexPath)") != nil else {
        throw Failure.noHome(path, named: true)
      }
      return Home(path: path)
    }
    return Home(path: try await Self.mainCheckout(of: try Self.nearest(to: start)))
  }

  /// A path that the user typed, as seen from where `-C` leads.
  func fromStart(_ path: String) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return "\(directory)/\(path)"
  }

  /// The nearest folder at or above another that has `content/index.md`.
  static func nearest(to folder: String) throws -> String {
    let start = try absolute(folder)
    var folder = start
    while FileSystem.kind(of: "\(folder)/\(Scan.indexPath)") == nil {
      guard folder != "/" else { throw Failure.noHome(start) }
      folder = FileSystem.folder(of: folder)
    }
    return folder
  }

  private static func mainCheckout(of home: String) async throws -> String {
    var top = home
    while FileSystem.kind(of: "\(top)/.git") == nil {
      guard top != "/" else { return home }
      top = FileSystem.folder(of: top)
    }
    // Only a linked worktree (or a submodule) has a file there; nobody else waits for git.
    guard FileSystem.kind(of: "\(top)/.git") == .regular,
      let main = try await GitRunner(folder: home).mainCheckout(), main != top
    else { return home }
    let candidate = main + home.dropFirst(top.utf8.count)
    return FileSystem.kind(of: "\(candidate)/\(Scan.indexPath)") == nil ? home : candidate
  }

  private static func absolute(_ path: String) throws -> String {
    do {
      return try FileSystem.resolve(path)
    } catch {
      throw Failure.file(error)
    }
  }
}

/// The options of every verb that reads.
struct ReadingOptions: ParsableArguments {
  @OptionGroup var home: HomeOptions

  @Option(
    help: ArgumentHelp(
      "The moment to take for now: 2026-01-15 or 2026-01-15T09:00:00+01:00. Else SOURCE_DATE_EPOCH, else now.",
      valueName: "time"))
  var asOf: Instant?

  func load(_ reading: Reading, concurrency: Int = 2) async throws -> (Home, Workspace) {
    let home = try await home.find()
    let workspace = try await Workspace.load(home.files, reading, asOf: Clock.asOf(asOf), concurrency: concurrency)
    return (home, workspace)
  }
}
