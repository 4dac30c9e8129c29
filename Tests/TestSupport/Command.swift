import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a process that has ended left behind.
package struct Outcome: Equatable, Sendable {
  /// The exit code; for a signal its number, negative.
  package var code: Int32
  package var out: String
  package var err: String

  package init(code: Int32, out: String, err: String) {
    self.code = code
    self.out = out
    self.err = err
  }
}

/// The real binary (and git), started by hand: streams can be closed, and processes killed, as users do.
package final class Command: Sendable {
  /// The file that `swift build` made, beside the test bundle.
  package static let binary: String = {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("orchsite").path
    #else
      return Bundle.main.bundleURL.appendingPathComponent("orchsite").path
    #endif
  }()

  package enum Stream {
    case null
    case text(String)
    case closed
  }

  private let process: pid_t
  private let output: TemporaryFolder

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, looked for in PATH, and its arguments.
  ///   - closing: standard streams that it is started without.
  package init(
    _ words: [String], in folder: String, environment: [String: String], input: Stream = .null,
    closing: Set<Int32> = []
  ) {
    output = TemporaryFolder()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .null: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .text(let text): posix_spawn_file_actions_addopen(&actions, 0, output.put(text, at: "in"), O_RDONLY, 0)
    case .closed: posix_spawn_file_actions_addclose(&actions, 0)
    }
    for (number, name) in [(Int32(1), "out"), (2, "err")] {
      if closing.contains(number) {
        posix_spawn_file_actions_addclose(&actions, number)
      } else {
        posix_spawn_file_actions_addopen(&actions, number, output(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      }
    }
    // The portable way to start somewhere else; the shell becomes the program.
    let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    let arguments = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    // Whoever runs the tests in the background may have had the interrupt ignored.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var started: pid_t = -1
    if posix_spawn(&started, words[0], &actions, &attributes, arguments, variables) != 0 { started = -1 }
    process = started
  }

  /// Waits for its end.
  package func outcome() -> Outcome {
    var status: Int32 = 0
    guard process > 0 else { return Outcome(code: 127, out: "", err: "not started") }
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return Outcome(code: code, out: output.text("out") ?? "", err: output.text("err") ?? "")
  }

  /// What it has written to standard output until now.
  package var outputSoFar: String { output.text("out") ?? "" }

  /// What it has said on standard error until now.
  package var errorsSoFar: String { output.text("err") ?? "" }

  /// Whether it has not ended yet; its end is still to be waited for.
  package var isRunning: Bool {
    var info = siginfo_t()
    guard process > 0, waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
    #if canImport(Darwin)
      return info.si_pid == 0
    #else
      return info._sifields._sigchld.si_pid == 0
    #endif
  }

  package func kill() { send(SIGKILL) }

  package func send(_ signal: Int32) {
    if process > 0 { _ = systemKill(process, signal) }
  }
}

/// `kill(2)`, out of reach of the method of that name.
private func systemKill(_ process: pid_t, _ signal: Int32) -> Int32 { kill(process, signal) }
