import Agents
import Bytes
import Content
import Evidence
import Files
import Git
import Quantities
import Sessions

/// Looks for what would quietly not work. Nothing is written.
package struct ExamineWorkspace: Verb {
  package init() {}

  package struct Outcome: Sendable {
    /// Home first, then repos in their order.
    package let findings: [Finding]
    package let gitVersion: String?
    /// How much was looked at.
    package let repos: Int
    package let worktrees: Int
    package let activeTasks: Int
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    var examination = Examination(home: home, workspace: workspace)
    try await refusing { try await examination.run() }
    return examination.outcome
  }
}

/// One examination, and what it has found.
private struct Examination {
  let home: Home
  let workspace: Workspace
  private var findings: [Finding] = []
  private var version: String?
  private var views: [RepoView] = []
  private var worktrees = 0
  /// Checkouts that were looked at: home may be a repo's.
  private var seen: Set<ExactText> = []
  private var anonymous: [String] = []
  private var hookless: [(path: String, place: String)] = []
  private var hooks: Set<ExactText> = []
  private let watch = FolderWatch()

  init(home: Home, workspace: Workspace) {
    self.home = home
    self.workspace = workspace
  }

  private var active: [TrackedTask] { workspace.tasks.filter(\.task.status.isActive) }

  var outcome: ExamineWorkspace.Outcome {
    ExamineWorkspace.Outcome(
      findings: findings, gitVersion: version, repos: views.count, worktrees: worktrees, activeTasks: active.count)
  }

  mutating func run() async throws {
    do throws(GitError) {
      try await home.git.requireMergingInMemory()
      version = try await home.git.run(["version"]).line
    } catch {
      findings.append(.git(error))
    }
    examineOwnFiles()
    if version != nil {
      try await examineHome()
      for repo in workspace.repos { await examine(repo) }
    }
    if !anonymous.isEmpty { findings.append(.identityMissing(anonymous)) }
    for (path, places) in Dictionary(grouping: hookless, by: { ExactText($0.path) }).sorted(by: { $0.key < $1.key }) {
      findings.append(.hooksMissing(path.text, in: places.map(\.place)))
    }
    examineAgents()
    watch.add("\(home.path)/content", .tree())
    switch watch.shortcoming {
    case .watches: findings.append(.watchesTooFew)
    case .instances: findings.append(.watchersTooFew)
    case .unsupported, nil: break
    }
  }
}

// MARK: - Agents

extension Examination {
  private mutating func examineAgents() {
    let marked = views.flatMap { view in view.worktrees.dropFirst().compactMap { view.place(of: $0) } }
      .filter { ExactText($0.marker.home) == ExactText(home.path) }
    if workspace.settings.agent != nil, !marked.isEmpty, SessionFolder(home: home.path).all().isEmpty {
      findings.append(.hooksUnseen)
    }
    for file in AgentLaunch.servers(in: home.path) {
      guard let bytes = try? FileSystem.read(file, limit: 1 << 20), let program = AgentLaunch.program(in: bytes),
        program.utf8.first == UInt8(ascii: "/"), FileSystem.kind(of: program) == nil
      else { continue }
      findings.append(.programMissing(program, in: file))
    }
    for waiting in Outbox.waiting(in: home, workspace) where waiting.report == nil {
      findings.append(.reportWaits(waiting.path))
    }
  }
}

// MARK: - Home

extension Examination {
  /// What orchsite itself left half done.
  private mutating func examineOwnFiles() {
    let change = UnfinishedChange.place(in: home.path)
    // While somebody is at it, it is not left.
    let holder = FileLock.holder(at: ContentEditor.lockPath(home: home.path))
    let isAtWork = holder.map { FileSystem.kind(of: "/proc/\($0.process)") != nil } ?? false
    if !isAtWork, FileSystem.kind(of: change) != nil { findings.append(.unfinishedChange(change)) }
  }

