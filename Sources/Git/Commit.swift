import Bytes
import Files

// A commit of some paths and of nothing else: what the user has staged stays staged, and a commit that fails
// leaves the index as it was. Paths travel through standard input, NUL-separated, so that no name is an option
// or a pattern and no number of them is too long for a command line.
//
// Others commit, add and reset at the same time. So nothing is concluded from what a command answered: what HEAD and
// the index hold is read again, and a path counts as committed only when HEAD holds the bytes of its file.

extension GitRunner {
  /// The waits between attempts while another process holds git's lock: about two seconds, because editors
  /// and shell prompts take it for moments.
  package static let lockRetries: [Duration] = [10, 20, 40, 80, 150, 200, 250, 250, 250, 250, 250, 250]
    .map { .milliseconds($0) }

  /// Commits the present state of some paths, deletions included, on the current branch of the repository
  /// that holds the folder. A path that git would not take is left out and named; the rest is committed.
  ///
  /// - Parameters:
  ///   - paths: files, relative to the folder or absolute. Those that are as in HEAD do not count.
  ///   - watching: paths that are not committed, but named among the held ones once HEAD holds them.
  ///   - together: those of the paths that are committed together or not at all.
  ///   - message: the commit message, whole, of a commit of some of the paths.
  ///   - retries: the waits between attempts while git's index or a ref is locked.
  ///   - wait: what waiting is.
  /// - Throws: every case of `CommitError`: then nothing was committed.
  package func commit(
    paths: [String], watching watched: [String] = [], together sets: [[String]] = [],
    message: @Sendable ([String]) -> String,
    retries: [Duration] = lockRetries,
    wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) async throws(CommitError) -> CommitResult {
    guard let checkout = try await reading({ () async throws(GitError) in try await self.checkout() }) else {
      throw .notARepository
    }
    if let operation = checkout.operation { throw .operationInProgress(operation) }
    // An unborn branch is a branch.
    let head = try await reading { () async throws(GitError) in
      try await run(["symbolic-ref", "--quiet", "HEAD"], accepting: [0, 1])
    }
    guard head.status == 0 else { throw .detachedHead }

    // Git prints paths from the top, so that is where they are true.
    var top = self
    top.folder = checkout.topLevel
    var set: [ExactText: Int] = [:]
    for (index, paths) in sets.enumerated() { for path in paths { set[ExactText(path)] = index + 1 } }
    let names =
      paths.map { PathName(given: $0, path: checkout.path(of: $0), set: set[ExactText($0)] ?? 0) }
      + watched.map { PathName(given: $0, path: checkout.path(of: $0), isWatched: true) }
    var pauses = retries[...]
    while true {
      do {
        return try await top.attempt(names, message, checkout.gitDirectory)
      } catch {
        guard error.isTransient, let pause = pauses.popFirst() else { throw error }
        do { try await wait(pause) } catch { throw .git(.cancelled(command: "commit")) }
      }
    }
  }

  /// The paths whose index entry or file is not as in HEAD. Files that are not in HEAD count, ignored ones too.
  ///
  /// - Throws: `.notARepository`, or what git says.
  package func changed(among paths: [String]) async throws(CommitError) -> [String] {
    guard !paths.isEmpty else { return [] }
    guard let checkout = try await reading({ () async throws(GitError) in try await self.checkout() }) else {
      throw .notARepository
    }
    var top = self
    top.folder = checkout.topLevel
    let names = paths.map { PathName(given: $0, path: checkout.path(of: $0)) }
    let states = try await reading { () async throws(GitError) in try await top.states(of: names, isWriting: false) }
    var changed = states.filter { !$0.isInHead || $0.index?.entry != $0.head || $0.index?.isUnmerged == true }
    let unfiltered = try await reading { () async throws(GitError) in try await top.heldUnfiltered(changed) }
    changed.removeAll { $0.index?.entry == $0.head && unfiltered.contains(ExactText($0.name.path)) }
    return changed.map(\.name.given)
  }
}

extension Checkout {
  /// A path from the top of the working tree.
  fileprivate func path(of given: String) -> String {
    guard given.utf8.first == UInt8(ascii: "/") else { return prefix + given }
    return FileSystem.relative(given, to: topLevel) ?? given
  }
}

extension CommitError {
  /// Whether it goes away by itself: a lock, or somebody who changed the index in the middle.
  fileprivate var isTransient: Bool {
    switch self {
    case .locked: true
    case .git(.failed(let failure)): failure.message.contains("did not match any file")
    default: false
    }
  }
}

