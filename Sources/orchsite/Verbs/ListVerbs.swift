import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Quantities
import Site
import Situation
import Terminal

// Lists of the records that are few.

struct SprintList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sprints.", usage: "orchsite sprint list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try say(SprintRows(situation: try await options.call(ListSprints(), in: home)), asData: json)
  }
}

private struct SprintRows: ObjectAnswer {
  let situation: BoardSituation

  func text(on screen: Screen) -> String {
    let sprints = situation.workspace.sprints
    if sprints.isEmpty { return "no sprint yet: orchsite sprint new begins one\n" }
    let rows = sprints.map { sprint -> [String] in
      let figures = situation.figures(of: sprint)
      return [
        sprint.slug, situation.times.span(sprint.start, sprint.end), "\(figures.done)/\(figures.total)",
        situation.state(of: sprint).words.lowercased(), sprint.title,
      ]
    }
    return Table(["SPRINT", "DAYS", "DONE", "STATE", "TITLE"], rows, shortening: 0).text(on: screen)
  }

  var kind: String { "sprints" }

  func write(to writer: inout JSONWriter) {
    writer.array("sprints") { writer in
      for sprint in situation.workspace.sprints { writer.sprint(sprint, in: situation) }
    }
  }
}

struct DecisionList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the decisions, newest first.", usage: "orchsite decision list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: "Only those of this repo.", completion: Completions.repos) var repo: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ListDecisions()
    request.repo = repo
    try say(DecisionRows(decisions: try await options.call(request, in: home)), asData: json)
  }
}

private struct DecisionRows: ObjectAnswer {
  let decisions: [Decision]

  func text(on screen: Screen) -> String {
    if decisions.isEmpty { return "no decision yet\n" }
    let rows = decisions.map { [$0.date.description, $0.task?.description ?? $0.repo ?? "–", $0.title] }
    return Table(["DATE", "ABOUT", "DECISION"], rows, shortening: 1).text(on: screen)
  }

  var kind: String { "decisions" }

  func write(to writer: inout JSONWriter) {
    writer.array("decisions") { writer in
      for decision in decisions {
        writer.object { writer in
          writer.field("path", decision.source.path)
          writer.field("title", decision.title)
          writer.field("date", decision.date.description)
          writer.field("repo", decision.repo)
          writer.field("task", decision.task?.description)
          writer.field("worker", decision.worker)
          writer.strings("tags", decision.tags)
        }
      }
    }
  }
}

struct ClientList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the clients.", usage: "orchsite client list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try say(ClientRows(clients: try await options.call(ListClients(), in: home)), asData: json)
  }
}

private struct ClientRows: ObjectAnswer {
  let clients: [Client]

  func text(on screen: Screen) -> String {
    if clients.isEmpty { return "no client yet\n" }
    let rows = clients.map { [$0.slug, $0.country, $0.currency?.description ?? "–", $0.name] }
    return Table(["CLIENT", "COUNTRY", "CURRENCY", "NAME"], rows, shortening: 0).text(on: screen)
  }

  var kind: String { "clients" }

  func write(to writer: inout JSONWriter) {
    writer.array("clients") { writer in
      for client in clients {
        writer.object { writer in
          writer.field("client", client.slug)
          writer.field("name", client.name)
          writer.field("country", client.country)
          writer.field("currency", client.currency?.description)
        }
      }
    }
  }
}

struct RepoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repo", abstract: "Repos, which the work is in.", subcommands: [RepoList.self, RepoNew.self])
}

struct RepoList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the repos, in their order.", usage: "orchsite repo list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try say(RepoRows(workspace: try await options.call(ListRepos(), in: home)), asData: json)
  }
}

private struct RepoRows: ObjectAnswer {
  let workspace: Workspace

  private func open(_ repo: Repo) -> Int {
    workspace.tasks(ofRepo: repo.slug).count { !$0.task.status.isClosed }
  }

  func text(on screen: Screen) -> String {
    if workspace.repos.isEmpty { return "no repo yet: orchsite init adds the git repositories that are here\n" }
    let rows = workspace.repos.map { [$0.slug, "\(open($0))", $0.path, $0.client ?? "–", $0.title] }
    return Table(["REPO", "OPEN", "PATH", "CLIENT", "TITLE"], rows, shortening: 0).text(on: screen)
  }

  var kind: String { "repos" }

  func write(to writer: inout JSONWriter) {
    writer.array("repos") { writer in
      for repo in workspace.repos {
        writer.object { writer in
          writer.field("repo", repo.slug)
          writer.field("title", repo.title)
          writer.field("path", repo.path)
          writer.field("url", repo.url)
          writer.field("client", repo.client)
          writer.field("open_tasks", open(repo))
        }
      }
    }
  }
}

struct RepoNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new repo.", usage: "orchsite repo new <repo> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "A short name, for example backend.") var repo: String
  @Option(help: "Else made from the name.") var title: String?
  @Option(help: ArgumentHelp("Where its checkout is, from home; else its name. none: it has none.", valueName: "dir"))
  var path: String?
  @Option(help: "Where it can be cloned from.") var url: String?
  @Option(help: "Whom the work is for.") var client: String?

  private var request: NewRepo {
    var request = NewRepo(repo)
    request.title = title
    request.path = path
    request.url = url
    request.client = client
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}
