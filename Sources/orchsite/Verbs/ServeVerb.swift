import Actions
import ArgumentParser
import Arguments
import Content
import Diagnostics
import MCP
import Preview
import Terminal

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Show the board in a browser, as it changes, and change it there.",
    usage: "orchsite serve [--port <port>] [--open] [<options>]",
    discussion: """
      On this machine only, until Ctrl-C. Pages follow each save; cards are dragged, boxes ticked, questions answered \
      and reports accepted with what the verbs do.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: ArgumentHelp("The port; where it is taken, the next free one. 0 takes any.", valueName: "port"))
  var port = 8080
  @Flag(help: "Open the board in the browser.") var open = false
  @Flag(help: "Do not ask git.") var noGit = false

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
  }

  func run() async throws {
    let home = try await home.find()
    let moment = try Clock.asOf(options.asOf)
    let isFixed = options.asOf != nil || Environment["SOURCE_DATE_EPOCH"] != nil
    let setup = PreviewBoard.Setup(
      home: home, version: Orchsite.version, clock: { isFixed ? moment : Clock.now }, isFixed: isFixed,
      asksGit: !noGit)
    let place = ToolPlace(home: home, folder: self.home.start, worker: nil)
    let preview = Preview(setup, port: port) { await place.act($0) }
    let (result, _) = await Interruption.heed { [port, open] () throws(Refusal) in
      try await preview.run { actual in Self.started(actual, asked: port, home, opens: open) }
    }
    // However it is ended: it was to go on until then.
    try result.get()
    Interruption.leave()
  }

  /// The first line is for programs too: an address, then words.
  private static func started(_ port: Int, asked: Int, _ home: Home, opens: Bool) {
    let address = "http://127.0.0.1:\(port)/"
    let taken = asked == 0 || asked == port ? "" : "port \(asked) is taken; "
    _ = Console.say(Array("\(address) \(taken)follows \(home.path.printable)/content, until Ctrl-C\n".utf8))
    guard opens, let reason = Opening.open(address) else { return }
    Console.talk(Console.errors.warning(Warning("no browser was opened: \(reason)", help: "open \(address) yourself")))
  }
}

extension ToolPlace {
  /// What a page asks for, done by the function that the verb of its name calls, and answered in its words.
  fileprivate func act(_ action: BoardAction) async -> ActionReply {
    let result =
      switch action {
      case .move(let task, let status): await change { _ in MoveTask(task, to: status) }
      case .accept(let task): await change { _ in AcceptReport(task) }
      case .answer(let task, let text, let blocker):
        await change { _ in UnblockTask(task, answer: text, blockers: blocker.map { [$0] } ?? []) }
      case .tick(let task, let box, let isTicking, let seen):
        await change { _ in
          var request = TickBoxes(task, [box], as: isTicking)
          request.seen = seen
          return request
        }
      }
    if let afterwards = result.afterwards { Task { await afterwards() } }
    return ActionReply(isDone: !result.isRefused, text: result.text)
  }
}
