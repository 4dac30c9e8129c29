import Actions
import Agents
import Bytes
import Content
import MCP
import Terminal

/// What a client is offered, by the role that the server was started with.
struct BoardOffer {
  let place: ToolPlace
  /// A worker's task; nil for the orchestrator.
  let task: TaskID?

  var offer: Offer {
    Offer(
      name: "orchsite", title: "orchsite", version: Orchsite.version, instructions: instructions, tools: tools,
      resources: resources, templates: [template], prompts: AgentRole.allCases.map(\.prompt)
    ) { [place] address in await Self.read(address, place) }
  }

  private var tools: [Tool] {
    task.map { WorkerTools(place: place, task: $0).all } ?? OrchestratorTools(place: place).all
  }

  private var instructions: String {
    if let task {
      return """
        A sprint board for several coding agents over several git repos. You are a worker on it, and your task is \
        \(task): one task, one git worktree, one branch. These tools are about that task and no other.

        Call brief first, and whenever you come back. Call report after each piece of work, blocked when something is \
        in the way or you have a question, and done when all is committed and tested: it is refused until git agrees, \
        and says what is missing. What you report goes to the board, where others read it; the board's files are not \
        edited otherwise. Lists take a line an item; longer texts go into notes, which are kept as they are.

        The tools do what the commands orchsite brief, report, blocked and done do, with the same answers, and work \
        inside a sandbox too. The prompt "worker" says all of how to work.
        """
    }
    return """
      A sprint board for several coding agents over several git repos. You are its orchestrator: you coordinate \
      workers, each on one task in one git worktree. You write no code and do not work in the repos.

      inbox says who needs you and what to do; status shows everything; wait blocks until something happens. Answer \
      workers with task_unblock: the answer reaches them by itself. Plan with next, task_new, task_set and task_move; \
      record what was decided with decision_new. Before branches come home, conflicts says what collides and in which \
      order to merge. Believe git, not reports.

      Not here, because they are a person's to do or to allow: starting workers, merging (orchsite feature finish), \
      releases, and everything about money. The answers name the commands for them. The tools do what the commands of \
      orchsite do, with the same answers. The prompt "orchestrator" says all of how to work.
      """
  }
}

// MARK: - Resources and prompts

extension BoardOffer {
  private static let board = "orchsite://board"
  private static let taskPrefix = "orchsite://task/"

  private var resources: [Resource] {
    let board = Resource(
      Self.board, name: "board", title: "The board", about: "How things stand, as orchsite status --json prints it.",
      mediaType: "application/json")
    guard let task else { return [board] }
    let own = Resource(
      "\(Self.taskPrefix)\(task)", name: "\(task)", title: "Your task",
      about: "The task and its history, as orchsite task show prints it.", mediaType: "text/plain")
    return [own, board]
  }

  private var template: ResourceTemplate {
    ResourceTemplate(
      "\(Self.taskPrefix){repo}/{task}", name: "task", title: "A task",
      about: "A task and its history, as orchsite task show prints it.", mediaType: "text/plain")
  }

  private static func read(_ address: String, _ place: ToolPlace) async -> ResourceText? {
    do throws(Refusal) {
      // Whoever reads a resource has not looked: what is new in status stays new.
      let stage = Stage(now: try Clock.asOf(nil), isNamed: true)
      if ExactText(address) == ExactText(board) {
        let status = try await ShowStatus().run(in: place.home, stage)
        return .text(String(decoding: status.line(isChange: false), as: UTF8.self), mediaType: "application/json")
      }
      guard address.utf8.starts(with: taskPrefix.utf8) else { return nil }
      let name = String(decoding: address.utf8.dropFirst(taskPrefix.utf8.count), as: UTF8.self)
      guard let task = TaskID(name) else { return nil }
      return .text(
        Printer.words(of: try await ShowTask(task).run(in: place.home, stage)), mediaType: "text/plain")
    } catch {
      return .refusal(Printer.words(of: error))
    }
  }
}

extension AgentRole {
  fileprivate var prompt: Prompt {
    switch self {
    case .orchestrator:
      Prompt(rawValue, title: "Orchestrator", about: "How to coordinate the workers of this board.", text: text)
    case .worker: Prompt(rawValue, title: "Worker", about: "How to work on one task of this board.", text: text)
    }
  }
}
