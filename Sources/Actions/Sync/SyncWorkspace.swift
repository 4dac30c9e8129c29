import Bytes
import Content
import Evidence
import Files
import Git
import Quantities

/// Meets the other machines at the remotes: brings home's `content/` in and out, and fetches the repos.
///
/// Nothing is locked while the network is used. Each step looks at what is there, so whatever ended the last run, this
/// one goes on.
package struct SyncWorkspace: Verb {
  /// Whether the repos are fetched too.
  package var withRepos = true
  /// Whether it happens behind another verb: then it may only take so long, and that verb has committed already.
  package var isAutomatic = false

  package init() {}

  /// A second less than is promised: a git that does not end by itself is given that.
  private static let automaticLimit: Duration = .seconds(9)

  package struct Outcome: Warned {
    package let branch: String
    /// `origin/main`.
    package let upstream: String
    /// What came in, from home's folder: paths in `content/`, in the order of their bytes.
    package var incoming: [String] = []
    /// How many commits came in.
    package var commitsIn = 0
    /// The first of the commits that went out, oldest first, and how many there are.
    package var outgoing: [String] = []
    package var commitsOut = 0
    package var shared: [SharedTask] = []
    package var repos: [FetchedRepo] = []
    package var isDryRun = false
    /// Whether the remote has no such branch yet.
    package var isFirst = false
    package var warnings: [Warning] = []

    /// Whether all remotes answered.
    package var isComplete: Bool { repos.allSatisfy { $0.problems.isEmpty } }
  }

  /// A task that is worked on here and on another machine.
  package struct SharedTask: Sendable, Equatable {
    package let task: TaskID
    package let machine: String
    package let since: Instant
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let budget = Budget(isAutomatic ? Self.automaticLimit : nil)
    var before = Prelude()
    var repos: [Repo] = []
    if !isAutomatic {
      // What waits for a commit goes out too; and what an earlier run was ended in is finished.
      before = try await Change.run(in: home, stage, verb: "sync", message: "sync") { change throws(Refusal) in
        repos = withRepos ? change.workspace.repos : []
        return Prelude()
      }
    }
    async let fetched = RepoFetching(home: home, stage: stage).run(repos)
    let result: Result<Outcome, Refusal>
    do throws(Refusal) {
      result = .success(try await HomeSync(home: home, stage: stage, budget: budget).run())
    } catch {
      result = .failure(error)
    }
    let rows = await fetched
    switch result {
    case .success(var outcome):
      outcome.repos = rows
      outcome.warnings = before.warnings + outcome.warnings + rows.flatMap(\.problems).map { Warning($0) }
      if !outcome.incoming.isEmpty, !stage.isDryRun { try await look(home, stage, &outcome) }
      return outcome
    case .failure(let refusal):
      let warnings = before.warnings + rows.flatMap(\.problems).map { Warning($0) }
      throw warnings.isEmpty ? refusal : .after(warnings, refusal)
    }
  }

  private struct Prelude: Warned {
    var warnings: [Warning] = []
  }

  /// What is to be said of the workspace as it is now.
  private func look(_ home: Home, _ stage: Stage, _ outcome: inout Outcome) async throws(Refusal) {
    let workspace = try await home.workspace(asOf: stage.now)
    let touched = Set(outcome.incoming.compactMap { Self.task(ofUpdate: $0) }.map(\.description))
    // Updates that name no machine may be anybody's.
    for task in workspace.tasks where stage.machine != nil && touched.contains(task.name) {
      let holders = task.holders
      let isOurs = { (update: WorkerUpdate) in
        update.machine.map { ExactText($0) } == stage.machine.map { ExactText($0) }
      }
      guard holders.contains(where: isOurs) else { continue }
      for other in holders where !isOurs(other) {
        guard let machine = other.machine else { continue }
        outcome.shared.append(SharedTask(task: task.id, machine: machine, since: other.at))
      }
    }
    let errors = workspace.check().filter { $0.severity == .error }.count
    if errors > 0 {
      outcome.warnings.append(
        Warning("content/ has \(errors) error\(errors == 1 ? "" : "s") now", help: "orchsite check shows them"))
    }
  }

  /// `content/updates/web/login/…` → `web/login`.
  static func task(ofUpdate path: String) -> TaskID? {
    let parts = path.split(separator: "/")
    guard parts.count == 5, parts[0] == "content", parts[1] == "updates" else { return nil }
    return TaskID(repo: String(parts[2]), task: String(parts[3]))
  }
}

/// What is left of the time that all of it may take.
struct Budget: Sendable {
  private let end: ContinuousClock.Instant?

  var isLimited: Bool { end != nil }

  init(_ limit: Duration?) { end = limit.map { ContinuousClock.now + $0 } }

