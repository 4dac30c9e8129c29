import Foundation
import TestSupport

/// The fenced blocks of one page of `docs/`.
struct DocumentationPage {
  struct Block {
    /// Where it stands, for a message: `docs/checks.md:42`.
    var place = ""
    var heading = ""
    /// The info string: `console`.
    var language = ""
    /// Each line ends with a line break.
    var text = ""
    /// What is done to the copy of the demo first.
    var steps: [Step] = []
  }

  /// A comment in front of a block, which says what is done to the copy of the demo before the block is run.
  enum Step {
    /// `<!-- example: PATH: KEY: VALUE -->` puts this line in the place of the key's, with all lines that belong to it, or
    /// behind the last key.
    case line(path: String, String)
    /// `<!-- example: PATH`, the lines of a file, and `-->`, in a line each.
    case file(path: String, String)
    /// `<!-- example: PATH -->`: the block itself is this file.
    case block(path: String)
    /// `<!-- example: $ COMMAND -->` is for the shell, in the workspace.
    case command(String)
  }

  let text: String
  let blocks: [Block]

  /// The rows of all tables below a heading of which the first cell of the head is `first`: cells without blanks.
  func rows(below heading: String? = nil, first: String) -> [(heading: String, cells: [String])] {
    var rows: [(heading: String, cells: [String])] = []
    var section = ""
    var isWanted = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") { section = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces) }
      let isFirst = line.hasPrefix("| \(first) |")
      isWanted = line.hasPrefix("|") && (isWanted || isFirst) && (heading ?? section) == section
      guard isWanted, !isFirst, !line.hasPrefix("|--") else { continue }
      let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
      rows.append((section, cells.dropFirst().dropLast().map { $0.trimmingCharacters(in: .whitespaces) }))
    }
    return rows
  }

  init(_ name: String) throws {
    text = try String(contentsOfFile: "\(DemoWorkspace.home)/docs/\(name)", encoding: .utf8)
    var blocks: [Block] = []
    var heading = ""
    var steps: [Step] = []
    var open: Block?
    var file: (path: String, text: String)?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let (path, lines) = file {
        if line == "-->" { steps.append(.file(path: path, lines)) }
        file = line == "-->" ? nil : (path, "\(lines)\(line)\n")
      } else if let block = open {
        if line == "```" { blocks.append(block) } else { open?.text += "\(line)\n" }
        if line == "```" { open = nil }
      } else if line.hasPrefix("<!-- example: ") {
        let words = line.dropFirst("<!-- example: ".count)
        if let step = Step(words) { steps.append(step) } else { file = (String(words), "") }
      } else if line.hasPrefix("```") {
        open = Block(
          place: "docs/\(name):\(index + 1)", heading: heading, language: String(line.dropFirst(3)), text: "",
          steps: steps)
        steps = []
      } else if line.hasPrefix("#") {
        heading = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
      }
    }
    self.blocks = blocks
  }
}

extension DocumentationPage.Step {
  /// - Returns: nil for the beginning of a file.
  fileprivate init?(_ words: Substring) {
    guard words.hasSuffix(" -->") else { return nil }
    let words = words.dropLast(" -->".count)
    if words.hasPrefix("$ ") {
      self = .command(String(words.dropFirst(2)))
    } else {
      let colon = words.firstRange(of: ": ")
      self =
        colon.map { .line(path: String(words[..<$0.lowerBound]), String(words[$0.upperBound...])) }
        ?? .block(path: String(words))
    }
  }

  /// Does it, or gives the line that a shell has to run.
  func apply(in folder: TemporaryFolder, at home: String, block: String) -> String {
    switch self {
    case .block(let path): folder.put(block, at: home + path)
    case .command(let command): return command + "\n"
    case .file(let path, let text): folder.put(text, at: home + path)
    case .line(let path, let line):
      let key = line.prefix(through: line.firstIndex(of: ":") ?? line.startIndex)
      let depth = line.prefix { $0 == " " }.count
      var lines = (folder.text(home + path) ?? "---\n---\n").components(separatedBy: "\n")
      let end = lines.dropFirst().firstIndex(of: "---") ?? lines.endIndex
      if let start = lines[..<end].firstIndex(where: { $0.hasPrefix(key) }) {
        let next = lines[(start + 1)..<end].firstIndex {
          !$0.hasPrefix(String(repeating: " ", count: depth + 1)) && !$0.dropFirst(depth).hasPrefix("- ")
        }
        lines.replaceSubrange(start..<(next ?? end), with: [line])
      } else {
        lines.insert(line, at: end)
      }
      folder.put(lines.joined(separator: "\n"), at: home + path)
    }
    return ""
  }
}
