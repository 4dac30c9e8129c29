/// Why a call of git gave no result.
package enum GitError: Error, Equatable, Sendable {
  /// No `git` is in PATH.
  case notInstalled
  /// This git lacks something that is needed; what it calls itself.
  case tooOld(found: String, needed: GitVersion)
  /// The folder to run in is missing or cannot be entered.
  case folderUnusable(String)
  /// Git could not be started or watched; the system's words.
  case notStarted(command: String, reason: String)
  /// It ran longer than allowed; it and everything it had started were ended.
  case timedOut(command: String, limit: Duration)
  /// It printed more than allowed, in bytes.
  case outputTooLarge(command: String, limit: Int)
  /// The task that waited for it was cancelled, and git was ended.
  case cancelled(command: String)
  /// It ended with a status that the caller does not accept.
  case failed(GitFailure)
}

/// How a call of git failed.
package struct GitFailure: Error, Equatable, Sendable {
  /// The git command: "commit".
  package var command: String
  /// The exit status; for a signal its number, negative.
  package var status: Int32
  /// What git (or a hook) said on standard error, whole; for people, `summary`.
  package var message: String

  package init(command: String, status: Int32, message: String) {
    self.command = command
    self.status = status
    self.message = message
  }

  /// The first lines of the message, with control characters made visible.
  package var summary: String {
    let lines = message.split(whereSeparator: \.isNewline).prefix(5)
    return lines.map { visible($0) }.joined(separator: "\n")
  }

  /// What git says about one path, as one line: without its advice, and without what it calls itself.
  func words(about path: String) -> String {
    let lines = message.split(whereSeparator: \.isNewline).filter { !$0.utf8.starts(with: "hint:".utf8) }
    var line = lines.first { $0.utf8.firstRange(of: path.utf8) != nil } ?? lines.first ?? ""
    for name in ["error: ", "fatal: "] where line.utf8.starts(with: name.utf8) { line = line.dropFirst(name.count) }
    return visible(line)
  }
}

extension GitError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notInstalled: "git is not installed, or not in PATH"
    case .tooOld(let found, let needed): "\(visible(found)) is too old: git \(needed) or newer is needed"
    case .folderUnusable(let folder): "git cannot run in \(visible(folder)): no such folder"
    case .notStarted(let command, let reason): "git \(command) did not start: \(visible(reason))"
    case .timedOut(let command, let limit): "git \(command) took longer than \(limit.words) and was ended"
    case .outputTooLarge(let command, let limit): "git \(command) printed more than \(limit) bytes"
    case .cancelled(let command): "git \(command) was cancelled"
    case .failed(let failure): String(describing: failure)
    }
  }
}

extension Duration {
  /// "20 seconds".
  fileprivate var words: String {
    let (seconds, fraction) = components
    return fraction != 0 ? "\(self)" : seconds == 1 ? "1 second" : "\(seconds) seconds"
  }
}

extension GitFailure: CustomStringConvertible {
  package var description: String {
    let end = status < 0 ? "was ended by signal \(-status)" : "failed with status \(status)"
    let summary = summary
    return "git \(command) \(end)" + (summary.isEmpty ? "" : ": \(summary)")
  }
}

/// Text from git or a hook may hold terminal sequences. They are shown, never sent.
func visible(_ text: some StringProtocol) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09: result += " "
    case 0..<0x20, 0x7F..<0xA0: result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
