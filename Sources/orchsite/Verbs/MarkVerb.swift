import Actions
import Agents
import ArgumentParser
import Arguments
import Diagnostics
import Files
import Sessions
import Terminal

/// The agent whose hook calls.
struct AgentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The agent: \(Agent.all.map(\.name).joined(separator: " or ")).", valueName: "agent"))
  var agent = Agent.claude.name

  func validate() throws {
    guard Agent(named: agent) != nil else {
      throw ValidationError(
        "There is no agent \"\(agent.printable)\": it is \(Agent.all.map(\.name).joined(separator: " or ")).")
    }
  }

  var named: Agent { Agent(named: agent) ?? .claude }

  /// Whose session an event is of.
  func place(of event: AgentEvent) -> AgentPlace? { place(in: event.folder) }

  /// Whose session this process is of, for all that can be told without its event.
  var placeOfProcess: AgentPlace? { (try? FileSystem.resolve(".")).flatMap { place(in: $0) } }

  private func place(in folder: String) -> AgentPlace? {
    let launched = Environment["ORCHSITE_ROLE"] == "orchestrator" ? Environment["ORCHSITE_HOME"] : nil
    return AgentPlace.find(project: Environment["CLAUDE_PROJECT_DIR"], folder: folder, launched: launched)
  }
}

/// Called by hooks: whatever happens, the session goes on. So it ends with 0, but for a call that cannot be parsed.
struct MarkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark", abstract: "Record what an agent's session is at; its hooks call this.",
    usage: "orchsite mark [--agent <agent>] < event",
    discussion: """
      Reads one event from standard input. A session that is in no workspace is none of its business. What a worker has \
      to know (answers, work that collides) is printed the way the agent's hooks take it. It never stops a session.
      """)

  @OptionGroup var options: AgentOptions

  static let eventLimit = 16 << 20

  func run() async throws {
    let bytes = Console.readInput(limit: Self.eventLimit)
    let agent = options.named
    do {
      let event = try agent.event(bytes)
      guard let place = options.place(of: event) else { return }
      var request = MarkSession(event, of: agent, at: place)
      request.process = SessionProcess.caller()
      // `TMUX` is the server's socket, and two numbers.
      if let pane = Environment["TMUX_PANE"], let tmux = Environment["TMUX"] {
        request.pane = TmuxPane(
          id: pane, socket: String(decoding: tmux.utf8.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self))
      }
      let outcome = try await request.run(in: Home(path: place.home), Stage(now: Clock.now))
      _ = Console.say(agent.context(outcome.news, at: event))
    } catch let error as AgentEventError {
      Console.talk("orchsite: nothing was marked: \(error.message.printable)\n")
    } catch let refusal as Refusal {
      _ = Printer.print(refusal)
    }
  }
}
