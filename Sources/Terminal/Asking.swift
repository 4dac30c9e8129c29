import Actions
import Diagnostics
import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Asks a person for a text that was left out: in the editor that the environment names, else for a line on the
/// terminal.
package enum Asking {
  private static let limit = 1024 * 1024

  /// - Parameter about: what the text is about, a line each; it is shown, and never part of the text.
  /// - Returns: `nil` where nobody sits at a terminal.
  package static func text(_ question: String, about: [String]) throws(Refusal) -> String? {
    guard isatty(0) == 1, isatty(2) == 1 else { return nil }
    let about = about.map(\.printable)
    if let editor = Environment["VISUAL"] ?? Environment["EDITOR"] {
      return try edited(with: editor, [question] + about)
    }
    Console.talk(about.map { "\($0)\n" }.joined() + "\(question): ")
    return readLine() ?? ""
  }

  /// Asks whether a text of `content/` may run; nil where nobody sits at a terminal. Only a yes is one.
  package static var approval: (@Sendable (RunnableText) -> Bool)? {
    guard isatty(0) == 1, isatty(2) == 1 else { return nil }
    return { text in
      var question = "\n\(text.path.printable), \(text.key.printable):\n"
      for line in text.visibleLines { question += "  \(line)\n" }
      if let warning = text.warning { question += Console.errors.warning(Warning(warning)) }
      Console.talk(question + "Run it from now on? [y/N] ")
      let answer = Interruption.whileAsking { readLine() }
      if answer == nil { Console.talk("\n") }
      return ["y", "yes"].contains(answer?.lowercased())
    }
  }

  /// Asks for a yes or a no; nil where nobody sits at a terminal. An empty line is the standard answer, the end of input
  /// a no.
  package static var yesOrNo: (@Sendable (_ question: String, _ standard: Bool) -> Bool)? {
    guard isatty(0) == 1, isatty(2) == 1 else { return nil }
    return { question, standard in
      Console.talk("\(question) [\(standard ? "Y/n" : "y/N")] ")
      guard let answer = Interruption.whileAsking({ readLine() }) else {
        Console.talk("\n")
        return false
      }
      return answer.isEmpty ? standard : ["y", "yes"].contains(answer.lowercased())
    }
  }

  /// The editor may be a command with arguments, so a shell takes it apart, as git's does. It gets the name of a file
  /// of ours and nothing of what stands in content.
  private static func edited(with editor: String, _ comments: [String]) throws(Refusal) -> String {
    var template = Array("\(Environment["TMPDIR"] ?? "/tmp")/orchsite-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    guard descriptor >= 0 else { throw .file(FileError(.create, path, .system(errno))) }
    close(descriptor)
    defer { unlink(path) }
    let hint = "Lines that begin with # are left out; without any other, nothing is done."
    let text = "\n" + (comments + [hint]).map { "# \($0)\n" }.joined()
    _ = try refusing { try FileSystem.overwriteInPlace(Array(text.utf8), at: path) }
    let quoted = "'" + path.replacing("'", with: "'\\''") + "'"
    let status = system("\(editor) \(quoted) >&2")
    guard status == 0 else {
      throw .outside(
        "the editor did not end well: \(editor)",
        help: "VISUAL or EDITOR names another, or give the text as an argument")
    }
    let bytes = try refusing { try FileSystem.read(path, limit: limit) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var kept = lines.filter { !$0.hasPrefix("#") }
    while kept.first?.allSatisfy(\.isWhitespace) == true { kept.removeFirst() }
    while kept.last?.allSatisfy(\.isWhitespace) == true { kept.removeLast() }
    return kept.joined(separator: "\n")
  }
}
