import Content
import Diagnostics
import Files
import Git

/// Why a verb did not do what was asked. Every reason there is: a face turns them into text, JSON or a protocol's error.
package enum Refusal: Error, Sendable, Equatable {
  /// Problems in the content that the verb cannot do without.
  case content([Diagnostic])
  /// A change that would bring these problems into the content, and was not made.
  case worse([Diagnostic])
  /// What was asked for is not so.
  case answer(String, help: String? = nil)
  /// What was asked for makes no sense, whatever the content says.
  case usage(String, help: String? = nil)
  /// The folder where the search began, and whether it was named: then nothing above it counts.
  case noHome(String, isNamed: Bool = false)
  case file(FileError)
  case git(GitError)
  /// Anything else of the world outside: a folder that output cannot go to.
  case outside(String, help: String? = nil)
  /// Refused half-way, with what else is to be said.
  indirect case after([Warning], Refusal)
}

extension Refusal {
  /// What rooms below throw, as a refusal.
  package init(_ error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal
    case let diagnostic as Diagnostic: self = .content([diagnostic])
    case EditError.refused(let diagnostic): self = .content([diagnostic])
    case EditError.file(let error): self = .file(error)
    case let error as FileError: self = .file(error)
    case let error as GitError: self = .git(error)
    default: self = .outside(String(describing: error))
    }
  }
}

extension Warning {
  /// What kept a step from being done that the rest does not depend on; nil where it is no matter of words.
  init?(_ refusal: Refusal) {
    switch refusal {
    case .answer(let message, let help), .usage(let message, let help), .outside(let message, let help):
      self.init(message, help: help)
    case .git(let error): self.init("\(error)")
    case .file(let error): self.init("\(error)")
    case .after(_, let refusal): self.init(refusal)
    case .content, .worse, .noHome: return nil
    }
  }
}

/// Runs something of a room below; what it throws becomes a refusal.
package func refusing<Value: ~Copyable>(_ body: () async throws -> Value) async throws(Refusal) -> Value {
  do { return try await body() } catch { throw Refusal(error) }
}

package func refusing<Value>(_ body: () throws -> Value) throws(Refusal) -> Value {
  do { return try body() } catch { throw Refusal(error) }
}
