import Bytes
import Files

/// The commands from `content/` that a person has approved on this machine. An orchestrator, and whoever can open a
/// merge request, may edit `content/`; so what it says to run is run only if that exact text was approved, for that
/// workspace.
package struct Approvals: Sendable {
  /// Outside of home: what is in home can be committed.
  private let folder: String?
  /// Asks a person whether a text may run; nil where nobody can be asked.
  package var ask: (@Sendable (RunnableText) -> Bool)?

  /// - Parameter stateFolder: the person's folder for state, absolute; nil where there is none: then nothing is approved.
  package init(stateFolder: String?, ask: (@Sendable (RunnableText) -> Bool)? = nil) {
    folder = stateFolder.map { "\($0)/orchsite" }
    self.ask = ask
  }

  private var file: String? { folder.map { "\($0)/approved" } }

  /// One approval: a line of the file.
  private struct Entry: Hashable {
    let home: ExactText
    let text: ExactText

    init(_ text: String, _ home: String) {
      self.home = ExactText(home)
      self.text = ExactText(text)
    }
  }

  package func covers(_ text: String, in home: String) -> Bool { read().contains(Entry(text, home)) }

  /// Whether a text may run. Where nobody has approved it yet and somebody can be asked, asks, and keeps a yes.
  package func allows(_ text: RunnableText, in home: String) throws(Refusal) -> Bool {
    if covers(text.text, in: home) { return true }
    guard let ask, folder != nil, ask(text) else { return false }
    try approve([text.text], in: home)
    return true
  }

  /// - Throws: the system's reason; where there is no folder for state, that.
  package func approve(_ texts: [String], in home: String) throws(Refusal) {
    try change { entries in
      for text in texts where !entries.contains(Entry(text, home)) { entries.append(Entry(text, home)) }
    }
  }

  package func revoke(_ texts: [String], in home: String) throws(Refusal) {
    let gone = Set(texts.map { Entry($0, home) })
    try change { entries in entries.removeAll { gone.contains($0) } }
  }

  /// All that is approved for a workspace, whether its content still says so or not.
  package func texts(in home: String) -> [String] {
    read().filter { $0.home == ExactText(home) }.map(\.text.text)
  }

  private func change(_ body: (inout [Entry]) -> Void) throws(Refusal) {
    guard let folder, let file else {
      throw .outside("nothing can be approved: no folder for state", help: "set XDG_STATE_HOME or HOME")
    }
    do throws(FileError) {
      try FileSystem.makeDirectories(folder)
      let lock = try FileLock.acquire(at: "\(folder)/lock", verb: "trust", timeLimit: .seconds(10))
      defer { _ = lock }
      var entries = read()
      body(&entries)
      let text = entries.map { "\(Self.escaped($0.home.text))\t\(Self.escaped($0.text.text))\n" }.joined()
      try FileSystem.writeAtomically(Array(text.utf8), to: file)
    } catch {
      throw .file(error)
    }
  }

  private func read() -> [Entry] {
    guard let file, let bytes = try? FileSystem.read(file, limit: 16 << 20) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
      guard parts.count == 2 else { return nil }
      let texts = parts.map { String(decoding: $0.percentDecoded, as: UTF8.self) }
      return Entry(texts[1], texts[0])
    }
  }

  /// The texts themselves and not hashes: who wants to know what was approved can read it.
  private static func escaped(_ text: String) -> String { text.percentEncoded(keeping: UInt8(ascii: "/")) }
}
