import Actions
import ArgumentParser
import Arguments
import Terminal

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make tasks of a Backlog.md folder.",
    usage: "orchsite import <dir> [<options>]",
    discussion: """
      DIR is a Backlog.md folder, or a project with one in backlog/ or .backlog/. It is only read. Every file becomes \
      a task or a decision, or is named with the reason. A second import adds what is new and changes nothing else. \
      Without a workspace, one is made here (or where -C or --home say).
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("The folder to import.", valueName: "dir"), completion: .directory) var folder: String
  @Option(
    help: ArgumentHelp("The repo that the tasks are for; else from the project's name.", valueName: "slug"),
    completion: Completions.repos)
  var repo: String?
  @Flag(help: "Show everything, on a terminal too.") var all = false

  private var request: ImportBacklog {
    var request = ImportBacklog(folder, at: home.fromStart(folder))
    request.repo = repo
    return request
  }

  func validate() throws { try request.validateArguments() }

  func run() async throws {
    let outcome = try await options.call(request, in: try await home.findOrPlace())
    try await options.say(ImportReport(outcome: outcome, showsAll: all))
  }
}
