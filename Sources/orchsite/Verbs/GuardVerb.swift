import Actions
import Agents
import ArgumentParser
import Arguments
import Diagnostics
import Terminal

/// Called by hooks before a tool is used. Whatever keeps it from judging counts as a refusal, where there is something to
/// guard.
struct GuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard", abstract: "Refuse what an agent must not do; its hooks call this before each tool.",
    usage: "orchsite guard [--agent <agent>] < event",
    discussion: """
      Reads one event from standard input. Ends with 0, and says nothing, where the tool may be used, and in sessions \
      that are in no workspace; with 2, and the reason on standard error, where it may not.
      """)

  @OptionGroup var options: AgentOptions

  /// Less than hooks are given: an agent goes on with the tool where its hook took too long.
  private static let longest: UInt32 = 8

  func run() throws {
    ProcessLimits.end(afterSeconds: Self.longest)
    let agent = options.named
    let bytes = Console.readInput(limit: MarkCommand.eventLimit)
    do throws(GuardRefusal) {
      try judge(bytes, agent)
    } catch {
      let lines = error.text.split(separator: "\n").map { String($0).printable + "\n" }
      Console.talk(lines.joined())
      throw ExitCode(agent.refusalCode)
    }
  }

  private func judge(_ bytes: [UInt8], _ agent: Agent) throws(GuardRefusal) {
    let event: AgentEvent
    do throws(AgentEventError) {
      guard bytes.count <= MarkCommand.eventLimit else {
        throw AgentEventError(message: "the event has more than \(MarkCommand.eventLimit >> 20) MB")
      }
      event = try agent.event(bytes)
    } catch {
      // Where this process is, is where the session is.
      guard options.placeOfProcess != nil else { return }
      throw JudgeTool.unusable(error.message)
    }
    guard let place = options.place(of: event) else { return }
    var request = JudgeTool(event, of: agent, at: place)
    request.person = Environment["HOME"]
    request.temporary = Environment["TMPDIR"]
    try request.run()
  }
}
