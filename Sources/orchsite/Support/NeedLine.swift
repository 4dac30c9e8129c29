import Diagnostics
import Situation
import Terminal

extension BoardSituation {
  /// A need in a line, and below it the command that gets there.
  ///
  /// - Parameter sign: in front of it.
  func lines(of need: Need, sign: String = "", on screen: Screen) -> String {
    let names = need.tasks.map(\.description).joined(separator: " and ")
    let age = need.waitsSince(asOf).map { " · \(times.age($0))" } ?? ""
    let sentence = (need.sentence ?? "").printable
    // What it is about is worth as much as the name.
    let room = screen.width - 16 - sign.columns - age.columns - min(sentence.columns, 28)
    let name = screen.isTerminal ? names.printable.shortened(toColumns: max(room - 1, 16)) : names.printable
    let words = [name, sentence].filter { !$0.isEmpty }.joined(separator: " ")
    let line = "\(sign)\(need.label.padded(toColumns: 15)) \(words)\(age)".printable
    let shown = screen.isTerminal ? line.truncated(toColumns: screen.width) : line
    // Never cut: it is there to be pasted.
    return "\(shown)\n" + (command(for: need).map { "    \($0.printable)\n" } ?? "")
  }
}
