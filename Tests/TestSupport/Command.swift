import Foundation
import SpawnFolder

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
  /// The file that `swift build` made.
  package static let binary = built("orchsite")

  /// Plays a scene of `Tests/Child/main.swift` to its end.
  package static func child(_ scene: String, _ path: String, environment: [String: String] = [:]) -> Outcome {
    let inherited = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return Command([built("orchsite-test-child"), scene, path], in: "/", environment: inherited).outcome()
  }

  /// What was built beside the test bundle.
  private static func built(_ name: String) -> String {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent(name).path
    #else
      return Bundle.main.bundleURL.appendingPathComponent(name).path
    #endif
  }

  package enum Stream {
    case null
    case text(String)
    case closed
  }

  private let process: pid_t
  /// What it writes to standard output and standard error, in files without a name.
  private let output = Int32.temporaryFile()
  private let errors = Int32.temporaryFile()

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, looked for in PATH, and its arguments.
  ///   - closing: standard streams that it is started without.
  package init(
    _ words: [String], in folder: String, environment: [String: String], input: Stream = .null,
    closing: Set<Int32> = []
  ) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    spawn_in_folder(&actions, folder)
    var typed: Int32?
    defer { typed.map { _ = close($0) } }
    switch input {
    case .null: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .text(let text):
      let file = Int32.temporaryFile()
      typed = file
      _ = Array(text.utf8).withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
      posix_spawn_file_actions_adddup2(&actions, file, 0)
    case .closed: posix_spawn_file_actions_addclose(&actions, 0)
    }
    for (number, file) in [(Int32(1), output), (2, errors)] {
      if closing.contains(number) {
        posix_spawn_file_actions_addclose(&actions, number)
      } else {
        posix_spawn_file_actions_adddup2(&actions, file, number)
      }
    }
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
    let program = Self.program(words[0], in: environment["PATH"] ?? "/usr/bin:/bin")
    var started: pid_t = -1
    if posix_spawn(&started, program, &actions, &attributes, arguments, variables) != 0 { started = -1 }
    process = started
  }

  deinit {
    close(output)
    close(errors)
  }

  /// The program in the first folder of a search path that has it, as a shell finds it: with the path that it will have
  /// itself, not with ours.
  private static func program(_ name: String, in path: String) -> String {
    guard !name.contains("/") else { return name }
    return path.split(separator: ":").lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 } ?? name
  }

  /// Waits for its end.
  package func outcome() -> Outcome {
    var status: Int32 = 0
    guard process > 0 else { return Outcome(code: 127, out: "", err: "not started") }
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return Outcome(code: code, out: output.text, err: errors.text)
  }

  /// What it has written to standard output until now.
  package var outputSoFar: String { output.text }

  /// What it has said on standard error until now.
  package var errorsSoFar: String { errors.text }

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

/// A file descriptor.
extension Int32 {
  /// That of a new file that has no name any more, and that no child inherits by itself.
  fileprivate static func temporaryFile() -> Int32 {
    var template = Array("\(TemporaryFolder.base)/stream-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// All that is in the file, wherever those who write in it are.
  fileprivate var text: String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = pread(self, &piece, piece.count, off_t(bytes.count)), count > 0 { bytes += piece[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
