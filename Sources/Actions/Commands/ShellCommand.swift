import Files
import Git
import Subprocess

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A command that a person has approved, run by `sh -c`, exactly as it is written: nothing is put into it.
struct ShellCommand: Sendable {
  let text: String
  let folder: String
  /// On top of what this process has.
  var environment: [String: String] = [:]

  /// Runs it to its end.
  ///
  /// - Parameter output: called with what it prints, standard error among it, as it comes.
  /// - Returns: its exit status; for a signal 128 and its number, as a shell has it.
  func run(_ output: @escaping @Sendable ([UInt8]) -> Void) async throws(Refusal) -> Int32 {
    var changes: [Environment.Key: String?] = [:]
    for name in GitRunner.repositoryVariables { changes[Environment.Key(stringLiteral: name)] = .some(nil) }
    for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = .some(value) }
    let configuration = Configuration(
      executable: .path("/bin/sh"), arguments: Arguments(["-c", text]), environment: .inherit.updating(changes),
      workingDirectory: .init(folder))
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        for try await chunk in execution.standardOutput { output(chunk.withUnsafeBytes { Array($0) }) }
      }
      return switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    } catch {
      throw .outside("could not run sh in \(folder): \(error)")
    }
  }
}
