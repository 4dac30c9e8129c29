import Foundation
import Git
import Synchronization
import TestSupport
import Testing

@Suite struct CommitTests {
  let repository = TestRepository()
  var folder: TemporaryFolder { repository.folder }

  @Test func firstCommitOfARepository() async throws {
    folder.put("1", at: "content/a.md")
    let result = try await repository.runner(in: "content").commit(
      paths: ["a.md"], message: "feat: one\n\nBody")
    #expect(result == .committing("a.md"))
    #expect(repository.committed == ["content/a.md"])
    #expect(repository.git("log", "--format=%B") == "feat: one\n\nBody")
    #expect(repository.status == [])
  }

  @Test func commitsOnlyThePathsItIsGiven() async throws {
    repository.commitFirstFile()
    folder.put("changed", at: "first")
    folder.put("staged", at: "staged")
    folder.put("new", at: "content/new.md")
    repository.git("add", "first", "staged")
    _ = try await repository.runner().commit(paths: ["content/new.md"], message: "docs: new")
    #expect(repository.committed == ["content/new.md"])
    #expect(repository.status == ["M  first", "A  staged"])
  }

  @Test func changesAndDeletionsAreCommitted() async throws {
    for name in ["changed", "deleted", "removed"] { folder.put("1", at: name) }
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message=first")
    folder.put("2", at: "changed")
    folder.remove("deleted")
    repository.git("rm", "--quiet", "removed")
    let paths = ["changed", "deleted", "removed", "never-there"]
    _ = try await repository.runner().commit(paths: paths, message: "x")
    #expect(repository.committed == ["changed", "deleted", "removed"])
    #expect(repository.status == [])
  }

  @Test func unchangedPathsAreNothingToCommit() async throws {
    repository.commitFirstFile()
    let head = repository.git("rev-parse", "HEAD")
    for paths in [["first"], ["never-there"], []] {
      folder.put("first\n", at: "first")
      #expect(try await repository.runner().commit(paths: paths, message: "x") == .holding(paths))
    }
    #expect(repository.git("rev-parse", "HEAD") == head)
  }

  @Test(arguments: ["with space", "größe.md", "-dash", "--all", "*", "[a]", ":(top)x", "a\nb", "\"quoted\""])
  func anyNameIsJustAName(_ name: String) async throws {
    folder.put("decoy", at: "a")
    folder.put("1", at: name)
    let result = try await repository.runner().commit(paths: [name], message: "x")
    #expect(result == .committing(name))
    #expect(repository.git("ls-tree", "-z", "--name-only", "HEAD") == name + "\0")
    #expect(repository.git("ls-files", "-z", "--others") == "a\0")
  }

  @Test func manyPathsAreOneCommit() async throws {
    let paths = (0..<1_200).map { "content/task-with-a-rather-long-name-\($0).md" }
    for path in paths { folder.put("1", at: path) }
    _ = try await repository.runner().commit(paths: paths, message: "x")
    #expect(repository.committed.count == paths.count)
    #expect(repository.git("rev-list", "--count", "HEAD") == "1")
  }

