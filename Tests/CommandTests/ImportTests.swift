import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct ImportCommandTests {
  private static let backlog = [
    "backlog/config.yml": "project_name: Olive\nstatuses: [To Do, In Progress, Done]\n",
    "backlog/tasks/task-1 - First.md":
      "---\nid: task-1\ntitle: First\nstatus: In Progress\nassignee: @ada\nordinal: 10\n---\nSee [it](../docs/a.md)\n",
    "backlog/tasks/task-2 - Second.md":
      "---\nid: task-2\ntitle: Second\nstatus: ✔ Done\ndependencies: [task-1, task-9]\n---\n- [x] a\n- [ ] b\n",
    "backlog/decisions/decision-1 - Why.md": "---\ntitle: Why\ndate: 2026-01-05\n---\n", "backlog/docs/a.md": "doc\n",
    "backlog/readme.md": "hello\n",
  ]

  /// A folder without a workspace.
  private static func empty(_ files: [String: String] = backlog) -> Board {
    let none = Dictionary(uniqueKeysWithValues: Board.small.keys.map { ($0, "") })
    return Board(none.merging(files) { $1 }, isRepository: false)
  }

  @Test func intoNothing() {
    let board = Self.empty()
    let before = board.folder.picture(of: "backlog")
    let outcome = board.run("import", "backlog")
    #expect(
      outcome.err == """
        made a workspace in \(board.folder.path)
        orchsite: warning: written, but not committed: not in a git repository
          help: git init makes one; auto_commit: none in content/index.md keeps this quiet

        """)
    #expect(
      outcome.out == """
        backlog: 6 files
          tasks              2   1 in-progress, 1 done
          decisions          1
          not imported       3   named below

        Not imported: a document, not a task (1):
          docs/a.md

        Not imported: a readme, not a task (1):
          readme.md

        Not imported: the configuration: its name and statuses were used (1):
          config.yml

        Statuses that were translated (1):
          "✔ Done" → done: 1 task

        Mended (1):
          tasks/task-1 - First.md:5:11: not valid YAML, quoted: assignee: @ada

        Dependencies that are only noted (1):
          tasks/task-2 - Second.md: depends on task-9, which is not there

        Links that lead elsewhere now (1):
          tasks/task-1 - First.md:8: ../docs/a.md → ../../../backlog/docs/a.md

        5 files in content/; look at them

        """)
    #expect(outcome.code == 0)
    #expect(
      board["content/tasks/olive/task-2-second.md"] == """
        ---
        title: Second
        status: done
        x-backlog-id: task-2
        x-backlog-file: tasks/task-2 - Second.md
        x-backlog-status: ✔ Done
        x-backlog-dependencies: [task-9]
        depends_on: [task-1-first]
        ---
        - [x] a
        - [ ] b

        """)
    #expect(board["content/index.md"] == "---\nproject: Olive\ncustom_fields: [ordinal]\n---\n")
    #expect(board.run("check", "--strict").out == "")
    #expect(board.run("build").code == 0)
    #expect(board.folder.picture(of: "backlog") == before)

    let content = board.folder.picture(of: "content")
    let again = board.run("import", "backlog")
    #expect(again.code == 0)
    #expect(again.out.hasSuffix("\nnothing to do: nothing was written\n"))
    #expect(again.out.contains("  known              3   imported before, left as they are\n"))
    #expect(board.folder.picture(of: "content") == content)
  }

  @Test func intoAWorkspace() {
    let board = Board(Self.backlog)
    let outcome = board.run("import", ".", "--repo", "backend")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.out.hasPrefix("./backlog: 6 files\n"))
    #expect(outcome.out.hasSuffix("\n3 files, 1 changed in content/; look at them\n"))
    #expect(
      board["content/index.md"]
        == "---\nproject: Juniper Shop\nauto_commit: updates\ncustom_fields: [ticket, ordinal]\n---\n")
    #expect(board.run("check").code == 0)
    // What auto_commit covers is committed, the rest is left.
    #expect(board.log.hasPrefix("chore(content): import ./backlog\nA content/decisions/2026-01-05-why.md"))
    #expect(board.status.contains("?? content/tasks/backend/task-1-first.md"))
    #expect(board.litter == [])
  }

  @Test func dryRun() {
    let board = Self.empty()
    let before = board.folder.picture()
    let outcome = board.run("import", "backlog", "--dry-run")
    #expect(outcome.code == 0)
    #expect(outcome.err == "")
    #expect(outcome.out.hasSuffix("\n5 files would be written\ndry run: nothing was written\n"))
    #expect(board.folder.picture() == before)
  }

  @Test func json() throws {
    let board = Self.empty()
    let outcome = board.run("import", "backlog", "--json")
    let answer = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(answer?["schema"] as? Int == 1)
    #expect(answer?["kind"] as? String == "import")
    #expect(
      answer?["counts"] as? [String: Int] == [
        "files": 6, "tasks": 2, "decisions": 1, "known": 0, "not_imported": 3, "unreadable": 0,
      ])
    let files = answer?["files"] as? [[String: Any]] ?? []
    #expect(
      files.compactMap { $0["path"] as? String } == [
        "config.yml", "decisions/decision-1 - Why.md", "docs/a.md", "readme.md", "tasks/task-1 - First.md",
        "tasks/task-2 - Second.md",
      ])
    #expect(files.last?["task"] as? String == "olive/task-2-second")
    #expect(files.last?["original_status"] as? String == "✔ Done")
    #expect((files[4]["notes"] as? [[String: Any]])?.first?["line"] as? Int == 5)
  }

  @Test func whatIsNotABacklog() {
    let board = Self.empty(["other/a.md": "x", "file": "x"])
    let none = board.run("import", "other")
    #expect(none.code == 1)
    #expect(
      none.err == """
        orchsite: error: there is nothing to import in other: no backlog, no sprint board, no invoices, no reports
          help: name a folder that holds tasks/, a project that has one in backlog/ or .backlog/, or SPRINT_BOARD.md itself

        """)
    #expect(
      board.run("import", "gone")
        == Outcome(code: 2, out: "", err: "orchsite: error: cannot list gone: no such file or directory\n"))
    #expect(board.run("import", "file").err.contains("nothing in file can be imported"))
    #expect(board.run("import", "other", "--repo", "No Slug").code == 64)
    #expect(board["content/index.md"] == nil)
  }

  @Test func linksPipesAndWhatCannotBeRead() {
    let board = Self.empty()
    board.folder.put("---\ntitle: Secret\n---\n", at: "secret.md")
    board.folder.makeFolder("backlog/tasks/locked")
    board.folder.link("backlog/tasks/link.md", to: board.folder("secret.md"))
    board.folder.link("backlog/completed", to: board.folder.path)
    mkfifo(board.folder("backlog/tasks/pipe.md"), 0o600)
    let bad = board.folder("backlog/tasks/") + "x"
    _ = bad.withCString { base in
      var name = Array(UnsafeBufferPointer(start: base, count: strlen(base))) + [CChar(bitPattern: 0xFF)]
      name += [CChar](".md".utf8CString)
      return creat(name, 0o600)
    }
    let outcome = board.run("import", "backlog")
    #expect(outcome.code == 1)
    #expect(outcome.out.contains("\nCould not be read (1):\n  tasks/x\u{FFFD}.md: the name is not UTF-8\n"))
    #expect(
      outcome.out.contains("\nNot imported: a symbolic link: never followed (2):\n  completed\n  tasks/link.md\n"))
    #expect(outcome.out.contains("\nNot imported: not a regular file (1):\n  tasks/pipe.md\n"))
    #expect(!(board["content/tasks/olive/secret.md"] != nil))
    #expect(board.run("check").code == 0)
  }

  /// Killed at any moment: importing again makes the same of it as one import does.
  @Test func killedAndRunAgain() {
    var files = Self.backlog
    for number in 10..<600 {
      files["backlog/tasks/task-\(number) - Same.md"] =
        "---\nid: task-\(number % 50)\ntitle: Same\nstatus: To Do\ndependencies: [task-\(number + 1)]\nk\(number): 1\n---\n"
    }
    let whole = Self.empty(files)
    #expect(whole.run("import", "backlog").code == 0)
    let board = Self.empty(files)
    for round in 0..<3 {
      let command = board.start(["import", "backlog"])
      // Some progress each time, however fast the machine is.
      let target = 80 * (round + 1)
      while board.taskCount < target, board.isRunning(command) { usleep(200) }
      command.kill()
      _ = command.outcome()
    }
    #expect(board.run("import", "backlog").code == 0)
    #expect(board.contents == whole.contents)
    #expect(board.litter == [])
  }

  @Test func nowhereToWrite() {
    let board = Board(Self.backlog)
    // A file where the folder of tasks should be: what no permission of root's gets around.
    board.folder.put("in the way", at: "content/tasks/olive")
    let outcome = board.run("import", "backlog")
    #expect(outcome.code == 2)
    #expect(outcome.err.contains("cannot make folder"))
    board.folder.remove("content/tasks/olive")
    #expect(board.run("import", "backlog").code == 0)
    #expect(board.run("check").code == 0)
  }
}

extension Board {
  fileprivate var taskCount: Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder("content/tasks/olive"))) ?? [])
      .count { $0.hasSuffix(".md") }
  }

  fileprivate func isRunning(_ command: Command) -> Bool { command.isRunning }

  /// Paths below `content/` with what the files hold.
  fileprivate var contents: [String: String] {
    var contents: [String: String] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: folder("content")) ?? .init() {
      contents[path] = folder.text("content/\(path)")
    }
    return contents
  }
}
