import Bytes
import Content
import Diagnostics
import Evidence
import Files
import Git
import Quantities

/// Removes a worker's worktree: with proof that nothing is lost, or, where somebody gives the work up, with all of it
/// kept.
package struct CleanWorktree: Verb {
  package var task: TaskID
  /// Whether what would be lost may go out of sight.
  package var discard = false
  /// The task's name, typed by whoever discards.
  package var confirmation: String?

  package init(_ task: TaskID) { self.task = task }

  package struct Outcome: Warned {
    package let task: TaskID
    package let worktree: String?
    package let branch: String
    /// What was checked out in the worktree, if not the task's branch.
    package var otherBranch: String?
    package let branchFate: BranchFate
    /// What was given up, or would be.
    package let contents: WorktreeContents
    /// The name under which it is kept.
    package let rescue: String?
    /// The name under which commits are kept that only the logs of worktree and branch knew.
    package var strays: String?
    package let state: State
    package var warnings: [Warning] = []
  }

  package enum State: String, Sendable, Equatable {
    case removed
    /// `--dry-run`: it would be.
    case removable
    /// Nothing was done: the name is wanted first.
    case unconfirmed
  }

  /// What became of a branch.
  package enum BranchFate: Sendable, Equatable {
    /// The base has its head.
    case deleted
    /// It had no commit of its own, and the base has the one that it stood at.
    case unused
    /// The base has its changes by other commits, or it was given up: its own are kept as a rescue.
    case kept(as: String)
    case stays(Reason)
    case wasGone

    /// Why a branch is left.
    package enum Reason: Sendable, Equatable {
      case notMerged
      /// Nothing proves whether it is.
      case notConfirmed
      /// In another working tree.
      case checkedOut(String)
      /// It is no task's: others come home to it.
      case shared
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let lock = try await RepoLock(task.repo, in: home, verb: "worker clean", stage)
    defer { _ = lock }
    let workspace = try await home.workspace(asOf: stage.now)
    let repo = try workspace.existingRepo(task.repo)
    let known = workspace.task(task)
    let view = try await home.view(of: repo)
    if !stage.isDryRun, let unfinished = try await finishGivingUp(in: view, home) { return unfinished }
    let removal = try await WorktreeRemoval.look(
      at: task, known, in: view, workspace.settings, home: home, at: stage.now)
    guard removal.worktree != nil || removal.merge.isMerged || removal.merge == .notBegun else {
      throw .answer(
        "\(task) has no worktree\(removal.head == nil ? ", and no branch \(removal.branch)" : "; \(removal.branch) is not merged and stays")",
        help: "orchsite worker list shows all")
    }
    try removal.refuseForeign()
    if removal.contents.isEmpty, !(discard && hasUnmerged(removal)) {
      if stage.isDryRun { return outcome(removal, fate: predicted(removal), nil, .removable) }
      let removed = try await removal.remove()
      var outcome = outcome(removal, fate: removed.fate, nil, .removed)
      outcome.strays = removed.strays
      if let other = removal.worktree?.branch, ExactText(other) != ExactText(removal.branch) {
        outcome.otherBranch = other
      }
      return outcome
    }
    guard discard, removal.contents.outOfReach.isEmpty else {
      throw .answer(Self.words(removal), help: discard ? "then run it again" : discardHelp)
    }
    guard let confirmation, [task.description, task.task].contains(confirmation) else {
      if let confirmation {
        throw .answer("nothing removed: \"\(confirmation)\" is not \(task)", help: discardHelp)
      }
      return outcome(removal, fate: .stays(.notMerged), nil, .unconfirmed)
    }
    if stage.isDryRun { return outcome(removal, fate: .kept(as: ""), nil, .removable) }
    if removal.worktree?.isGone == true {
      let removed = try await removal.forgetGone()
      var outcome = outcome(removal, fate: removed.fate, nil, .removed)
      outcome.strays = removed.strays
      return outcome
    }
    let rescue = try await removal.giveUp()
    return outcome(removal, fate: .kept(as: rescue.name), rescue.name, .removed)
  }

  private var discardHelp: String {
    "commit it, or move it away; orchsite worker clean \(task.repo) \(task.task) --discard shows the loss"
  }

  private func hasUnmerged(_ removal: WorktreeRemoval) -> Bool {
    switch removal.merge {
    case .notMerged, .notConfirmed: removal.head != nil
    case .merged, .notBegun: false
    }
  }

  /// A discard that was ended between its steps goes on: the branch still stands where it was.
  private func finishGivingUp(in view: RepoView, _ home: Home) async throws(Refusal) -> Outcome? {
    let kept = try await refusing { try await Rescue.all(in: view) }
    for rescue in kept where rescue.repo == task.repo && rescue.task == task.task {
      let folder = rescue.folder(home: home.path)
      guard let worktree = rescue.worktree, FileSystem.kind(of: "\(folder)/worktree") == .directory,
        FileSystem.kind(of: worktree) == nil
      else { continue }
      let gitDirectory = rescue.gitDirectory.flatMap { directory in
        FileSystem.kind(of: "\(folder)/git") == nil && FileSystem.kind(of: directory) == .directory ? directory : nil
      }
      let isBranchThere = rescue.branch.map { view.references.local($0)?.commit == rescue.head } ?? false
      guard gitDirectory != nil || isBranchThere else { continue }
      try await refusing {
        if let gitDirectory { try FileSystem.moveTree(gitDirectory, to: "\(folder)/git") }
        if isBranchThere, let branch = rescue.branch, let head = rescue.head {
          try await view.git.update(GitReference.heads + branch, from: head, to: nil, reason: "orchsite: given up")
        }
      }
      return Outcome(
        task: task, worktree: worktree, branch: rescue.branch ?? "", branchFate: .kept(as: rescue.name),
        contents: WorktreeContents(), rescue: rescue.name, state: .removed)
    }
    return nil
  }

  private func predicted(_ removal: WorktreeRemoval) -> BranchFate {
    switch removal.merge {
    case _ where removal.head == nil: .wasGone
    case .merged(.reachable): .deleted
    case .merged: .kept(as: "")
    case .notBegun, .notMerged: .stays(.notMerged)
    case .notConfirmed: .stays(.notConfirmed)
    }
  }

  private func outcome(
    _ removal: WorktreeRemoval, fate: BranchFate, _ rescue: String?, _ state: State
  ) -> Outcome {
    Outcome(
      task: task, worktree: removal.worktree?.path, branch: removal.branch, branchFate: fate,
      contents: removal.contents, rescue: rescue, state: state)
  }

  private static func words(_ removal: WorktreeRemoval) -> String {
    (["not removed: \(removal.worktree?.path ?? "")"] + removal.contents.words).joined(separator: "\n")
  }
}

extension WorktreeContents {
  /// What stands in the way, a line each, in words.
  package var words: [String] {
    var lines: [String] = []
    func add(_ what: String, _ items: [String]) {
      guard !items.isEmpty else { return }
      let more = items.count - Self.namedAtMost
      lines.append(
        "\(what): \(items.prefix(Self.namedAtMost).map(\.printable).joined(separator: ", "))\(more > 0 ? " and \(more) more" : "")"
      )
    }
    if isGone {
      lines.append(
        "its folder is gone, and with it what was in there; if it was moved: git worktree repair, with its new place")
    }
    if isHalfMade { lines.append("git was ended while it made it") }
    if let operation { lines.append("a \(operation) is in progress") }
    add("not committed", uncommitted)
    add("changed, and hidden from git", hidden)
    add("ignored by git, and neither a copy nor disposable", ignored)
    add("folders that you may not read and change (chmod -R u+rwX lets you)", outOfReach)
    add("inside", inner)
    add("reports that wait to be brought home", reports)
    add("commits that are nowhere else", commits)
    return lines
  }

  private static let namedAtMost = 10
}
