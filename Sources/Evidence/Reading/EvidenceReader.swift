import Bytes
import Content
import Files
import Git
import Quantities

/// Asks git about all repos of a workspace. Nothing is written, in no repository.
package struct EvidenceReader: Sendable {
  private let workspace: Workspace
  private let home: String
  private let git: GitRunner

  /// - Parameter git: how git is run, in whichever folder.
  package init(_ workspace: Workspace, home: String, _ git: GitRunner) {
    self.workspace = workspace
    self.home = home
    self.git = git
  }

  /// What was found, and why some of it was not.
  package struct Result: Sendable {
    package let facts: GitFacts
    package let views: [RepoView]
    package let problems: [RepoProblem]
  }

  /// Reads repos side by side.
  ///
  /// - Parameter only: the repos to look at, by slug; nil for all.
  /// - Throws: where there is a repository to look at, and no git that could.
  package func read(only: Set<String>? = nil) async throws(GitError) -> Result {
    let repos = workspace.repos.filter { only?.contains($0.slug) ?? true }
    if repos.contains(where: { $0.folder(home: home).map { FileSystem.kind(of: $0) != nil } ?? false }) {
      try await git.requireMergingInMemory()
    }
    var looks: [(Int, Look)] = []
    await withTaskGroup(of: (Int, Look).self) { group in
      for (index, repo) in repos.enumerated() {
        group.addTask { (index, await look(at: repo)) }
      }
      for await look in group { looks.append(look) }
    }
    looks.sort { $0.0 < $1.0 }
    var facts: [String: RepoFacts] = [:]
    var tasks: [TaskID: TaskEvidence] = [:]
    var views: [RepoView] = []
    var problems: [RepoProblem] = []
    for (_, look) in looks {
      switch look {
      case .seen(let view, let look):
        problems += look.problems
        facts[view.repo.slug] = look.facts
        tasks.merge(look.evidence) { $1 }
        views.append(view)
      case .failed(let problem): problems.append(problem)
      }
    }
    return Result(
      facts: GitFacts(readAt: workspace.asOf, repos: facts, tasks: tasks), views: views, problems: problems)
  }

  private enum Look: Sendable {
    case seen(RepoView, RepoLook)
    case failed(RepoProblem)
  }

  private func look(at repo: Repo) async -> Look {
    do throws(RepoProblem) {
      let view = try await RepoView.read(repo, home: home, git)
      do {
        return .seen(
          view,
          try await RepoReading(view).look(
            at: workspace.tasks(ofRepo: repo.slug), quiet: workspace.settings.radarQuiet.map { Glob($0) }))
      } catch let error as GitError {
        throw RepoProblem.git(repo.slug, error)
      } catch {
        throw RepoProblem.git(repo.slug, .notStarted(command: "status", reason: String(describing: error)))
      }
    } catch {
      return .failed(error)
    }
  }
}
