import Content
import TestSupport
import Testing

/// What people write in frontmatter that YAML refuses, drops or changes: the message, word for word.
@Suite struct FrontMatterFaultTests {
  /// What is said about one task, without the path and the excerpt.
  private func problems(_ frontMatter: String) async throws -> String {
    let text = try await report(Sound.with("-- content/tasks/web/a.md --\n---\n\(frontMatter)\n---\nbody"))
    return text.split(separator: "\n").filter { !$0.hasPrefix("  ") || $0.hasPrefix("  help") }
      .map { $0.replacing("content/tasks/web/a.md:", with: "") }.joined(separator: "\n")
  }

  private func task(_ frontMatter: String) async throws -> BoardTask? {
    let workspace = try await load(Sound.with("-- content/tasks/web/a.md --\n---\n\(frontMatter)\n---\nbody"))
    return workspace.task(TaskID(repo: "web", task: "a"))?.task
  }

  @Test(arguments: [
    (
      "title:NoSpace\nstatus: todo",
      "2:1: error[yaml]: a line that is not \"key: value\"\n  help: put \": \" behind the key"
    ),
    (
      "title: T\nstatus: todo\nlabels: [#bug, ui]",
      "4:9: error[yaml]: this list is never closed: \"#bug, ui]\" is a comment\n  help: quote the entry: \"#bug\""
    ),
    (
      "title: [Bug] Login fails\nstatus: todo",
      "2:14: error[yaml]: text behind a closing bracket\n  help: quote the whole value: title: \"[Bug] Login fails\""
    ),
    (
      "title: !important fix\nstatus: todo",
      """
      2:8: warning[yaml]: "title" begins with "!important": YAML takes that for a tag, and drops it
        help: quote the value: title: "!important fix"
      """
    ),
    ("title: T\nstatus: todo\nassignee: null\nlabels: ~", ""),
    (
      "title: Fix issue #12\nstatus: todo",
      """
      2:18: warning[yaml]: "title" ends before "#12": YAML takes that for a comment
        help: quote the value: title: "Fix issue #12"
      """
    ),
    (
      "title: - dash\nstatus: todo",
      """
      2:8: error[yaml]: a value cannot begin with "-" unless it is quoted
        help: quote the value: title: "- dash"
      """
    ),
    (
      "title: 'Don't do it'\nstatus: todo",
      """
      2:13: error[yaml]: text behind a closing quotation mark
        help: quote the whole value: title: "Don't do it"
      """
    ),
    (
      "title: T\nstatus: todo\u{A0}",
      "3:9: error[value]: an invisible character in \"status\": U+00A0 (no-break space)\n  help: delete it"
    ),
    (
      "title:\u{A0}T\nstatus: todo",
      """
      2:7: error[yaml]: an invisible character behind the colon: U+00A0 (no-break space)
        help: put a space in its place
      """
    ),
    (
      "title: T\nstatus: todo\nlabels: a, b, c",
      "4:9: warning[yaml]: \"labels\" is one entry: \"a, b, c\"\n  help: write labels: [a, b, c], or quote the entry"
    ),
    ("title: \"\\ud83c\\udf89\"\nstatus: todo", ""),
  ])
  func whatWasHandedOver(_ frontMatter: String, message: String) async throws {
    #expect(try await problems(frontMatter) == message)
  }

