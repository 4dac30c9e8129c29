import Bytes
import Files

/// The paths that wait for a commit, oldest first.
///
/// Before a file is written, its path goes in here; it leaves when HEAD holds the file. So a commit that could not be
/// made, or a process that died before making it, is made good by the next verb. Losing the journal loses nothing: the
/// files are there, and git shows them.
///
/// A line is a kind, what was written, and the path: `other 6c62272e07bb0142 content/tasks/web/a.md`. Files that were
/// changed together have the same number behind what was written: `6c62272e07bb0142@1`.
package struct Journal: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package let path: String
    package var kind: Kind
    /// Fingerprints of what was written and may be there: of this write and, while it is under way, of the one before.
    /// None: from an older version, which did not note them.
    var written: [String]
    /// The same for all files of one change, which are committed together or not at all; 0 for a file alone.
    package fileprivate(set) var change = 0

    /// Whether a file with these bytes (or none) is as it was written here.
    package func isAsWritten(_ bytes: [UInt8]?) -> Bool { written.isEmpty || written.contains(fingerprint(bytes)) }
  }

  package enum Kind: String, Sendable {
    /// A new update, time or decision.
    case update
    case other
    /// The person's to commit, because it was not as in HEAD before.
    case yours
  }

  package private(set) var entries: [Entry] = []

  init() {}

  init(_ bytes: [UInt8]) {
    var known: Set<ExactText> = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let entry = Self.entry(line), known.insert(ExactText(entry.path)).inserted else { continue }
      entries.append(entry)
    }
  }

  private static func entry(_ line: Substring) -> Entry? {
    var entry = Entry(path: String(line), kind: .update, written: [])
    let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    if words.count == 3, let kind = Kind(rawValue: String(words[0])) {
      entry = Entry(
        path: String(words[2]), kind: kind,
        written: words[1].prefix { $0 != "@" }.split(separator: ",").map(String.init),
        change: words[1].firstIndex(of: "@").flatMap { Int(words[1][$0...].dropFirst()) } ?? 0)
    }
    return canHold(entry.path) ? entry : nil
  }

  /// Whether a path lies in `content/`.
  static func canHold(_ path: String) -> Bool {
    let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return names.count > 1 && names[0].elementsEqual("content".utf8)
      && !names.contains { $0.elementsEqual("..".utf8) }
  }

  var bytes: [UInt8] {
    entries.flatMap { entry in
      let change = entry.change == 0 ? "" : "@\(entry.change)"
      return Array("\(entry.kind.rawValue) \(entry.written.joined(separator: ","))\(change) \(entry.path)\n".utf8)
    }
  }

  var byPath: [ExactText: Entry] {
    Dictionary(entries.map { (ExactText($0.path), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Notes what is about to be written.
  ///
  /// - Parameter changes: each with the bytes that were there and those that will be; none where there is no file.
  mutating func note(_ changes: [(change: ContentEditor.Change, before: [UInt8]?, after: [UInt8]?)], areYours: Bool) {
    var places: [ExactText: Int] = [:]
    for (index, entry) in entries.enumerated() { places[ExactText(entry.path)] = index }
    let number = changes.count == 1 ? 0 : (entries.map(\.change).max() ?? 0) + 1
    // A file that two changes wrote ties them together.
    var tied: Set<Int> = []
    for (change, before, after) in changes {
      var entry = Entry(path: change.path, kind: areYours ? .yours : change.isUpdate ? .update : .other, written: [])
      if let index = places[ExactText(change.path)] {
        let old = entries[index]
        // A new update that is edited before it is committed is still new.
        if !areYours, old.kind != .other { entry.kind = old.kind }
        if old.isAsWritten(before) { entry.written = [fingerprint(before)] }
        entry.written.append(fingerprint(after))
        entry.change = number == 0 ? old.change : number
        if old.change != 0 { tied.insert(old.change) }
        entries[index] = entry
      } else {
        entry.written = [fingerprint(after)]
        entry.change = number
        places[ExactText(change.path)] = entries.count
        entries.append(entry)
      }
    }
    guard number != 0 else { return }
    for index in entries.indices where tied.contains(entries[index].change) { entries[index].change = number }
  }

  package mutating func forget(_ paths: [String]) {
    let gone = Set(paths.map { ExactText($0) })
    entries.removeAll { gone.contains(ExactText($0.path)) }
  }

  package mutating func leaveToThePerson(_ paths: [String]) {
    let left = Set(paths.map { ExactText($0) })
    for index in entries.indices where left.contains(ExactText(entries[index].path)) { entries[index].kind = .yours }
  }
}

extension ContentEditor.Change {
  /// Whether it is one of those that `auto_commit: updates` commits.
  var isUpdate: Bool {
    kind == .created
      && ["content/updates/", "content/time/", "content/decisions/"].contains { path.utf8.starts(with: $0.utf8) }
  }
}

/// Tells bytes from others that may be in the same file (FNV-1a); `-` is no file.
func fingerprint(_ bytes: [UInt8]?) -> String {
  guard let bytes else { return "-" }
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 } }
  return String(hash, radix: 16)
}
