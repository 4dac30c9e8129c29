import Bytes
import Files
import Quantities

/// The sessions of one workspace on this machine: `.orchsite/sessions/`, a file each.
package struct SessionFolder: Sendable {
  /// Absolute.
  package let path: String

  package init(home: String) { path = "\(home)/.orchsite/sessions" }

  private static let ending = ".json"
  private static let sizeLimit = 1 << 20
  /// How long a session that has ended is kept for its minutes.
  private static let keptDays = 60

  /// Whether an agent ever called a hook here.
  package var isThere: Bool { FileSystem.kind(of: path) == .directory }

  /// A name is what the agent chose: it may hold what names of files may not.
  private func file(_ session: String) -> String {
    let name = session.percentEncoded()
    return
      "\(path)/\(name.utf8.count > 200 ? String(decoding: name.utf8.prefix(200), as: UTF8.self) : name)\(Self.ending)"
  }

  package func read(_ session: String) -> SessionRecord? {
    guard let bytes = try? FileSystem.read(file(session), limit: Self.sizeLimit), let record = SessionRecord(bytes),
      ExactText(record.id) == ExactText(session)
    else { return nil }
    return record
  }

  /// All sessions, in the order of their names. What cannot be read is none: it is only a note.
  package func all() -> [SessionRecord] {
    // Not what lies in folders there.
    let entries = (try? FileSystem.list(path) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
    return entries.filter { $0.kind == .regular && $0.path.utf8.reversed().starts(with: Self.ending.utf8.reversed()) }
      .compactMap { (try? FileSystem.read("\(path)/\($0.path)", limit: Self.sizeLimit)).flatMap(SessionRecord.init) }
  }

  /// What they say; nil where no agent has ever called a hook.
  package var marks: [SessionMark]? { isThere ? all().map(\.mark) : nil }

  /// Changes one session's file, with nobody in between: hooks of one session run side by side.
  ///
  /// - Throws: the system's reason.
  package func change(
    _ session: String, _ body: (SessionRecord?) throws(FileError) -> SessionRecord
  ) throws(FileError) {
    try make()
    let lock = try FileLock.acquire(at: "\(path)/.lock", verb: "mark", timeLimit: .seconds(2))
    defer { _ = lock }
    try FileSystem.writeAtomically(try body(read(session)).bytes, to: file(session), isDurable: false)
  }

  /// Git never takes it for its own.
  package func make() throws(FileError) {
    let parent = FileSystem.folder(of: path)
    // The usual case costs one look at each, and a sandbox lets neither be made.
    if FileSystem.kind(of: parent) == .directory, FileSystem.kind(of: path) == .directory { return }
    try FileSystem.makeOwnFolder(parent)
    if let kind = FileSystem.kind(of: path) { throw FileError(.makeFolder, path, .notRegular(kind)) }
    try FileSystem.makeDirectories(path)
  }

  /// Removes sessions that ended long ago.
  package func sweep(_ now: Instant) {
    for record in all() where now.minutes(since: record.seen) > Self.keptDays * 1_440 {
      try? FileSystem.removeFile(file(record.id))
    }
  }
}
