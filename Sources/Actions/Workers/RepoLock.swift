import Bytes
import Content
import Evidence
import Files
import Git

/// Held while a verb changes a repo's branches or worktrees. The workspace's own lock is for `content/` alone, so that
/// a checkout of thousands of files keeps nobody from reporting. What is read before it is held may be old.
///
/// A dry run changes nothing and holds none.
struct RepoLock: ~Copyable {
  private let lock: FileLock?

  init(_ repo: String, in home: Home, verb: String, _ stage: Stage) async throws(Refusal) {
    if stage.isDryRun {
      lock = nil
      return
    }
    if FileSystem.kind(of: "\(home.path)/content/repos/\(repo).md") == nil {
      // No lock for what is not there.
      _ = try (try await home.workspace(asOf: stage.now)).existingRepo(repo)
    }
    // A worktree goes with what waits in it.
    _ = await home.collectOutboxes(try await home.workspace(asOf: stage.now), stage)
    let own = "\(home.path)/.orchsite"
    if let kind = FileSystem.kind(of: own), kind != .directory {
      throw .file(FileError(.makeFolder, own, .notRegular(kind)))
    }
    do throws(FileError) {
      lock = try await FileLock.acquire(
        at: "\(own)/repos/\(repo).lock", verb: verb, timeLimit: .seconds(300)
      ) { stage.tell(.waiting($0)) }
      try? FileSystem.ignoreFromInside(own)
    } catch {
      throw .file(error)
    }
  }
}

extension Home {
  /// Looks at a repo's checkout.
  ///
  /// - Throws: a refusal that says what to do where there is none.
  func view(of repo: Repo) async throws(Refusal) -> RepoView {
    do throws(RepoProblem) {
      let view = try await RepoView.read(repo, home: path, git)
      do throws(GitError) { try await view.git.requireMergingInMemory() } catch { throw .git(repo.slug, error) }
      return view
    } catch {
      throw Refusal(error)
    }
  }
}

extension Home {
  /// Asks git about all repos, or about one.
  package func evidence(
    for workspace: Workspace, only repo: String? = nil
  ) async throws(Refusal) -> EvidenceReader.Result {
    try await refusing { try await EvidenceReader(workspace, home: path, git).read(only: repo.map { [$0] }) }
  }
}

extension RepoProblem {
  /// In words; nil for a repo that has none.
  package var words: (repo: String, reason: String)? {
    switch self {
    case .without: nil
    case .missing(let repo, let folder): (repo, "not checked out at \(folder)")
    case .notARepository(let repo, let folder): (repo, "\(folder) is not a git repository of its own")
    case .git(let repo, let error): (repo, Self.line(error))
    case .worktree(let repo, let path, let error):
      (
        repo,
        "\(path) cannot be read: \(Self.line(error))\(Self.isLost(error) ? "; git worktree repair mends one that was moved" : "")"
      )
    case .reference(let repo, let name):
      (repo, "\(name) names a commit that is not there; fetch it from where it still is, or take the reference away")
    }
  }

  /// Whether git does not find its way from the folder to the repository, or into the folder.
  private static func isLost(_ error: GitError) -> Bool {
    switch error {
    case .folderUnusable: true
    case .failed(let failure): failure.message.contains("not a git repository")
    default: false
    }
  }

  private static func line(_ error: GitError) -> String { "\(error)".split(separator: "\n").joined(separator: "; ") }

  package var warning: Warning? { words.map { Warning("git was not read for \($0.repo): \($0.reason)") } }
}

extension Refusal {
  init(_ problem: RepoProblem) {
    switch problem {
    case .without(let repo):
      self = .answer("\(repo) has no repository: its file says path: none", help: "orchsite task move moves its tasks")
    case .missing(let repo, let folder):
      self = .answer(
        "\(repo) is not checked out: there is no \(folder)",
        help: "clone it there, or say where it is: path: in content/repos/\(repo).md")
    case .notARepository(let repo, let folder):
      self = .answer(
        "\(folder) is not a git repository of its own",
        help: "git init makes one; path: in content/repos/\(repo).md says where \(repo) is")
    case .git(_, let error), .worktree(_, _, let error): self = .git(error)
    case .reference(let repo, let name): self = .answer("\(repo): \(name) names a commit that is not there")
    }
  }
}
