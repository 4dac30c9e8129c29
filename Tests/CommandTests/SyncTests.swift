import Foundation
import TestSupport
import Testing

/// What only the binary has: the environment, exit codes, and the sync behind another verb's answer.
@Suite struct SyncCommandTests {
  private func board(_ keys: String = "") -> Board {
    let board = Board(["content/index.md": "---\nproject: Shop\n\(keys)---\n"])
    _ = board.shell(
      """
      git init --quiet --bare .home/origin.git && git remote add origin .home/origin.git
      git push --quiet --set-upstream origin main
      """)
    return board
  }

  private func remote(_ board: Board) -> String { board.git("rev-parse", "main", in: ".home/origin.git") }

  @Test func exitCodes() {
    let board = board()
    board.run("task", "move", "web/basket", "todo")
    #expect(
      board.run("sync", "--dry-run").out == "would go out: 1 commit, to origin/main\ndry run: nothing was written\n")
    #expect(board.run("sync") == Outcome(code: 0, out: "went out: 1 commit, to origin/main\n", err: ""))
    #expect(board.run("sync") == Outcome(code: 0, out: "main is as origin/main\n", err: ""))
    _ = board.shell("git init --quiet web; git -C web remote add origin /nowhere; echo /web/ >> .git/info/exclude")
    let part = board.run("sync")
    #expect(part.code == 1 && part.out == "main is as origin/main\n")
    #expect(
      part.err
        == "orchsite: warning: web: origin could not be fetched: '/nowhere' does not appear to be a git repository; Could not read from remote repository.\n"
    )
    board.git("remote", "set-url", "origin", "/nowhere")
    #expect(board.run("sync").code == 2)
    board.git("switch", "--quiet", "--detach")
    #expect(board.run("sync").code == 1)
  }

  @Test func behindEachVerbThatCommits() {
    let board = board("sync: auto\n")
    #expect(board.run("task", "move", "web/basket", "todo").err == "")
    #expect(remote(board) == board.git("rev-parse", "HEAD"))
    board.folder.put("#!/bin/sh\necho called >> .home/calls\n", at: ".git/hooks/pre-push")
    _ = board.shell("chmod +x .git/hooks/pre-push")
    // Nothing was committed, so nothing is asked.
    board.run("task", "move", "web/basket", "todo")
    board.run("task", "move", "web/basket", "review", "--dry-run")
    #expect(board[".home/calls"] == nil)
    board.git("remote", "set-url", "origin", "/nowhere")
    let away = board.run("task", "move", "web/basket", "review", "--json")
    #expect(away.code == 0 && away.out.hasPrefix("{"))
    #expect(
      away.err
        == "orchsite: warning: not synced: origin of home could not be reached: '/nowhere' does not appear to be a git repository; Could not read from remote repository.\n"
    )
  }

  @Test(arguments: [
    ("bertha", "machine: bertha"), ("  two  words ", "machine: two words"),
    ("a\nb: c\u{1B}[31m\u{202E}", "machine: \"ab: c[31m\""),
    ("localhost", nil), ("\u{7}", nil),
    (String(repeating: "x", count: 300), "machine: \(String(repeating: "x", count: 64))"),
  ])
  func theNameOfTheMachine(_ name: String, _ line: String?) {
    let board = Board()
    board.run("task", "move", "web/basket", "todo", environment: ["ORCHSITE_MACHINE": name])
    let update = board.newestUpdate(of: "web/basket")
    #expect(update?.split(separator: "\n").first { $0.hasPrefix("machine:") }.map(String.init) == line)
  }

  @Test func pushingBehindAReport() {
    let board = Board(["content/repos/web.md": "---\ntitle: Web\n---\n"])
    _ = board.shell(
      """
      git init --quiet web; git -C web commit --quiet --allow-empty -m first; git -C web branch develop
      git init --quiet --bare .home/web.git; git -C web remote add origin ../.home/web.git; echo /web/ >> .git/info/exclude
      orchsite worker start web new-one > /dev/null; git -C .worktrees/web/new-one commit --quiet --allow-empty -m one
      """)
    let dry = board.run("report", "web/new-one", "-d", "x", "--push", "--dry-run")
    #expect(dry.out.hasSuffix("\nwould push feature/new-one to origin\ndry run: nothing was written\n"))
    let pushed = board.run("report", "web/new-one", "-d", "x", "--push")
    #expect(pushed.code == 0 && pushed.out.hasSuffix("\npushed feature/new-one to origin\n"), "\(pushed.err)")
    #expect(board.git("rev-parse", "--abbrev-ref", "feature/new-one@{upstream}", in: "web") == "origin/feature/new-one")
    board.folder.put("x", at: ".worktrees/web/new-one/x")
    _ = board.shell("cd .worktrees/web/new-one; git add .; git commit --quiet -m two; rm -rf ../../../.home/web.git")
    let away = board.run("done", "web/new-one", "--push")
    #expect(away.code == 0 && away.out.contains("ready to merge"))
    #expect(away.err.contains("warning: not pushed: feature/new-one: git push failed with status 128"))
    #expect(away.err.contains("help: git -C \(board.folder("web")) push origin feature/new-one\n"))
    let blocked = board.run("blocked", "why?", "--task", "web/basket", "--push")
    #expect(blocked.code == 0)
    #expect(blocked.err.contains("warning: not pushed: web has no branch feature/basket"))
  }
}
