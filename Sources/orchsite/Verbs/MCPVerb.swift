import Actions
import Agents
import ArgumentParser
import Arguments
import Content
import MCP
import Synchronization
import Terminal

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct MCPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve an agent the tools of its role, by the Model Context Protocol.",
    usage: "orchsite mcp [--role <role>] [--task <task>] [<options>]",
    discussion: """
      Started by the agent, and ends with its input. Without a role, it is that of the folder: a worker in a worker's \
      worktree, else the orchestrator.
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "worker or orchestrator.") var role: AgentRole?
  @Option(
    help: ArgumentHelp("The worker's task, as REPO/TASK; in its worktree it may be left out.", valueName: "task"))
  var task: TaskID?

  func validate() throws {
    if role == .orchestrator, task != nil { throw ValidationError("The orchestrator has no task: leave --task out.") }
  }

  func run() async throws {
    let found = WorkerPlace.find(from: home.start)
    let isWorker = role.map { $0 == .worker } ?? (task != nil || found != nil)
    let task = isWorker ? self.task ?? found?.task : nil
    if isWorker, task == nil {
      throw Refusal.usage("which task?", help: "start it in the task's worktree, or name it: --task REPO/TASK")
    }
    let home = try await Home.find(from: home.start, named: home.home, standard: Environment["ORCHSITE_HOME"])
    let place = ToolPlace(home: home, folder: self.home.start, worker: Environment["ORCHSITE_WORKER"])
    try await serve(BoardOffer(place: place, task: task).offer)
  }

  /// Answers until the input has ended, or until nobody reads the answers.
  private func serve(_ offer: Offer) async throws {
    let streams = try refusing { try LineStreams() }
    let failure = Mutex<Int32>(0)
    let session = Session(offer) { line in
      let code = await streams.write(line)
      if code != 0 { failure.withLock { $0 = code } }
      return code == 0
    }
    let reading = Task {
      var reader = LineReader(limit: Session.Limits().line)
      while let bytes = await streams.next() {
        for line in reader.take(bytes[...]) {
          guard await session.receive(line) else { return }
        }
      }
      if let last = reader.end() { _ = await session.receive(last) }
      await session.endInput()
    }
    await session.untilItsEnd()
    reading.cancel()
    // A client that went away had what it wanted.
    let code = failure.withLock { $0 }
    guard code == 0 || code == EPIPE else {
      throw Refusal.outside("an answer could not be written: \(String(cString: strerror(code)))")
    }
  }
}
