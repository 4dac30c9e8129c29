import Diagnostics
import Files
import Quantities

/// What a face (the command line, a server for agents) may ask for: plain values in, an outcome or a refusal out.
///
/// A verb never prints, never ends the process, and reads neither terminal nor environment. So every face can call it
/// in its own process, as often as it likes.
package protocol Verb: Sendable {
  associatedtype Outcome: Sendable

  /// Refuses values that cannot be meant, before anything is read: `run` does so too.
  func validate() throws(Refusal)
  func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome
}

extension Verb {
  package func validate() throws(Refusal) {}
}

/// What a verb is given besides what is asked of it.
package struct Stage: Sendable {
  /// For a verb that reads, the moment to take for now; for one that writes, the moment to record.
  package let now: Instant
  /// Whether somebody named that moment.
  package let isNamed: Bool
  /// Whether somebody insists on what is refused for caution.
  package var insists = false
  /// Whether only to say what would be done: nothing is written, no reference moves.
  package var isDryRun = false
  /// Which machine this is, by name; nil where nobody knows.
  package var machine: String?
  /// This program, as a command that finds it from anywhere.
  package var program = "orchsite"
  /// Told of what takes long.
  package let tell: @Sendable (Event) -> Void

  package enum Event: Sendable, Equatable {
    /// Another process holds the lock.
    case waiting(LockHolder?)
    /// So many files of an import are written.
    case written(Int, of: Int)
    /// A commit was made, and whether `index.md` wants it to go out by itself.
    case committed(syncs: Bool)
    /// A command from `content/` is about to run in a folder.
    case running(String, in: String)
    /// What such a command prints.
    case output([UInt8])
    /// From now on, changes are waited for; and why some of them are seen late.
    case watching(FolderWatch.Shortcoming?)
  }

  package init(now: Instant, isNamed: Bool = false, tell: @escaping @Sendable (Event) -> Void = { _ in }) {
    self.now = now
    self.isNamed = isNamed
    self.tell = tell
  }

  /// Refuses a moment that somebody named and that is yet to come: all that is recorded later would come behind it.
  package func refuseFuture(after clock: Instant) throws(Refusal) {
    guard isNamed, now.milliseconds > clock.milliseconds else { return }
    throw .usage("--at is in the future: \(now)", help: "with --anyway it is recorded all the same")
  }
}

/// What went well enough, but not as one might expect.
package struct Warning: Sendable, Equatable {
  package let message: String
  package let help: String?

  package init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}
