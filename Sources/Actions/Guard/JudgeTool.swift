import Agents
import Bytes
import Content
import Diagnostics
import Files
import Sessions

/// Judges the use of a tool that an agent's hook tells of. It reads `index.md`, the repos and a few files of git; it
/// starts no process and writes nothing. Whatever goes wrong counts as a refusal.
package struct JudgeTool: Sendable {
  package let agent: Agent
  package let event: AgentEvent
  package let place: AgentPlace
  /// The person's folder.
  package var person: String?
  /// `TMPDIR`
  package var temporary: String?

  package init(_ event: AgentEvent, of agent: Agent, at place: AgentPlace) {
    self.event = event
    self.agent = agent
    self.place = place
  }

  /// - Throws: why the tool may not be used.
  package func run() throws(GuardRefusal) {
    // Other events have nothing to refuse.
    guard ExactText(event.name) == "PreToolUse" else { return }
    guard let tool = event.tool else { throw Self.unusable("the event names no tool") }
    let settings = try settings()
    let guardian = Guard(
      place.role, places: places(settings), powers: GuardPower.granted(settings.agentsMay, to: place.role))
    try guardian.judge(tool, in: event.folder, of: agent)
  }

  /// What cannot be judged is refused, with a way out that only a person has.
  package static func unusable(_ why: String) -> GuardRefusal {
    GuardRefusal(
      "everything, for now", why,
      instead: "tell the person; orchsite check and doctor say more, and a session without its settings has no guard")
  }

  private func settings() throws(GuardRefusal) -> ProjectSettings {
    let path = "\(place.home)/\(Scan.indexPath)"
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.read(path, limit: ContentFiles.sizeLimit)
    } catch {
      throw Self.unusable("what agents may do here is not known: \(error)")
    }
    let file = ScannedFile(alone: SourceFile(path: Scan.indexPath, bytes: bytes))
    guard case .record(.settings(let settings)) = file.content else {
      let reason = file.diagnostics.first.map { ": \($0.message)" } ?? ""
      throw Self.unusable("what agents may do here is not known, because \(path) cannot be read\(reason)")
    }
    return settings
  }

  // MARK: Places

  private func places(_ settings: ProjectSettings) -> GuardPlaces {
    let home = (try? FileSystem.resolve(place.home)) ?? place.home
    let repos = readRepos()
    let look = GuardPlaces.Look(
      link: { FileSystem.kind(of: $0) == .symlink ? FileSystem.linkTarget(of: $0) : nil },
      exists: { FileSystem.kind(of: $0) != nil },
      read: { try? FileSystem.read($0, limit: ContentFiles.sizeLimit) },
      isFolder: { FileSystem.kind(of: $0) == .directory })
    var places = GuardPlaces(home: home, repos: [], worktrees: [], look: look)
    places.repos = repos.map { places.resolve($0.path, from: home) }
    places.worktrees =
      [places.resolve(settings.worktrees, from: home)] + places.repos.flatMap(Self.linkedWorktrees)
    places.person = person.flatMap { try? FileSystem.resolve($0) } ?? person
    if let temporary, let folder = try? FileSystem.resolve(temporary), folder != "/", folder != places.person {
      places.temporary = [folder]
    }
    places.bases = repos.flatMap(\.bases)
    places.makeTargets = MakeTarget.all.map(\.forGuard)
    if let worker = place.worker {
      places.worktree = worker.path
      places.branch = Self.branch(of: worker)
      places.task = "\(worker.marker.repo)/\(worker.marker.task)"
    }
    return places
  }

  private struct RepoPlace {
    var path: String
    var bases: [String] = []
  }

  /// What `content/repos/` names. A file that cannot be read stands for a repo where it would be by its name.
  private func readRepos() -> [RepoPlace] {
    let folder = "\(place.home)/content/repos"
    let entries = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
    return entries.compactMap { entry -> RepoPlace? in
      let ending = Array(".md".utf8)
      guard entry.kind == .regular, entry.path.utf8.reversed().starts(with: ending.reversed()) else { return nil }
      let slug = String(decoding: entry.path.utf8.dropLast(ending.count), as: UTF8.self)
      guard let bytes = try? FileSystem.read("\(folder)/\(entry.path)", limit: ContentFiles.sizeLimit),
        case .record(.repo(let repo)) = ScannedFile(
          alone: SourceFile(path: "content/repos/\(entry.path)", bytes: bytes)
        ).content
      else { return RepoPlace(path: slug) }
      guard ExactText(repo.path) != "none" else { return nil }
      return RepoPlace(path: repo.path, bases: [repo.branches.main, repo.branches.develop].compactMap(\.self))
    }
  }

  /// The worktrees of a repo, wherever they lie, as its `.git` lists them.
  private static func linkedWorktrees(of repo: String) -> [String] {
    let folder = "\(repo)/.git/worktrees"
    let entries = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
    return entries.compactMap { entry in
      guard let bytes = try? FileSystem.read("\(folder)/\(entry.path)/gitdir", limit: 1 << 16) else { return nil }
      let path = bytes.prefix { $0 != UInt8(ascii: "\n") }
      let ending = Array("/.git".utf8)
      guard path.first == UInt8(ascii: "/"), path.reversed().starts(with: ending.reversed()) else { return nil }
      return String(decoding: path.dropLast(ending.count), as: UTF8.self)
    }
  }

  /// The branch that a worker's worktree is on; while git is at a rebase, the one that it will be on.
  private static func branch(of worker: WorkerPlace) -> String {
    for file in ["HEAD", "rebase-merge/head-name", "rebase-apply/head-name"] {
      guard let bytes = try? FileSystem.read("\(worker.gitDirectory)/\(file)", limit: 1 << 16) else { continue }
      let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      for prefix in ["ref: refs/heads/", "refs/heads/"] where line.utf8.starts(with: prefix.utf8) {
        return String(decoding: line.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
      }
    }
    return "feature/\(worker.marker.task)"
  }
}

extension MakeTarget {
  fileprivate var forGuard: GuardMakeTarget {
    let words = words.flatMap { word -> [String] in
      if case .text(let text) = word { text.split(separator: " ").map(String.init) } else { [] }
    }
    return GuardMakeTarget(name: name, isFamily: isFamily, words: words, isNotion: program == .notion)
  }
}
