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
    #expect(result == .committed(repository.git("rev-parse", "HEAD")))
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
      #expect(try await repository.runner().commit(paths: paths, message: "x") == .nothingToCommit)
    }
    #expect(repository.git("rev-parse", "HEAD") == head)
  }

  @Test(arguments: ["with space", "größe.md", "-dash", "--all", "*", "[a]", ":(top)x", "a\nb", "\"quoted\""])
  func anyNameIsJustAName(_ name: String) async throws {
    folder.put("decoy", at: "a")
    folder.put("1", at: name)
    let result = try await repository.runner().commit(paths: [name], message: "x")
    #expect(result == .committed(repository.git("rev-parse", "HEAD")))
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
    let runner = GitRunner(folder: outside.path, environment: ["GIT_CEILING_DIRECTORIES": outside.path])
    await #expect(throws: CommitError.notARepository) { try await runner.commit(paths: ["a"], message: "x") }
  }

  @Test func refusedForIgnoredPaths() async {
    folder.put("*.log\n", at: ".gitignore")
    folder.put("1", at: "content/a b.log")
    await #expect(throws: CommitError.ignored("content/a b.log")) {
      try await repository.runner(in: "content").commit(paths: ["a b.log"], message: "x")
    }
  }

  @Test func oneIgnoredPathAmongOthersIsNotPassedOver() async {
    folder.put("*.log\n", at: ".gitignore")
    for name in ["a.md", "a.log"] { folder.put("1", at: name) }
    await #expect(throws: CommitError.ignored("a.log")) {
      try await repository.runner().commit(paths: ["a.md", "a.log"], message: "x")
    }
    #expect(repository.status == ["?? .gitignore", "?? a.md"])
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
    #expect(result == .committed(repository.git("rev-parse", "HEAD")))
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
    #expect(CommitError.ignored("a.md").description == "a.md is ignored by git")
    #expect(
      CommitError.operationInProgress("merge").description
        == "a merge is in progress; finish or abort it first")
    #expect(
      CommitError.locked("/r/.git/index.lock").description
        == "another git process holds the lock (if none runs, remove /r/.git/index.lock)")
    #expect(CommitError.refusedByHook("").description == "a hook refused it")
    #expect(CommitError.git(.notInstalled).description == "git is not installed, or not in PATH")
  }

  private func refuses(_ expected: CommitError) async {
    await #expect(throws: expected) {
      try await repository.runner().commit(paths: ["first"], message: "x")
    }
  }
}
