/// Turns diagnostics into what a person at a terminal reads.
///
/// ```
/// content/tasks/backend/fix.md:4:9: error[status]: unknown status "doing"
///   4 | status: doing
///     |         ^^^^^
///   help: one of todo, in-progress, review, done, cancelled
/// ```
package struct DiagnosticPrinter: Sendable {
  /// Whether to mark severities with ANSI colours.
  package var colour: Bool
  /// How many are shown in full; the rest are counted. `nil` shows all.
  package var limit: Int?
  /// The width excerpts are cut to, in columns.
  package var width: Int

  package init(colour: Bool = false, limit: Int? = nil, width: Int = 80) {
    self.colour = colour
    self.limit = limit
    self.width = width
  }

  /// All of them, sorted by place, each followed by a line break; empty for none.
  package func text(_ diagnostics: [Diagnostic]) -> String {
    let sorted = diagnostics.sortedByPlace()
    var text = ""
    for diagnostic in sorted.prefix(limit ?? sorted.count) { text += self.text(diagnostic) }
    let hidden = Array(sorted.dropFirst(limit ?? sorted.count))
    if !hidden.isEmpty {
      text += "… and \(Self.counts(hidden)) more; --all shows all\n"
    }
    return text
  }

  /// "2 errors, 1 warning"; "no problems" for none.
  package static func counts(_ diagnostics: [Diagnostic]) -> String {
    let parts = [(diagnostics.errorCount, "error"), (diagnostics.warningCount, "warning")]
      .filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return parts.isEmpty ? "no problems" : parts.joined(separator: ", ")
  }

  package func text(_ diagnostic: Diagnostic) -> String {
    let position = diagnostic.position
    let place = "\(diagnostic.file.path.printable):\(position.line):\(position.column):"
    let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]:"
    var text = "\(bold(place)) \(tint(kind, diagnostic.severity)) \(diagnostic.message.printable)\n"
    text += excerpt(of: diagnostic, line: position.line)
    if let help = diagnostic.help { text += "  help: \(help.printable)\n" }
    return text
  }

  /// The line with a marker under the place, cut to the width around it; nothing for a problem with the file as a
  /// whole.
  private func excerpt(of diagnostic: Diagnostic, line: Int) -> String {
    let file = diagnostic.file
    guard !file.bytes.isEmpty, diagnostic.range != 0..<0 else { return "" }
    let lineRange = file.lineRange(at: diagnostic.range.lowerBound)
    let number = String(line)
    let gutter = String(repeating: " ", count: number.count)
    let room = max(width - number.count - 6, 20)

    let start = min(max(diagnostic.range.lowerBound, lineRange.lowerBound), lineRange.upperBound)
    let end = min(max(diagnostic.range.upperBound, start), lineRange.upperBound)
    // Long lines are cut before they are decoded: a line may be megabytes.
    let before = file.text(in: max(lineRange.lowerBound, start - 4 * room)..<start).printable.unicodeScalars
    let marked = file.text(in: start..<min(end, start + 4 * room)).printable.unicodeScalars
    let after = file.text(in: end..<min(lineRange.upperBound, end + 4 * room)).printable.unicodeScalars

    // At least a third of the room is kept for what leads to the place.
    let lead = before.count + min(marked.count, room) <= room ? before.count : min(before.count, room / 3)
    let cutBefore = lead < before.count
    var shown = cutBefore ? "…" : ""
    shown.unicodeScalars += before.suffix(cutBefore ? lead - 1 : lead)
    let markerColumn = shown.columns
    let markedShown = marked.prefix(room - lead)
    shown.unicodeScalars += markedShown
    let tail = after.prefix(max(room - lead - markedShown.count, 0))
    shown.unicodeScalars += tail
    if tail.count < after.count || markedShown.count < marked.count { shown += "…" }

    let marker = String(repeating: "^", count: max(String(String.UnicodeScalarView(markedShown)).columns, 1))
    let indent = String(repeating: " ", count: markerColumn)
    return
      "  \(number) |\(shown.isEmpty ? "" : " ")\(shown)\n  \(gutter) | \(indent)\(tint(marker, diagnostic.severity))\n"
  }

  private func bold(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  private func tint(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard colour else { return text }
    return "\u{1B}[1;\(severity == .error ? 31 : 33)m\(text)\u{1B}[0m"
  }
}

extension DiagnosticPrinter {
  /// Workflow commands that GitHub shows beside the changed lines, one a diagnostic.
  package static func gitHubAnnotations(_ diagnostics: [Diagnostic]) -> String {
    func escaped(_ text: String, property: Bool) -> String {
      var result = ""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "%": result += "%25"
        case "\r": result += "%0D"
        case "\n": result += "%0A"
        case ":" where property: result += "%3A"
        case "," where property: result += "%2C"
        default: result += String(scalar).printable
        }
      }
      return result
    }
    var text = ""
    for diagnostic in diagnostics.sortedByPlace() {
      let position = diagnostic.position
      let file = escaped(diagnostic.file.path, property: true)
      let message = diagnostic.help.map { "\(diagnostic.message)\n\($0)" } ?? diagnostic.message
      text += "::\(diagnostic.severity.rawValue) file=\(file),line=\(position.line),col=\(position.column)"
      text += ",title=\(escaped(diagnostic.code, property: true))::\(escaped(message, property: false))\n"
    }
    return text
  }
}
