import Files
import Git
import Subprocess

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A command run by `sh -c`, exactly as it is written: nothing is put into it. Where it comes from content, a person has
/// approved it.
struct ShellCommand: Sendable {
  let text: String
  let folder: String
  /// On top of what this process has.
  var environment: [String: String] = [:]

  /// What is still taken from a pipe when the command has ended, and something it left running writes on.
  private static let lateLimit = 1 << 20
  /// How long a command that is cancelled may take to end.
  private static let grace: Duration = .seconds(2)

  /// Runs it to its end, in a session of its own, without input. What it leaves running in the background is left
  /// alone, and not waited for. If the task is cancelled, it and all of its process group are ended.
  ///
  /// - Parameter output: called with what it prints, standard error among it, as it comes.
  /// - Returns: its exit status; for a signal 128 and its number, as a shell has it.
  func run(_ output: @escaping @Sendable ([UInt8]) -> Void) async throws(Refusal) -> Int32 {
    var changes: [Environment.Key: String?] = [:]
    for name in GitRunner.repositoryVariables { changes[Environment.Key(stringLiteral: name)] = .some(nil) }
    for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = .some(value) }
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)]
    let configuration = Configuration(
      executable: .path("/bin/sh"), arguments: Arguments(["-c", text]), environment: .inherit.updating(changes),
      workingDirectory: .init(folder), platformOptions: options)
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        let process = execution.processIdentifier.value
        var late = 0
        for try await chunk in execution.standardOutput {
          output(chunk.withUnsafeBytes { Array($0) })
          if late > 0 || Self.hasEnded(process) { late += chunk.count }
          if late > Self.lateLimit { break }
        }
        return process
      }
      if Task.isCancelled { Self.endGroup(of: result.closureResult) }
      return switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    } catch {
      throw .outside("could not run sh in \(folder): \(error)")
    }
  }

  private static func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    guard waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
    #if canImport(Darwin)
      return info.si_pid != 0
    #else
      return info._sifields._sigchld.si_pid != 0
    #endif
  }

  /// The shell has ended; what it started may still be at it. The group's number is not given away while anybody is
  /// in it.
  private static func endGroup(of process: pid_t) {
    guard process > 1 else { return }
    let deadline = ContinuousClock.now + grace
    while kill(-process, 0) == 0, ContinuousClock.now < deadline { usleep(10_000) }
    kill(-process, SIGKILL)
  }
}
