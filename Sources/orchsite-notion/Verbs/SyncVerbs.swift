import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Files
import Notion
import Terminal

/// The exit codes of plan, apply and status, besides those of every verb.
enum SyncStatus {
  /// `plan --detailed-exitcode`: there is something to do.
  static let changes: Int32 = 2
  /// Pages were skipped, because somebody changed them in Notion.
  static let drift: Int32 = 3
}

/// A board with its plan, however it was asked for.
private struct Prepared {
  let loaded: BoardOptions.Loaded
  let client: NotionClient
  let cache: SyncCache
  let plan: SyncPlan

  /// - Parameters:
  ///   - notes: whether what is looked up may be noted in the cache: by whoever holds its lock.
  ///   - recreates: whether what is in the trash may be made again.
  init(
    _ options: BoardOptions, _ connection: ConnectionOptions, notes: Bool = false, recreates: Bool = false
  ) async throws(Refusal) {
    let loaded = try await options.load()
    let client = try connection.client()
    client.wait = { Console.talk("\($0) …\n") }
    let cache = SyncCache(home: loaded.home.path, client: options.client)
    let target = cache.target()
    let parent = try connection.parent(target)
    try cache.prepare()
    do throws(NotionError) {
      plan = try await SyncPlanner(
        client: client, board: loaded.board, cache: cache, unreadable: loaded.unreadable, notes: notes,
        recreates: recreates
      )
      .plan(parent: parent, known: target?.databases ?? [:])
    } catch {
      throw Refusal(error)
    }
    (self.loaded, self.client, self.cache) = (loaded, client, cache)
  }
}

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say what apply would do, and write nothing.",
    discussion: """
      + create, ~ change, ! skipped because it was changed in Notion, - its record is gone, = the same. Exits with 0, \
      with --detailed-exitcode with 2 where there is something to do.
      """)

  @OptionGroup var options: BoardOptions
  @OptionGroup var connection: ConnectionOptions
  @Flag(help: "Exit with 2 where there is something to do.") var detailedExitcode = false
  @Flag(help: "Name the pages that are the same, too.") var all = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let prepared = try await Prepared(options, connection)
    let answer = PlanAnswer(
      plan: prepared.plan, statusType: options.statusType, pace: connection.pace, showsSame: all,
      problems: prepared.loaded.problems, cache: prepared.cache)
    try say(answer, asData: json)
    if detailedExitcode, prepared.plan.hasChanges(prunes: false) { throw ExitCode(SyncStatus.changes) }
  }
}

private struct PlanAnswer: ObjectAnswer {
  let plan: SyncPlan
  let statusType: StatusType
  let pace: Double
  let showsSame: Bool
  let problems: [Diagnostic]

  var kind: String { "notion-plan" }
  var isFine: Bool { problems.errorCount == 0 }
  let cache: SyncCache
  private var requests: Int { plan.requests(statusType: statusType, prunes: false, cache: cache) }

  func text(on screen: Screen) -> String {
    var text = plan.missing.map { "+ database \($0.title)\n" }.joined()
    for (schema, columns) in plan.additions {
      text += "~ database \(schema.title): \(columns.map(\.name).joined(separator: ", "))\n"
    }
    for planned in plan.pages where showsSame || planned.decision != .same {
      let words = planned.decision == .create || planned.decision == .same ? "" : "  \(planned.decision.words)"
      text += "\(planned.decision.sign) \(planned.key.text.printable)\(words)\n"
      if planned.decision == .duplicate { text += planned.there.map { "    \($0.url.printable)\n" }.joined() }
    }
    let counts = ["+", "~", "!", "-", "="].map { "\($0) \(plan.count($0))" }.joined(separator: "   ")
    return "\(text)\(counts)\n\(estimate)\n"
  }

  private var estimate: String {
    guard requests > 0 else { return "apply would do nothing" }
    let seconds = Int((Double(requests) / pace).rounded(.up))
    let time = seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
    return "apply would send about \(requests) requests, \(time) or a little more"
  }

  func talk(on screen: Screen) -> String { DiagnosticPrinter(colour: screen.hasColour).text(problems) }

