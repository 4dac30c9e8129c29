import Actions
import ArgumentParser
import Arguments
import Import
import Terminal

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make records of a Backlog.md folder, a sprint board, invoices or reports.",
    usage: "orchsite import <path> [<options>]",
    discussion: """
      PATH is a Backlog.md folder, a project with one in backlog/ or .backlog/, a folder with SPRINT_BOARD.md, \
      INVOICES.md or [WORKER UPDATE] blocks, or one such file. What a file is, is told by what is in it. Files are only \
      read. Everything becomes a record, or is named with the reason. A second import adds what is new and changes \
      nothing else. Without a workspace, one is made here (or where -C or --home say).
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("The folder or file to import.", valueName: "path"), completion: .file())
  var path: String
  @Option(
    help: ArgumentHelp("The repo of tasks that name none; of a backlog else from its name.", valueName: "slug"),
    completion: Completions.repos)
  var repo: String?
  @OptionGroup var times: BlockTimes
  @Flag(help: "Show everything, on a terminal too.") var all = false

  private var request: ImportFiles {
    var request = ImportFiles(path, at: home.fromStart(path))
    request.repo = repo
    return request
  }

  func validate() throws { try request.validateArguments() }

  func run() async throws {
    var request = request
    request.times = try times.times()
    let outcome = try await options.call(request, in: try await home.findOrPlace())
    try await options.say(ImportReport(outcome: outcome, showsAll: all))
  }
}
