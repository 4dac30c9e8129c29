import Actions
import ArgumentParser
import Diagnostics
import Files
import Terminal

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The frame of both programs.
package enum Program {
  /// Of all that is built together.
  package static let version = "0.1.0"

  /// Ends a verb whose answer is not what one hopes for.
  package static func end(_ status: ExitStatus) throws { if status != .fine { throw ExitCode(status.rawValue) } }

  /// Parses what the process was called with, runs the verb, and ends with its exit code.
  package static func run<Root: AsyncParsableCommand>(_ root: Root.Type) async {
    Console.prepare()
    do {
      let arguments = behindTheVerb(try changingDirectory(Console.arguments))
      try Slips.refuse(arguments, of: root)
      var command = try root.parseAsRoot(arguments)
      // Help and the version need nothing.
      try ProcessLimits.check()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let refusal as Refusal {
      leave(Printer.print(refusal).rawValue)
    } catch let code as ExitCode {
      leave(code.rawValue)
    } catch {
      // Usage errors, --help and --version come from the argument parser, which knows their codes.
      let (text, code) = (root.fullMessage(for: error), root.exitCode(for: error))
      guard !text.isEmpty else { leave(code.rawValue) }
      if code.isSuccess { leave(Printer.print(text + "\n").rawValue) }
      // What was typed, or pasted, comes back in it.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      Console.talk(lines.joined(separator: "\n") + "\n")
      leave(code.rawValue)
    }
  }

  /// `--home DIR` in front of the verb means the same as behind it.
  private static func behindTheVerb(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var named: [String] = []
    while let first = rest.first {
      if first == "--home", let folder = rest.dropFirst().first {
        named = [first, folder]
        rest = rest.dropFirst(2)
      } else if first.hasPrefix("--home=") {
        named = [first]
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    // What stands behind -- are no options.
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + named + rest[end...]
  }

  /// Obeys `-C DIR` in front of the verb, as git does; behind it, it is an option of the verb.
  private static func changingDirectory(_ arguments: [String]) throws(Refusal) -> [String] {
    var rest = arguments[...]
    while rest.first == "-C" {
      guard let folder = rest.dropFirst().first else { throw .usage("-C needs a folder") }
      guard chdir(folder) == 0 else { throw .file(FileError(.list, folder, .system(errno))) }
      rest = rest.dropFirst(2)
    }
    return Array(rest)
  }
}

/// Not the argument parser's `exit(withError:)`: it puts the usage together for each error, an exit code included.
private func leave(_ code: Int32) -> Never { exit(code) }