  /// Above some hundred paths the commit is made in another way, and nobody can tell.
  @Test func manyEditsDeletionsAndNewFilesAreOneCommitBesideWhatIsStaged() async throws {
    let paths = (0..<600).map { "content/task-\($0).md" }
    for path in paths.dropFirst(10) { folder.put("1", at: path) }
    folder.put("*.log\n", at: ".gitignore")
    for name in ["first", "staged", "edited"] { folder.put("1", at: name) }
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message=first")
    for name in ["staged", "edited", "new"] { folder.put("2", at: name) }
    repository.git("add", "staged", "new")
    repository.git("rm", "--quiet", "first")
    for path in paths.dropLast(10) { folder.put("2", at: path) }
    for path in paths.suffix(10) { folder.remove(path) }
    folder.put("x", at: "content/x.log")
    repository.script("git diff --cached --name-only | wc -l > hook", at: ".git/hooks/pre-commit")
    folder.put("/hook\n", at: ".git/info/exclude")
    let result = try await repository.runner(in: "content").commit(
      paths: paths.map { String($0.dropFirst("content/".count)) } + ["x.log"], message: "x")
    #expect(result.isCommitted && result.held.count == 600)
    #expect(result.waiting == [WaitingPath("x.log", .ignored)])
    #expect(repository.git("show", "--format=", "--name-only", "HEAD").split(separator: "\n").count == 600)
    #expect(folder.text("hook") == "600\n")
    #expect(repository.status == [" M edited", "D  first", "A  new", "M  staged"])
    #expect(repository.git("rev-list", "--count", "HEAD") == "2")
    // A hook's no, and a lock of another's.
    for path in paths.dropLast(10) { folder.put("3", at: path) }
    repository.script("echo no >&2; exit 1", at: ".git/hooks/pre-commit")
    await #expect(throws: CommitError.refusedByHook("no")) {
      try await repository.runner().commit(paths: paths, message: "x")
    }
    #expect(repository.status.count == 4 + 590 && repository.status.contains(" M content/task-1.md"))
    folder.put("", at: ".git/index.lock")
    await #expect(throws: CommitError.locked(folder(".git/index.lock"))) {
      try await repository.runner().commit(paths: paths, message: "x") { _ in }
    }
    #expect(folder.text(".git/index.lock") == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder(".git")).filter { $0.contains("tmp") } == [])
  }

  @Test func absolutePathsAndLinkedWorktreesWork() async throws {
    repository.commitFirstFile()
    repository.git("worktree", "add", "--quiet", "-b", "feature", "linked")
    let path = folder.put("1", at: "linked/a")
    _ = try await repository.runner(in: "linked").commit(paths: [path], message: "x")
    #expect(repository.git("log", "--format=%s", "feature") == "x\nfirst")
    #expect(repository.git("log", "--format=%s", "main") == "first")
  }

  @Test func refusedOutsideOfARepository() async {
    let outside = TemporaryFolder()
    outside.put("1", at: "a")
    let runner = GitRunner(
      folder: outside.path, environment: ["GIT_CEILING_DIRECTORIES": outside.path], timeLimit: .seconds(1_800),
      ownTimeLimit: .seconds(1_800))
    await #expect(throws: CommitError.notARepository) { try await runner.commit(paths: ["a"], message: "x") }
  }

  @Test func whatGitRefusesIsLeftOutAndNamed() async throws {
    folder.put("*.log\n", at: ".gitignore")
    for name in ["a.md", "a b.log", "c.md"] { folder.put("1", at: "content/\(name)") }
    let result = try await repository.runner(in: "content").commit(paths: ["a.md", "a b.log", "c.md"], message: "x")
    #expect(result.isCommitted && result.held == ["a.md", "c.md"])
    #expect(result.waiting == [WaitingPath("a b.log", .ignored)])
    #expect(repository.committed == ["content/a.md", "content/c.md"])
    #expect(repository.status == ["?? .gitignore"])
    // Alone, it makes no commit.
    #expect(try await repository.runner().commit(paths: ["content/a b.log"], message: "x").isCommitted == false)
    #expect(repository.git("rev-list", "--count", "HEAD") == "1")
  }

  @Test func whatGitDoesNotLookAtIsNotForgotten() async throws {
    for name in ["skipped", "assumed", "usual"] { folder.put("1", at: name) }
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message=first")
    repository.git("update-index", "--skip-worktree", "skipped")
    repository.git("update-index", "--assume-unchanged", "assumed")
    for name in ["skipped", "assumed", "usual"] { folder.put("2", at: name) }
    let result = try await repository.runner().commit(paths: ["assumed", "skipped", "usual"], message: "x")
    #expect(result.held == ["usual"])
    #expect(result.waiting == [WaitingPath("assumed", .hidden), WaitingPath("skipped", .hidden)])
    #expect(repository.git("show", "HEAD:skipped") == "1")
  }

  @Test func whatAFilterRefusesIsLeftOut() async throws {
    repository.commitFirstFile()
    folder.put("*.bad filter=broken\n", at: ".gitattributes")
    repository.git("config", "filter.broken.clean", "false")
    repository.git("config", "filter.broken.required", "true")
    for name in ["a", "b.bad", "c"] { folder.put("1", at: name) }
    let result = try await repository.runner().commit(paths: ["a", "b.bad", "c"], message: "x")
    #expect(result.held == ["a", "c"])
    #expect(result.waiting.map(\.path) == ["b.bad"])
  }

  @Test func lineEndsThatGitWouldConvertAreNoDifference() async throws {
    folder.put("1\r\n", at: "a")
    repository.git("add", "a")
    repository.git("commit", "--quiet", "--message=first")
    repository.git("config", "core.autocrlf", "true")
    #expect(try await repository.runner().commit(paths: ["a"], message: "x") == .holding(["a"]))
    folder.put("2\r\n", at: "a")
    folder.put("3\r\n", at: "new")
    #expect(try await repository.runner().changed(among: ["a", "new"]) == ["a", "new"])
    #expect(try await repository.runner().commit(paths: ["a", "new"], message: "x") == .committing("a", "new"))
    #expect(try await repository.runner().changed(among: ["a", "new"]) == [])
    #expect(repository.status == [])
  }

  @Test func whatIsStagedOtherwiseIsLeftAlone() async throws {
    for name in ["edited", "removed"] { folder.put("1", at: name) }
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message=first")
    folder.put("2", at: "edited")
    repository.git("add", "edited")
    repository.git("rm", "--quiet", "--cached", "removed")
    for name in ["edited", "removed"] { folder.put("3", at: name) }
    let result = try await repository.runner().commit(paths: ["edited", "removed"], message: "x")
    #expect(result.waiting == [WaitingPath("edited", .staged), WaitingPath("removed", .staged)])
    #expect(repository.git("show", ":edited") == "2")
  }

  // MARK: Others at the same time

  /// A git that does something else around one command, once.
  private func runner(_ command: String, before: String = ":", after: String = ":") -> GitRunner {
    repository.script(
      """
      PATH=${PATH#*:}
      case " $* " in *" \(command) "*)
        if mkdir "\(folder("once"))" 2>/dev/null; then
          (unset GIT_LITERAL_PATHSPECS; \(before)) >&2 || exit 1
          git "$@" || exit
          (\(after)) >&2 || exit 1
          exit 0
        fi ;;
      esac
      exec git "$@"
      """, at: ".bin/git")
    folder.put("/.bin/\n/once/\n", at: ".git/info/exclude")
    var runner = repository.runner()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    runner.environment["PATH"] = "\(folder(".bin")):\(path)"
    return runner
  }

  @Test func aPersonsCommitInTheMiddleKeepsTheNewFile() async throws {
    repository.commitFirstFile()
    folder.put("new", at: "new")
    folder.put("staged", at: "staged")
    repository.git("add", "staged")
    let runner = runner("commit", before: "git commit --quiet --message=theirs")
    #expect(try await runner.commit(paths: ["new"], message: "x") == .holding(["new"]))
    #expect(repository.status == [])
    #expect(repository.git("log", "-1", "--format=%s", "--name-only") == "theirs\n\nnew\nstaged")
  }

  @Test func aPersonsCommitOfAnEarlierStateIsWhatTheIndexGoesBackTo() async throws {
    repository.commitFirstFile()
    folder.put("new", at: "new")
    // The person commits what was added, goes on editing, and our own commit is refused.
    let runner = runner("commit", before: "git commit --quiet --message=theirs; echo newer > new; exit 1")
    #expect(try await runner.commit(paths: ["new"], message: "x") == .holding(["new"]))
    #expect(repository.status == [" M new"])
    #expect(repository.git("show", ":new") == "new")
  }

  @Test func aCommitThatIsEndedAfterHeadMovedCounts() async throws {
    repository.commitFirstFile()
    for name in ["first", "new"] { folder.put("2", at: name) }
    let runner = runner("commit", after: "exit 1")
    #expect(try await runner.commit(paths: ["first", "new"], message: "x") == .holding(["first", "new"]))
    #expect(repository.status == [])
  }

  @Test func anIndexThatACommitLeftBehindIsMended() async throws {
    repository.commitFirstFile()
    let before = repository.git("rev-parse", "HEAD")
    for name in ["first", "new"] { folder.put("2", at: name) }
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message=second")
    repository.git("read-tree", before)
    #expect(repository.status == ["D  new", "MM first", "?? new"] || repository.status.contains("D  new"))
    #expect(
      try await repository.runner().commit(paths: ["first", "new"], message: "x") == .holding(["first", "new"]))
    #expect(repository.status == [])
  }

  @Test func refusedOnADetachedHead() async {
    repository.commitFirstFile()
    repository.git("checkout", "--quiet", "--detach")
    folder.put("2", at: "first")
    await refuses(.detachedHead)
  }

  @Test(arguments: [("merge", "merge"), ("cherry-pick", "cherry-pick"), ("rebase", "rebase")])
  func refusedInTheMiddleOfSomething(_ command: String, _ name: String) async {
    repository.commitFirstFile()
    repository.git("branch", "other")
    folder.put("ours\n", at: "first")
    repository.git("commit", "--quiet", "--all", "--message=ours")
    repository.git("checkout", "--quiet", "other")
    folder.put("theirs\n", at: "first")
    repository.git("commit", "--quiet", "--all", "--message=theirs")
    repository.git(command, "main")
    await refuses(.operationInProgress(name))
  }

  @Test func refusedWithoutAnIdentity() async {
    let nobody = TestRepository(identity: false)
    nobody.git("config", "user.useConfigOnly", "true")
    nobody.folder.put("1", at: "first")
    await #expect(throws: CommitError.noIdentity) {
      try await nobody.runner().commit(paths: ["first"], message: "x")
    }
    #expect(nobody.status == ["?? first"])
  }

  @Test func aHooksNoLeavesTheIndexAsItWas() async {
    repository.commitFirstFile()
    repository.script("echo 'tests are \u{1B}red' >&2; exit 1", at: ".git/hooks/pre-commit")
    folder.put("new", at: "new")
    folder.put("staged", at: "staged")
    repository.git("add", "staged")
    await #expect(throws: CommitError.refusedByHook("tests are \\u{1b}red")) {
      try await repository.runner().commit(paths: ["new"], message: "x")
    }
    #expect(repository.status == ["A  staged", "?? new"])
  }

  @Test func aLockThatGoesAwayIsWaitedFor() async throws {
    repository.commitFirstFile()
    folder.put("2", at: "first")
    let lock = folder.put("", at: ".git/index.lock")
    let waits = Mutex(0)
    let result = try await repository.runner().commit(paths: ["first"], message: "x") { _ in
      waits.withLock { $0 += 1 }
      if waits.withLock({ $0 }) == 3 { try FileManager.default.removeItem(atPath: lock) }
    }
    #expect(result == .committing("first"))
    #expect(waits.withLock { $0 } == 3)
  }

  @Test func aLockThatStaysIsNamed() async {
    repository.commitFirstFile()
    folder.put("2", at: "first")
    let lock = folder.put("", at: ".git/index.lock")
    let waited = Mutex(Duration.zero)
    await #expect(throws: CommitError.locked(lock)) {
      try await repository.runner().commit(paths: ["first"], message: "x") { pause in
        waited.withLock { $0 += pause }
      }
    }
    #expect(waited.withLock { $0 } == .seconds(2))
  }

  @Test func otherFailuresKeepGitsWords() async {
    repository.commitFirstFile()
    folder.put("2", at: "first")
    repository.git("config", "commit.gpgSign", "true")
    repository.git("config", "gpg.program", folder("no-such-program"))
    do {
      _ = try await repository.runner().commit(paths: ["first"], message: "x")
      Issue.record("signed without a program")
    } catch {
      guard case .git(.failed(let failure)) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(failure.message.contains("no-such-program"))
    }
  }

  @Test func reasonsReadAsSentences() {
    #expect(WaitingPath("a.md", .ignored).description == "a.md is ignored by git")
    #expect(
      WaitingPath("a.md", .hidden).description == "a.md is marked skip-worktree or assume-unchanged")
    #expect(WaitingPath("a.md", .refused("no")).description == "a.md is refused by git: no")
    #expect(
      CommitError.operationInProgress("merge").description
        == "a merge is in progress; finish or abort it first")
    #expect(
      CommitError.locked("/r/.git/index.lock").description
        == "another git process holds the lock (if none runs, remove /r/.git/index.lock)")
    #expect(CommitError.refusedByHook("").description == "a hook refused it")
    #expect(CommitError.git(.notInstalled).description == "git is not installed, or not in PATH")
  }

  @Test func theMessageKnowsWhatIsInTheCommit() async throws {
    folder.put("*.log\n", at: ".gitignore")
    for name in ["a.log", "b"] { folder.put("1", at: name) }
    _ = try await repository.runner().commit(paths: ["a.log", "b"], message: { $0.joined(separator: "|") })
    #expect(repository.git("log", "--format=%s") == "b")
  }

  private func refuses(_ expected: CommitError) async {
    await #expect(throws: expected) {
      try await repository.runner().commit(paths: ["first"], message: "x")
    }
  }
}

extension CommitResult {
  fileprivate static func committing(_ paths: String...) -> CommitResult {
    var result = holding(paths)
    result.isCommitted = true
    return result
  }

  fileprivate static func holding(_ paths: [String]) -> CommitResult {
    var result = CommitResult()
    result.held = paths
    return result
  }
}

extension GitRunner {
  fileprivate func commit(
    paths: [String], message: String,
    wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) async throws(CommitError) -> CommitResult {
    try await commit(paths: paths, message: { _ in message }, wait: wait)
  }
}
