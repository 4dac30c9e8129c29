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
  func find() throws -> Home {
    let start = try absolute(directory ?? ".")
    if let named = home ?? Environment["ORCHSITE_HOME"] {
      let path = try named.hasPrefix("/") ? absolute(named) : absolute("\(start)/\(named)")
      guard FileSystem.kind(of: "\(path)/\(Scan.indexPath)") != nil else { throw Failure.noHome(path) }
      return Home(path: path)
    }
    var folder = start
    while FileSystem.kind(of: "\(folder)/\(Scan.indexPath)") == nil {
      guard folder != "/" else { throw Failure.noHome(start) }
      folder = FileSystem.folder(of: folder)
    }
    return Home(path: try mainCheckout(of: folder))
  }

  private func mainCheckout(of folder: String) throws -> String {
    folder
  }

  private func absolute(_ path: String) throws -> String {
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

  func load(concurrency: Int = 2) async throws -> (Home, Workspace) {
    let home = try home.find()
    let workspace = try await Workspace.load(home.files, asOf: Clock.asOf(asOf), concurrency: concurrency)
    return (home, workspace)
  }
}
