import Quantities

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The terminal as a handler of signals gives it back; written before any is set.
private nonisolated(unsafe) var terminalOfSignals = termios()

/// Single keys from a person's terminal, without waiting for Enter.
package final class Keyboard {
  package enum Key: Equatable {
    case enter
    case letter(Character)
    case digit(Character)
    case other
    /// The input has ended, or Ctrl-C or Ctrl-D was pressed.
    case end
  }

  private var saved: termios
  private var isRaw = false

  /// `nil` where nobody sits at a terminal.
  package init?() {
    guard isatty(0) == 1, isatty(2) == 1 else { return nil }
    saved = termios()
    guard tcgetattr(0, &saved) == 0 else { return nil }
  }

  deinit { restore() }

  /// Gives the terminal back as it was.
  package func restore() {
    if isRaw { tcsetattr(0, TCSANOW, &saved) }
    isRaw = false
  }

  /// Waits for a key. Only while it waits is the terminal another one, so that whatever ends the process at another
  /// moment leaves it as it was.
  package func next() -> Key {
    var raw = saved
    // Ctrl-C comes as a key: nothing is half decided then.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    guard tcsetattr(0, TCSANOW, &raw) == 0 else { return .end }
    isRaw = true
    let handlers = Self.restoreOnSignals(saved)
    defer {
      restore()
      for (number, handler) in handlers { signal(number, handler) }
    }
    var byte: UInt8 = 0
    var count = read(0, &byte, 1)
    while count < 0, errno == EINTR { count = read(0, &byte, 1) }
    guard count == 1 else { return .end }
    switch byte {
    case 3, 4: return .end
    case 10, 13: return .enter
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit(Character(UnicodeScalar(byte)))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return .letter(Character(UnicodeScalar(byte)))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return .letter(Character(UnicodeScalar(byte + 32)))
    case 0x1B:
      // The rest of an arrow key or the like.
      var rest = [UInt8](repeating: 0, count: 16)
      let flags = fcntl(0, F_GETFL)
      _ = fcntl(0, F_SETFL, flags | O_NONBLOCK)
      _ = read(0, &rest, rest.count)
      _ = fcntl(0, F_SETFL, flags)
      return .other
    default: return .other
    }
  }

  /// What ends the process while it waits gives the terminal back first: `tcsetattr` may be called in a handler.
  ///
  /// - Returns: the handlers that were there.
  private static func restoreOnSignals(_ saved: termios) -> [(Int32, (@convention(c) (Int32) -> Void)?)] {
    terminalOfSignals = saved
    return [SIGTERM, SIGHUP, SIGINT, SIGQUIT].map { number in
      let before = signal(number) { number in
        tcsetattr(0, TCSANOW, &terminalOfSignals)
        signal(number, SIG_DFL)
        raise(number)
      }
      return (number, before)
    }
  }

  /// Asks for a duration, which may have begun with a digit already.
  package func minutes(after key: Key) -> Minutes? {
    restore()
    var begun = ""
    if case .digit(let digit) = key { begun = String(digit) }
    Console.talk(begun.isEmpty ? "how much? " : begun)
    guard let rest = readLine() else { return nil }
    return Minutes(duration: begun + rest)
  }
}