extension GitRunner {
  /// Runs a git call that may fail in any way but a commit's own.
  private func reading<Value: Sendable>(
    _ body: () async throws(GitError) -> Value
  ) async throws(CommitError) -> Value {
    do { return try await body() } catch { throw .git(error) }
  }

  private func attempt(
    _ names: [PathName], _ message: @Sendable ([String]) -> String, _ gitDirectory: String
  ) async throws(CommitError) -> CommitResult {
    var result = CommitResult()
    var candidates: [PathState] = []
    var stale: [PathState] = []
    var watched: [PathState] = []
    for state in try await reading({ () async throws(GitError) in try await states(of: names, isWriting: true) }) {
      if state.isInHead {
        result.held.append(state.name.given)
        if !state.name.isWatched, state.index?.entry != state.head { stale.append(state) }
      } else if state.name.isWatched {
        watched.append(state)
      } else if let reason = state.reasonToWait {
        result.waiting.append(WaitingPath(state.name.given, reason))
      } else {
        candidates.append(state)
      }
    }
    try await mend(stale)
    let unfiltered = try await reading { () async throws(GitError) in try await heldUnfiltered(watched) }
    result.held += watched.map(\.name).filter { unfiltered.contains(ExactText($0.path)) }.map(\.given)

    _ = Self.leaveOut(&candidates, with: &result.waiting, of: names)
    let isLarge = candidates.count > Self.pathspecsAtMost
    let new = candidates.filter { $0.index == nil && $0.file != .absent }
    let refused: [WaitingPath]
    do throws(CommitError) {
      refused = isLarge ? try await ignored(new).map { WaitingPath($0.name.given, .ignored) } : try await add(new)
    } catch {
      await restoreIndex(candidates)
      throw error
    }
    result.waiting += refused
    let left = Set(refused.map { ExactText($0.path) })
    candidates.removeAll { left.contains(ExactText($0.name.given)) }
    let parted = Self.leaveOut(&candidates, with: &result.waiting, of: names)
    // Some of them may just have been added.
    if !parted.isEmpty { await restoreIndex(parted) }
    guard !candidates.isEmpty else { return result }

    let text = message(candidates.map(\.name.given))
    var failure: GitError?
    if isLarge {
      failure = try await commitMany(candidates, message: text, gitDirectory: gitDirectory)
    } else {
      do throws(GitError) {
        _ = try await run(
          ["commit", "--quiet", "--only", "--message=\(text)"] + Self.fromInput,
          input: list(candidates.map(\.name.path)))
      } catch {
        failure = error
      }
    }
    let missing = try await reading { () async throws(GitError) in try await notInHead(candidates) }
    let isMissing = Set(missing.map { ExactText($0.path) })
    result.held += candidates.filter { !isMissing.contains(ExactText($0.name.path)) }.map(\.name.given)
    guard let failure else {
      result.isCommitted = true
      await followHooks(candidates)
      // What a hook or a filter made of the bytes is committed too; only what HEAD holds as before is not.
      let head = try await reading { () async throws(GitError) in try await entries(of: "HEAD", missing.map(\.path)) }
      for state in candidates where isMissing.contains(ExactText(state.name.path)) {
        if head[ExactText(state.name.path)] == state.head {
          result.waiting.append(WaitingPath(state.name.given, .committedOtherwise))
        } else {
          result.held.append(state.name.given)
        }
      }
      return result
    }
    await restoreIndex(candidates)
    // Somebody else's commit took all of them along, or ours was made before its time was up.
    if missing.isEmpty { return result }
    throw try await classify(failure)
  }

  /// Takes out of the candidates what goes together with a path that waits.
  private static func leaveOut(
    _ candidates: inout [PathState], with waiting: inout [WaitingPath], of names: [PathName]
  ) -> [PathState] {
    let isWaiting = Set(waiting.map { ExactText($0.path) })
    let sets = Set(names.filter { $0.set != 0 && isWaiting.contains(ExactText($0.given)) }.map(\.set))
    let parted = candidates.filter { sets.contains($0.name.set) }
    candidates.removeAll { sets.contains($0.name.set) }
    waiting += parted.map { WaitingPath($0.name.given, .together) }
    return parted
  }

  /// The paths whose bytes HEAD does not hold now.
  private func notInHead(_ states: [PathState]) async throws(GitError) -> [PathName] {
    let head = try await entries(of: "HEAD", states.map(\.name.path))
    var now = states
    for index in now.indices { now[index].head = head[ExactText(now[index].name.path)] }
    now.removeAll(where: \.isInHead)
    let unfiltered = try await heldUnfiltered(now)
    return now.map(\.name).filter { !unfiltered.contains(ExactText($0.path)) }
  }

