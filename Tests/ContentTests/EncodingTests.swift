import Bytes
import Content
import TestSupport
import Testing

/// A byte order mark and CRLF are read as if they were not there.
@Suite struct EncodingTests {
  private static let task = "---\ntitle: Größe\nstatus: doing\nlabels: [a]\n---\n\n- [x] one\n- [ ] two\n"

  private func check(_ text: String) async throws -> (Workspace, String) {
    let path = "content/tasks/web/a.md"
    let workspace = try await load(files(in: Sound.text).merging([path: text]) { $1 })
    return (workspace, ContentTests.text(of: workspace.check()))
  }

  private static let report = """
    content/tasks/web/a.md:3:9: error[status]: unknown status "doing"
      3 | status: doing
        |         ^^^^^
      help: one of todo, in-progress, review, done, cancelled
    """

  @Test(arguments: ["", "\u{FEFF}"], ["\n", "\r\n"])
  func columnsAreNotShifted(_ mark: String, lineBreak: String) async throws {
    let text =
      mark + Self.task.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineBreak)
    #expect(try await check(text).1 == Self.report)
  }

  @Test(arguments: ["", "\u{FEFF}"], ["\n", "\r\n"])
  func recordsAreRead(_ mark: String, lineBreak: String) async throws {
    let sound = Self.task.replacing("doing", with: "todo")
    let text =
      mark + sound.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineBreak)
    let (workspace, report) = try await check(text)
    #expect(report == "")
    let task = try #require(workspace.task(TaskID(repo: "web", task: "a")))
    #expect(task.task.title == "Größe")
    #expect(task.task.labels == ["a"])
    #expect(task.progress == Progress(done: 1, total: 2))
  }

  @Test func theFirstLineOfAFileWithAMarkBeginsInColumnOne() async throws {
    #expect(
      try await check("\u{FEFF}title: A\n").1 == """
        content/tasks/web/a.md:1:1: error[frontmatter]: no frontmatter: the first line is not ---
          1 | title: A
            | ^^^^^^^^
          help: begin the file with ---, the keys, and --- again
        """)
  }

  @Test func wordsThatYAMLReadersTakeForValuesAreText() async throws {
    let (workspace, report) = try await check(
      "---\ntitle: no\nstatus: todo\nlabels: [on, 1.0, 2026-01-01]\n---\n")
    #expect(report == "")
    let task = try #require(workspace.task(TaskID(repo: "web", task: "a"))).task
    #expect(task.title == "no")
    #expect(task.labels == ["on", "1.0", "2026-01-01"])
  }

  /// To Swift's strings these are one key, and in the last pair of one length; to YAML they are two.
  @Test(arguments: [
    ("\u{E9}", "e\u{301}"), ("e\u{301}", "\u{E9}"), ("\u{2126}", "\u{3A9}"), ("\u{1100}\u{1161}", "\u{AC00}"),
    ("a\u{323}\u{301}", "a\u{301}\u{323}"),
  ])
  func keysOfOtherBytesAreOtherKeys(_ named: String, _ other: String) async throws {
    let index = "---\nproject: Sound\ncustom_fields: [\(named)]\n---\n"
    let path = "content/tasks/web/a.md"
    let text = "---\ntitle: Größe \(other)\nstatus: todo\nx-\(other): 1\n\(named): \(named)\nx-\(named): 2\n---\n"
    let sound = files(in: Sound.text).merging(["content/index.md": index, path: text]) { $1 }
    let workspace = try await load(sound)
    #expect(ContentTests.text(of: workspace.check()) == "")
    let task = try #require(workspace.task(TaskID(repo: "web", task: "a"))).task
    #expect(ExactText(task.title) == ExactText("Größe \(other)"))
    #expect(task.source.customFields.map { ExactText($0.value) } == [ExactText(named)])

    let both = text.replacing("---\ntitle", with: "---\n\(other): 3\ntitle")
    #expect(
      withoutCarets(try await load(sound.merging([path: both]) { $1 })) == """
        content/tasks/web/a.md:2:1: warning[key]: unknown key "\(other)"
          2 | \(other): 3
          help: name it in custom_fields of index.md, begin it with x-, or delete it
        """)
    let twice = both.replacing("x-\(named): 2", with: "\(named): 2")
    #expect(
      withoutCarets(try await load(sound.merging([path: twice]) { $1 })) == """
        content/tasks/web/a.md:7:1: error[yaml]: the key "\(named)" is there twice
          7 | \(named): 2
          help: keep one; the first is on line 6
        """)
  }

  /// How wide a letter is that is made of several depends on the terminal.
  private func withoutCarets(_ workspace: Workspace) -> String {
    ContentTests.text(of: workspace.check()).split(separator: "\n").filter { !$0.contains("^") }.joined(separator: "\n")
  }
}
