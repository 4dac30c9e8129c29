import Bytes
import Content
import Files
import Quantities

/// Which reports somebody has seen: those up to the last look, as far as they were there. A report that came late, from
/// another machine, is as new as one that was written late.
struct LastLook: Sendable {
  let at: Instant
  /// Paths of the updates that were there, of the days before.
  private let seen: Set<ExactText>

  /// How long a report may take to arrive.
  private static let span = 30 * 1_440

  private static func path(in home: String) -> String { "\(home)/.orchsite/looked" }

  /// nil where nobody has looked yet, or what is noted of it cannot be read: it is only a note.
  static func read(in home: String) -> LastLook? {
    guard let bytes = try? FileSystem.read(path(in: home), limit: 64 << 20) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let at = lines.first.flatMap({ Instant($0) }) else { return nil }
    return LastLook(at: at, seen: Set(lines.dropFirst().map { ExactText(String($0)) }))
  }

  private init(at: Instant, seen: Set<ExactText>) {
    self.at = at
    self.seen = seen
  }

  func isNew(_ update: WorkerUpdate) -> Bool {
    at.minutes(since: update.at) < Self.span && !seen.contains(ExactText(update.source.path))
  }

  /// Notes what is there now. Where that cannot be written, the same reports are new the next time.
  static func note(_ workspace: Workspace, in home: String) {
    let now = workspace.asOf
    var lines = [now.description]
    for task in workspace.tasks {
      for update in task.updates where now.minutes(since: update.at) < span { lines.append(update.source.path) }
    }
    guard (try? FileSystem.makeOwnFolder("\(home)/.orchsite")) != nil else { return }
    let text = lines.map { $0 + "\n" }.joined()
    try? FileSystem.writeAtomically(Array(text.utf8), to: path(in: home))
  }
}
