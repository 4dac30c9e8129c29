import Bytes
import Content
import Files
import FrontMatter
import Quantities

/// What `init` would do in a folder, decided by looking at it: the same value is shown, asked about, and carried out.
/// Without steps there is nothing to add.
package struct InitPlan: Sendable {
  /// Absolute.
  package let home: String
  package internal(set) var steps: [Step] = []
  /// What is left as it is, and why.
  package internal(set) var notes: [InitNote] = []
  /// Targets of `orchsite.mk` that the Makefile has too, and keeps.
  package internal(set) var shadowed: [String] = []

  package struct Step: Sendable, Equatable {
    /// Relative to home; `.` for home itself.
    package let path: String
    package let deed: Deed
  }

  package enum Deed: Sendable, Equatable {
    /// `git init`
    case repository
    case clone(url: String)
    /// A file of ours.
    case file([UInt8])
    /// A file of ours as another version wrote it.
    case update([UInt8], from: [UInt8])
    /// A block in a file of somebody else's, at the place where its bytes are.
    case block([UInt8], from: [UInt8], at: String)
    /// A record of `content/`.
    case record(RecordText)
    /// The file goes, which holds these bytes.
    case remove([UInt8])
    /// Of a file of somebody else's, the block goes.
    case unblock([UInt8], from: [UInt8], at: String)
    /// A record goes.
    case removeRecord([UInt8])

    package static func == (left: Deed, right: Deed) -> Bool { left.name == right.name && left.bytes == right.bytes }

    /// For machines.
    package var name: String {
      switch self {
      case .repository: "git-init"
      case .clone: "clone"
      case .file, .record: "create"
      case .update: "update"
      case .block: "add-block"
      case .remove, .removeRecord: "remove"
      case .unblock: "remove-block"
      }
    }

    var bytes: [UInt8] {
      switch self {
      case .repository: []
      case .clone(let url): Array(url.utf8)
      case .file(let bytes), .update(let bytes, _), .block(let bytes, _, _), .unblock(let bytes, _, _): bytes
      case .record(let record): Array(record.text.utf8)
      case .remove(let bytes), .removeRecord(let bytes): bytes
      }
    }
  }

  init(home: String) { self.home = home }

  mutating func add(_ path: String, _ deed: Deed) { steps.append(Step(path: path, deed: deed)) }
  mutating func note(_ path: String, _ reason: String) { notes.append(InitNote(path, reason)) }
}

/// Something that `init` leaves as it is.
package struct InitNote: Sendable, Equatable {
  /// Relative to home.
  package let path: String
  package let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }
}
