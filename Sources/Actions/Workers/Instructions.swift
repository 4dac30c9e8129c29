import Content
import Evidence
import Git

/// What agents read in a repo to know what they are to do there.
enum Instructions {
  /// Files of a worktree that its base has changed since its branch began, and that are not as they are there: whoever
  /// works in it goes by old instructions.
  ///
  /// - Returns: nil where there are none, or nobody can tell.
  static func behind(_ task: BoardTask, in worktree: ListedWorktree, _ view: RepoView) async throws(GitError)
    -> (files: [String], base: String)?
  {
    let base = view.rules.base(of: task)
    guard let reference = view.references.local(base) ?? view.references.remote(base),
      let head = view.references.local(view.rules.branch(of: task)),
      let ancestor = try await view.git.mergeBase(of: reference.commit, and: head.commit), ancestor != reference.commit
    else { return nil }
    let changed = try await view.git.changedPaths(from: ancestor, to: reference.commit).filter(isOne)
    guard !changed.isEmpty else { return nil }
    let different = try await view.git.at(worktree.path).run(
      ["diff", "--name-only", "--no-ext-diff", "--no-renames", "-z", reference.commit, "--"] + changed
    ).pieces
    return different.isEmpty ? nil : (different, GitReference.shortName(reference.name))
  }

  /// By the names that tools have for theirs, in any folder.
  private static func isOne(_ path: String) -> Bool {
    let names = path.split(separator: "/").map { $0.lowercased() }
    let files: Set<String> = [
      "agents.md", "claude.md", "gemini.md", "copilot-instructions.md", ".cursorrules", ".windsurfrules", ".clinerules",
    ]
    if let name = names.last, files.contains(name) { return true }
    let folders = [[".cursor", "rules"], [".github", "instructions"], [".claude"], [".windsurf", "rules"]]
    return folders.contains { folder in
      names.dropLast().indices.contains { names[$0...].starts(with: folder) }
    }
  }
}