  /// - Parameter most: what the next step may take in any case.
  /// - Throws: where no time is left.
  func next(_ most: Duration) throws(Refusal) -> Duration {
    guard let end else { return most }
    let left = end - ContinuousClock.now
    guard left > .milliseconds(10) else { throw .outside("there was no time left to sync", help: "orchsite sync") }
    return min(most, left)
  }
}

// MARK: - Repos

/// What came of fetching one repo.
package struct FetchedRepo: Sendable, Equatable {
  package let repo: String
  /// The remotes that answered.
  package var remotes: [String] = []
  /// One line for each that did not.
  package var problems: [String] = []
}

/// Fetches what the repos' remotes have. No branch of theirs and no working tree changes.
struct RepoFetching: Sendable {
  let home: Home
  let stage: Stage

  private static let limit: Duration = .seconds(120)

  /// Side by side; in the order of the workspace.
  func run(_ repos: [Repo]) async -> [FetchedRepo] {
    await withTaskGroup(of: (Int, FetchedRepo?).self) { group in
      for (index, repo) in repos.enumerated() { group.addTask { (index, await fetch(repo)) } }
      var rows: [(Int, FetchedRepo)] = []
      for await (index, row) in group {
        if let row { rows.append((index, row)) }
      }
      return rows.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// - Returns: nil for a repo that is not here, or has no remote.
  private func fetch(_ repo: Repo) async -> FetchedRepo? {
    var row = FetchedRepo(repo: repo.slug)
    do {
      guard let folder = repo.folder(home: home.path), FileSystem.kind(of: folder) == .directory else { return nil }
      var git = home.git.at(folder)
      // A folder inside of another repository is none of its own, unless that is home's.
      let checkout = try await git.checkout()
      guard checkout?.prefix.isEmpty ?? (FileSystem.kind(of: "\(folder)/HEAD") != nil) else { return nil }
      git.timeLimit = Self.limit
      let remotes = try await git.remotes()
      guard !remotes.isEmpty else { return nil }
      for remote in remotes {
        if let reference = try await git.ownReference(thatFetchWrites: remote) {
          row.problems.append(
            "\(repo.slug): \(remote) is not fetched: that would write \(reference), by its configuration")
          continue
        }
        if stage.isDryRun {
          row.remotes.append(remote)
          continue
        }
        do throws(GitError) {
          try await git.fetchAll(of: remote)
          row.remotes.append(remote)
        } catch {
          row.problems.append("\(repo.slug): \(remote) could not be fetched: \(error.inOneLine)")
        }
      }
    } catch {
      row.problems.append("\(repo.slug): \(error.inOneLine)")
    }
    return row
  }
}

extension GitRunner {
  /// Fetches all that a remote is configured for.
  fileprivate func fetchAll(of remote: String) async throws(GitError) {
    for pause in GitRunner.lockRetries {
      do throws(GitError) {
        try await run(["fetch", "--quiet", "--no-recurse-submodules", "--no-write-fetch-head", "--", remote])
        return
      } catch {
        // Another fetch of the same repository.
        guard error.isAboutALock else { throw error }
        try? await Task.sleep(for: pause)
      }
    }
    try await run(["fetch", "--quiet", "--no-recurse-submodules", "--no-write-fetch-head", "--", remote])
  }

  /// A place that a plain fetch of a remote would write to and that is the person's: a mirror has its branches there.
  fileprivate func ownReference(thatFetchWrites remote: String) async throws(GitError) -> String? {
    let output = try await run(["config", "--null", "--get-all", "remote.\(remote).fetch"], accepting: [0, 1])
    for specification in output.pieces {
      guard let colon = specification.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let target = String(specification[specification.utf8.index(after: colon)...])
      guard target.hasPrefix(GitReference.remotes) || target.hasPrefix(GitReference.tags) else { return target }
    }
    return nil
  }
}

extension GitError {
  /// What git says, in one line, without its advice.
  var inOneLine: String {
    if case .timedOut = self { return "it did not answer in time" }
    guard case .failed(let failure) = self else { return "\(self)".split(separator: "\n").joined(separator: "; ") }
    var lines = failure.summary.split(separator: "\n").map(String.init)
    if let end = lines.firstIndex(where: { $0.hasPrefix("Please make sure") || $0.hasPrefix("hint:") }) {
      lines.removeSubrange(end...)
    }
    // Where a push went, git says in a line of its own.
    lines = lines.map { $0.split(separator: " ").joined(separator: " ") }
      .filter { !$0.isEmpty && !$0.hasPrefix("To ") }.map { line in
        for word in ["fatal: ", "error: "] where line.hasPrefix(word) { return String(line.dropFirst(word.count)) }
        return line
      }
    return lines.isEmpty ? "git \(failure.command) failed with status \(failure.status)" : lines.joined(separator: "; ")
  }

  var isAboutALock: Bool {
    guard case .failed(let failure) = self else { return false }
    return [".lock", "cannot lock ref", "unable to update local ref", "failed to update ref", "incorrect old value"]
      .contains { failure.message.contains($0) }
  }
}
