import Actions
import Diagnostics
import ProcessArguments

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The standard streams: results on output, talk on error.
package enum Console {
  /// To be called first. A standard stream that the caller closed is opened on nothing: else the next file opened
  /// would take its number, and talk would go into the lock or into content. Output is opened for reading only, so that
  /// an answer that nobody gets is an error. A reader that has gone away
  /// (`orchsite task list | head -1`) must not end a verb between its edit and its commit; a handler, not
  /// "ignore", because git would inherit that.
  package static func prepare() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 1 ? O_RDONLY : O_RDWR)
    }
    signal(SIGPIPE) { _ in }
  }

  /// What this program is called, as complaints begin.
  static let program: String = {
    let path = process_arguments().flatMap { $0[0] }.map { String(cString: $0) } ?? CommandLine.arguments.first ?? ""
    return path.split(separator: "/").last.map { String($0).printable } ?? "orchsite"
  }()

  /// What the process was called with, without its name.
  package static var arguments: [String] {
    guard let words = process_arguments() else { return Array(CommandLine.arguments.dropFirst()) }
    var arguments: [String] = []
    var index = 1
    while let word = words[index] {
      arguments.append(String(cString: word))
      index += 1
    }
    return arguments
  }

  /// Writes a result.
  ///
  /// - Returns: why it was lost. A reader that went away had what it wanted.
  package static func say(_ bytes: [UInt8]) -> String? {
    let code = write(bytes, to: 1)
    return code == 0 || code == EPIPE ? nil : String(cString: strerror(code))
  }

  /// Passes on what a command prints, as it is: it was started to be seen.
  package static func pass(_ bytes: [UInt8]) { _ = write(bytes, to: 2) }

  /// Tells what is going on.
  package static func talk(_ text: String) { _ = write(Array(text.utf8), to: 2) }

  package static var output: Screen { screen(of: 1) }
  package static var errors: Screen { screen(of: 2) }

  private static func screen(of descriptor: Int32) -> Screen {
    let isTerminal = isatty(descriptor) == 1
    return Screen(isTerminal: isTerminal, hasColour: isTerminal && colourIsWelcome, width: width)
  }

  /// The terminal's width in columns; 80 where nobody knows.
  private static var width: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0 || ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20
    else { return 80 }
    return Int(size.ws_col)
  }

  /// https://no-color.org, and terminals that know no colours.
  private static var colourIsWelcome: Bool {
    Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
  }

  /// All of standard input, or the first bytes that are more than a limit.
  package static func readInput(limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      if count > 0 { bytes += buffer[..<count] } else if count == 0 || errno != EINTR { return bytes }
    }
    return bytes
  }

  /// - Returns: the system's number of what went wrong; else 0.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]))
        if count > 0 { written += count } else if errno != EINTR { return errno }
      }
      return 0
    }
  }
}

/// `write(2)`, out of reach of the method of that name.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// What a text is laid out for.
package struct Screen: Sendable {
  package let isTerminal: Bool
  package let hasColour: Bool
  /// In columns.
  package let width: Int

  /// What is no terminal.
  package static let plain = Screen(isTerminal: false, hasColour: false, width: 80)

  /// "orchsite: warning: …", with its help below. What git or a hook says may have several lines.
  package func warning(_ warning: Warning) -> String { complaint("warning", 33, warning.message, warning.help) }
  package func error(_ message: String, help: String?) -> String { complaint("error", 31, message, help) }

  private func complaint(_ kind: String, _ colour: Int, _ message: String, _ help: String?) -> String {
    let label = hasColour ? "\u{1B}[1;\(colour)m\(kind):\u{1B}[0m" : "\(kind):"
    let lines = message.split(separator: "\n").map { String($0).printable }
    let help = help.map { "  help: \($0.printable)\n" } ?? ""
    return "\(Console.program): \(label) \(lines.joined(separator: "\n  "))\n\(help)"
  }
}

/// The process's environment; an empty variable counts as absent.
package enum Environment {
  package static subscript(name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
