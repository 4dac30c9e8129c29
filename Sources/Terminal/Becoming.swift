import Actions
import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Environment {
  /// What a person has approved on this machine: in `$XDG_STATE_HOME`, else `~/.local/state`. On a terminal, a person
  /// is asked for what is not.
  package static var approvals: Approvals {
    Approvals(stateFolder: stateFolder, ask: Asking.approval)
  }

  /// Where a person's programs keep what they know; nil where nobody knows.
  package static var stateFolder: String? {
    let state = Environment["XDG_STATE_HOME"].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    return state ?? Environment["HOME"].map { "\($0)/.local/state" }
  }
}

extension Console {
  /// Becomes a command, run by `sh -c` in a folder, with this process's terminal.
  ///
  /// - Returns: why that did not work; else it does not return.
  package static func become(
    _ command: String, in folder: String, environment: [(name: String, value: String)]
  ) throws(Refusal) -> Refusal {
    guard chdir(folder) == 0 else { throw .file(FileError(.list, folder, .system(errno))) }
    for (name, value) in environment { setenv(name, value, 1) }
    let words = ["sh", "-c", command]
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) } + [nil]
    execv("/bin/sh", arguments)
    return .outside("could not start sh: \(String(cString: strerror(errno)))")
  }
}
