import Actions
import Foundation
import Quantities
import TestSupport
import Testing

/// Any number of agents may write at once, and any of them may die.
@Suite(.serialized) struct ConcurrencyTests {
  private static let names = ["a", "b", "c", "d"]

  /// A workspace of four blocked tasks, each with a report that differs from the board.
  private func workspace(_ autoCommit: String) -> Board {
    var files = Board.autoCommit(autoCommit)
    for name in Self.names {
      files["content/tasks/web/\(name).md"] = "---\ntitle: \(name)\nstatus: todo\n---\n"
      files["content/updates/web/\(name)/20260106T090000000Z-ada.md"] =
        "---\nat: 2026-01-06T09:00:00Z\nworker: ada\nstatus: in-progress\nblockers: [why?]\n---\n"
    }
    return Board(files)
  }

  @Test(arguments: ["all", "updates"])
  func thirtyProcessesAtOnceLoseNothing(autoCommit: String) {
    let board = workspace(autoCommit)
    var verbs: [[String]] = []
    for name in Self.names {
      verbs.append(["task", "accept", "web/\(name)"])
      verbs.append(["task", "unblock", "web/\(name)", "Because."])
      verbs.append(["task", "set", "web/\(name)", "labels+=\(name)"])
    }
    for number in 0..<6 {
      verbs.append(["task", "new", "web", "New \(number)"])
      verbs.append(["decision", "new", "Decision \(number)", "--date", "2026-01-08"])
    }
    for status in ["todo", "in-progress", "review", "done", "review", "done"] {
      verbs.append(["task", "move", "backend/search", status, "-m", "to \(status)"])
    }
    #expect(verbs.count == 30)
    let outcomes = verbs.map { board.start($0) }.map { $0.outcome() }
    for (verb, outcome) in zip(verbs, outcomes) {
      #expect(outcome.code == 0, "\(verb): \(outcome.err)")
      let talk = outcome.err.split(separator: "\n").filter { !$0.hasPrefix("waiting for ") }
      #expect(talk.isEmpty, "\(verb): \(talk)")
    }

    for name in Self.names {
      // The worker's, the move and the answer.
      #expect(board.updates(of: "web/\(name)").count == 3)
      #expect(
        board["content/tasks/web/\(name).md"] == "---\ntitle: \(name)\nstatus: in-progress\nlabels: [\(name)]\n---\n")
    }
    for number in 0..<6 {
      #expect(board["content/tasks/web/new-\(number).md"] != nil)
      #expect(board["content/decisions/2026-01-08-decision-\(number).md"] != nil)
    }
    let notes = board.updates(of: "backend/search").compactMap { board[$0] }
    #expect(notes.count == 6)
    for status in ["todo", "in-progress", "review", "done"] {
      let expected = status == "review" || status == "done" ? 2 : 1
      #expect(notes.count { $0.hasSuffix("\nto \(status)\n") } == expected)
    }
    // The newest update explains the board.
    let status = board["content/tasks/backend/search.md"]?.firstMatch(of: /status: ([a-z-]+)/)?.1
    #expect(notes.last?.contains("\nstatus: \(status ?? "?")\n") == true)

    let check = board.run("check", "--as-of", "2026-01-09")
    #expect(check.code == 0, "\(check.out)")
    #expect(board.litter == [])
    if autoCommit == "all" {
      #expect(board.status == "")
      #expect(board.commitCount == 1 + 30)
    } else {
      // Edits and new tasks are the person's to commit.
      #expect(board.commitCount == 1 + 4 + 4 + 6 + 6)
      #expect(board.status.split(separator: "\n").allSatisfy { $0.dropFirst(3).hasPrefix("content/tasks/") })
    }
    #expect(board.git("fsck", "--strict") == "")
  }

  @Test func twoWorkersOnOneTaskKeepBothHistories() {
    let board = workspace("all")
    let at = ["--at", "2026-01-08T10:00:00Z"]
    let outcomes = (0..<8).map { number in
      board.start(["task", "move", "web/a", "todo", "-m", "note \(number)"] + at)
    }.map { $0.outcome() }
    #expect(outcomes.allSatisfy { $0.code == 0 })
    let updates = board.updates(of: "web/a").compactMap { board[$0] }
    #expect(updates.count == 9)
    for number in 0..<8 { #expect(updates.contains { $0.hasSuffix("\nnote \(number)\n") }) }
    #expect(board.run("check", "--as-of", "2026-01-09").code == 0)
    #expect(board.status == "")
  }

  @Test(arguments: ["all", "none"])
  func aProcessKilledAnywhereLeavesContentWhole(autoCommit: String) async throws {
    let board = workspace(autoCommit)
    let stage = Stage(now: try #require(Instant("2026-01-09T23:59:59Z")), isNamed: true)
    // Longer than a verb takes, in steps that wander over all of it.
    for step in 0..<24 {
      let name = Self.names[step % 4]
      let statuses = ["in-progress", "review", "done", "todo"]
      let verb = board.start(["task", "move", "web/\(name)", statuses[(step / 4) % 4], "-m", "step \(step)"])
      usleep(UInt32(step * 6_000))
      verb.kill()
      _ = verb.outcome()
      let problems = try await CheckContent().run(in: Home(path: board.folder.path), stage).problems
      #expect(problems.filter { $0.severity == .error } == [])
    }
    let next = board.run("task", "move", "backend/search", "done")
    #expect(next.code == 0)
    #expect(!next.err.contains("error"))
    #expect(board.litter.filter { !$0.hasSuffix("index.lock") } == [])
    for name in Self.names {
      // A move whose update is missing is completed by moving again.
      #expect(board.run("task", "move", "web/\(name)", "cancelled").code == 0)
      #expect(board.newestUpdate(of: "web/\(name)")?.contains("status: cancelled") == true)
    }
    // Without --strict: the moves are recorded by the clock, which is ahead of that day.
    #expect(board.run("check", "--as-of", "2026-01-09").code == 0)
    if autoCommit == "all" { #expect(board.status == "") }
  }

  @Test func whoeverWaitsIsToldForWhom() {
    let board = Board()
    board.folder.makeFolder(".orchsite")
    // Holds the lock until it is told to end, as a verb would on a slow disk.
    let holding = "mkfifo end; echo '7 task move' >.orchsite/lock; : >held; read line <end; : >.orchsite/lock"
    let holder = Command(
      ["flock", board.folder(".orchsite/lock"), "sh", "-c", holding], in: board.folder.path,
      environment: board.environment)
    while board["held"] == nil { sched_yield() }
    let waiting = board.start(["task", "set", "web/basket", "priority=low"])
    while waiting.errorsSoFar == "" { usleep(1_000) }
    _ = board.shell("echo >end")
    #expect(
      waiting.outcome()
        == Outcome(
          code: 0, out: "web/basket: priority = low\n", err: "waiting for process 7 (task move) …\n"))
    _ = holder.outcome()
  }
}
