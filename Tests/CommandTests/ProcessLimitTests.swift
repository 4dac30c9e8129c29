import TestSupport
import Testing

/// A process that may have next to nothing either does its work or says, before it begins, why it does not.
@Suite struct ProcessLimitTests {
  @Test(arguments: [8, 10, 12, 16, 20, 26])
  func fewFilesAreAnErrorBeforeAnythingIsDone(_ limit: Int) {
    let board = Board()
    let outcome = board.shell("ulimit -n \(limit); orchsite task new web X")
    #expect(outcome.code == 2)
    #expect(
      outcome.err.hasPrefix("orchsite: error: too few files may be open at once: there is room for "), "\(outcome.err)")
    #expect(outcome.err.hasSuffix("  help: allow more (ulimit -n 256), or close what the calling process keeps open\n"))
    #expect(board.status == "")
  }

  /// Either it works, or it is refused; with too little for the libraries, the system refuses it.
  @Test(arguments: [60, 96, 100, 105, 110, 120, 150, 200, 250, 300, 350, 400, 500, 600])
  func littleMemoryIsEnoughOrAnError(_ megabytes: Int) {
    let board = Board()
    let outcome = board.shell("ulimit -v \(megabytes * 1_024); orchsite task new web X")
    if outcome.code == 0 {
      #expect(board.folder.text("content/tasks/web/x.md") != nil)
    } else {
      #expect(outcome.code == 2 || outcome.code == 127, "\(outcome.code) \(outcome.err)")
      #expect(
        outcome.err.contains("too little memory may be used: ") || outcome.err.contains("error while loading"),
        "\(outcome.err)")
      #expect(board.status == "")
    }
  }

  @Test func aLimitThatCanBeRaisedIsRaised() {
    let board = Board()
    #expect(board.shell("ulimit -Sn 10; orchsite task new web X").code == 0)
  }

  /// Where no namespace can be made, there is nothing to try.
  @Test func theArgumentsAreThereWithoutProc() {
    let board = Board()
    let outcome = board.shell("unshare -rm sh -c 'umount -l /proc && exec \"$0\" task nope' \(Command.binary); echo $?")
    guard outcome.err.contains("nope") || outcome.out.contains("OVERVIEW") else { return }
    #expect(outcome.out == "64\n")
  }

  @Test func helpNeedsNothing() {
    #expect(Board().shell("ulimit -n 10; orchsite --version").code == 0)
  }
}
