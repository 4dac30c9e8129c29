import Content
import FrontMatter

/// A text of `content/` that a verb could run, and where it stands.
package struct RunnableText: Sendable, Equatable {
  package let text: String
  /// From home.
  package let path: String
  /// With the keys that lead there: `worktree.setup`.
  package let key: String

  private init(text: String, path: String, key: String) {
    self.text = text
    self.path = path
    self.key = key
  }

  /// A text that was approved once and stands nowhere in content.
  package init(approved text: String) { self.init(text: text, path: "", key: "") }

  package static func agent(_ text: String) -> RunnableText { setting("agent", text) }

  static func pdf(in workspace: Workspace) -> RunnableText? { workspace.settings.pdf.map { setting("pdf", $0) } }

  private static func setting(_ key: String, _ text: String) -> RunnableText {
    RunnableText(text: text, path: Scan.indexPath, key: key)
  }

  /// Every text that content could have run, in repo order behind those of `index.md`.
  static func all(in workspace: Workspace) -> [RunnableText] {
    let settings = [("agent", workspace.settings.agent), ("pdf", workspace.settings.pdf)]
    return settings.compactMap { key, text in text.map { setting(key, $0) } }
      + workspace.repos.flatMap { repo in repo.runnableCommands + [repo.runnableSetup].compactMap(\.self) }
  }
}

extension RunnableText {
  fileprivate init(_ key: String, _ text: String, of repo: Repo) {
    self.init(text: text, path: "content/repos/\(repo.slug).md", key: key)
  }
}

extension Repo {
  var runnableCommands: [RunnableText] { commands.map { RunnableText("commands.\($0.name)", $0.line, of: self) } }
  var runnableSetup: RunnableText? { worktree.setup.map { RunnableText("worktree.setup", $0, of: self) } }
}

// MARK: - Showing

extension RunnableText {
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isInvisible || (scalar != "\n" && scalar.properties.generalCategory == .control)
  }

  /// Whether it holds what a terminal would not show, or show elsewhere.
  package var hasHiddenCharacters: Bool { text.unicodeScalars.contains(where: Self.isHidden) }

  package var warning: String? {
    hasHiddenCharacters ? "it holds characters that are not seen, shown here as <U+…>" : nil
  }

  /// The exact text, line by line; characters that nobody sees, or that turn the line around, as `<U+202E>`.
  package var visibleLines: [String] {
    var lines = [""]
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        lines.append("")
      } else if Self.isHidden(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        lines[lines.count - 1] += "<U+\(String(repeating: "0", count: max(4 - digits.utf8.count, 0)))\(digits)>"
      } else {
        lines[lines.count - 1].unicodeScalars.append(scalar)
      }
    }
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines
  }
}
