import Bytes
import Content
import Files
import Quantities
import Sessions
import Situation

/// What has happened to a worker's task and its session does not know: answers, and work of others that collides. It
/// is told at the next prompt or tool call, and must cost nothing: only that task's files are read, and only after
/// something has come.
struct SessionNews {
  let home: String
  let task: TaskID
  let worker: String

  /// - Parameter told: what the session knows; afterwards, with what is returned here.
  /// - Returns: a line each.
  func take(from told: inout SessionRecord.Told?) async -> [String] {
    let isFirst = told == nil
    var known = told ?? SessionRecord.Told()
    var lines: [String] = []
    let stamp = stamp()
    if isFirst || ExactText(stamp) != ExactText(known.stamp) {
      for (name, answer) in await answers() where !known.answers.contains(where: { ExactText($0) == ExactText(name) }) {
        known.answers.append(name)
        lines.append("answer to \"\(answer.question)\": \(cut(answer.answer))")
      }
      known.stamp = stamp
    }
    let collisions = CollisionNote.read(task, in: home)
    for collision in collisions where !known.collisions.contains(where: { ExactText($0) == ExactText(collision) }) {
      lines.append("collides with \(collision)")
    }
    // What has gone and comes back is news again.
    known.collisions = collisions
    told = known
    return lines
  }

  private static let longest = 1_000

  /// What a session is told costs it; the rest is where it can be read.
  private func cut(_ answer: String) -> String {
    guard answer.unicodeScalars.count > Self.longest else { return answer }
    return String(String.UnicodeScalarView(answer.unicodeScalars.prefix(Self.longest)))
      + "… (the whole: orchsite task show \(task))"
  }

  private var folder: String { "content/updates/\(task)" }

  /// Updates are written once and never edited: whether there is a new one is told by their names.
  private func stamp() -> String {
    let names = ((try? FileSystem.list("\(home)/\(folder)")) ?? []).map(\.path)
    return "\(names.count) \(names.last ?? "")"
  }

  /// Since the worker's last report, as `report` and `brief` tell them, with the names of their files.
  private func answers() async -> [(name: String, answer: WriteReport.Answer)] {
    var files: [String: [UInt8]] = [:]
    func read(_ path: String) { files[path] = try? FileSystem.read("\(home)/\(path)", limit: ContentFiles.sizeLimit) }
    read("content/tasks/\(task).md")
    for entry in (try? FileSystem.list("\(home)/\(folder)")) ?? [] where entry.kind == .regular {
      read("\(folder)/\(entry.path)")
    }
    guard let scan = try? await Scan.run(.inMemory(bytes: files), .frontMatter),
      let tracked = Workspace(linking: scan, asOf: Instant(milliseconds: 0)).task(task)
    else { return [] }
    let previous = tracked.updates.last { !$0.isFromBoard && $0.worker == worker }
    return WriteReport.answers(to: tracked, since: previous?.at.milliseconds ?? Int.min)
  }
}

/// What collides with a task, as whoever asked git last has seen it, beside the sessions: `mark` is called at every tool
/// call and cannot ask git itself.
enum CollisionNote {
  private static func path(_ task: TaskID, in home: String) -> String {
    "\(SessionFolder(home: home).path)/collisions/\(task)"
  }

  /// In words, each with whom.
  static func read(_ task: TaskID, in home: String) -> [String] {
    guard let bytes = try? FileSystem.read(path(task, in: home), limit: 1 << 20) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Notes what collides with each task that git was asked about; only where an agent has called a hook here. What cannot
  /// be noted is told with the next report.
  static func write(_ situation: BoardSituation, in home: String) {
    guard SessionFolder(home: home).isThere else { return }
    for tracked in situation.workspace.tasks where situation.evidence(of: tracked) != nil {
      let (task, words) = (tracked.id, situation.collisions(of: tracked))
      let path = path(task, in: home)
      guard read(task, in: home) != words else { continue }
      if words.isEmpty {
        try? FileSystem.removeFile(path)
      } else {
        try? FileSystem.makeDirectories(FileSystem.folder(of: path))
        let text = words.map { $0.split(separator: "\n").joined(separator: " ") + "\n" }.joined()
        try? FileSystem.writeAtomically(Array(text.utf8), to: path, isDurable: false)
      }
    }
  }
}
