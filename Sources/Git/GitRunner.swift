import Files
import Subprocess
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What an accepted call of git printed, and its exit status.
package struct GitOutput: Equatable, Sendable {
  package var bytes: [UInt8]
  package var status: Int32
  /// What was said on standard error.
  package var errors: String

  /// The output as text, bytes that are not UTF-8 replaced.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text without the newline at its end: for commands that print one thing.
  package var line: String {
    let text = text
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The pieces of output made with `-z`.
  package var pieces: [String] {
    bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Runs git in one folder: never through a shell, without prompts, within limits of time and size.
package struct GitRunner: Sendable {
  /// Where git runs; it finds the repository from there.
  package var folder: String
  /// Variables on top of the rules of every call; nil removes one.
  package var environment: [String: String?]
  /// How long one call may take that may run hooks, filters, or whatever else people configure.
  package var timeLimit: Duration
  /// How long one call may take that only reads, or only writes what git keeps for itself.
  package var ownTimeLimit: Duration
  /// How many bytes one call may print.
  package var outputLimit: Int

  package init(
    folder: String, environment: [String: String?] = [:], timeLimit: Duration = .seconds(60),
    ownTimeLimit: Duration = .seconds(20), outputLimit: Int = 64 << 20
  ) {
    self.folder = folder
    self.environment = environment
    self.timeLimit = timeLimit
    self.ownTimeLimit = ownTimeLimit
    self.outputLimit = outputLimit
  }

  /// The same in another folder.
  package func at(_ folder: String) -> GitRunner {
    var runner = self
    runner.folder = folder
    return runner
  }

  /// For a call about many paths: each adds its share to what the call may take.
  func takingItsTime(for paths: Int) -> GitRunner {
    var runner = self
    runner.timeLimit += .milliseconds(10) * paths
    runner.ownTimeLimit += .milliseconds(10) * paths
    return runner
  }

  /// The commands in which nobody's program runs but git. A git that hangs in one of them does so for ever.
  private static let ownCommands: Set<String> = [
    "cat-file", "config", "diff-tree", "ls-files", "ls-tree", "merge-base", "rev-parse", "symbolic-ref", "update-index",
  ]

  private func limit(of command: String) -> Duration {
    Self.ownCommands.contains(command) ? min(timeLimit, ownTimeLimit) : timeLimit
  }

  /// Runs one git command.
  ///
  /// - Parameters:
  ///   - arguments: the command and its arguments, as git gets them. Names from content belong behind `--`.
  ///   - input: what git reads from standard input; nothing by default.
  ///   - statuses: the exit statuses that are answers, not failures.
  /// - Throws: every case of `GitError`.
  @discardableResult
  package func run(
    _ arguments: [String], input: [UInt8]? = nil, accepting statuses: Set<Int32> = [0]
  ) async throws(GitError) -> GitOutput {
    let command = Self.command(of: arguments)
    guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
      throw .notStarted(command: command, reason: "an argument contains a NUL byte")
    }
    let ending = await race(arguments, input, command)
    switch ending {
    case .failure(let error):
      throw error
    case .success(let ended):
      let message = String(decoding: ended.errors, as: UTF8.self)
      guard statuses.contains(ended.status) else {
        throw .failed(GitFailure(command: command, status: ended.status, message: message))
      }
      return GitOutput(bytes: ended.output, status: ended.status, errors: message)
    }
  }
}

extension GitRunner {
  /// The first word that is neither an option of git's own nor a setting of one.
  private static func command(of arguments: [String]) -> String {
    var rest = arguments[...]
    while rest.first == "-c" { rest = rest.dropFirst(2) }
    return rest.first { !$0.hasPrefix("-") } ?? ""
  }

  /// How git ended by itself.
  private struct Ended: Sendable {
    var output: [UInt8]
    var errors: [UInt8]
    var status: Int32
  }

  private enum Event: Sendable {
    case ended(Result<Ended, GitError>)
    case timeIsUp
    case clockStopped
  }

  /// Runs git against the clock.
  private func race(
    _ arguments: [String], _ input: [UInt8]?, _ command: String
  ) async -> Result<Ended, GitError> {
    let leader = Leader()
    return await withTaskGroup(of: Event.self) { group in
      group.addTask { await .ended(execute(arguments, input, command, leader)) }
      group.addTask {
        do {
          try await Task.sleep(for: limit(of: command))
          return .timeIsUp
        } catch {
          return .clockStopped
        }
      }
      var isLate = false
      while let event = await group.next() {
        switch event {
        case .ended(let result):
          group.cancelAll()
          guard isLate else { return result }
          // Git has been asked to end and then made to. A hook or filter of its session that did not listen
          // goes now.
          leader.killSession()
          return .failure(.timedOut(command: command, limit: limit(of: command)))
        case .timeIsUp:
          isLate = true
          group.cancelAll()
        case .clockStopped:
          break
        }
      }
      return .failure(.cancelled(command: command))
    }
  }

  private func execute(
    _ arguments: [String], _ input: [UInt8]?, _ command: String, _ leader: Leader
  ) async -> Result<Ended, GitError> {
    guard let program else { return .failure(.notInstalled) }
    var options = PlatformOptions()
    // A session of its own: no terminal that anything could ask on, and one group to end.
    options.createSession = true
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let configuration = Configuration(
      executable: .path(.init(program)), arguments: Arguments(GitEnvironment.options + arguments),
      environment: GitEnvironment.environment(adding: environment), workingDirectory: .init(folder),
      platformOptions: options)
    do {
      if let input {
        // A file and not a pipe: git may end without reading, and writing into its closed pipe would end us.
        guard let number = anonymousFile(holding: input) else {
          return .failure(.notStarted(command: command, reason: String(cString: strerror(errno))))
        }
        return .success(
          try await collect(
            configuration,
            .fileDescriptor(.init(rawValue: number), closeAfterSpawningProcess: true), leader))
      }
      return .success(try await collect(configuration, .none, leader))
    } catch let error as SubprocessError {
      return .failure(translate(error, command))
    } catch is TooLarge {
      return .failure(.outputTooLarge(command: command, limit: outputLimit))
    } catch is CancellationError {
      return .failure(.cancelled(command: command))
    } catch {
      return .failure(.notStarted(command: command, reason: String(describing: error)))
    }
  }

  private var searchPath: String {
    if let own = environment["PATH"] { return own ?? "" }
    return getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
  }

  /// The git in the first folder of PATH that has one. Looked for here, because the library starts a process for each
  /// folder to find out. A folder that depends on where git is to run is passed over.
  var program: String? {
    searchPath.split(separator: ":").lazy.filter { $0.utf8.first == UInt8(ascii: "/") }.map { "\($0)/git" }
      .first { access($0, X_OK) == 0 && FileSystem.kind(of: $0) != .directory }
  }

  private func collect(
    _ configuration: Configuration, _ input: some InputProtocol, _ leader: Leader
  ) async throws -> Ended {
    // Piece by piece: the library's own buffers have room for the whole limit from the beginning.
    let result = try await Subprocess.run(
      configuration, input: input, output: .sequence, error: .sequence
    ) { execution in
      leader.set(execution.processIdentifier.value)
      async let errors = bytes(of: execution.standardError, leader)
      let output = try await bytes(of: execution.standardOutput, leader)
      return try await (output: output, errors: errors)
    }
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    // A cancelled task ends git with a signal: the caller asked for it, git did not fail.
    if status < 0 { try Task.checkCancellation() }
    return Ended(output: result.closureResult.output, errors: result.closureResult.errors, status: status)
  }

  private func bytes(of sequence: SubprocessOutputSequence, _ leader: Leader) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in sequence {
      guard bytes.count + piece.count <= outputLimit else {
        // Else it would go on writing, and the other stream would stay open with it.
        leader.killSession()
        throw TooLarge()
      }
      piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  private struct TooLarge: Error {}

  private func translate(_ error: SubprocessError, _ command: String) -> GitError {
    switch error.code {
    case .executableNotFound: .notInstalled
    case .failedToChangeWorkingDirectory: .folderUnusable(folder)
    default: .notStarted(command: command, reason: String(describing: error))
    }
  }
}

/// The process that leads the session of one call, known once it runs.
private final class Leader: Sendable {
  private let process = Mutex<pid_t?>(nil)

  func set(_ identifier: pid_t) { process.withLock { $0 = identifier } }

  /// Ends what is left of the session's process group. The group's number is not given away while anybody is
  /// in it.
  func killSession() {
    if let identifier = process.withLock({ $0 }), identifier > 1 { kill(-identifier, SIGKILL) }
  }
}

/// An open file without a name that holds the bytes, at its start; nil and `errno` if that fails.
private func anonymousFile(holding bytes: [UInt8]) -> Int32? {
  let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var template = Array("\(folder)/orchsite-XXXXXX".utf8CString)
  let number = mkstemp(&template)
  guard number >= 0 else { return nil }
  unlink(template)
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
    guard count > 0 || errno == EINTR else {
      close(number)
      return nil
    }
    rest = rest.dropFirst(max(count, 0))
  }
  _ = fcntl(number, F_SETFD, FD_CLOEXEC)
  lseek(number, 0, SEEK_SET)
  return number
}
