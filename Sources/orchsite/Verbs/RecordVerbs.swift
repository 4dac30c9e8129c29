import ArgumentParser
import Content
import FrontMatter
import Quantities

struct DecisionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Record what was decided or learnt.", subcommands: [DecisionNew.self])
}

struct DecisionNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new decision.", usage: "orchsite decision new <title> [<options>]")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The decision, in a sentence.") var title: String
  @Option(help: "The repo it is about.", completion: Completions.repos) var repo: String?
  @Option(help: "The task it is about, as REPO/TASK.") var task: TaskID?
  @Option(help: "Who decided.") var worker: String?
  @Option(name: .customLong("tag"), help: "May be repeated.") var tags: [String] = []
  @Option(help: ArgumentHelp("Else today.", valueName: "date")) var date: Day?
  @Option(help: ArgumentHelp("A file with the why; - reads standard input.", valueName: "file"))
  var bodyFile: String?

  func validate() throws {
    try OneLine.checkTitle(title)
    for tag in tags { try OneLine.checkTitle(tag, of: "tag") }
  }

  func run() async throws {
    let body = try BodyFile.read(bodyFile, options.home)
    guard let slug = Slug.suggestion(for: title) else {
      throw Failure.usage("no file name can be made from this title", help: "use letters or digits")
    }
    try await Change.run(options, verb: "decision new", message: "decision: \(title)") { change, editor in
      let date = date ?? change.at.day
      var record = RecordText(body: body)
      record.add("title", title)
      record.add("date", date.description)
      record.add("repo", repo ?? task?.repo)
      record.add("task", task?.description)
      record.add("worker", worker)
      record.add("tags", list: tags)
      try await change.create("content/decisions/\(date)-\(slug).md", record.text, &editor)
    }
  }
}

struct ClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Clients, whom the work is for.", subcommands: [ClientNew.self])
}

struct ClientNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new client.",
    usage: "orchsite client new <client> --name <name> --country <code> [<options>]")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "A short name, for example acme.") var client: String
  @Option(help: "The full name.") var name: String
  @Option(help: "Two capital letters, for example AT.") var country: String
  @Option(help: "Three capital letters, for example EUR.") var currency: String?
  @Option(help: "Where invoices go.") var email: String?

  func validate() throws {
    guard Slug.isValid(client) else {
      throw ValidationError("\"\(client)\" is not a name: use lowercase letters, digits and -.")
    }
    try OneLine.checkTitle(name, of: "name")
    try OneLine.check(email, of: "email")
  }

  func run() async throws {
    try await Change.run(options, verb: "client new", message: "new client: \(client)") { change, editor in
      var record = RecordText()
      record.add("name", name)
      record.add("country", country, style: country == "NO" ? .doubleQuoted : .plain)
      record.add("currency", currency)
      record.add("email", email)
      try await change.create("content/clients/\(client).md", record.text, &editor)
    }
  }
}
