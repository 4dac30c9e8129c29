import TestSupport
import Testing

/// Answers that nobody gets, and arguments that the parser would misunderstand.
@Suite struct LostOutputTests {
  @Test(arguments: [
    "task list", "task list --json", "task show backend/search --json", "check", "check --json", "build --json",
    "--help",
    "--version", "task move backend/search done", "task new web Title", "help task",
  ])
  func aFullDeviceIsAnError(_ verb: String) {
    let outcome = Board().shell("orchsite \(verb) > /dev/full; echo \"code $?\" >&2")
    #expect(outcome.err.contains("the answer could not be written: No space left on device\n"), "\(outcome.err)")
    #expect(outcome.err.contains("code 2\n"))
  }

  @Test func whatWasDoneIsDoneThoughItsAnswerIsLost() {
    let board = Board()
    _ = board.shell("orchsite task move backend/search done > /dev/full")
    #expect(board["content/tasks/backend/search.md"]?.contains("status: done") == true)
  }

  @Test(arguments: [
    ["task", "new", "web", "-fix the header"], ["task", "unblock", "backend/refund-api", "-he said"],
    ["task", "new", "web", "--help=x"], ["task", "new", "web", "-h=x"], ["task", "new", "web", "- the header"],
    ["task", "move", "backend/search", "done", "-m", "-h is wrong"],
  ])
  func aTextWithADashIsNoWishForHelp(arguments: [String]) {
    let board = Board()
    let outcome = board.start(arguments).outcome()
    #expect(outcome.code == 64)
    #expect(outcome.out == "")
    #expect(outcome.err.contains("write -- in front of it"))
    #expect(board.status == "")
  }

  @Test func behindTwoDashesItIsTaken() {
    let board = Board()
    #expect(board.run("task", "new", "web", "--", "-fix the header").code == 0)
    #expect(board["content/tasks/web/fix-the-header.md"]?.contains("title: \"-fix the header\"") == true)
  }

  @Test func helpForWhatIsNotThereIsAMistake() {
    let board = Board()
    for words in [["help", "nope"], ["nope", "--help"], ["task", "nope", "-h"]] {
      #expect(board.start(words).outcome().code == 64, "\(words)")
    }
    for words in [["help", "help"], ["task", "move", "--help"], ["task", "show", "web/nope", "--help"]] {
      #expect(board.start(words).outcome().code == 0, "\(words)")
    }
    #expect(Board().run("help", "task", "shwo").err.contains("did you mean show?"))
    #expect(Board().run("help", "task", "show").code == 0)
    #expect(Board().run("help", "build").code == 0)
  }

  @Test func withoutATerminalAnAnswerHasToBeGiven() {
    let board = Board()
    let outcome = board.run("task", "unblock", "backend/refund-api")
    #expect(outcome.code == 64)
    #expect(outcome.err.contains("help: orchsite task unblock backend/refund-api \"what the worker has to know\"\n"))
    #expect(board.status == "")
  }

  @Test func aTextThatNoRecordCanHoldIsNotWritten() {
    let board = Board()
    let outcome = board.shell("head -c 4500000 /dev/zero | tr '\\0' q | orchsite task new web Big --body-file -")
    #expect(outcome.code == 1)
    #expect(
      outcome.err == """
        orchsite: error: the text has more than 4194304 bytes
          help: no record may have more; split it

        """)
    #expect(board.status == "")
  }

  @Test func whatWasTypedIsShownWithoutItsControlCharacters() {
    let outcome = Board().run("check", "--\u{1B}[31mred\u{202E}")
    #expect(outcome.code == 64)
    #expect(!outcome.err.unicodeScalars.contains("\u{1B}"))
    #expect(!outcome.err.unicodeScalars.contains("\u{202E}"))
  }
}
