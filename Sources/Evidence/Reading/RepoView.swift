import Bytes
import Content
import Files
import Git

/// A repo's checkout as it was at one look: where it is, its branches and working trees, and what they mean. Evidence
/// and the verbs that change a repo begin with one.
package struct RepoView: Sendable {
  package let repo: Repo
  /// Absolute: the main checkout, or the folder of a bare repository.
  package let folder: String
  package let git: GitRunner
  /// The git directory that all working trees share.
  package let commonDirectory: String
  package let isBare: Bool
  package let references: References
  package let worktrees: [ListedWorktree]
  package let rules: BranchRules

  /// Looks at a repo.
  ///
  /// - Parameter git: how git is run, in whichever folder.
  /// - Throws: why there is nothing to look at.
  package static func read(_ repo: Repo, home: String, _ git: GitRunner) async throws(RepoProblem) -> RepoView {
    guard let folder = repo.folder(home: home) else { throw .without(repo.slug) }
    guard FileSystem.kind(of: folder) != nil else { throw .missing(repo.slug, folder) }
    do {
      let git = git.at(folder)
      let place = try await git.place()
      guard let place, place.isOwn else { throw RepoProblem.notARepository(repo.slug, folder) }
      async let references = git.references()
      async let flow = git.flowSettings()
      async let worktrees = git.worktrees()
      let found = try await (references, flow, worktrees)
      let name = "refs/remotes/origin/HEAD"
      var remoteHead = found.0.aliases[ExactText(name)]
      // One that leads to a branch which is gone is not listed.
      if remoteHead == nil, FileSystem.kind(of: "\(place.commonDirectory)/\(name)") != nil {
        remoteHead = try await git.target(ofSymbolic: name)
      }
      let origin = "\(GitReference.remotes)origin/"
      let defaultBranch = remoteHead.map { String($0.dropFirst(origin.count)) }
      let conventional = ["main", "master", "trunk"].contains { found.0.local($0) != nil }
      let current = found.2.first?.branch
      return RepoView(
        repo: repo, folder: place.top ?? folder, git: git, commonDirectory: place.commonDirectory,
        isBare: place.top == nil, references: found.0, worktrees: found.2,
        rules: BranchRules(
          found.1, repo.branches, in: found.0, defaultBranch: defaultBranch ?? (conventional ? nil : current)))
    } catch let problem as RepoProblem {
      throw problem
    } catch let error as GitError {
      throw .git(repo.slug, error)
    } catch {
      throw .git(repo.slug, .notStarted(command: "rev-parse", reason: String(describing: error)))
    }
  }

  /// The working tree that has a branch.
  package func worktree(on branch: String) -> ListedWorktree? { worktrees(on: branch).first }

  /// Whoever insists has a branch checked out more than once.
  package func worktrees(on branch: String) -> [ListedWorktree] {
    worktrees.filter { !$0.isBare && $0.branch.map { ExactText($0) } == ExactText(branch) }
  }

  /// The remote branch that a local one goes by: as its configuration says, else that of the same name.
  package func upstream(of branch: GitReference) -> GitReference? {
    guard branch.name.utf8.starts(with: GitReference.heads.utf8) else { return nil }
    if let named = branch.upstream, named.utf8.starts(with: GitReference.remotes.utf8), let far = references[named] {
      return far
    }
    return references.remote(GitReference.shortName(branch.name))
  }

  /// Where a working tree is. Of a repository whose git directory lies apart, git lists that for the main one.
  package func path(of worktree: ListedWorktree) -> String {
    ExactText(worktree.path) == ExactText(commonDirectory) ? folder : worktree.path
  }

  package func worktree(at path: String) -> ListedWorktree? {
    worktrees.first { ExactText($0.path) == ExactText(path) }
  }
}

extension Repo {
  /// Where its checkout is, or would be; nil for `path: none`.
  package func folder(home: String) -> String? {
    if path == "none" { return nil }
    return path == "." ? home : path.hasPrefix("/") ? path : "\(home)/\(path)"
  }
}

/// Why git cannot be asked about a repo.
package enum RepoProblem: Error, Sendable, Equatable {
  /// `path: none`.
  case without(String)
  case missing(String, String)
  /// The folder is none, or lies inside of another one.
  case notARepository(String, String)
  case git(String, GitError)
  /// One working tree of several.
  case worktree(String, String, GitError)
  /// A reference to a commit that is not there.
  case reference(String, String)

  /// Whether something may be missing in what was read.
  package var isFailure: Bool {
    switch self {
    case .git, .worktree, .reference: true
    case .without, .missing, .notARepository: false
    }
  }
}

extension GitRunner {
  /// Where the repository of the folder is; nil for none.
  fileprivate func place() async throws(GitError) -> (top: String?, commonDirectory: String, isOwn: Bool)? {
    if let checkout = try await checkout() {
      return (checkout.topLevel, checkout.commonDirectory, checkout.prefix.isEmpty)
    }
    // A bare repository has no working tree of its own.
    let output = try await run(
      ["rev-parse", "--path-format=absolute", "--git-common-dir", "--is-bare-repository"], accepting: [0, 128])
    let lines = output.text.split(separator: "\n").map(String.init)
    guard output.status == 0, lines.count == 2, lines[1] == "true" else { return nil }
    return (nil, lines[0], FileSystem.kind(of: "\(folder)/.git") != nil || lines[0] == folder)
  }
}
