import Content
import Import
import Testing

@Suite struct MendingTests {
  /// What no YAML parser reads, what it becomes, and what the report says.
  @Test(arguments: [
    (
      "title: A\nstatus: Done\nreporter: @ada", "\nreporter: \"@ada\"\n",
      "tasks/task-1 - A.md:4:11 not valid YAML, quoted: reporter: @ada"
    ),
    (
      "title: fix: x # 3\nstatus: Done", "\ntitle: \"fix: x # 3\"\n",
      "tasks/task-1 - A.md:2:11 not valid YAML, quoted: title: fix: x # 3"
    ),
    (
      "title: A\nstatus: Done\nreviewers: [@ada, bo]", "\nreviewers: [\"@ada\", bo]\n",
      "tasks/task-1 - A.md:4:13 not valid YAML, quoted: reviewers: [@ada, bo]"
    ),
    (
      "title: A\nstatus: Done\nreviewers:\n  - @ada\n  - bo", "\nreviewers:\n  - \"@ada\"\n  - bo\n",
      "tasks/task-1 - A.md:5:5 not valid YAML, quoted: - @ada"
    ),
    (
      "title: A\nstatus: Done\nstatus: To Do", "\nx-backlog-status-2: To Do\n",
      "tasks/task-1 - A.md:4:1 the key \"status\" is there twice: the second is now x-backlog-status-2"
    ),
    (
      "title: A\nstatus: Done\nreviewers:\n\t- ada", "\nreviewers:\n  - ada\n",
      "tasks/task-1 - A.md:5:1 tabs that indent, made two spaces each"
    ),
    (
      "title: [WIP] fix\nstatus: Done", "\ntitle: \"[WIP] fix\"\n",
      "tasks/task-1 - A.md:2:14 not valid YAML, quoted: title: [WIP] fix"
    ),
    (
      "title: 'it's'\nstatus: Done", "\ntitle: it's\n", "tasks/task-1 - A.md:2:12 not valid YAML, quoted: title: 'it's'"
    ),
    (
      "title: A\nstatus: Done\nthis is no key\nreporter: ada", "\n# this is no key\n",
      "tasks/task-1 - A.md:4:1 not valid YAML, kept as a comment: this is no key"
    ),
    (
      "title: A\n status: Done", "\nstatus: done\n",
      "tasks/task-1 - A.md:3:2 a line that was indented by mistake, moved to the margin"
    ),
    (
      "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> other\nstatus: Done", "\nx-backlog-title-2: B\n",
      "tasks/task-1 - A.md:2:1 a merge conflict: the first side counts, the second is kept"
    ),
    (
      "title: A\nstatus: Done\npath: \"C:\\dir\"", "\npath: \"C:\\\\dir\"\n",
      "tasks/task-1 - A.md:4:10 not valid YAML, quoted: path: \"C:\\dir\""
    ),
  ])
  func mends(_ yaml: String, _ result: String, _ note: String) async throws {
    let outcome = try await Backlog(task: yaml).imported()
    #expect(outcome.task.contains(result))
    #expect(outcome.task.contains("\nstatus: done\n"))
    #expect(outcome.notes.contains(note), "\(outcome.notes)")
    #expect(try await outcome.problems == [])
  }

  /// What cannot be carried over key by key stands in the body, whole.
  @Test(arguments: [
    "{title: A, status: Done, zeta: 1}", "title: A\nstatus: &s Done\nzeta: *s", "? [a, b]\n: c\ntitle: A\nstatus: Done",
    "title: A\nstatus: Done\ndeep: " + String(repeating: "[", count: 80) + String(repeating: "]", count: 80),
    "a: {\nb: }{\n```\n%% : \"'", "%YAML 1.2", "- a\n- b", "just text", "!!map {title: A}",
    "title: A\nstatus: Done\n...\nrest: 1",
  ])
  func whatCannotBeMendedIsKept(_ yaml: String) async throws {
    let outcome = try await Backlog(task: yaml, body: "Body stays.\n").imported()
    #expect(try await outcome.problems == [])
    #expect(try await outcome.workspace.tasks.count == 1)
    for word in yaml.split(whereSeparator: { " \n[]{},".contains($0) }) where !["Done", "A", "..."].contains(word) {
      #expect(outcome.task.contains(word), "\(word) of \(yaml) is not in \(outcome.task)")
    }
    #expect(outcome.task.hasSuffix("Body stays.\n"))
  }