  private mutating func examineHome() async throws {
    guard let checkout = try await home.git.checkout() else {
      findings.append(.homeWithoutRepository)
      return
    }
    let index = Scan.indexPath
    if try await !home.git.ignored(among: [index]).isEmpty {
      findings.append(.homeIgnored)
    } else if try await home.git.run(
      ["rev-parse", "--verify", "--quiet", "HEAD:./\(index)"], accepting: [0, 1, 128]
    ).status != 0 {
      findings.append(.homeWithoutCommit)
    } else {
      let waiting = try ContentEditor.journal(in: home.path).entries.map(\.path)
      if !waiting.isEmpty {
        let open = Set(try await home.git.workingState().uncommitted.map { ExactText($0.path) })
        let paths = waiting.filter { open.contains(ExactText(checkout.prefix + $0)) }
        if !paths.isEmpty { findings.append(.uncommitted(paths)) }
      }
    }
    try await examine(checkout)
  }
}

// MARK: - Checkouts

extension Examination {
  /// What may be wrong with any checkout, home's and repos' alike.
  private mutating func examine(_ checkout: Checkout) async throws {
    guard seen.insert(ExactText(checkout.topLevel)).inserted else { return }
    let git = home.git.at(checkout.topLevel)
    for role in ["GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"] {
      guard try await git.run(["var", role], accepting: [0, 128]).status == 0 else {
        anonymous.append(checkout.topLevel)
        break
      }
    }
    try await examineHooks(of: checkout, git)
    examineLocks(of: checkout)
  }

  private mutating func examineHooks(of checkout: Checkout, _ git: GitRunner) async throws {
    let named = try await git.run(["config", "--type=path", "--get", "core.hooksPath"], accepting: [0, 1])
    let folder = try await git.run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"]).line
    // Whoever wants no hooks at all names nothing, or /dev/null.
    if named.status == 0, !named.line.isEmpty, FileSystem.kind(of: folder) == nil {
      hookless.append((folder, checkout.topLevel))
    }
    let entries = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
    for entry in entries where entry.kind == .regular && Self.hookNames.contains(entry.path) {
      let path = "\(folder)/\(entry.path)"
      guard !FileSystem.isExecutable(path), hooks.insert(ExactText(path)).inserted else { continue }
      findings.append(.hookNotExecutable(path))
    }
  }

  /// As in githooks(5), those of the client.
  private static let hookNames: Set<String> = [
    "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit", "prepare-commit-msg",
    "commit-msg", "post-commit", "pre-rebase", "post-checkout", "post-merge", "pre-push", "pre-auto-gc", "post-rewrite",
    "reference-transaction", "post-index-change",
  ]

  private mutating func examineLocks(of checkout: Checkout) {
    var paths = ["index.lock", "HEAD.lock"].map { "\(checkout.gitDirectory)/\($0)" }
    if seen.insert(ExactText("\(checkout.commonDirectory)/")).inserted {
      let common = checkout.commonDirectory
      paths += ["packed-refs.lock", "config.lock", "shallow.lock"].map { "\(common)/\($0)" }
      if checkout.isLinked { paths.append("\(common)/HEAD.lock") }
      let references = (try? FileSystem.list("\(common)/refs")) ?? []
      paths += references.filter { $0.kind == .regular && $0.path.utf8.suffix(5).elementsEqual(".lock".utf8) }.map {
        "\(common)/refs/\($0.path)"
      }
    }
    let folders = [checkout.topLevel, checkout.commonDirectory, checkout.gitDirectory]
    for path in paths {
      guard let lock = FileSystem.identity(of: path), !folders.contains(where: isGitAtWork(in:)) else { continue }
      // One that ended while its process was looked for was none that stays.
      guard FileSystem.identity(of: path) == lock else { continue }
      findings.append(
        .staleLock(
          path, age: FileSystem.changed(path).map { workspace.asOf.minutes(since: Instant(milliseconds: $0)) } ?? 0))
    }
  }

  private func isGitAtWork(in folder: String) -> Bool {
    ProcessInFolder.all(in: folder).contains { $0.name.utf8.starts(with: "git".utf8) }
  }
}

// MARK: - Repos

