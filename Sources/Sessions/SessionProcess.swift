import Bytes
import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process, told from a later one that got the same number by the moment it began.
package struct SessionProcess: Sendable, Equatable {
  package let id: Int
  /// As the system counts it; nil where the system does not say.
  package let began: String?

  package init(id: Int, began: String?) {
    self.id = id
    self.began = began
  }

  /// The process that called this one's: the agent, and not the shell that it runs its hooks with.
  package static func caller() -> SessionProcess? {
    var id = Int(getppid())
    for _ in 0..<4 {
      guard let facts = Facts(of: id) else { return id > 1 ? SessionProcess(id: id, began: nil) : nil }
      guard ["sh", "bash", "dash", "zsh", "ash", "busybox"].contains(facts.name), facts.parent > 1 else {
        return SessionProcess(id: id, began: facts.began)
      }
      id = facts.parent
    }
    return nil
  }

  /// Whether it has ended. One whose beginning nobody knows is there while its number is.
  package var isGone: Bool {
    if let facts = Facts(of: id) { return began.map { ExactText($0) != ExactText(facts.began) } ?? false }
    return kill(pid_t(truncatingIfNeeded: id), 0) != 0 && errno == ESRCH
  }

  /// Of `/proc/ID/stat`.
  private struct Facts {
    let name: String
    let parent: Int
    let began: String

    init?(of id: Int) {
      guard let bytes = try? FileSystem.read("/proc/\(id)/stat", limit: 1 << 16),
        let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")"))
      else { return nil }
      // The name may hold spaces and brackets; what follows it are plain words.
      let words = String(decoding: bytes[(close + 1)...], as: UTF8.self).split(separator: " ")
      guard open < close, words.count > 19, let parent = Int(words[1]) else { return nil }
      name = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
      self.parent = parent
      began = String(words[19])
    }
  }
}