  @Test func aHugeFrontmatterGoesIntoTheBody() async throws {
    let lines = (0..<40_000).map { "key\($0): value \($0)" }.joined(separator: "\n")
    let outcome = try await Backlog(task: "title: A\n\(lines)", body: "Body\n").imported()
    #expect(try await outcome.problems == [])
    #expect(outcome.task.contains("\nkey39999: value 39999\n"))
    #expect(
      outcome.notes.contains("tasks/task-1 - A.md:1:1 the frontmatter cannot be mended; it stands in the body, whole"))
  }

  @Test func aHugeHeading() async throws {
    let heading = "# " + String(repeating: "word ", count: 200_000)
    let outcome = try await Backlog(["tasks/a.md": heading]).imported()
    #expect(outcome.task.hasSuffix("\n---\n" + heading))
    #expect(try await outcome.problems == [])
  }

  @Test func frontmatterThatIsNeverClosed() async throws {
    let outcome = try await Backlog(["tasks/task-1.md": "---\ntitle: A\nstatus: Done\n\nText\n"]).imported()
    #expect(
      outcome.task
        == "---\ntitle: A\nstatus: done\nx-backlog-id: task-1\nx-backlog-file: tasks/task-1.md\n---\n\nText\n")
    let text = try await Backlog(["tasks/task-1.md": "---\nOnce upon a time\n\n# Heading\n"]).imported()
    #expect(text.task.contains("\ntitle: Heading\n"))
    #expect(text.task.hasSuffix("---\n---\nOnce upon a time\n\n# Heading\n"))
    #expect(try await text.problems == [])
  }

  @Test func blankLinesBeforeTheFrontmatter() async throws {
    let outcome = try await Backlog(["tasks/task-1.md": "\n \n---\ntitle: fix: a\nstatus: Done\n---\nText\n"])
      .imported()
    #expect(outcome.task.contains("\ntitle: \"fix: a\"\n"))
    #expect(outcome.notes.contains("tasks/task-1.md:4:11 not valid YAML, quoted: title: fix: a"))
  }
}

@Suite struct FileTests {
  @Test func withoutFrontmatter() async throws {
    let outcome = try await Backlog([
      "tasks/task-7 - Pay-the-bill.md": "Text only\n", "completed/notes.md": "```\n# code\n```\n\n## Ship it ##\n",
      "docs/a.md": "x", "a.md": "x", "milestones/m-1.md": "x", "assets/x.png": "x", "README.md": "x",
      "archive/milestones/m.md": "x", "tasks/empty.md": "", "tasks/blank.md": " \n\n", "tasks/.hidden": "x",
    ]).imported()
    let fates = outcome.plan
    #expect(fates.fate(of: "tasks/task-7 - Pay-the-bill.md") == "shop/task-7-pay-the-bill todo")
    #expect(fates.fate(of: "completed/notes.md") == "shop/ship-it done")
    #expect(fates.fate(of: "docs/a.md") == "a document, not a task")
    #expect(fates.fate(of: "a.md") == "markdown outside of the task folders")
    #expect(fates.fate(of: "milestones/m-1.md") == "a milestone: sprints need dates")
    #expect(fates.fate(of: "archive/milestones/m.md") == "a milestone: sprints need dates")
    #expect(fates.fate(of: "assets/x.png") == "not markdown")
    #expect(fates.fate(of: "tasks/.hidden") == "not markdown")
    #expect(fates.fate(of: "README.md") == "a readme, not a task")
    #expect(fates.fate(of: "tasks/empty.md") == "the file is empty")
    #expect(fates.fate(of: "tasks/blank.md") == "nothing but blanks")
    #expect(try await outcome.problems == [])
  }

