import Foundation
import TestSupport
import Testing

/// The whole interface: what every verb answers when it is asked wrongly, and what it is called.
@Suite struct CommandLineTests {
  @Test func versionIsOneWord() {
    #expect(Board().run("--version") == Outcome(code: 0, out: "0.1.0\n", err: ""))
  }

  @Test func helpNamesEveryVerb() {
    let help = Board().run("--help")
    #expect(help.code == 0)
    #expect(help.err == "")
    for verb in ["build", "check", "task", "sprint", "decision", "client", "templates"] {
      #expect(help.out.contains("\n  \(verb) "), "\(verb)")
    }
    let task = Board().run("task", "--help")
    for verb in ["list", "show", "new", "move", "set", "accept", "unblock"] {
      #expect(task.out.contains("\n  \(verb) "), "\(verb)")
    }
  }

  @Test func helpFitsATerminal() {
    let board = Board(isRepository: false)
    let verbs = [
      "", "build", "check", "task", "task list", "task show", "task new", "task move", "task set", "task accept",
      "task unblock", "sprint", "sprint new", "sprint close", "decision new", "client new", "templates eject",
    ]
    // All at once; the folder lives until the last of them has ended.
    let helps = verbs.map { verb in board.start(verb.split(separator: " ").map(String.init) + ["--help"]) }
    for (verb, help) in zip(verbs, helps.map { $0.outcome() }) {
      #expect(help.code == 0, "\(verb): \(help.err)")
      #expect(help.out.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(verb)")
    }
    withExtendedLifetime(board) {}
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScriptsNameTheVerbs(shell: String) {
    let script = Board().run("--generate-completion-script", shell)
    #expect(script.code == 0)
    #expect(script.err == "")
    for verb in ["build", "check", "task", "unblock", "eject"] { #expect(script.out.contains(verb), "\(verb)") }
  }

  @Test(.enabled(if: hasBash)) func namesCompleteInBash() {
    let board = Board()
    func complete(_ words: String..., in path: String = "", environment: [String: String] = [:]) -> String {
      let script = """
        orchsite() { "$BINARY" "$@"; }
        source /dev/stdin <<<"$(orchsite --generate-completion-script bash)"
        COMP_WORDS=(orchsite "$@"); COMP_CWORD=$#; COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
        _orchsite orchsite "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[*]}"
        """
      let variables = board.environment.merging(environment) { $1 }.merging(["BINARY": Command.binary]) { $1 }
      return Command(
        ["bash", "-c", script, "bash"] + words, in: board.folder(path), environment: variables
      ).outcome().out
    }
    #expect(complete("task", "sh") == "show\n")
    #expect(complete("task", "show", "backend/") == "backend/refund-api backend/search\n")
    #expect(complete("task", "move", "backend/r", in: "content/tasks") == "backend/refund-api\n")
    #expect(complete("task", "move", "web/basket", "re") == "review\n")
    #expect(complete("task", "list", "--repo", "") == "backend web\n")
    #expect(complete("sprint", "close", "sprint-1", "--into", "sprint") == "sprint-1 sprint-2\n")
    #expect(complete("task", "show", "w", in: "..") == "\n")
    let home = board.folder.path
    #expect(complete("task", "show", "w", in: "..", environment: ["ORCHSITE_HOME": home]) == "web/basket\n")
    #expect(complete("task", "show", "-C", home, "w", in: "..") == "web/basket\n")
    #expect(complete("task", "show", "--home", home, "w", in: "..") == "web/basket\n")
  }

  private static let hasBash = FileManager.default.isExecutableFile(atPath: "/bin/bash")

  @Test func usageErrorsEndWith64AndChangeNothing() {
    let board = Board()
    let calls = [
      ["chekc"], ["check", "--frmat", "json"], ["check", "--format", "xml"], ["build", "--threads", "0"],
      ["build", "--threads", "many"], ["task", "show"], ["task", "move", "backend/search"],
      ["task", "move", "backend/search", "doing"], ["task", "set", "backend/search"],
      ["task", "set", "backend/search", "priority"], ["task", "set", "backend/search", "=high"],
      ["task", "list", "--as-of", "yesterday"], ["task", "move", "backend/search", "done", "--at", "2026-13-01"],
      ["sprint", "new", "Sprint 3", "--start", "2026-02-01", "--end", "2026-02-10"],
      ["sprint", "new", "sprint-3", "--start", "2026-02-10", "--end", "2026-02-01"],
      ["sprint", "new", "sprint-3", "--start", "2026-02-30", "--end", "2026-03-01"],
      ["client", "new", "ACME", "--name", "Acme", "--country", "AT"],
      ["task", "new", "backend/Search", "Search"], ["task", "new", "backend", "!!!"],
      ["decision", "new", "…"],
    ]
    for (call, outcome) in zip(calls, calls.map { board.start($0) }.map { $0.outcome() }) {
      #expect(outcome.code == 64, "\(call)")
      #expect(outcome.out == "", "\(call)")
      #expect(outcome.err != "", "\(call)")
    }
    #expect(board.status == "")
  }

  @Test func usageTextsSayWhatToDo() {
    let board = Board()
    #expect(
      board.run("task", "new", "backend", "!!!").err == """
        orchsite: error: no name can be made from this title
          help: give one: orchsite task new backend/NAME …

        """)
    #expect(
      board.run("task", "set", "backend/search", "titel=x").err == """
        orchsite: error: a task has no key "titel"
          help: did you mean title?

        """)
    #expect(
      board.run("task", "set", "backend/search", "status=done").err == """
        orchsite: error: set does not change a status
          help: orchsite task move REPO/TASK STATUS does, and records it

        """)
    #expect(
      board.run("check", environment: ["SOURCE_DATE_EPOCH": "today"]).err
        == "orchsite: error: SOURCE_DATE_EPOCH is \"today\", not a number of seconds\n")
  }
}
