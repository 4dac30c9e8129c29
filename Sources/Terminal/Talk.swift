import Actions
import Diagnostics
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
    }
  }

  /// Makes room for the answer.
  package func end() { if isCounting.withLock({ $0 }) { Console.talk("\r\u{1B}[K") } }
}