  @Test(arguments: [
    (
      "title: T\nstatus: todo\npr: #12",
      """
      4:5: warning[yaml]: "pr" has no value: YAML takes "#12" for a comment
        help: quote the value: pr: "#12"
      """
    ),
    (
      "title: &a b c\nstatus: todo",
      """
      2:8: warning[yaml]: "title" begins with "&a": YAML takes that for an anchor, and drops it
        help: quote the value: title: "&a b c"
      """
    ),
    (
      "title: {x} y\nstatus: todo",
      "2:12: error[yaml]: text behind a closing bracket\n  help: quote the whole value: title: \"{x} y\""
    ),
    (
      "title: | text\nstatus: todo",
      """
      2:8: error[yaml]: a value cannot begin with "|" unless it is quoted
        help: quote the value: title: "| text"
      """
    ),
    (
      "title: ] x\nstatus: todo",
      """
      2:8: error[yaml]: a value cannot begin with "]" unless it is quoted
        help: quote the value: title: "] x"
      """
    ),
    (
      "title: T\nlabels: [a, #b]\nstatus: todo",
      "3:9: error[yaml]: this list is never closed: \"#b]\" is a comment\n  help: quote the entry: \"#b\""
    ),
    (
      "ti\u{200B}tle: T\nstatus: todo",
      "2:1: error[key]: an invisible character in the key \"title\": U+200B (zero width space)\n  help: delete it"
    ),
    (
      "title: T\nstatus: doing\u{A0}",
      """
      3:9: error[status]: unknown status "doing<U+00A0>"
        help: one of todo, in-progress, review, done, cancelled
      """
    ),
    (
      "title: \"\\ud83c\"\nstatus: todo",
      "2:9: error[yaml]: an escape that stands for no character: \\ud83c\n  help: write the character itself"
    ),
    (
      "title: Fix\n  issue #12\nstatus: todo",
      """
      3:9: warning[yaml]: "title" ends before "#12": YAML takes that for a comment
        help: quote the value: title: "Fix issue #12"
      """
    ),
    (
      "title: 'Fix' #12\nstatus: todo",
      """
      2:14: warning[yaml]: "title" ends before "#12": YAML takes that for a comment
        help: quote the value: title: "Fix #12"
      """
    ),
    (
      "title: T\nstatus: todo\nlabels: !x [a]",
      """
      4:9: warning[yaml]: "labels" begins with "!x": YAML takes that for a tag, and drops it
        help: delete it
      """
    ),
    (
      "title: T\nstatus: todo\nlabels:\n  - !x a",
      "5:5: warning[yaml]: \"labels\" begins with \"!x\": YAML takes that for a tag, and drops it\n  help: quote it: \"!x a\""
    ),
    (
      "title: T\nstatus: todo\nassignee: ada\u{A0}",
      "4:11: warning[value]: an invisible character in \"assignee\": U+00A0 (no-break space)\n  help: delete it"
    ),
    (
      "title: T\nstatus: todo\nlabels:\n\u{A0}\u{A0}- a",
      """
      5:1: error[yaml]: an invisible character at the beginning of this line: U+00A0 (no-break space)
        help: delete it, and indent with spaces
      """
    ),
    (
      "title: T\nstatus: todo\nlabels: [a #b, c]",
      "4:9: error[yaml]: this list is never closed: \"#b, c]\" is a comment\n  help: quote the entry: \"a #b\""
    ),
    (
      "title: T\n\u{FEFF}status: todo",
      """
      3:1: error[yaml]: an invisible character at the beginning of this line: U+FEFF (zero width no-break space)
        help: delete it, and indent with spaces
      """
    ),
    (
      "title: T\nstatus: todo\nbilling:\n\u{A0}\u{A0}mode: a",
      "5:1: warning[key]: an invisible character in the key \"mode\": U+00A0 (no-break space)\n  help: delete it"
    ),
    ("title: Ship it ❤\u{FE0F}\nstatus: todo # fine\nassignee: ada  # who else", ""),
    ("title: !!str 12\nstatus: todo", ""),
  ])
  func theirVariants(_ frontMatter: String, message: String) async throws {
    #expect(try await problems(frontMatter) == message)
  }

  @Test(arguments: ["~", "null", "Null", "NULL", "~ # nobody", "[a, ~]"])
  func nothingIsWrittenInFourWays(_ word: String) async throws {
    if word.hasPrefix("[") {
      #expect(try await problems("title: T\nstatus: todo\nlabels: \(word)").contains("an entry of the list is empty"))
      return
    }
    let task = try await task("title: T\nstatus: todo\nassignee: \(word)\nlabels: \(word)\ndue: \(word)")
    #expect(task?.assignee == nil)
    #expect(task?.labels == [])
    #expect(task?.due == nil)
    #expect(try await self.task("title: \(word)\nstatus: todo") == nil)
  }

  @Test func inQuotesTheWordsAreTexts() async throws {
    #expect(try await task("title: \"null\"\nstatus: todo\nassignee: '~'")?.assignee == "~")
  }

  @Test func pairsOfEscapesAreOneCharacterAndNothingElseMoves() async throws {
    let task = try await task("title: \"a \\ud83c\\udf89 b\"\nstatus: todo\nlabels: [\"\\uD83D\\uDE00\", \"b\", c]")
    #expect(task?.title == "a 🎉 b")
    #expect(task?.labels == ["😀", "b", "c"])
    #expect(try await self.task("title: a \\ud83c\\udf89\nstatus: todo")?.title == "a \\ud83c\\udf89")
  }

  @Test(arguments: ["\"\u{FEFF}x\"", "\"\\uFEFFx\"", "'\u{FEFF}x'", "\u{FEFF}x"])
  func aByteOrderMarkInsideAValueStays(_ written: String) async throws {
    let title = try await task("title: \(written)\nstatus: todo")?.title
    #expect(title.map { Array($0.unicodeScalars) } == Array("\u{FEFF}x".unicodeScalars))
  }

  @Test func aTruthValueInQuotesIsSaidToBeOne() async throws {
    #expect(
      try await report(
        Sound.with("-- content/tasks/web/a.md --\n---\ntitle: T\nstatus: todo\nbillable: \"false\"\n---")
      ).contains("a truth value must not be quoted\n"))
  }

  @Test func reservedNamesAreSaidToBeReserved() async throws {
    let task = "---\ntitle: T\nstatus: todo\n---"
    let found = try await report(
      Sound.with(
        "-- content/tasks/web/readme.md --\n\(task)\n-- content/tasks/web/README.md --\nAbout these tasks.\n"
          + "-- content/sprints/current.md --\n---\ntitle: S\nstart: 2027-01-01\nend: 2027-01-02\n---"))
    #expect(
      found == """
        content/sprints/current.md:1:1: error[place]: not read: "current" is a reserved name
          help: rename it, for example to current-2.md
        content/tasks/web/readme.md:1:1: error[place]: not read: "readme" is a reserved name
          help: rename it, for example to readme-2.md
        """)
  }
}
