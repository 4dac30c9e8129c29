import Files

// A commit of some paths and of nothing else: what the user has staged stays staged, and a commit that fails
// leaves the index as it was. Paths travel through standard input, NUL-separated, so that no name is an option
// or a pattern and no number of them is too long for a command line.

extension GitRunner {
  /// The waits between attempts while another process holds git's lock: about two seconds, because editors
  /// and shell prompts take it for moments.
  package static let lockRetries: [Duration] = [10, 20, 40, 80, 150, 200, 250, 250, 250, 250, 250, 250]
    .map { .milliseconds($0) }

  /// Commits the present state of some paths, deletions included, on the current branch of the repository
  /// that holds the folder.
  ///
  /// - Parameters:
  ///   - paths: files, relative to the folder or absolute. Those that are as in HEAD do not count.
  ///   - message: the commit message, whole.
  ///   - retries: the waits between attempts while git's index or a ref is locked.
  ///   - wait: what waiting is.
  /// - Throws: every case of `CommitError`.
  package func commit(
    paths: [String], message: String, retries: [Duration] = lockRetries,
    wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) async throws(CommitError) -> CommitResult {
    guard let checkout = try await reading({ () async throws(GitError) in try await self.checkout() }) else {
      throw .notARepository
    }
    if let operation = operation(in: checkout) { throw .operationInProgress(operation) }
    // An unborn branch is a branch.
    let head = try await reading { () async throws(GitError) in
      try await run(["symbolic-ref", "--quiet", "HEAD"], accepting: [0, 1])
    }
    guard head.status == 0 else { throw .detachedHead }

    let changes = try await changes(in: paths)
    // Every path accounted for is the usual case. Otherwise some are as in HEAD, or git would pass over them.
    if changes.count < paths.count, let path = try await ignored(among: paths) { throw .ignored(path) }
    guard !changes.isEmpty else { return .nothingToCommit }

    // Git prints paths from the top, so that is where they are true.
    var top = self
    top.folder = checkout.topLevel
    var pauses = retries[...]
    while true {
      do {
        return try await top.attempt(changes, message)
      } catch .locked(let file) {
        guard let pause = pauses.popFirst() else { throw .locked(file) }
        do { try await wait(pause) } catch { throw .git(.cancelled(command: "commit")) }
      }
    }
  }
}

/// A path that differs from HEAD, from the top of the repository.
private struct Change: Sendable {
  var path: String
  var isUntracked: Bool
}

extension GitRunner {
  /// Runs a git call that may fail in any way but a commit's own.
  private func reading<Value: Sendable>(
    _ body: () async throws(GitError) -> Value
  ) async throws(CommitError) -> Value {
    do { return try await body() } catch { throw .git(error) }
  }

  private func operation(in checkout: Checkout) -> String? {
    let marks = [
      ("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
      ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"),
    ]
    return marks.first { FileSystem.kind(of: "\(checkout.gitDirectory)/\($0.0)") != nil }?.1
  }

  private func changes(in paths: [String]) async throws(CommitError) -> [Change] {
    let pieces = try await pieces(
      of: [
        "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all",
      ], for: paths)
    return pieces.filter { $0.utf8.count > 3 }.map {
      Change(path: String($0.dropFirst(3)), isUntracked: $0.hasPrefix("??"))
    }
  }

  /// The first path that is a file and ignored. A folder may well hold ignored files.
  private func ignored(among paths: [String]) async throws(CommitError) -> String? {
    let files = paths.filter { path in
      FileSystem.kind(of: path.hasPrefix("/") ? path : "\(folder)/\(path)") == .regular
    }
    return try await pieces(
      of: ["ls-files", "-z", "--full-name", "--others", "--ignored", "--exclude-standard"], for: files
    ).first
  }

  /// What a command that takes paths as arguments only prints for them: so many at a time fit on every command
  /// line.
  private func pieces(of command: [String], for paths: [String]) async throws(CommitError) -> [String] {
    var pieces: [String] = []
    for start in stride(from: 0, to: paths.count, by: 500) {
      let some = paths[start..<min(start + 500, paths.count)]
      pieces += try await reading { () async throws(GitError) in
        try await run(command + ["--"] + some)
      }.pieces
    }
    return pieces
  }

  private func attempt(_ changes: [Change], _ message: String) async throws(CommitError) -> CommitResult {
    let new = changes.filter(\.isUntracked).map(\.path)
    do {
      if !new.isEmpty { _ = try await run(["add"] + Self.fromInput, input: list(new)) }
      _ = try await run(
        ["commit", "--quiet", "--only", "--message=\(message)"] + Self.fromInput,
        input: list(changes.map(\.path)))
    } catch {
      if !new.isEmpty {
        // They were not staged before. If even this fails, the next commit finds them staged, and takes them.
        _ = try? await run(
          ["rm", "--quiet", "--cached", "--force", "--ignore-unmatch"] + Self.fromInput, input: list(new))
      }
      return try await classify(error, changes)
    }
    let commit = try await reading { () async throws(GitError) in
      try await run(["rev-parse", "--verify", "HEAD"])
    }
    return .committed(commit.line)
  }

  /// What a failed `add` or `commit` means. Git tells most reasons apart by its words only; `LC_ALL=C` keeps
  /// them the same everywhere.
  private func classify(_ error: GitError, _ changes: [Change]) async throws(CommitError) -> CommitResult {
    guard case .failed(let failure) = error else { throw .git(error) }
    let message = failure.message
    if message.contains(".lock': File exists") || message.contains("cannot lock ref") {
      throw .locked(lockFile(in: message))
    }
    if message.contains("Please tell me who you are") || message.contains("empty ident name")
      || message.contains("no email was given") || message.contains("no name was given")
    {
      throw .noIdentity
    }
    guard failure.command == "commit", failure.status == 1 else { throw .git(error) }
    // Status 1 is a hook's no, or nothing left to commit once filters have run.
    if try await hasCommitHook() { throw .refusedByHook(failure.summary) }
    if message.isEmpty { return .nothingToCommit }
    throw .git(error)
  }

  private func lockFile(in message: String) -> String? {
    guard let start = message.firstRange(of: "Unable to create '")?.upperBound,
      let end = message[start...].firstRange(of: "': File exists")?.lowerBound
    else { return nil }
    return String(message[start..<end])
  }

  private func hasCommitHook() async throws(CommitError) -> Bool {
    let hooks = try await reading { () async throws(GitError) in
      try await run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"])
    }
    return ["pre-commit", "prepare-commit-msg", "commit-msg"].contains {
      FileSystem.kind(of: "\(hooks.line)/\($0)") != nil
    }
  }

  private static let fromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"]

  private func list(_ paths: [String]) -> [UInt8] { paths.flatMap { Array($0.utf8) + [0] } }
}
