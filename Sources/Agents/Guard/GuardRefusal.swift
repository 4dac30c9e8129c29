/// Why a tool may not be used, and what to do instead.
package struct GuardRefusal: Error, Equatable, Sendable {
  /// What was refused: a file, a command.
  package let what: String
  package let why: String
  package let instead: String

  package init(_ what: String, _ why: String, instead: String) {
    self.what = what
    self.why = why
    self.instead = instead
  }

  /// Three lines.
  package var text: String {
    """
    orchsite guard: refused: \(Self.line(what))
    \(Self.line(why))
    instead: \(Self.line(instead))

    """
  }

  /// One line, and not a long one.
  private static func line(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      count += 1
      if count > 400 {
        scalars.append("…")
        break
      }
      scalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
    }
    return String(scalars)
  }
}
