import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Git
import Quantities
import Situation

/// What a worker needs to know, in at most 2,000 characters.
package struct BriefWorker: Verb {
  /// nil: the task of the worktree that `folder` is in.
  package var task: TaskID?
  package var folder: String
  package var worker: String?

  package init(_ task: TaskID?, in folder: String) {
    self.task = task
    self.folder = folder
  }

  package struct Outcome: Sendable {
    package let task: TrackedTask
    package let worker: String
    package let answers: [WriteReport.Answer]
    package let dependencies: [TrackedTask]
    package let decisions: [Decision]
    /// Files that workers on other tasks of the repo are changing.
    package let others: [(task: TaskID, files: [String])]
    /// In words, each with whom.
    package let collisions: [String]
    /// Files of instructions that the base has changed since the work began; and the base.
    package let instructions: (files: [String], base: String)?
    package let text: String
  }

  package static let limit = 2_000

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let place = WorkerPlace.find(from: folder)
    guard let id = task ?? place?.task else {
      throw .usage("which task?", help: "run it in the task's worktree, or name it: orchsite brief REPO/TASK")
    }
    let workspace = try await home.workspace(.bodyFacts, asOf: stage.now)
    let tracked = try workspace.existingTask(id)
    let worker = worker ?? (place?.task == id ? place?.marker.worker : nil) ?? tracked.worker ?? id.task
    let previous = tracked.updates.last { !$0.isFromBoard && $0.worker == worker }
    let answers = WriteReport.answers(to: tracked, since: previous?.at.milliseconds ?? Int.min).map(\.answer)
    let dependencies = tracked.task.dependsOn.compactMap(workspace.task(_:))
    let decisions = workspace.decisions.filter { $0.task == id || ($0.task == nil && $0.repo == id.repo) }
    // Without git, nothing is known of the others.
    let read = try? await home.evidence(for: workspace, only: id.repo)
    let situation = BoardSituation(of: workspace, git: read?.facts)
    let others = workspace.tasks(ofRepo: id.repo).compactMap { other -> (task: TaskID, files: [String])? in
      guard other.id != id, other.task.status.isActive, let evidence = situation.evidence(of: other) else { return nil }
      return evidence.changedPaths.isEmpty || evidence.isMerged ? nil : (other.id, evidence.changedPaths)
    }
    let collisions = situation.collisions(of: tracked)
    var instructions: (files: [String], base: String)?
    if let view = read?.views.first(where: { $0.repo.slug == id.repo }),
      let worktree = view.worktree(of: id, branch: view.rules.branch(of: tracked.task), expectedAt: ""),
      !worktree.isGone
    {
      instructions = try? await Instructions.behind(tracked.task, in: worktree, view)
    }
    let text = BriefText(
      task: tracked, times: TimeText(asOf: stage.now), answers: answers, dependencies: dependencies,
      decisions: decisions, others: others, collisions: collisions, instructions: instructions
    ).text(limit: Self.limit)
    return Outcome(
      task: tracked, worker: worker, answers: answers, dependencies: dependencies, decisions: decisions, others: others,
      collisions: collisions, instructions: instructions, text: text)
  }
}

/// The brief in words: the most important first, so that what has no room is what matters least.
struct BriefText {
  let task: TrackedTask
  let times: TimeText
  let answers: [WriteReport.Answer]
  let dependencies: [TrackedTask]
  let decisions: [Decision]
  let others: [(task: TaskID, files: [String])]
  /// In words.
  let collisions: [String]
  let instructions: (files: [String], base: String)?

  func text(limit: Int) -> String {
    let record = task.task
    var facts = [record.status.words.lowercased()]
    if let priority = record.priority { facts.append("\(priority.rawValue) priority") }
    if let due = record.due { facts.append("due \(times.day(due))") }
    if let progress = task.progress { facts.append("\(progress.done) of \(progress.total) boxes") }
    let heading = "\(record.title) (\(task.id)): \(facts.joined(separator: ", "))"
    let commands = """
      Commands, in the worktree:
        orchsite report -d "what is done" -n "what comes next" --time 40m
        orchsite blocked "what is in the way, or a question?"
        orchsite done
        orchsite brief
      """
    var pieces: [String] = []
    for answer in answers { pieces.append("Answer to \"\(answer.question)\": \(answer.answer)") }
    for blocker in task.openBlockers { pieces.append("Waits for an answer: \(blocker.text)") }
    if !dependencies.isEmpty {
      pieces.append(
        "Depends on: " + dependencies.map { "\($0.id) (\($0.task.status.rawValue))" }.joined(separator: ", "))
    }
    pieces += collisions.map { "Collides with \($0)" }
    if let instructions {
      let more = instructions.files.count - 3
      pieces.append(
        "Instructions have changed on \(instructions.base): \(instructions.files.prefix(3).joined(separator: ", "))\(more > 0 ? " and \(more) more" : ""); git merge \(SuggestedWord(instructions.base)) brings them"
      )
    }
    for other in others {
      let more = other.files.count - 6
      pieces.append(
        "\(other.task) is changing: \(other.files.prefix(6).joined(separator: ", "))\(more > 0 ? " and \(more) more" : "")"
      )
    }
    for decision in decisions.suffix(3).reversed() {
      pieces.append("Decided \(decision.date): \(decision.title) (content/decisions/\(decision.name).md)")
    }
    let body = String(decoding: record.source.body, as: UTF8.self).split(separator: "\n").map(String.init)
    var room = limit - heading.unicodeScalars.count - commands.unicodeScalars.count - 4
    var lines: [String] = []
    var isCut = false
    // The rest first: what other people wait for must not be pushed out by a long text.
    for piece in pieces {
      let line = Self.cut(piece, to: 300)
      guard line.unicodeScalars.count + 1 <= room - min(body.count, 3) * 40 else {
        isCut = true
        continue
      }
      lines.append(line)
      room -= line.unicodeScalars.count + 1
    }
    let note = "The whole task: orchsite task show \(task.id)"
    room -= note.unicodeScalars.count + 1
    var text: [String] = []
    for line in body {
      guard line.unicodeScalars.count + 1 <= room else {
        isCut = true
        break
      }
      text.append(line)
      room -= line.unicodeScalars.count + 1
    }
    return ([heading] + text + lines + (isCut ? [note] : []) + [commands]).joined(separator: "\n") + "\n"
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    let line = text.replacing("\n", with: " ")
    return line.unicodeScalars.count <= limit
      ? line : String(String.UnicodeScalarView(line.unicodeScalars.prefix(limit - 1))) + "…"
  }
}
