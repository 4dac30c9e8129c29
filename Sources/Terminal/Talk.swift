import Actions
import Diagnostics
import Files
import Synchronization

/// What a verb tells while it is at it: who is waited for, and a count for what lasts.
package final class Talk: Sendable {
  private let start = ContinuousClock.now
  private let isCounting = Mutex(false)

  package init() {}

  package func tell(_ event: Stage.Event) {
    switch event {
    case .waiting(let holder):
      Console.talk("waiting for \(holder.map { "\($0)" } ?? "another process") …\n")
    case .written(let done, let total):
      guard done % 50 == 0, Console.errors.isTerminal, ContinuousClock.now - start > .milliseconds(500) else { return }
      isCounting.withLock { $0 = true }
      Console.talk("\r\(done) of \(total)")
    case .running(let command, let folder):
      Console.talk("in \(folder.printable): \(command.printable)\n")
    case .output(let bytes): Console.pass(bytes)
    case .watching(let shortcoming):
      if let shortcoming { Console.talk(Console.errors.warning(Warning(shortcoming.words, help: shortcoming.help))) }
      Console.talk("waiting for news …\n")
    case .committed: break
    }
  }

  /// Makes room for the answer.
  package func end() { if isCounting.withLock({ $0 }) { Console.talk("\r\u{1B}[K") } }
}

extension FolderWatch.Shortcoming {
  fileprivate var words: String {
    switch self {
    case .watches: "no more folders can be watched: some are looked at every few seconds"
    case .instances: "no more processes can watch folders: this one looks every few seconds"
    case .unsupported: "this system does not tell of changes: folders are looked at every few seconds"
    }
  }

  fileprivate var help: String? {
    switch self {
    case .watches: "raise fs.inotify.max_user_watches (sysctl)"
    case .instances: "raise fs.inotify.max_user_instances (sysctl)"
    case .unsupported: nil
    }
  }
}
