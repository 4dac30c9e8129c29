import Bytes
import Content
import Git

/// A task's branch as it would come home now, with what is not committed yet.
struct Contender: Sendable {
  let task: TaskID
  let isReady: Bool
  /// Where the branch is: here, and on the remote where that has more. Mostly one.
  let tips: [Tip]
  let base: Base?
  /// What the branch changes, uncommitted work included.
  let paths: Set<ExactText>

  struct Tip: Sendable {
    /// A full commit id, of the branch or of a snapshot.
    let commit: String
    /// Whether it has all that its base has: then it is what its merge would be.
    let hasBase: Bool
  }

  struct Base: Sendable, Equatable {
    let name: String
    let commit: String
  }

  func shares(_ path: String) -> Bool { paths.contains(ExactText(path)) }
}
