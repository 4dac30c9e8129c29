import Actions
import ArgumentParser
import Arguments
import Content
import Quantities
import Terminal

struct DecisionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Record what was decided or learnt.",
    subcommands: [DecisionList.self, DecisionNew.self])
}

struct DecisionNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new decision.", usage: "orchsite decision new <title> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The decision, in a sentence.") var title: String
  @Option(help: "The repo it is about.", completion: Completions.repos) var repo: String?
  @Option(help: "The task it is about, as REPO/TASK.") var task: TaskID?
  @Option(help: "Who decided.") var worker: String?
  @Option(name: .customLong("tag"), help: "May be repeated.") var tags: [String] = []
  @Option(help: ArgumentHelp("Else today.", valueName: "date")) var date: Day?
  @Option(help: ArgumentHelp("A file with the why; - reads standard input.", valueName: "file"))
  var bodyFile: String?

  private var request: NewDecision {
    var request = NewDecision(title)
    request.repo = repo
    request.task = task
    request.worker = worker
    request.tags = tags
    request.date = date
    return request
  }

  func validate() throws { try request.validateArguments() }

  func run() async throws {
    var request = request
    request.body = try home.text(of: bodyFile)
    try await options.say(try await options.call(request, in: home))
  }
}

struct ClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Clients, whom the work is for.", subcommands: [ClientList.self, ClientNew.self])
}

struct ClientNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new client.",
    usage: "orchsite client new <client> --name <name> --country <code> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "A short name, for example acme.") var client: String
  @Option(help: "The full name.") var name: String
  @Option(help: "Two capital letters, for example AT.") var country: String
  @Option(help: "Three capital letters, for example EUR.") var currency: String?
  @Option(help: "Where invoices go.") var email: String?

  private var request: NewClient {
    var request = NewClient(client, name: name, country: country)
    request.currency = currency
    request.email = email
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}
