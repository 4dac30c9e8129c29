import Bytes
import Evidence
import Files
import Git

/// The merge of a commit into a branch, with a merge commit, by one rule: where the branch is checked out, there, if
/// nothing is changed there; else in a temporary worktree. A reference never moves under a checkout: the next commit
/// made there would take back what was merged.
struct BranchMerge: Sendable {
  let view: RepoView
  /// What is merged, by name.
  let source: String
  /// A full commit id.
  let commit: String
  let target: String
  let message: String
  /// How a conflict is mended, if not by merging the target into the source.
  var advice: String?

  enum Place: Sendable, Equatable {
    /// The working tree that has the branch.
    case checkout(String)
    case temporary
  }

  /// What a merge would bring, and where it would be made.
  struct Plan: Sendable {
    let place: Place
    /// The tree that the branch would have.
    let tree: String
  }

  // MARK: Looking

  /// Looks at everything that could stand in the way, and changes nothing.
  ///
  /// - Parameters:
  ///   - simulated: what is merged, where that is yet to be made and is only in `scratch`.
  ///   - scratch: where git puts what it makes while it looks.
  func plan(merging simulated: String? = nil, _ scratch: ScratchObjects) async throws(Refusal) -> Plan {
    let old = try view.commit(of: target)
    let git = scratch.runner(view.git)
    let simulation = try await refusing { try await git.simulateMerge(of: simulated ?? commit, into: old) }
    let tree: String
    switch simulation {
    case .clean(let merged): tree = merged
    case .conflicts(let files):
      throw .answer(
        (["\(source) and \(target) conflict:"]
          + (files.isEmpty ? ["  git does not say where"] : files.map { "  \($0.path)" }))
          .joined(separator: "\n"),
        help: advice ?? "merge \(target) into \(source), mend these files and commit; then run it again")
    case .unrelated:
      throw .answer(
        "\(source) and \(target) have no history in common", help: "nothing that orchsite could merge by itself")
    case .failed(let failure): throw .git(.failed(failure))
    }
    try await refuseUnlistedCheckouts()
    let index = "\(view.commonDirectory)/index"
    if view.isBare, view.commonDirectory.utf8.suffix(5).elementsEqual("/.git".utf8), FileSystem.kind(of: index) != nil {
      throw .answer(
        "\(view.folder) says that it is bare, and has a working tree, where a merge would go unseen",
        help: "git -C \(SuggestedWord(view.folder)) config core.bare false, if that was not meant")
    }
    let checkouts = view.worktrees(on: target)
    guard checkouts.count < 2 else {
      throw .answer(
        "\(target) is checked out more than once: \(checkouts.map(\.path).joined(separator: ", "))",
        help: "a merge in one would move it under the others: leave it checked out in one of them")
    }
    guard let worktree = checkouts.first else { return Plan(place: .temporary, tree: tree) }
    let path = view.path(of: worktree)
    try await refuseChanged(worktree, path)
    try await refuseOverwriting(in: path, old, tree, git)
    return Plan(place: .checkout(path), tree: tree)
  }

  /// During a rebase (or a bisection) a branch is not listed as checked out, and is all the same.
  private func refuseUnlistedCheckouts() async throws(Refusal) {
    for worktree in view.worktrees where worktree.branch == nil && !worktree.isBare && !worktree.isGone {
      let checkout = try? await view.git.at(view.path(of: worktree)).checkout()
      guard let own = checkout?.gitDirectory else { continue }
      for (mark, operation) in [
        ("rebase-merge/head-name", "rebase"), ("rebase-apply/head-name", "rebase"), ("BISECT_START", "bisect"),
      ] {
        guard let bytes = try? FileSystem.read("\(own)/\(mark)", limit: 1 << 16) else { continue }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard ExactText(GitReference.shortName(name)) == ExactText(target) else { continue }
        throw .answer(
          "a \(operation) of \(target) is in progress in \(worktree.path)", help: "finish it there, or give it up")
      }
    }
  }

  private func refuseChanged(_ worktree: ListedWorktree, _ path: String) async throws(Refusal) {
    guard !worktree.isGone, FileSystem.kind(of: path) == .directory else {
      throw .answer(
        "\(target) is checked out in \(path), which is gone",
        help: "git -C \(SuggestedWord(view.folder)) worktree prune forgets that, if it is not to come back")
    }
    let git = view.git.at(path)
    let (checkout, state) = try await refusing { (try await git.checkout(), try await git.workingState()) }
    if let own = checkout?.gitDirectory, FileSystem.kind(of: "\(own)/index.lock") != nil {
      throw .answer(
        "git is at work in \(path), where \(target) is checked out, or was ended there: \(own)/index.lock",
        help: "wait for it; if no git runs there any more, remove that file")
    }
    let operation = checkout?.operation
    if let operation {
      throw .answer(
        "a \(operation) is in progress in \(path), where \(target) is checked out",
        help: "finish it there, or give it up: git -C \(SuggestedWord(path)) \(operation) --abort")
    }
    guard state.tracked.isEmpty else {
      throw .answer(
        "\(path), where \(target) is checked out, has changes: \(Self.listed(state.tracked.map(\.path)))",
        help: "commit them there, or put them away (git stash), and run it again")
    }
  }