extension Examination {
  private mutating func examine(_ repo: Repo) async {
    do throws(RepoProblem) {
      let view = try await RepoView.read(repo, home: home.path, home.git)
      views.append(view)
      do { try await examine(view) } catch let error as GitError { throw RepoProblem.git(repo.slug, error) } catch {
        throw RepoProblem.git(repo.slug, .notStarted(command: "status", reason: "\(error)"))
      }
    } catch {
      switch error {
      case .without: break
      case .missing(let slug, let folder):
        // Of what nobody has written down, nothing is missing.
        if repo.source != nil { findings.append(.repoMissing(slug, folder: folder, url: repo.url)) }
      default: if let words = error.words { findings.append(.repoUnread(words.repo, reason: words.reason)) }
      }
    }
  }

  private mutating func examine(_ view: RepoView) async throws {
    var unread = view.references.missing.map { RepoProblem.reference(view.repo.slug, $0) }
    unread += await (try RepoReading(view)).states().problems
    findings += unread.compactMap(\.words).map { .repoUnread($0.repo, reason: $0.reason) }
    for worktree in view.worktrees where !worktree.isBare { try await examine(worktree, view) }
    let tasks = active.filter { $0.id.repo == view.repo.slug }
    for task in tasks { try await examine(task, view) }
    let old = try await Rescue.all(in: view).count {
      workspace.asOf.minutes(since: $0.at) >= Rescue.keptFor * 1_440
    }
    if old > 0 { findings.append(.rescuesOld(view.repo.slug, count: old)) }
    var repo = RepoWatch(view)
    _ = await repo.add(view, branches: tasks.map { view.rules.branch(of: $0.task) }, to: watch)
  }

  private mutating func examine(_ worktree: ListedWorktree, _ view: RepoView) async throws {
    let isMain = worktree == view.worktrees.first && !view.isBare
    let path = view.path(of: worktree)
    if !isMain { worktrees += 1 }
    let place = isMain ? nil : view.place(of: worktree)
    if let place, let finding = finding(of: place) { findings.append(finding) }
    guard !worktree.isGone else {
      if let task = place?.task { findings.append(.worktreeGone(path, task)) }
      return
    }
    if let checkout = try await view.git.at(path).checkout() { try await examine(checkout) }
    guard !isMain else { return }
    if worktree.isHalfMade, !isGitAtWork(in: path), !isGitAtWork(in: view.folder) {
      findings.append(.worktreeHalfMade(path, repo: view.repo.slug))
    }
    let tasks = workspace.tasks(ofRepo: view.repo.slug)
    guard place == nil, let branch = worktree.branch, view.rules.kind(of: branch) == .feature,
      !tasks.contains(where: { ExactText(view.rules.branch(of: $0.task)) == ExactText(branch) })
    else { return }
    findings.append(.worktreeUnknown(path, repo: view.repo.slug, branch: branch))
  }

  private func finding(of place: WorkerPlace) -> Finding? {
    guard ExactText(place.marker.home) == ExactText(home.path) else {
      return Home(path: place.marker.home).isThere ? nil : .worktreeOfNoHome(place.path, home: place.marker.home)
    }
    guard let task = place.task, workspace.task(task) == nil,
      !workspace.unreadable.contains(where: { $0.record == .task(task) })
    else { return nil }
    return .worktreeOfNoTask(place.path, task)
  }

  private mutating func examine(_ task: TrackedTask, _ view: RepoView) async throws {
    let branch = view.rules.branch(of: task.task)
    guard view.rules.canBelongToTask(branch) else { return }
    let worktree = view.worktree(of: task.id, branch: branch, expectedAt: "")
    guard view.references.local(branch) != nil else {
      // It may be on another machine, or merged already: then the board says so.
      let isElsewhere = view.references.remote(branch) != nil || worktree != nil
      if !isElsewhere, try await RepoReading(view).evidence(of: task, [:])?.merge.isMerged != true {
        findings.append(.taskWithoutBranch(task.id, task.task.status, branch: branch))
      }
      return
    }
    guard let worktree, !worktree.isGone else {
      let isCheckedOut = worktree != nil || !view.worktrees(on: branch).isEmpty
      if !isCheckedOut, task.task.status == .inProgress {
        findings.append(.taskWithoutWorktree(task.id, branch: branch))
      }
      return
    }
    if let behind = try await Instructions.behind(task.task, in: worktree, view) {
      findings.append(.instructionsBehind(worktree.path, files: behind.files, base: behind.base))
    }
  }
}
