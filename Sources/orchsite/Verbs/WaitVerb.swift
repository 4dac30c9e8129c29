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

struct WaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until a worker reports, asks, is blocked or finishes, or until work collides.",
    usage: "orchsite wait [<task> ...] [--timeout <time>] [<options>]",
    discussion: "Ends with 0 when something has happened, and with 124 when the time was up before.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(help: "Only news of these tasks, each by whatever names it alone.", completion: Completions.tasks)
  var tasks: [String] = []
  @Option(help: ArgumentHelp("How long at most: 90s, 30m, 2h.", valueName: "time"))
  var timeout = TimeLimit.halfAnHour
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let home = try await home.find()
    let request = WaitForNews(try await home.tasks(named: tasks), limit: timeout.duration)
    try say(try await options.call(request, in: home, tell: Talk().tell), asData: json)
  }
}

/// A length of time, down to seconds.
struct TimeLimit: ExpressibleByArgument, CustomStringConvertible {
  let duration: Duration
  let description: String

  static let halfAnHour = TimeLimit(.seconds(1_800), "30m")

  private init(_ duration: Duration, _ description: String) {
    self.duration = duration
    self.description = description
  }

  init?(argument: String) {
    if argument.utf8.last == UInt8(ascii: "s"), argument.utf8.count <= 7,
      argument.utf8.dropLast().allSatisfy(\.isASCIIDigit), let seconds = Int(argument.dropLast())
    {
      duration = .seconds(seconds)
    } else if let minutes = Minutes(duration: argument) {
      duration = .seconds(minutes.count * 60)
    } else {
      return nil
    }
    description = argument
  }

  var defaultValueDescription: String { description }
}

extension WaitForNews.Outcome: ObjectAnswer {
  package var status: ExitStatus { news == nil ? .timedOut : .fine }

  package func text(on screen: Screen) -> String {
    guard let news else { return "no news in \(limit.map(Self.words) ?? "")\n" }
    var text = situation.sentence(of: news).printable + "\n"
    if let command = situation.command(for: news) { text += "    \(command.printable)\n" }
    if others > 0 { text += "and \(others) more: \(SuggestedCommand.status)\n" }
    return text
  }

  private static func words(_ limit: Duration) -> String {
    let seconds = Int(limit / .seconds(1))
    return seconds % 60 == 0 && seconds > 0 ? Minutes(seconds / 60).spoken : plural(seconds, "second")
  }

  package var kind: String { "wait" }

  package func write(to writer: inout JSONWriter) {
    writer.field("timed_out", news == nil)
    guard let news else { return }
    writer.field("event", news.kind.rawValue)
    writer.array("tasks") { writer in news.tasks.forEach { writer.string($0.description) } }
    writer.field("text", situation.sentence(of: news))
    writer.field("command", situation.command(for: news))
    if let update = news.update {
      writer.key("update")
      writer.update(update)
    }
    writer.field("more", others)
  }
}
