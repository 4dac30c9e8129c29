import Actions
import Content
import MCP
import Quantities

/// What a worker gets: one task, and no argument that names another.
struct WorkerTools {
  let place: ToolPlace
  let task: TaskID

  var all: [Tool] { [brief, report, blocked, done] }

  private static let done = Parameter<[String]>.texts("done", "What is done, a line each.")
  private static let next = Parameter<[String]>.texts("next", "What comes next, a line each.")
  private static let time = Parameter<Minutes?>.value(
    "time", "Spent since your last report, like 40m or 1h30m.", form: "write it like 40m or 1h30m"
  ) { Minutes(duration: $0) }
  private static let notes = Parameter<String?>.text(
    "notes", "Anything longer, as markdown. It is kept as it is, whatever it holds.")

  private var brief: Tool {
    Tool(
      "brief", title: "Brief",
      about: "What the task is, what was answered and decided, and what others are changing near it. Call it first.",
      effect: .reads, gives: AnswerSchema.brief
    ) { [place, task] in
      await place.read { _ in
        var request = BriefWorker(task, in: place.folder)
        request.worker = place.worker
        return request
      }
    }
  }

  private var report: Tool {
    Tool(
      "report", title: "Report progress",
      about: "Say how far the task is: one update, with the commits that git counts. The board stays as it is.",
      effect: .adds, takes: Self.done, Self.next,
      Parameter<[String]>.texts("blockers", "What is in the way, a line each; a question ends in a question mark."),
      Self.time, Self.notes, Parameter<Bool>.flag("ready", "Nothing stands in the way of the merge."),
      gives: AnswerSchema.report
    ) { [self] done, next, blockers, time, notes, ready in
      var request = request(.progress, done, next, time, notes)
      request.blockers = blockers
      request.isReady = ready
      return await write(request)
    }
  }

  private var blocked: Tool {
    Tool(
      "blocked", title: "Say what blocks, or ask",
      about: """
        Say in one line what is in the way of the task, or ask: a question ends in a question mark. The answer comes \
        with your next report or brief.
        """,
      effect: .adds, takes: Parameter<String>.text("reason", "What is in the way, in one line."), Self.done, Self.next,
      Self.time, Self.notes, gives: AnswerSchema.report
    ) { [self] reason, done, next, time, notes in
      var request = request(.blocked, done, next, time, notes)
      request.blockers = [reason]
      return await write(request)
    }
  }

  private var done: Tool {
    Tool(
      "done", title: "Say that the task is done",
      about: """
        Say that the task is ready to merge. Refused while something is not committed, while the branch has no commit \
        of its own, and while it conflicts with its base; all that is missing is named.
        """,
      effect: .adds, takes: Self.done, Self.next, Self.time, Self.notes, gives: AnswerSchema.report
    ) { [self] done, next, time, notes in await write(request(.done, done, next, time, notes)) }
  }

  private func request(
    _ kind: WriteReport.Kind, _ done: [String], _ next: [String], _ time: Minutes?, _ notes: String?
  ) -> WriteReport {
    var request = WriteReport(task, in: place.folder)
    request.kind = kind
    request.worker = place.worker
    request.done = done
    request.next = next
    request.minutes = time
    request.notes = notes ?? ""
    return request
  }

  private func write(_ request: WriteReport) async -> ToolResult { await place.change { _ in request } }
}
