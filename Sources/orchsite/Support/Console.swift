import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The terminal: results on standard output, talk on standard error.
enum Console {
  /// To be called first. A standard stream that the caller closed is opened on nothing: else the next file opened
  /// would take its number, and talk would go into the lock or into content. A reader that has gone away
  /// (`orchsite task list | head -1`) must not end a verb between its edit and its commit; a handler, not
  /// "ignore", because git would inherit that.
  static func prepare() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 { _ = open("/dev/null", O_RDWR) }
    signal(SIGPIPE) { _ in }
  }

  /// Writes a result.
  static func say(_ text: String, terminator: String = "\n") { write(Array((text + terminator).utf8), to: 1) }

  static func say(_ bytes: [UInt8]) { write(bytes, to: 1) }

  /// Tells what is going on.
  static func talk(_ text: String, terminator: String = "\n") {
    write(Array((text + terminator).utf8), to: 2)
  }

  static func error(_ message: String, help: String? = nil) {
    let label = errorHasColour ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
    complain(label, message, help)
  }

  static func warning(_ message: String, help: String? = nil) {
    let label = errorHasColour ? "\u{1B}[1;33mwarning:\u{1B}[0m" : "warning:"
    complain(label, message, help)
  }

  /// What git or a hook says may have several lines.
  private static func complain(_ label: String, _ message: String, _ help: String?) {
    let lines = message.split(separator: "\n").map { String($0).printable }
    talk("orchsite: \(label) \(lines.joined(separator: "\n  "))")
    if let help { talk("  help: \(help.printable)") }
  }

  static var outputIsTerminal: Bool { isatty(1) == 1 }
  static var errorIsTerminal: Bool { isatty(2) == 1 }
  static var outputHasColour: Bool { outputIsTerminal && colourIsWelcome }
  static var errorHasColour: Bool { errorIsTerminal && colourIsWelcome }

  /// The terminal's width in columns; 80 where nobody knows.
  static var width: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0 || ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20
    else { return 80 }
    return Int(size.ws_col)
  }

  /// https://no-color.org, and terminals that know no colours.
  private static var colourIsWelcome: Bool {
    Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]))
        if count > 0 { written += count } else if errno != EINTR { return }
      }
    }
  }
}

/// `write(2)`, out of reach of the method of that name.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// The process's environment; an empty variable counts as absent.
enum Environment {
  static subscript(name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

extension Console {
  /// All of standard input.
  static func readInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      if count > 0 { bytes += buffer[..<count] } else if count == 0 || errno != EINTR { return bytes }
    }
  }
}