  @Test func bytesThatAreNotUTF8() async throws {
    var backlog = Backlog()
    let text =
      Array("---\ntitle: Caf".utf8) + [0xE9] + Array("\nstatus: Done\n---\nna".utf8) + [0xEF] + Array("ve — ok ".utf8)
    backlog.files["tasks/a.md"] = text + [0x80]
    backlog.files["tasks/b.md"] =
      [0xEF, 0xBB, 0xBF] + Array("---\r\ntitle: B\r\nstatus: Done\r\nown: 1\r\n---\r\nText\r\n".utf8)
    backlog.files["tasks/c.md"] =
      [0xFF, 0xFE]
      + Array("---\ntitle: Ü\nstatus: Done\n---\nText\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    backlog.files["tasks/d.md"] = Array("---\rtitle: D\rstatus: Done\r---\rText\r".utf8)
    backlog.files["tasks/e.md"] = [0x2D, 0x00, 0x41]
    let outcome = try await backlog.imported()
    #expect(
      outcome.text("content/tasks/shop/cafe.md")
        == "---\ntitle: Café\nstatus: done\nx-backlog-file: tasks/a.md\n---\nnaïve — ok €")
    #expect(
      outcome.text("content/tasks/shop/b.md")
        == "---\r\ntitle: B\r\nstatus: done\r\nx-backlog-file: tasks/b.md\r\nown: 1\r\n---\r\nText\r\n")
    #expect(
      outcome.text("content/tasks/shop/ue.md") == "---\ntitle: Ü\nstatus: done\nx-backlog-file: tasks/c.md\n---\nText\n"
    )
    #expect(
      outcome.text("content/tasks/shop/d.md") == "---\ntitle: D\nstatus: done\nx-backlog-file: tasks/d.md\n---\nText\n")
    #expect(outcome.plan.fate(of: "tasks/e.md") == "a NUL byte: this is not text")
    #expect(
      outcome.notes.filter { !$0.contains("title") } == [
        "tasks/a.md 3 bytes are not UTF-8, read as Windows-1252", "tasks/b.md a byte order mark, left out",
        "tasks/c.md UTF-16, made UTF-8", "tasks/d.md lines ended with CR alone, now with LF",
      ])
    #expect(try await outcome.problems == [])
  }

  @Test func conflictsInTheText() async throws {
    let body = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"
    let outcome = try await Backlog(task: "title: A\nstatus: Done", body: body).imported()
    #expect(outcome.task.hasSuffix("a\n <<<<<<< HEAD\nb\n=======\nc\n >>>>>>> other\n"))
    #expect(
      outcome.notes == ["tasks/task-1 - A.md:6:1 a merge conflict in the text: its marks are kept behind a space"])
    #expect(try await outcome.problems == [])
  }

  @Test func names() async throws {
    let long = "A very long title that goes on and on and will not fit into any slug of sixty characters"
    let outcome = try await Backlog([
      "tasks/task-1.md": "---\nid: task-1\ntitle: \(long)\n---\n",
      "tasks/task-2 - x.md": "---\nid: TASK-0002\ntitle: Ünïcode ß\n---\n",
      "tasks/task-3 - 日本語.md": "---\nid: task-3\ntitle: 日本語\n---\n", "tasks/日本.md": "---\ntitle: 日本\n---\n",
      "tasks/readme-note.md": "---\ntitle: Readme\n---\n",
      "tasks/task-4.1.2 - sub.md": "---\nid: task-4.1.2\ntitle: Sub\n---\n",
      "tasks/Task-5 - A.md": "---\ntitle: A\n---\n", "tasks/task-5 - A.md": "---\ntitle: A\n---\n",
      "tasks/task-5 - a.md": "---\ntitle: a\n---\n", "tasks/a \"b\"\n..c.md": "---\ntitle: \"quote \\\" line\"\n---\n",
      "tasks/task-9 - B.md": "---\nid: task-8\ntitle: B\n---\n",
    ]).imported()
    func slug(_ path: String) -> String { outcome.plan.fate(of: path) }
    #expect(slug("tasks/task-1.md") == "shop/task-1-a-very-long-title-that-goes-on-and-on-and-will-not todo")
    #expect(slug("tasks/task-2 - x.md") == "shop/task-0002-uenicode-ss todo")
    #expect(slug("tasks/task-3 - 日本語.md") == "shop/task-3 todo")
    #expect(slug("tasks/日本.md").hasPrefix("shop/task-"))
    #expect(slug("tasks/readme-note.md") == "shop/readme-2 todo")
    #expect(slug("tasks/task-4.1.2 - sub.md") == "shop/task-4-1-2-sub todo")
    #expect(slug("tasks/Task-5 - A.md") == "shop/task-5-a todo")
    #expect(slug("tasks/task-5 - A.md") == "shop/task-5-a-2 todo")
    #expect(slug("tasks/task-5 - a.md") == "shop/task-5-a-3 todo")
    #expect(slug("tasks/a \"b\"\n..c.md") == "shop/quote-line todo")
    #expect(
      outcome.text("content/tasks/shop/quote-line.md")?.contains("x-backlog-file: \"tasks/a \\\"b\\\"\\n..c.md\"\n")
        == true)
    #expect(outcome.notes.contains("tasks/task-9 - B.md the id is task-8, the file's name says task-9"))
    #expect(outcome.plan.files.count == 11 + 2)
    #expect(try await outcome.problems == [])
  }

  /// Two names that are one string to Swift, composed in two ways.
  @Test func namesThatDifferInBytesOnly() async throws {
    let text = Array("---\ntitle: A\n---\n".utf8)
    let folder = BacklogFolder(
      name: "b", files: ["tasks/e\u{301}.md", "tasks/\u{E9}.md"].map { .init(path: $0, content: .bytes(text)) })
    let options = ImportPlan.Options(
      repo: "shop", project: "A", repoPath: "none", sourceFolder: nil, asOf: Backlog.moment)
    let target = try await ImportTarget(.inMemory([:]), repo: "shop")
    let outcome = Backlog.Outcome(plan: try await ImportPlan(of: folder, into: target, options))
    #expect(outcome.content.keys.sorted().suffix(2) == ["content/tasks/shop/a-2.md", "content/tasks/shop/a.md"])
    let again = try await ImportTarget(.inMemory(bytes: outcome.content), repo: "shop")
    #expect(try await ImportPlan(of: folder, into: again, options).isEmpty)
  }

  @Test func aNameThatIsTaken() async throws {
    let before = [
      "content/index.md": "---\nproject: A\n---\n",
      "content/tasks/shop/task-1-a.md": "---\ntitle: Mine\nstatus: todo\n---\n",
    ]
    let plan = try await Backlog(task: "title: A").plan(into: before.mapValues { Array($0.utf8) })
    #expect(plan.fate(of: "tasks/task-1 - A.md") == "shop/task-1-a-2 todo")
  }
}
