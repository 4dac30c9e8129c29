import Foundation
import Git
import TestSupport

/// A real repository in a folder of its own, driven by the git command line and not by the code under test.
/// Nothing of the machine's git configuration reaches it.
final class TestRepository: Sendable {
  let folder = TemporaryFolder()
  let environment: [String: String]

  /// - Parameter path: where in the folder the repository is.
  init(at path: String = ".", identity: Bool = true) {
    var environment = [
      "HOME": folder.path, "GIT_CONFIG_GLOBAL": Board.gitSettings + "/config", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_TEMPLATE_DIR": Board.gitSettings + "/template",
    ]
    if identity {
      for role in ["AUTHOR", "COMMITTER"] {
        environment["GIT_\(role)_NAME"] = "Ada"
        environment["GIT_\(role)_EMAIL"] = "ada@example.org"
      }
    }
    self.environment = environment
    git("init", "--quiet", "--initial-branch=main", path)
  }

  /// The code under test, running in a folder of the repository.
  func runner(in path: String = ".") -> GitRunner {
    // All tests share two threads with some that keep them for long: what git may take is no measure here.
    GitRunner(
      folder: folder(path), environment: environment.mapValues { $0 }, timeLimit: .seconds(1_800),
      ownTimeLimit: .seconds(1_800))
  }

  /// Runs git and answers its output, what it said on standard error behind it, without the last newline.
  @discardableResult
  func git(_ arguments: String..., in path: String = ".") -> String {
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let outcome = Command(["git"] + arguments, in: folder(path), environment: variables).outcome()
    return (outcome.out + outcome.err).trimmingCharacters(in: .newlines)
  }

  /// A first commit of one file.
  func commitFirstFile() {
    folder.put("first\n", at: "first")
    git("add", "first")
    git("commit", "--quiet", "--message=first")
  }

  /// Makes an executable script.
  func script(_ text: String, at name: String) {
    chmod(folder.put("#!/bin/sh\n\(text)\n", at: name), 0o755)
  }

  /// The files of the newest commit.
  var committed: [String] {
    git("-c", "core.quotePath=false", "show", "--name-only", "--format=").split(separator: "\n").map(
      String.init)
  }

  /// What git says of the index and the files.
  var status: [String] {
    git("-c", "core.quotePath=false", "status", "--porcelain").split(separator: "\n").map(String.init)
  }
}
