/// One thing that is wrong (or doubtful) in one file, at one place, with what to do about it.
package struct Diagnostic: Error, Sendable {
  package enum Severity: String, Sendable, Comparable {
    case error
    case warning

    package static func < (left: Severity, right: Severity) -> Bool { left == .error && right == .warning }
  }

  package var severity: Severity
  /// A short, stable name for the kind of problem: what people search for and scripts filter by.
  package let code: String
  /// What is wrong, without a full stop, quoting the offending text.
  package let message: String
  /// What to do about it.
  package let help: String?
  package let file: SourceFile
  /// Where, as byte offsets; empty at 0 for a problem with the file as a whole.
  package let range: Range<Int>

  package init(
    _ severity: Severity, _ code: String, _ message: String, help: String? = nil,
    in file: SourceFile, at range: Range<Int> = 0..<0
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.help = help
    self.file = file
    self.range = range
  }

  package var position: Position { file.position(at: range.lowerBound) }
}

extension Diagnostic: Equatable {
  /// Equal when a person would read the same line twice.
  package static func == (left: Diagnostic, right: Diagnostic) -> Bool {
    left.severity == right.severity && left.code == right.code && left.message == right.message
      && left.help == right.help && left.file.path == right.file.path && left.range == right.range
  }
}

extension [Diagnostic] {
  /// By path, then place, then severity and code: the order in which they are printed everywhere.
  package func sortedByPlace() -> [Diagnostic] {
    sorted { left, right in
      if left.file.path != right.file.path { return left.file.path < right.file.path }
      if left.range.lowerBound != right.range.lowerBound {
        return left.range.lowerBound < right.range.lowerBound
      }
      if left.severity != right.severity { return left.severity < right.severity }
      return (left.code, left.message) < (right.code, right.message)
    }
  }

  package var errorCount: Int { count { $0.severity == .error } }
  package var warningCount: Int { count { $0.severity == .warning } }
}
