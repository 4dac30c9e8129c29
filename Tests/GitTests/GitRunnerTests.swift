import Foundation
import Git
import TestSupport
import Testing

@Suite struct GitRunnerTests {
  let repository = TestRepository()

  @Test func answersOutputAndAcceptedStatus() async throws {
    repository.commitFirstFile()
    let runner = repository.runner()
    #expect(try await runner.run(["ls-files", "-z"]).pieces == ["first"])
    #expect(try await runner.run(["diff", "--quiet"], accepting: [0, 1]).status == 0)
    repository.folder.put("changed", at: "first")
    #expect(try await runner.run(["diff", "--quiet"], accepting: [0, 1]).status == 1)
  }

  @Test func inputReachesGit() async throws {
    // More than a pipe holds.
    let text = String(repeating: "0123456789", count: 50_000)
    let output = try await repository.runner().run(["hash-object", "--stdin"], input: Array(text.utf8))
    repository.folder.put(text, at: "same")
    #expect(output.line == repository.git("hash-object", "same"))
  }

  @Test func inputThatNobodyReadsIsNoProblem() async throws {
    let input = [UInt8](repeating: 65, count: 500_000)
    await #expect(throws: GitError.self) {
      try await repository.runner().run(["no-such-command"], input: input)
    }
    #expect(try await repository.runner().run(["rev-parse", "--git-dir"], input: input).line == ".git")
  }

  @Test func withoutInputThereIsNothingToRead() async throws {
    let empty = try await repository.runner().run(["hash-object", "--stdin"])
    #expect(empty.line == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
  }

  @Test func failureHasCommandStatusAndWords() async {
    await #expect(
      throws: GitError.failed(
        GitFailure(command: "rev-parse", status: 128, message: "fatal: Needed a single revision\n"))
    ) {
      try await repository.runner().run(["rev-parse", "--verify", "nothing"])
    }
  }

  @Test func controlCharactersAreShown() {
    let failure = GitFailure(command: "commit", status: 1, message: "\u{1B}[31mno\u{7}\nnever\tso\n")
    #expect(
      GitError.failed(failure).description
        == "git commit failed with status 1: \\u{1b}[31mno\\u{7}\nnever so")
    let long = GitFailure(command: "x", status: -9, message: (1...9).map { "\($0)\n" }.joined())
    #expect(long.description == "git x was ended by signal 9: 1\n2\n3\n4\n5")
  }

  @Test func missingFolderIsSaid() async {
    let folder = repository.folder("none")
    await #expect(throws: GitError.folderUnusable(folder)) {
      try await GitRunner(folder: folder).run(["version"])
    }
  }

  @Test func missingGitIsSaid() async {
    let runner = GitRunner(
      folder: repository.folder.path, environment: ["PATH": repository.folder("no-programs")])
    await #expect(throws: GitError.notInstalled) { try await runner.run(["version"]) }
  }

  @Test func outputIsLimited() async {
    repository.folder.put(String(repeating: "x", count: 5_000), at: "big")
    repository.git("add", "big")
    var runner = repository.runner()
    runner.outputLimit = 1_000
    await #expect(throws: GitError.outputTooLarge(command: "show", limit: 1_000)) {
      try await runner.run(["show", ":big"])
    }
  }

  @Test(.timeLimit(.minutes(15))) func outputWithoutEndIsLimited() async {
    repository.git("config", "alias.flood", "!yes")
    repository.git("config", "alias.moan", "!yes >&2")
    var runner = repository.runner()
    runner.outputLimit = 100_000
    for command in ["flood", "moan"] {
      await #expect(throws: GitError.outputTooLarge(command: command, limit: 100_000)) {
        try await runner.run([command])
      }
    }
  }

  /// A git that hangs where nothing but git runs is not waited for as long as a hook.
  @Test(.timeLimit(.minutes(15))) func eachCommandHasItsLimit() async {
    // PATH leads nowhere else.
    repository.script("exec /bin/sleep 1000", at: "programs/git")
    var runner = GitRunner(folder: repository.folder.path, environment: ["PATH": repository.folder("programs")])
    runner.ownTimeLimit = .milliseconds(1)
    await #expect(throws: GitError.timedOut(command: "rev-parse", limit: .milliseconds(1))) {
      try await runner.run(["rev-parse", "HEAD"])
    }
    runner.timeLimit = .milliseconds(2)
    runner.ownTimeLimit = .seconds(20)
    for command in ["commit", "rev-parse"] {
      await #expect(throws: GitError.timedOut(command: command, limit: .milliseconds(2))) {
        try await runner.run([command])
      }
    }
    #expect(
      "\(GitError.timedOut(command: "rev-parse", limit: .seconds(20)))"
        == "git rev-parse took longer than 20 seconds and was ended")
  }

  @Test func aNulCannotCutAnArgumentShort() async {
    await #expect(
      throws: GitError.notStarted(command: "show", reason: "an argument contains a NUL byte")
    ) {
      try await repository.runner().run(["show", "HEAD\0:secret"])
    }
  }

  @Test func repositoryOfTheCallerDoesNotLeakIn() {
    // What a hook of another repository would have exported around us.
    let other = TestRepository(at: "other")
    let variables = [
      "GIT_DIR": other.folder("other/.git"), "GIT_WORK_TREE": other.folder("other"),
      "GIT_INDEX_FILE": "nowhere",
      "GIT_GLOB_PATHSPECS": "1", "GIT_NAMESPACE": "x",
    ]
    let outcome = Command.child(
      "find the checkout", repository.folder.path, environment: repository.environment.merging(variables) { $1 })
    #expect(outcome.code == 0)
  }

  @Test func rulesReachGitAndTheUsersSettingsStay() async throws {
    repository.git("config", "alias.environment", "!env")
    repository.git("config", "user.name", "Grace")
    repository.git("config", "core.fsmonitor", "true")
    let runner = repository.runner()
    let variables = try await runner.run(["environment"]).text.split(separator: "\n")
    for expected in [
      "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_LITERAL_PATHSPECS=1", "GIT_PAGER=cat",
      "GIT_AUTHOR_NAME=Ada",
    ] {
      #expect(variables.contains { $0 == expected }, "\(expected)")
    }
    #expect(try await runner.run(["config", "user.name"]).line == "Grace")
    #expect(try await runner.run(["config", "core.fsmonitor"]).line == "false")
  }

  @Test(.timeLimit(.minutes(15))) func lateGitIsEndedWithAllItStarted() async throws {
    // A child that does not listen to the polite signal, and says when it is there.
    let mark = repository.folder("mark")
    repository.script("trap '' TERM; echo $$ > '\(mark)'; exec sleep 1000", at: "deaf")
    repository.git("config", "alias.hang", "!'\(repository.folder("deaf"))' & wait")
    var runner = repository.runner()
    runner.timeLimit = .seconds(1)
    await #expect(throws: GitError.timedOut(command: "hang", limit: .seconds(1))) {
      try await runner.run(["hang"])
    }
    let child = try #require(Int32(repository.folder.text("mark")?.trimmingCharacters(in: .newlines) ?? ""))
    // The signal is on its way; a child that it does not reach keeps the test here until its time limit.
    while isRunning(child) { await Task.yield() }
  }

  /// Whether a process lives; one that only waits for its parent to notice does not.
  private func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = FileManager.default.contents(atPath: "/proc/\(process)/stat")
      .map { String(decoding: $0, as: UTF8.self) }
    return state?.contains(") Z ") == false
  }

  @Test func whatGitLeavesRunningDoesNotHoldUsUp() async throws {
    repository.git("config", "alias.leave", "!sleep 1000 & echo $!")
    let output = try await repository.runner().run(["leave"])
    kill(try #require(Int32(output.line)), SIGKILL)
  }

  @Test func aCancelledTaskEndsGit() async {
    repository.git("config", "alias.hang", "!sleep 1000")
    let runner = repository.runner()
    let task = Task {
      _ = await #expect(throws: GitError.cancelled(command: "hang")) { try await runner.run(["hang"]) }
    }
    task.cancel()
    await task.value
  }
}
