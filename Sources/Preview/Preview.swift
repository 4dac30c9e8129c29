import Actions
import Content
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Shows a workspace in a browser, as it changes: what `orchsite serve` does.
package struct Preview: Sendable {
  private let setup: PreviewBoard.Setup
  /// The first port that is tried; 0 for any that is free.
  private let port: Int
  private let act: @Sendable (BoardAction) async -> ActionReply

  /// - Parameter act: makes the change that a page asks for, as the verb of its name does.
  package init(
    _ setup: PreviewBoard.Setup, port: Int, act: @escaping @Sendable (BoardAction) async -> ActionReply
  ) {
    self.setup = setup
    self.port = port
    self.act = act
  }

  /// How many ports behind a taken one are tried.
  private static let further = 100

  /// Serves until the task is cancelled. The process is to end then: connections are closed by that, so that no client
  /// and no change that waits for somebody else's lock keeps it.
  ///
  /// - Parameter started: is told the port, when it can be asked.
  package func run(started: @Sendable (Int) -> Void) async throws(Refusal) {
    let following = Following(setup)
    let (board, scan) = try await following.open()
    // The program's own: nothing has to be waited for when it ends.
    try await serve(board, scan, following, on: .singletonMultiThreadedEventLoopGroup, started)
  }

  private func serve(
    _ board: PreviewBoard, _ scan: Scan, _ following: Following, on group: MultiThreadedEventLoopGroup,
    _ started: @Sendable (Int) -> Void
  ) async throws(Refusal) {
    let (listeners, port) = try await listen(on: group)
    let changes = ChangesInWork()
    let connections = Connections(
      PreviewSite(board, port: port) { [act] action in await changes.run { await act(action) } })
    await board.begin()
    started(port)
    for listener in listeners { Task { await connections.accept(from: listener) } }
    let git = setup.asksGit ? Task { await RepoFollowing.run(board) } : nil
    await following.run(board, scan)
    git?.cancel()
    await changes.settle()
  }

  /// Listens on 127.0.0.1, and on ::1 where that is free, at the first port that is.
  private func listen(
    on group: MultiThreadedEventLoopGroup
  ) async throws(Refusal) -> (listeners: [Connections.Listener], port: Int) {
    let last = port == 0 ? 0 : min(port + Self.further, 65_535)
    for port in port...last {
      do {
        let listener = try await Connections.listen("127.0.0.1", port: port, on: group)
        let port = listener.channel.localAddress?.port ?? port
        let other = try? await Connections.listen("::1", port: port, on: group)
        return ([listener] + (other.map { [$0] } ?? []), port)
      } catch let error as IOError where error.errnoCode == EADDRINUSE {
        continue
      } catch let error as IOError {
        throw .outside(
          "port \(port) cannot be used: \(String(cString: strerror(error.errnoCode)))", help: "name another with --port"
        )
      } catch {
        throw .outside("port \(port) cannot be used: \(error)", help: "name another with --port")
      }
    }
    throw .outside("ports \(port) to \(last) are taken", help: "name another with --port; 0 takes any that is free")
  }
}

/// The changes that pages have asked for and that are not done yet.
private final class ChangesInWork: Sendable {
  private let count = Mutex(0)

  func run(_ change: () async -> ActionReply) async -> ActionReply {
    count.withLock { $0 += 1 }
    defer { count.withLock { $0 -= 1 } }
    return await change()
  }

  /// Gives what is about to be done the time for it. What takes longer waits for a lock, and has changed nothing; or it
  /// is left as by a killed verb, and the next one finishes it.
  func settle() async {
    // In a task of its own: this one is cancelled.
    await Task.detached { [self] in
      for _ in 0..<50 where count.withLock({ $0 > 0 }) { try? await Task.sleep(for: .milliseconds(20)) }
    }.value
  }
}