  func write(to writer: inout JSONWriter) {
    writer.field("requests", requests)
    writer.strings("databases", plan.missing.map(\.title))
    writer.array("columns") { writer in
      for (schema, columns) in plan.additions {
        writer.object { writer in
          writer.field("database", schema.title)
          writer.strings("names", columns.map(\.name))
        }
      }
    }
    writer.array("pages") { writer in
      for planned in plan.pages {
        writer.object { writer in
          writer.field("key", planned.key.text)
          writer.field("sign", planned.decision.sign)
          writer.field("what", planned.decision.words)
          writer.strings("addresses", planned.there.map(\.url))
        }
      }
    }
  }
}

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how what is in Notion stands to content/.",
    discussion:
      "Exits with 0 where all is the same, with 2 where there is something to do, with 3 where pages were changed in Notion."
  )

  @OptionGroup var options: BoardOptions
  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    let prepared = try await Prepared(options, connection)
    let plan = prepared.plan
    try say(StatusAnswer(plan: plan, problems: prepared.loaded.problems))
    if prepared.loaded.problems.errorCount > 0 { throw ExitCode(ExitStatus.wrong.rawValue) }
    if plan.count("!") > 0 { throw ExitCode(SyncStatus.drift) }
    if plan.hasChanges(prunes: true) { throw ExitCode(SyncStatus.changes) }
  }
}

private struct StatusAnswer: Answer {
  let plan: SyncPlan
  let problems: [Diagnostic]

  func talk(on screen: Screen) -> String { DiagnosticPrinter(colour: screen.hasColour).text(problems) }

  func text(on screen: Screen) -> String {
    var lines = ["the same: \(plan.count("="))"]
    if plan.count("+") > 0 { lines.append("not in Notion yet: \(plan.count("+"))") }
    if plan.count("~") > 0 { lines.append("changed here: \(plan.count("~"))") }
    for (schema, columns) in plan.additions {
      lines.append("missing in \(schema.title): \(columns.map(\.name).joined(separator: ", "))")
    }
    for planned in plan.pages where planned.decision.sign == "!" {
      lines.append("\(planned.key.text.printable): \(planned.decision.words)")
      lines += planned.there.map { "  \($0.url.printable)" }
    }
    if plan.count("-") > 0 { lines.append("in Notion only, their records are gone: \(plan.count("-"))") }
    if plan.hasChanges(prunes: false) { lines.append("next: orchsite-notion apply") }
    return lines.joined(separator: "\n") + "\n"
  }
}

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Bring the board to Notion: what is new, what changed, nothing twice.",
    discussion: """
      A second apply writes nothing. Interrupted at any moment and run again, it goes on where it was. Exits with 1 \
      where pages could not be written, with 3 where pages were skipped because they were changed in Notion.
      """)

  @OptionGroup var options: BoardOptions
  @OptionGroup var connection: ConnectionOptions
  @Flag(help: "Overwrite pages that were changed in Notion.") var force = false
  @Flag(help: "Put pages into Notion's trash whose records are gone.") var prune = false
  @Option(help: "What to do with pages that somebody put into Notion's trash: skip, restore or recreate.")
  var trashed: SyncManners.Trashed = .skip
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let home = try await options.home.find()
    let cache = SyncCache(home: home.path, client: options.client)
    try cache.prepare()
    // One at a time on this machine.
    let lock = try await refusing {
      try await FileLock.acquire(at: cache.lockPath, verb: "orchsite-notion apply", timeLimit: .seconds(10)) { holder in
        Console.talk("waiting for \(holder.map { "\($0)" } ?? "another process") …\n")
      }
    }
    defer { _ = lock }
    let prepared = try await Prepared(options, connection, notes: true, recreates: trashed == .recreate)
    try refuseMuchPruning(prepared)
    let run = SyncRun(
      prepared.client, prepared.loaded.board, prepared.cache, prepared.plan,
      SyncManners(force: force, prunes: prune, trashed: trashed), home: prepared.loaded.home.path)
    let screen = Console.errors
    if screen.isTerminal {
      run.progress = { done, total in Console.talk("\r\(ProgressBar.text(done, total, width: screen.width))") }
    }
    let outcome = try await run.run()
    if screen.isTerminal { Console.talk("\r\u{1B}[K") }
    let answer = ApplyAnswer(
      outcome: outcome, plan: prepared.plan, manners: SyncManners(force: force, prunes: prune, trashed: trashed),
      problems: prepared.loaded.problems,
      notes: prepared.loaded.board.pages.filter { outcome.written.contains($0.key) }.flatMap(\.warnings)
        .sortedByPlace(),
      requests: prepared.client.count)
    try say(answer, asData: json)
    if answer.skipped > 0 { throw ExitCode(SyncStatus.drift) }
  }

  /// What takes much away at once is probably a mistake: another folder, a branch without content.
  private func refuseMuchPruning(_ prepared: Prepared) throws(Refusal) {
    guard prune else { return }
    let gone = prepared.plan.count("-")
    let all = prepared.plan.pages.count { !$0.there.isEmpty }
    guard gone > 0 else { return }
    guard prepared.loaded.hasContent else {
      throw .answer("content/ has no tasks: --prune would take all pages away", help: "run apply without --prune")
    }
    guard prepared.loaded.problems.errorCount == 0 else {
      throw .answer(
        "files of content/ cannot be read: --prune would take their pages away", help: "orchsite check says which")
    }
    if gone * 5 > all {
      throw .answer(
        "--prune would put \(gone) of \(all) pages into the trash, more than a fifth",
        help: "look at orchsite-notion plan; where it is right, put them into the trash in Notion")
    }
  }
}