  /// Git overwrites ignored files with those that a merge brings, without a word.
  private func refuseOverwriting(
    in path: String, _ old: String, _ tree: String, _ git: GitRunner
  ) async throws(Refusal) {
    let inTheWay = try await refusing {
      let output = try await git.run(["diff-tree", "-r", "-z", "--name-status", "--no-renames", old, tree])
      let pieces = output.pieces
      let changes = stride(from: 0, to: pieces.count - 1, by: 2).map { (pieces[$0], pieces[$0 + 1]) }
      let known = Set(changes.filter { $0.0 != "A" }.map { ExactText($0.1) })
      var found: [String] = []
      var suspects: [String] = []
      for (kind, file) in changes where kind == "A" {
        if FileSystem.kind(of: "\(path)/\(file)") != nil { suspects.append(file) }
        // A file where a folder is to be.
        var folder = FileSystem.folder(of: file)
        while folder != ".", folder != "/" {
          if let kind = FileSystem.kind(of: "\(path)/\(folder)"), kind != .directory, !known.contains(ExactText(folder))
          {
            found.append(folder)
          }
          folder = FileSystem.folder(of: folder)
        }
      }
      let checkout = view.git.at(path)
      for start in stride(from: 0, to: suspects.count, by: 500) {
        let some = Array(suspects[start..<min(start + 500, suspects.count)])
        found += try await checkout.run(["ls-files", "--others", "-z", "--"] + some).pieces
      }
      return found.distinct()
    }
    guard !inTheWay.isEmpty else { return }
    throw .answer(
      "merging \(source) would overwrite files in \(path) that git does not know: \(Self.listed(inTheWay))",
      help: "move them away, and run it again")
  }

  static func listed(_ items: [String]) -> String {
    let more = items.count - 10
    return items.prefix(10).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  // MARK: Merging

  /// Makes the merge.
  ///
  /// - Returns: the merge commit.
  func run(_ plan: Plan) async throws(Refusal) -> String {
    try await view.makeLocal(target)
    let old = try view.commit(of: target)
    switch plan.place {
    case .checkout(let path):
      let head = try await refusing { try await view.git.at(path).commit(named: "HEAD") }
      guard head == old else { throw hasMoved }
      return try await merge(in: path, onto: old)
    case .temporary:
      return try await TemporaryWorktree.use(view, at: old) { path async throws(Refusal) in
        let merged = try await merge(in: path, onto: old)
        // Somebody may have checked it out meanwhile.
        let listed = try await refusing { try await view.git.worktrees() }
        guard !listed.contains(where: { $0.branch.map { ExactText($0) } == ExactText(target) }) else { throw hasMoved }
        let reference = GitReference.heads + target
        let now = try await refusing { try await view.git.commit(named: reference) }
        guard now == old else { throw hasMoved }
        try await refusing {
          try await view.git.update(reference, from: old, to: merged, reason: "orchsite: merge \(source)")
        }
        return merged
      }
    }
  }

  private var hasMoved: Refusal {
    .answer("\(target) has changed meanwhile", help: "nothing was merged; run it again")
  }

  private func merge(in folder: String, onto old: String) async throws(Refusal) -> String {
    var git = view.git.at(folder)
    // The person's hooks may run tests.
    git.timeLimit = .seconds(1_800)
    var failure: GitError?
    do throws(GitError) {
      // What was looked at is a plain merge, whatever the branch is configured for.
      try await git.run([
        "-c", "branch.\(target).mergeOptions=", "merge", "--quiet", "--no-ff", "--commit", "--no-edit", "-m", message,
        commit,
      ])
    } catch {
      failure = error
    }
    // Whatever git answered: a merge is there, or none is.
    let parents = try await refusing {
      try await git.run(["rev-list", "--parents", "--max-count=1", "HEAD"]).line.split(separator: " ").map(String.init)
    }
    if parents.dropFirst() == [old, commit] { return parents[0] }
    guard let failure else {
      throw .outside("git merged \(source) into \(target) in another way than it was asked to: see \(folder)")
    }
    try await undo(in: folder, old)
    throw .answer(
      "\(source) was not merged into \(target): \(Self.words(of: failure))",
      help: "nothing has changed; mend that, and run it again")
  }

  /// A hook, or signing, that failed leaves a merge that only waits for its commit.
  private func undo(in folder: String, _ old: String) async throws(Refusal) {
    let git = view.git.at(folder)
    _ = try? await git.run(["merge", "--abort"], accepting: [0, 128])
    let (checkout, state) = (try? await git.checkout(), try? await git.workingState())
    let isUndone = state.map { $0.head == old && $0.tracked.isEmpty && checkout?.operation == nil } ?? false
    guard isUndone else {
      throw .outside(
        "\(source) was not merged into \(target), and what git has left in \(folder) could not be undone",
        help: "git -C \(SuggestedWord(folder)) status shows it, git -C \(SuggestedWord(folder)) merge --abort undoes it"
      )
    }
  }

  private static func words(of error: GitError) -> String {
    guard case .failed(let failure) = error else { return "\(error)" }
    // What git says to a person who has the merge before them.
    let lines = failure.message.split(separator: "\n").filter { !$0.hasPrefix("Not committing merge;") }
    return GitFailure(command: failure.command, status: failure.status, message: lines.joined(separator: "\n")).summary
  }
}
