import Bytes
import Content
import Evidence
import Files
import Git
import Quantities

/// What is kept of worktrees and branches that are gone.
package struct ListRescues: Verb {
  package init() {}

  package struct Outcome: Warned {
    package let rescues: [Listed]
    package var warnings: [Warning] = []
  }

  package struct Listed: Sendable {
    package let rescue: Rescue
    /// Whether the files of its worktree are there.
    package let hasFiles: Bool
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    var outcome = Outcome(rescues: [])
    var rescues: [Listed] = []
    for repo in workspace.repos {
      do throws(RepoProblem) {
        let view = try await RepoView.read(repo, home: home.path, home.git)
        do throws(GitError) {
          for rescue in try await Rescue.all(in: view) {
            rescues.append(
              Listed(
                rescue: rescue,
                hasFiles: FileSystem.kind(of: "\(rescue.folder(home: home.path))/worktree") == .directory))
          }
        } catch {
          outcome.warnings.append(Warning("\(repo.slug): \(error)"))
        }
      } catch {
        // A repo that is not here keeps nothing here.
        continue
      }
    }
    let warnings = outcome.warnings
    outcome = Outcome(rescues: rescues)
    outcome.warnings = warnings
    return outcome
  }
}

/// Brings back what was kept: the worktree as it was to the byte, or a branch.
package struct RestoreRescue: Verb {
  /// `REPO/TASK`, for the newest one, or `REPO/TASK/STAMP`.
  package var name: String

  package init(_ name: String) { self.name = name }

  package struct Outcome: Warned {
    package let rescue: Rescue
    /// nil where there were only commits.
    package let worktree: String?
    /// Commits beside the branch's, that only logs knew, and that stay kept: `abc1234 Subject`.
    package var others: [String] = []
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    let (repo, rescue) = try await Self.find(name, in: workspace, home)
    let lock = try await RepoLock(repo.slug, in: home, verb: "rescue", stage)
    defer { _ = lock }
    let view = try await home.view(of: repo)
    let folder = rescue.folder(home: home.path)
    let hasFiles = FileSystem.kind(of: "\(folder)/worktree") == .directory
    if let branch = rescue.branch, let head = rescue.head {
      if let now = view.references.local(branch)?.commit, now != head {
        throw .answer(
          "\(branch) is there again, at another commit", help: "rename it first: git branch -m \(branch) another-name")
      }
      if view.references.local(branch) == nil, !stage.isDryRun {
        try await refusing {
          try await view.git.update(GitReference.heads + branch, from: nil, to: head, reason: "orchsite: rescued")
        }
      }
    }
    guard var worktree = rescue.worktree, var gitDirectory = rescue.gitDirectory else {
      return try await commitsOnly(rescue, view)
    }
    // Where the repository, or home, has moved since, it belongs to where that is now.
    let own = "\(view.commonDirectory)/worktrees/\(gitDirectory.split(separator: "/").last ?? "")"
    let hasMoved = ExactText(own) != ExactText(gitDirectory)
    gitDirectory = own
    if FileSystem.kind(of: FileSystem.folder(of: FileSystem.folder(of: FileSystem.folder(of: worktree)))) == nil,
      let task = TaskID("\(rescue.repo)/\(rescue.task)")
    {
      worktree = workspace.settings.worktreePath(of: task, home: home.path)
    }
    let isBack = !hasFiles && view.worktree(at: worktree).map { !$0.isGone } ?? false
    guard hasFiles || isBack else { return try await commitsOnly(rescue, view) }
    guard isBack || FileSystem.kind(of: worktree) == nil else {
      throw .answer("\(worktree) is there", help: "move it away first")
    }
    if stage.isDryRun { return Outcome(rescue: rescue, worktree: worktree) }
    try await refusing {
      // What a run that was ended has moved is where it belongs.
      if FileSystem.kind(of: "\(folder)/git") == .directory {
        try FileSystem.makeDirectories(FileSystem.folder(of: gitDirectory))
        try FileSystem.moveTree("\(folder)/git", to: gitDirectory)
      }
      if hasFiles {
        try FileSystem.makeDirectories(FileSystem.folder(of: worktree))
        try FileSystem.moveTree("\(folder)/worktree", to: worktree)
      }
      if FileSystem.kind(of: folder) != nil { try FileSystem.removeEmptyDirectory(folder) }
      if hasMoved || worktree != rescue.worktree {
        try FileSystem.writeAtomically(Array("gitdir: \(gitDirectory)\n".utf8), to: "\(worktree)/.git")
        try await view.git.run(["worktree", "repair", worktree])
      }
      // Everything is where it was, logs included.
      if let commit = try await view.git.commit(named: rescue.reference) {
        try await view.git.update(rescue.reference, from: commit, to: nil, reason: "orchsite: rescued")
      }
    }
    return Outcome(rescue: rescue, worktree: worktree)
  }

  private func commitsOnly(_ rescue: Rescue, _ view: RepoView) async throws(Refusal) -> Outcome {
    let others = try await refusing {
      let parents = try await view.git.run(["rev-list", "--parents", "--max-count=1", rescue.reference]).line
        .split(separator: " ").dropFirst().map(String.init)
      return try await view.git.subjects(of: parents.filter { $0 != rescue.head })
    }
    return Outcome(rescue: rescue, worktree: nil, others: others)
  }

  static func find(_ name: String, in workspace: Workspace, _ home: Home) async throws(Refusal) -> (Repo, Rescue) {
    let slug = name.split(separator: "/").first.map(String.init) ?? ""
    let repo = try workspace.existingRepo(slug)
    let view = try await home.view(of: repo)
    let all = try await refusing { try await Rescue.all(in: view) }
    let own = all.first { $0.name == name } ?? all.first { "\($0.repo)/\($0.task)" == name }
    guard let own else { throw .answer("nothing is kept as \(name)", help: "orchsite rescue lists what is") }
    return (repo, own)
  }
}

/// Gives up for good what was kept for more than 30 days, or one thing by its name.
package struct ForgetRescues: Verb {
  /// One of them, whatever its age.
  package var name: String?
  /// The task's name, typed by whoever forgets something by name.
  package var confirmation: String?

  package init() {}

  package struct Outcome: Warned {
    package let forgotten: [Rescue]
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    var gone: [(Repo, Rescue)] = []
    if let name {
      let found = try await RestoreRescue.find(name, in: workspace, home)
      guard confirmation == found.1.task || confirmation == "\(found.1.repo)/\(found.1.task)" else {
        throw .answer(
          "nothing forgotten: \(found.1.name) cannot be brought back after that",
          help: "orchsite rescue forget \(found.1.name) --confirm \(found.1.task)")
      }
      gone = [found]
    } else {
      let limit = Rescue.keptFor * 1_440
      for listed in try await ListRescues().run(in: home, stage).rescues
      where stage.now.minutes(since: listed.rescue.at) >= limit {
        if let repo = workspace.repo(listed.rescue.repo) { gone.append((repo, listed.rescue)) }
      }
    }
    for (repo, rescue) in gone where !stage.isDryRun {
      let lock = try await RepoLock(repo.slug, in: home, verb: "rescue", stage)
      defer { _ = lock }
      let view = try await home.view(of: repo)
      try await refusing {
        let folder = rescue.folder(home: home.path)
        if FileSystem.kind(of: folder) == .directory { try FileSystem.removeTree(folder) }
        if let commit = try await view.git.commit(named: rescue.reference) {
          try await view.git.update(rescue.reference, from: commit, to: nil, reason: "orchsite: forgotten")
        }
      }
    }
    return Outcome(forgotten: gone.map(\.1))
  }
}