extension SyncManners.Trashed: ExpressibleByArgument {}

private enum ProgressBar {
  static func text(_ done: Int, _ total: Int, width: Int) -> String {
    let figures = " \(done) of \(total)"
    let room = max(10, min(40, width - figures.utf8.count - 3))
    let filled = total > 0 ? min(room, room * done / total) : room
    return "[\(String(repeating: "#", count: filled))\(String(repeating: " ", count: room - filled))]\(figures)"
  }
}

private struct ApplyAnswer: ObjectAnswer {
  let outcome: SyncRun.Outcome
  let plan: SyncPlan
  let manners: SyncManners
  let problems: [Diagnostic]
  /// What Notion cannot show of the pages that were written.
  let notes: [Diagnostic]
  let requests: Int

  var kind: String { "notion-apply" }
  var isFine: Bool {
    outcome.failed.isEmpty && outcome.stopped == nil && outcome.duplicates.isEmpty && problems.errorCount == 0
      && !plan.pages.contains { $0.decision == .duplicate }
  }
  var status: ExitStatus { outcome.stopped != nil ? .failed : isFine ? .fine : .wrong }

  /// Pages that stay as somebody changed them.
  var skipped: Int { isFine ? plan.pages.count(where: isSkipped) + outcome.skipped.count : 0 }

  private func isSkipped(_ planned: PlannedPage) -> Bool {
    switch planned.decision {
    case .drift: !manners.force
    case .trashed: manners.trashed == .skip
    case .unreadable: true
    default: false
    }
  }

  func text(on screen: Screen) -> String {
    var lines: [String] = []
    for planned in plan.pages where isSkipped(planned) {
      lines.append("! \(planned.key.text.printable)  \(planned.decision.words)")
    }
    for (key, addresses) in duplicates {
      lines.append("! \(key.text.printable)  there are several in Notion: keep one, put the others into the trash")
      lines += addresses.map { "    \($0.printable)" }
    }
    for (key, reason) in outcome.skipped { lines.append("! \(key.text.printable)  \(reason)") }
    for (page, missing) in outcome.leftOut {
      lines.append("! \(page.text.printable)  without \(missing.text.printable), which is not in Notion")
    }
    for (key, reason) in outcome.failed { lines.append("! \(key.text.printable)  not written: \(reason.printable)") }
    let gone = plan.count("-")
    var counts = ["\(outcome.created) created", "\(outcome.updated) changed"]
    if outcome.removed > 0 { counts.append("\(outcome.removed) into the trash") }
    counts.append("\(plan.count("=")) the same")
    if !outcome.failed.isEmpty { counts.append("\(outcome.failed.count) not written") }
    lines.append("\(counts.joined(separator: ", ")), \(requests) requests")
    if gone > 0, !manners.prunes {
      lines.append("\(gone) in Notion only, their records are gone: --prune takes them away")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var duplicates: [(key: PageKey, addresses: [String])] {
    let known = plan.pages.filter { $0.decision == .duplicate }.map { (key: $0.key, addresses: $0.there.map(\.url)) }
    return known + outcome.duplicates.filter { found in !known.contains { $0.key == found.key } }
  }

  func talk(on screen: Screen) -> String {
    let printer = DiagnosticPrinter(
      colour: screen.hasColour, limit: screen.isTerminal ? 20 : nil, width: screen.isTerminal ? screen.width : 100)
    var text = printer.text(problems + notes)
    if let stopped = outcome.stopped {
      switch Refusal(stopped) {
      case .outside(let message, let help), .answer(let message, let help):
        text += screen.error("stopped: \(message)", help: help)
      default: break
      }
    }
    return text
  }

  func write(to writer: inout JSONWriter) {
    writer.field("created", outcome.created)
    writer.field("changed", outcome.updated)
    writer.field("removed", outcome.removed)
    writer.field("same", plan.count("="))
    writer.field("requests", requests)
    writer.field("stopped", outcome.stopped?.words)
    writer.strings("skipped", plan.pages.filter(isSkipped).map(\.key.text) + outcome.skipped.map(\.key.text))
    writer.array("failed") { writer in
      for (key, reason) in outcome.failed {
        writer.object { writer in
          writer.field("key", key.text)
          writer.field("reason", reason)
        }
      }
    }
    writer.array("duplicates") { writer in
      for (key, addresses) in duplicates {
        writer.object { writer in
          writer.field("key", key.text)
          writer.strings("addresses", addresses)
        }
      }
    }
  }
}
