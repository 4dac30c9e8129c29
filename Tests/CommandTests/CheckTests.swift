import Foundation
import TestSupport
import Testing

@Suite struct CheckTests {
  private static let wrong = [
    "content/tasks/backend/search.md": "---\ntitle: Search\nstatus: doing\nsprnt: sprint-1\n---\n",
    "content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: done\nowner: kim\n---\n",
  ]
  private static let asOf = ["--as-of", "2026-01-07"]

  private func check(_ board: Board, _ options: String..., environment: [String: String] = [:]) -> Outcome {
    board.start(["check"] + Self.asOf + options, environment: environment).outcome()
  }

  @Test func nothingWrong() {
    #expect(check(Board()) == Outcome(code: 0, out: "", err: "no problems\n"))
    #expect(check(Board(), "--strict").code == 0)
  }

  @Test func problemsGoToOutputAndTheirCountToError() {
    let outcome = check(Board(Self.wrong))
    #expect(
      outcome.out == """
        content/tasks/backend/search.md:3:9: error[status]: unknown status "doing"
          3 | status: doing
            |         ^^^^^
          help: one of todo, in-progress, review, done, cancelled
        content/tasks/backend/search.md:4:1: warning[key]: unknown key "sprnt"
          4 | sprnt: sprint-1
            | ^^^^^
          help: did you mean sprint?
        content/tasks/web/basket.md:4:1: warning[key]: unknown key "owner"
          4 | owner: kim
            | ^^^^^
          help: name it in custom_fields of index.md, begin it with x-, or delete it

        """)
    #expect(outcome.err == "1 error, 2 warnings\n")
    #expect(outcome.code == 1)
  }

  @Test func invoicesAreReadToo() {
    let board = Board(["content/invoices/I-1.md": "---\ndocument: {kind: bill}\n---\n"])
    for verb in ["check", "build"] {
      let outcome = board.start([verb] + Self.asOf).outcome()
      #expect(outcome.code == 1)
      let text = verb == "check" ? outcome.out : outcome.err
      #expect(text.contains("content/invoices/I-1.md:2:18: error[kind]: unknown kind \"bill\"\n"))
      #expect(text.contains("content/invoices/I-1.md:2:1: error[missing]: the key \"document.totals\" is missing\n"))
    }
  }

  @Test func warningsCountOnlyWithStrict() {
    let board = Board(["content/tasks/web/basket.md": Self.wrong["content/tasks/web/basket.md"] ?? ""])
    #expect(check(board).code == 0)
    #expect(check(board).err == "1 warning\n")
    let strict = check(board, "--strict")
    #expect(strict.code == 1)
    #expect(strict.err == "1 error\n")
    #expect(strict.out.contains("error[key]"))
  }

  @Test func json() throws {
    let board = Board(Self.wrong)
    let outcome = check(board, "--format", "json")
    #expect(outcome.code == 1)
    #expect(outcome.err == "")
    #expect(outcome == check(board, "--json"))
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
    #expect(answer["schema"] as? Int == 1)
    #expect(answer["kind"] as? String == "check")
    #expect(answer["errors"] as? Int == 1)
    #expect(answer["warnings"] as? Int == 2)
    let first = try #require((answer["diagnostics"] as? [[String: Any]])?.first)
    #expect(first["path"] as? String == "content/tasks/backend/search.md")
    #expect(first["line"] as? Int == 3)
    #expect(first["column"] as? Int == 9)
    #expect(first["code"] as? String == "status")
    #expect(first["severity"] as? String == "error")
    #expect(first["help"] as? String == "one of todo, in-progress, review, done, cancelled")
    #expect(
      check(Board(), "--json").out == """
        {
          "schema": 1,
          "kind": "check",
          "errors": 0,
          "warnings": 0,
          "diagnostics": []
        }

        """)
  }

  @Test func gitHubAnnotations() {
    let outcome = check(Board(Self.wrong), "--format", "github")
    #expect(outcome.err == "")
    #expect(
      outcome.out.split(separator: "\n").first.map(String.init)
        == "::error file=content/tasks/backend/search.md,line=3,col=9,title=status::"
        + "unknown status \"doing\"%0Aone of todo, in-progress, review, done, cancelled")
    #expect(outcome.out.split(separator: "\n").count == 3)
  }

  /// `script` (util-linux) gives a process a terminal.
  private static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

  @Test(.enabled(if: hasScript)) func aTerminalGetsTwentyProblemsAndColours() {
    var files: [String: String] = [:]
    for number in 10..<33 {
      files["content/tasks/web/t\(number).md"] = "---\ntitle: T\nstatus: doing\n---\n"
    }
    let board = Board(files)
    func onTerminal(_ options: String, _ variables: String = "TERM=xterm") -> Outcome {
      board.shell("script -qec '\(variables) \(Command.binary) check --as-of 2026-01-07 \(options)' /dev/null")
    }
    let first = onTerminal("")
    #expect(first.code == 1)
    #expect(first.out.components(separatedBy: "[status]").count - 1 == 20)
    #expect(first.out.contains("… and 3 errors more; --all shows all\r\n23 errors\r\n"))
    #expect(first.out.contains("\u{1B}[1;31merror[status]:\u{1B}[0m"))
    #expect(onTerminal("--all").out.components(separatedBy: "[status]").count - 1 == 23)
    #expect(!onTerminal("", "TERM=dumb").out.contains("\u{1B}"))
    #expect(!onTerminal("", "TERM=xterm NO_COLOR=1").out.contains("\u{1B}"))
    // Elsewhere all are shown, plain.
    let piped = check(board, environment: ["TERM": "xterm"])
    #expect(piped.out.components(separatedBy: "[status]").count - 1 == 23)
    #expect(!piped.out.contains("\u{1B}"))
  }

  @Test func readingVerbsWriteNothing() {
    let board = Board(Self.wrong.merging(Board.report) { $1 })
    board.folder.put("draft", at: "content/.note.swp")
    let before = board.folder.picture()
    for verb in [
      ["check"], ["check", "--json"], ["task", "list"], ["task", "list", "--json"],
      ["task", "show", "backend/refund-api"], ["task", "show", "backend/refund-api", "--json"], ["--help"],
    ] {
      _ = board.start(verb).outcome()
    }
    #expect(board.folder.picture() == before)
    _ = board.run("build", "--output", board.folder(".home/site"))
    let after = board.folder.picture().filter { !$0.key.hasPrefix(".home") }
    #expect(after == before.filter { !$0.key.hasPrefix(".home") })
  }

  @Test func asOfDecidesWhatIsLate() {
    let board = Board()
    #expect(check(board).out == "")
    let later = board.run("check", "--as-of", "2026-01-20").out
    #expect(later.contains("in-progress, but sprint-1 ended on 2026-01-16"))
    #expect(board.run("check", environment: ["SOURCE_DATE_EPOCH": "1767776400"]).out == "")
    #expect(board.run("check", environment: ["SOURCE_DATE_EPOCH": "1768899600"]).out == later)
  }

  @Test func contentThatIsALinkIsRefused() {
    let board = Board()
    let other = TemporaryFolder()
    other.link("content", to: board.folder("content"))
    let outcome = board.run("check", "--home", other.path)
    #expect(outcome.code == 2)
    #expect(
      outcome.err == """
        home: \(other.path)
        orchsite: error: cannot list \(other.path)/content: it is a symbolic link, not a folder
          help: put the folder itself there, or name its parent with --home DIR

        """)
  }

  @Test func aSettingsFileThatCannotBeReadIsAProblemLikeAnyOther() {
    let outcome = check(Board(["content/index.md": "no frontmatter\n"]))
    #expect(outcome.code == 1)
    #expect(outcome.out.hasPrefix("content/index.md:1:1: error"))
  }
}