  /// The paths whose bytes HEAD holds as they are, where `hash-object` would convert their line ends and `git add`
  /// would not, because HEAD has CR LF already.
  private func heldUnfiltered(_ states: [PathState]) async throws(GitError) -> Set<ExactText> {
    let paths = states.filter { if case .blob = $0.file { $0.head != nil } else { false } }.map(\.name.path)
    let ids = try await unfilteredIDs(paths)
    return Set(
      states.filter { state in
        guard let head = state.head else { return false }
        return ids[ExactText(state.name.path)] == .blob(head.id)
      }.map { ExactText($0.name.path) })
  }
}

extension PathState {
  /// Why the path cannot be part of a commit as it is.
  fileprivate var reasonToWait: WaitingPath.Reason? {
    if index?.isUnmerged == true { return .unmerged }
    if index?.isHidden == true { return .hidden }
    if case .refused(let words) = file { return .refused(words) }
    return hasOtherBytesStaged ? .staged : nil
  }
}

// MARK: - The index

extension GitRunner {
  /// Adds new files to the index, and says which it would not take.
  private func add(_ new: [PathState]) async throws(CommitError) -> [WaitingPath] {
    guard !new.isEmpty else { return [] }
    let output: GitOutput
    do throws(GitError) {
      output = try await run(
        ["add", "--ignore-errors"] + Self.fromInput, input: list(new.map(\.name.path)), accepting: [0, 1])
    } catch {
      let reason = try await classify(error)
      if reason.isTransient || !error.isAboutPaths { throw reason }
      // One path can end the whole call; only then each is tried alone.
      guard new.count > 1 else {
        return [WaitingPath(new[0].name.given, .refused(error.words(about: new[0].name.path)))]
      }
      let middle = new.count / 2
      return try await add(Array(new[..<middle])) + add(Array(new[middle...]))
    }
    guard output.status != 0 else { return [] }
    let paths = new.map(\.name.path)
    let index = try await reading { () async throws(GitError) in try await indexEntries(paths) }
    let refused = new.filter { index[ExactText($0.name.path)] == nil }
    let isIgnored = Set(try await ignored(refused).map { ExactText($0.name.path) })
    let failure = GitFailure(command: "add", status: output.status, message: output.errors)
    return refused.map { state in
      let isIgnored = isIgnored.contains(ExactText(state.name.path))
      let words = failure.words(about: state.name.path)
      return WaitingPath(state.name.given, isIgnored ? .ignored : .refused(words))
    }
  }

