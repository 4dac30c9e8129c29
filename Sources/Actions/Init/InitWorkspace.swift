import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Git
import Import
import Quantities
import Sessions

/// Makes a folder a workspace, or adds what it lacks for one.
///
/// It looks, plans, asks, and carries the plan out. Each step looks anew whether it is needed, so what was ended in the
/// middle is finished by running it again. Nothing in a repo below home is written.
package struct InitWorkspace: Verb {
  /// Paths of the repos to take, below home; without any, those that are found.
  package var repos: [String] = []
  /// Takes out what it put in.
  package var isRemoving = false
  /// Whether what would be asked is agreed to.
  package var isAgreed = false
  /// Asks a person; nil where nobody can be asked.
  package var ask: (@Sendable (Question) -> Bool)?

  package init() {}

  package enum Question: Sendable {
    /// Whether these repos get a place on the board.
    case repos([String])
    /// Whether home becomes a git repository.
    case repository(home: String)
    /// Whether a repo that is missing is cloned.
    case clone(repo: String, url: String)
    /// Whether all of it is done now.
    case plan(InitPlan)
  }

  package struct Outcome: Warned {
    package enum State: Sendable {
      case done
      case dryRun
      /// Nobody was there to ask, or they said no: nothing was done.
      case refused(isAsked: Bool)
    }

    package let plan: InitPlan
    package let state: State
    package let isRemoving: Bool
    /// A repo to begin in, if there is one.
    package let firstRepo: String?
    package let hasTasks: Bool
    package var warnings: [Warning] = []
    /// Steps that could not be done, when all others were: their paths, and why.
    package var failures: [(path: String, reason: Refusal)] = []
  }

  package func validate() throws(Refusal) {
    if isRemoving, !repos.isEmpty { throw .usage("--remove takes out everything: it goes with no --repo.") }
    for repo in repos {
      let parts = repo.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      guard !repo.isEmpty, !repo.hasPrefix("/"), !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
        throw .usage("--repo is the path of a folder in the workspace, not \"\(repo)\".")
      }
      try OneLine.check(repo, of: "repo")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let plan = isRemoving ? try await removal(of: home, stage) : try await plan(home, stage)
    let workspace = home.isThere ? try await home.workspace(asOf: stage.now) : nil
    let repo = workspace?.repos.first?.slug ?? plan.newRepo
    let hasTasks = workspace?.tasks.isEmpty == false
    func outcome(_ state: Outcome.State) -> Outcome {
      Outcome(plan: plan, state: state, isRemoving: isRemoving, firstRepo: repo, hasTasks: hasTasks)
    }
    if stage.isDryRun { return outcome(.dryRun) }
    if !plan.steps.isEmpty, !isRemoving, !isAgreed {
      guard let ask else { return outcome(.refused(isAsked: false)) }
      guard ask(.plan(plan)) else { return outcome(.refused(isAsked: true)) }
    }
    let steps = InitSteps(plan: plan, home: home, stage: stage, isRemoving: isRemoving)
    let done = try await steps.carryOut()
    var result = outcome(.done)
    result.warnings = done.warnings
    result.failures = done.failures
    return result
  }

  // MARK: Looking

  private func plan(_ home: Home, _ stage: Stage) async throws(Refusal) -> InitPlan {
    var plan = InitPlan(home: home.path)
    let isThere = FileSystem.kind(of: home.path) != nil
    let checkout = isThere ? try await mainCheckout(home) : nil
    var search = RepoSearch(home: home.path, git: home.git)
    try search.look()
    plan.notes += search.notes
    let workspace = home.isThere ? try await home.workspace(asOf: stage.now) : nil
    let known = workspace?.repos ?? []
    let around = isThere ? checkout : try await repository(around: home)
    if let around {
      if !isThere || !around.prefix.isEmpty {
        plan.note(".", "is in the repository \(around.topLevel): what is written is committed there")
      }
    } else if isAgreed || ask?(.repository(home: home.path)) ?? true {
      plan.add(".", .repository)
    }
    let isOwnRepo = try await hasCode(home, checkout, search)
    let isRepoToo = isOwnRepo ? false : try await hasFiles(home, checkout, search)
    let found = try await chosen(search, isOwnRepo: isOwnRepo, checkout, known, &plan)
    for repo in found where repo.isEmpty {
      let folder = repo.path == "." ? "" : "-C \(SuggestedWord(repo.path)) "
      plan.note(repo.path, "has no commit yet, and work begins at one: git \(folder)commit --allow-empty -m first")
    }
    addRecords(found, workspace, stage.now, &plan)
    let missing = try missing(known, in: home, &plan)
    let below = (found.map(\.path) + known.map { $0.path }).filter { path in
      path != "none" && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
        && !isSubmodule(path, home) && path.utf8.allSatisfy { $0 >= 0x20 }
    }
    let site = "\(home.path)/site"
    let hasOwnSite = FileSystem.kind(of: site) == nil || FileSystem.kind(of: "\(site)/.orchsite-manifest") != nil
    if !hasOwnSite {
      plan.note("site", "left alone: it is not the board's; orchsite build --output DIR builds elsewhere")
    }
    plan.ignore(
      ordered(below), worktrees: workspace?.settings.worktrees ?? ".worktrees", hasOwnSite: hasOwnSite)
    plan.putMake()
    plan.putAgentTexts()
    plan.putSkills()
    for (repo, url) in missing where isAgreed || ask?(.clone(repo: repo.slug, url: url)) ?? true {
      plan.add(repo.path, .clone(url: url))
    }
    if !isOwnRepo, repos.isEmpty {
      let plain = search.plain.filter { $0 != "backlog" || BacklogFolder.locate(in: "\(home.path)/\($0)") == nil }
      noteFolders(plain, isRepoToo: isRepoToo && !known.contains { $0.path == "." }, &plan)
    }
    for name in ["backlog", ".backlog"] {
      let folder = "\(home.path)/\(name)"
      guard let found = BacklogFolder.locate(in: folder), ExactText(found) == ExactText(folder) else { continue }
      plan.note(name, "a Backlog.md folder: orchsite import \(name) makes tasks of it")
    }
    for name in ["SPRINT_BOARD.md", "INVOICES.md"] where FileSystem.kind(of: "\(home.path)/\(name)") != nil {
      plan.note(name, "left alone: nothing of it is taken over")
    }
    return plan
  }

  /// The repository in which a folder would be made.
  private func repository(around home: Home) async throws(Refusal) -> Checkout? {
    var folder = home.path
    while FileSystem.kind(of: folder) == nil { folder = FileSystem.folder(of: folder) }
    return try await refusing { [folder] in try await home.git.at(folder).checkout() }
  }

  /// The checkout that home is in. In a linked worktree, what is written would leave with its branch.
  func mainCheckout(_ home: Home) async throws(Refusal) -> Checkout? {
    let (checkout, main) = try await refusing {
      let checkout = try await home.git.checkout()
      return (checkout, checkout?.isLinked == true ? try await home.git.mainCheckout() : checkout?.topLevel)
    }
    guard main.map({ ExactText($0) }) == checkout.map({ ExactText($0.topLevel) }) else {
      throw .answer(
        "\(home.path) is in a linked worktree: what is written there leaves with its branch",
        help: "run it in the main checkout")
    }
    return checkout
  }

  private static let namedAtMost = 10

  private func noteFolders(_ names: [String], isRepoToo: Bool, _ plan: inout InitPlan) {
    if isRepoToo { return plan.note(".", "a repository with files of its own: --repo . puts it on the board too") }
    for name in names.prefix(Self.namedAtMost) {
      plan.note(name, "not a git repository: once it is one, orchsite init adds it")
    }
    let more = names.count - Self.namedAtMost
    if more > 0 { plan.note(".", "\(more) more folders are not git repositories") }
  }

  private func ordered(_ paths: [String]) -> [String] {
    var seen: Set<ExactText> = []
    return paths.filter { seen.insert(ExactText($0)).inserted }
  }

  /// Whether home is itself a repo with code: git knows, or would take, other files than ours.
  private func hasCode(_ home: Home, _ checkout: Checkout?, _ search: RepoSearch) async throws(Refusal) -> Bool {
    guard search.paths.isEmpty else { return false }
    return try await hasFiles(home, checkout, search)
  }

  private func hasFiles(_ home: Home, _ checkout: Checkout?, _ search: RepoSearch) async throws(Refusal) -> Bool {
    guard let checkout, checkout.prefix.isEmpty else { return false }
    // Once there is a workspace, files that nobody committed make no repo of it: init may have made the repository.
    let others = home.isThere ? [] : ["--others", "--exclude-standard", "--directory", "--no-empty-directory"]
    let files = try await refusing {
      try await home.git.run(["ls-files", "-z", "--cached"] + others).pieces
    }
    let shared: Set = ["AGENTS.md", "CLAUDE.md", "Makefile", "GNUmakefile", "makefile", MakeFile.name]
    return files.contains { path in
      // Repos below home are not its own.
      let isAbove = path.utf8.last == UInt8(ascii: "/")
      if isAbove, search.paths.contains(where: { "\($0)/".utf8.starts(with: path.utf8) }) { return false }
      if search.paths.contains(where: { ExactText($0) == ExactText(path) }) { return false }
      let first = path.utf8.prefix { $0 != UInt8(ascii: "/") }
      let name = String(decoding: first, as: UTF8.self)
      if shared.contains(name) {
        // Beside repos, they are how these are coordinated.
        guard search.paths.isEmpty else { return false }
        let bytes = try? FileSystem.read("\(home.path)/\(name)", limit: 4 << 20)
        return InitSteps.others(bytes, name)?.isEmpty == false
      }
      return name != "content" && name != "site" && first.first != UInt8(ascii: ".")
        && !name.uppercased().hasPrefix("README")
        && !name.uppercased().hasPrefix("LICEN")
    }
  }

  private func isSubmodule(_ path: String, _ home: Home) -> Bool {
    let link = (try? FileSystem.read("\(home.path)/\(path)/.git", limit: 1 << 16)) ?? []
    return link.firstRange(of: Array("/modules/".utf8)) != nil
  }

  /// The repos that get a record: those that were named, or found and agreed to, and that have none yet.
  private func chosen(
    _ search: RepoSearch, isOwnRepo: Bool, _ checkout: Checkout?, _ known: [Repo], _ plan: inout InitPlan
  ) async throws(Refusal) -> [FoundRepo] {
    var paths: [String]
    if repos.isEmpty {
      paths = isOwnRepo ? ["."] : search.paths
    } else {
      paths = []
      for repo in repos { paths.append(try named(repo, search, checkout)) }
    }
    let taken = Set(known.map { ExactText(Self.tidy($0.path)) })
    paths = ordered(paths).filter { !taken.contains(ExactText($0)) }
    if paths.isEmpty { return [] }
    if repos.isEmpty, !isAgreed, let ask, !ask(.repos(paths)) { return [] }
    var slugs = Set(known.map(\.slug))
    var found: [FoundRepo] = []
    for path in paths {
      do throws(Refusal) {
        found.append(try await search.found(path, taken: &slugs))
      } catch .git(let error) where repos.isEmpty {
        plan.note(path, "left out: \(error)")
      }
    }
    return found
  }

  private func named(_ repo: String, _ search: RepoSearch, _ checkout: Checkout?) throws(Refusal) -> String {
    let path = Self.tidy(repo)
    if path == "." {
      guard let checkout, checkout.prefix.isEmpty else {
        throw .answer("\(search.home) is not a git repository yet", help: "git init, and commit what is there")
      }
      return path
    }
    guard !["content", ".orchsite", "site"].containsExactly(path) else {
      throw .answer("\(path) is orchsite's own folder", help: "a repo has another one")
    }
    guard FileSystem.kind(of: "\(search.home)/\(path)") != nil else {
      throw .answer(
        "there is no folder \(path) in \(search.home)", help: "git init \(SuggestedWord("./\(path)")) makes one")
    }
    switch search.kind(of: path) {
    case .repository: return path
    case .worktree: throw .answer("\(path) is a worktree of another repository", help: "name that repository")
    case .bare: throw .answer("\(path) is a repository without a working tree", help: "name a clone of it")
    case .none:
      throw .answer("\(path) is not a git repository yet", help: "git init \(SuggestedWord("./\(path)")) makes it one")
    }
  }

  /// Without what a path does not need: `./a//b/` is `a/b`.
  private static func tidy(_ path: String) -> String {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    let tidy = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    return tidy.isEmpty ? "." : tidy
  }

  // MARK: Content

  /// The name of the first sprint, and how long it is.
  private static let sprint = "sprint-1"
  private static let sprintDays = 14

  private func addRecords(_ found: [FoundRepo], _ workspace: Workspace?, _ now: Instant, _ plan: inout InitPlan) {
    if workspace == nil { plan.add(Scan.indexPath, .record(Self.index(home: plan.home))) }
    for repo in found { plan.add(repo.recordPath, .record(repo.record)) }
    if workspace?.sprints.isEmpty ?? true, FileSystem.kind(of: "\(plan.home)/\(Self.sprintPath)") == nil {
      plan.add(Self.sprintPath, .record(Self.sprintRecord(from: now.day)))
    }
  }

  static let sprintPath = "content/sprints/\(sprint).md"

  static func index(home: String) -> RecordText {
    let name = home.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? ""
    var record = RecordText()
    record.add("project", name.isVisible && (try? OneLine.check(name, of: "name")) != nil ? name : "Workspace")
    return record
  }

  static func sprintRecord(from start: Day) -> RecordText {
    var record = RecordText()
    record.add("title", "Sprint 1")
    record.add("start", .bare(start.description))
    record.add("end", .bare(start.adding(sprintDays - 1).description))
    return record
  }

  // MARK: A cloned home

  /// Repos of content that are not here, and that can be cloned.
  private func missing(
    _ known: [Repo], in home: Home, _ plan: inout InitPlan
  ) throws(Refusal) -> [(repo: Repo, url: String)] {
    var missing: [(repo: Repo, url: String)] = []
    for repo in known where repo.path != "none" && repo.path != "." {
      let folder = repo.path.hasPrefix("/") ? repo.path : "\(home.path)/\(repo.path)"
      let isEmpty = FileSystem.kind(of: folder) == .directory && (try? FileSystem.list(folder).isEmpty) == true
      guard FileSystem.kind(of: folder) == nil || isEmpty else { continue }
      guard let url = repo.url else {
        plan.note(repo.path, "not here, and content/repos/\(repo.slug).md names no url to clone")
        continue
      }
      if let reason = CloneAddress.refusal(of: url) ?? ClonePlace.refusal(of: repo.path, in: home.path) {
        plan.note(repo.path, "not cloned: \(reason)")
      } else {
        missing.append((repo, url))
      }
    }
    return missing
  }
}

