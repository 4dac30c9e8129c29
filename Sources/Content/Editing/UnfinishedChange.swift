import Bytes
import Files

/// A change of several files, as it is kept in `.orchsite/changing` from before its first file is moved into place until
/// the last one is there.
///
/// A process that is killed between two of its files leaves half of a change. The new bytes of the rest are on disk
/// already, in temporary files, so the next holder of the lock finishes it.
///
/// The first line is the verb. Each other line is a file: fingerprints of what was there and of what will be, the name of
/// its temporary file (`-` where there is none), and its path.
package struct UnfinishedChange: Sendable, Equatable {
  package let verb: String
  private let steps: [Step]
  /// Whether somebody has edited a file of it since; else it was ended while it put back what it had written.
  package private(set) var isEdited = false

  package var paths: [String] { steps.map(\.path) }

  private struct Step: Sendable, Equatable {
    let before: String
    let after: String
    let temporary: String
    let path: String
  }

  init(verb: String, _ files: [(path: String, before: [UInt8]?, after: [UInt8]?)], temporaries: [String?]) {
    self.verb = verb
    steps = zip(files, temporaries).map { file, temporary in
      Step(
        before: fingerprint(file.before), after: fingerprint(file.after),
        temporary: temporary?.split(separator: "/").last.map(String.init) ?? "-", path: file.path)
    }
  }

  private init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    guard let verb = lines.first else { return nil }
    var steps: [Step] = []
    for line in lines.dropFirst() {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      guard words.count == 4, Journal.canHold(words[3]), !words[2].utf8.contains(UInt8(ascii: "/")),
        words[2] == "-" || FileSystem.isTemporary(name: words[2])
      else { return nil }
      steps.append(Step(before: words[0], after: words[1], temporary: words[2], path: words[3]))
    }
    self.verb = verb
    self.steps = steps
  }

  /// Where it is kept.
  package static func place(in home: String) -> String { "\(home)/.orchsite/changing" }

  func write(in home: String) throws(FileError) {
    let lines = steps.map { "\($0.before) \($0.after) \($0.temporary) \($0.path)\n" }
    try FileSystem.writeAtomically(Array("\(verb)\n\(lines.joined())".utf8), to: Self.place(in: home))
  }

  static func remove(in home: String) throws(FileError) {
    if FileSystem.kind(of: place(in: home)) != nil { try FileSystem.removeFile(place(in: home)) }
  }

  /// Finishes what a process left half done. Where none of its files is as it was to be, there is nothing to finish:
  /// the process died before the first one, or somebody has put them back.
  ///
  /// - Returns: the change, if it is half done and cannot be finished, because somebody has edited a file of it since, or
  ///   because a temporary file is gone. `remove` is left to the caller then.
  /// - Throws: why a file cannot be written; everything is as it was then, and the next attempt may fare better.
  static func finish(in home: String) throws(FileError) -> UnfinishedChange? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.read(place(in: home), limit: 256 << 20)
    } catch {
      guard error.reason == .notFound else { throw error }
      return nil
    }
    guard var change = UnfinishedChange(bytes) else {
      try remove(in: home)
      return nil
    }
    var rest: [FileChange] = []
    var isBegun = false
    var canBeFinished = true
    for step in change.steps where step.before != step.after {
      guard let now = content(of: step.path, in: home) else {
        canBeFinished = false
        change.isEdited = true
        continue
      }
      if fingerprint(now) == step.after {
        isBegun = true
      } else if fingerprint(now) == step.before, let missing = change.change(step, from: now, in: home) {
        rest.append(missing)
      } else {
        canBeFinished = false
        if fingerprint(now) != step.before { change.isEdited = true }
      }
    }
    if isBegun, canBeFinished, !rest.isEmpty {
      do throws(FileError) {
        try FileSystem.changeTogether(rest, temporaries: "\(home)/.orchsite")
      } catch {
        guard error.reason == .changed || error.reason == .exists else { throw error }
        canBeFinished = false
        change.isEdited = true
      }
    }
    if isBegun, !canBeFinished { return change }
    try remove(in: home)
    return nil
  }

  /// What a file holds, `.some(nil)` where there is none; nil where nobody can tell.
  private static func content(of path: String, in home: String) -> [UInt8]?? {
    do throws(FileError) {
      try ContentEditor.refuseLinks(above: path, in: home)
      return .some(try FileSystem.read("\(home)/\(path)", limit: ContentFiles.sizeLimit))
    } catch {
      return error.reason == .notFound ? .some(nil) : nil
    }
  }

  private func change(_ step: Step, from now: [UInt8]?, in home: String) -> FileChange? {
    let path = "\(home)/\(step.path)"
    if step.after == fingerprint(nil) { return now.map { .remove(path, holding: $0) } }
    guard step.temporary != "-",
      let new = try? FileSystem.read("\(home)/.orchsite/\(step.temporary)", limit: ContentFiles.sizeLimit),
      fingerprint(new) == step.after
    else { return nil }
    return now.map { .replace(path, $0, with: new) } ?? .create(path, new)
  }
}