  private func ignored(_ new: [PathState]) async throws(CommitError) -> [PathState] {
    let ignored = try await reading { () async throws(GitError) in
      try await pieces(
        of: ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"], for: new.map(\.name.path))
    }
    let paths = Set(ignored.map { ExactText($0) })
    return new.filter { paths.contains(ExactText($0.name.path)) }
  }

  /// Puts index entries back after a commit that failed: to what they were, or where HEAD has moved meanwhile, to what
  /// HEAD holds. What somebody else has staged since stays.
  ///
  /// A person's commit may come between the look at HEAD and the writing, and take along what is being taken out; so it
  /// ends with a look that finds nothing to do. If another process keeps git's lock all the time, the next commit finds
  /// these paths staged, and takes them.
  private func restoreIndex(_ states: [PathState]) async {
    let paths = states.map(\.name.path)
    for pause in Self.lockRetries {
      guard let head = try? await entries(of: "HEAD", paths), let index = try? await indexEntries(paths) else { return }
      var input: [UInt8] = []
      for state in states {
        let key = ExactText(state.name.path)
        let now = index[key]?.entry
        let wanted = head[key] == state.head ? state.index?.entry : head[key]
        guard now != wanted, now == nil || now == state.index?.entry || now.map({ state.file == .blob($0.id) }) == true
        else { continue }
        input += Self.indexLine(state.name.path, wanted, idLength: state.idLength)
      }
      if input.isEmpty { return }
      if (try? await run(["update-index", "-z", "--index-info"], input: input)) == nil {
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// Brings index entries to HEAD that hooks left behind it. `git commit --only` runs them with an index of its own: what
  /// they stage is committed, but the person's index keeps what was there before, and their next commit would take the
  /// hook's work out again. What somebody has staged otherwise stays.
  private func followHooks(_ committed: [PathState]) async {
    let own = Dictionary(committed.map { (ExactText($0.name.path), $0) }, uniquingKeysWith: { first, _ in first })
    for pause in Self.lockRetries {
      guard let changes = try? await changesOfHead() else { return }
      let left = changes.filter { change in
        guard let state = own[ExactText(change.path)] else { return true }
        return state.file != (change.new.map { .blob($0.id) } ?? .absent)
      }
      guard !left.isEmpty, let index = try? await indexEntries(left.map(\.path)) else { return }
      var input: [UInt8] = []
      for change in left {
        let staged = index[ExactText(change.path)]
        let (now, state) = (staged?.entry, own[ExactText(change.path)])
        guard now != change.new, staged?.isHidden != true, staged?.isUnmerged != true,
          now == change.old || now.map({ state?.file == .blob($0.id) }) == true
        else { continue }
        input += Self.indexLine(change.path, change.new, idLength: (change.new ?? change.old)?.id.utf8.count ?? 40)
      }
      if input.isEmpty { return }
      if (try? await run(["update-index", "-z", "--index-info"], input: input)) == nil {
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// What the newest commit changed.
  private func changesOfHead() async throws(GitError) -> [(path: String, old: BlobEntry?, new: BlobEntry?)] {
    let pieces = try await run(["diff-tree", "-r", "--root", "-z", "--no-commit-id", "--no-renames", "HEAD"]).pieces
    return stride(from: 0, to: pieces.count - 1, by: 2).compactMap { index in
      // ":100644 100644 ID ID M", then the path; mode 000000 is no entry.
      let words = pieces[index].dropFirst().split(separator: " ").map(String.init)
      guard words.count == 5 else { return nil }
      let old = words[0] == "000000" ? nil : BlobEntry(mode: words[0], id: words[2])
      let new = words[1] == "000000" ? nil : BlobEntry(mode: words[1], id: words[3])
      return (pieces[index + 1], old, new)
    }
  }

  /// Mends index entries that a commit left behind which was ended between moving HEAD and writing the index: HEAD and
  /// the file agree, and the index has what was there before. Left alone, the person's next commit would take the
  /// record out of git again.
  private func mend(_ stale: [PathState]) async throws(CommitError) {
    guard !stale.isEmpty else { return }
    let paths = stale.map(\.name.path)
    let input = try await reading { () async throws(GitError) in
      let before = try await entries(of: "HEAD~1", paths)
      return stale.filter { $0.index == nil || $0.index?.entry == before[ExactText($0.name.path)] }
        .flatMap { Self.indexLine($0.name.path, $0.head, idLength: $0.idLength) }
    }
    guard !input.isEmpty else { return }
    do throws(GitError) {
      _ = try await run(["update-index", "-z", "--index-info"], input: input)
    } catch {
      throw try await classify(error)
    }
  }

  /// - Parameter idLength: 40, or 64 where ids are SHA-256.
  static func indexLine(_ path: String, _ entry: BlobEntry?, idLength: Int) -> [UInt8] {
    // Mode 0 takes a path out of the index.
    let words = entry.map { "\($0.mode) \($0.id)" } ?? "0 \(String(repeating: "0", count: idLength))"
    return Array("\(words)\t\(path)".utf8) + [0]
  }

  private static let fromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"]

  private func list(_ paths: [String]) -> [UInt8] { paths.flatMap { Array($0.utf8) + [0] } }
}

// MARK: - Reasons

extension GitRunner {
  /// What a failed `add` or `commit` means. Git tells most reasons apart by its words only; `LC_ALL=C` keeps
  /// them the same everywhere.
  func classify(_ error: GitError) async throws(CommitError) -> CommitError {
    guard case .failed(let failure) = error else { return .git(error) }
    let message = failure.message
    if message.contains(".lock': File exists") || message.contains("cannot lock ref") {
      return .locked(lockFile(in: message))
    }
    if message.contains("Please tell me who you are") || message.contains("empty ident name")
      || message.contains("no email was given") || message.contains("no name was given")
    {
      return .noIdentity
    }
    guard failure.command == "commit", failure.status == 1 else { return .git(error) }
    // Status 1 is a hook's no, or nothing left to commit once filters have run.
    return try await hasCommitHook() ? .refusedByHook(failure.summary) : .git(error)
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
}

extension GitError {
  /// Whether another set of paths may fare better.
  fileprivate var isAboutPaths: Bool { if case .failed = self { true } else { false } }

  fileprivate func words(about path: String) -> String {
    if case .failed(let failure) = self { failure.words(about: path) } else { "\(self)" }
  }
}