extension InitPlan {
  /// The first repo that gets a record.
  fileprivate var newRepo: String? {
    for step in steps { if case .record = step.deed, case .repo(let slug) = RecordPath(step.path) { return slug } }
    return nil
  }
}

// MARK: - Where

extension InitWorkspace {
  /// The folder that is to be a workspace, which need not be there yet. Inside of another workspace, or in a worker's
  /// worktree, none is made.
  ///
  /// - Parameter insists: whether a workspace in another one is wanted all the same.
  package static func place(at folder: String, insists: Bool) throws(Refusal) -> Home {
    var missing: [String] = []
    var there = folder
    while FileSystem.kind(of: there) == nil, FileSystem.folder(of: there) != there {
      missing.insert(String(decoding: there.utf8.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self), at: 0)
      there = FileSystem.folder(of: there)
    }
    let base = try refusing { try FileSystem.resolve(there) }
    let path = missing.reduce(base == "/" ? "" : base) { "\($0)/\($1)" }
    if let kind = FileSystem.kind(of: path), kind != .directory {
      throw .answer("\(path) is \(kind == .regular ? "a file" : "no folder")", help: "name a folder, or another place")
    }
    let home = Home(path: path.isEmpty ? "/" : path)
    if home.isThere { return home }
    if let worktree = WorkerMarker.worktree(of: base), let marker = WorkerMarker.read(in: worktree.gitDirectory) {
      throw .answer(
        "\(worktree.top) is a worker's worktree",
        help: "orchsite init \(SuggestedWord(marker.home)) adds what its workspace lacks")
    }
    if !insists, let around = try? Home.nearest(to: base) {
      throw .answer(
        "\(path) is in the workspace \(around)",
        help: "orchsite init \(SuggestedWord(around)) adds what that lacks; --anyway makes another in it")
    }
    let content = "\(path)/content"
    guard let kind = FileSystem.kind(of: content) else { return home }
    guard kind == .directory else { throw .file(FileError(.list, content, .notRegular(kind))) }
    let entries = try refusing { try ContentFiles.onDisk(home: path).list(.all) }
    // What an earlier run wrote before it was ended is not in the way: it comes with index.md or not at all.
    guard !entries.contains(where: { $0.kind != .directory }) else {
      throw .answer("\(content) holds other files, and no index.md", help: "choose another folder for the workspace")
    }
    return home
  }
}
