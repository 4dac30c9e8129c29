import Bytes
import Content
import Evidence
import Files
import Git

/// The two kinds of branches that end in a tag.
package enum Topic: String, Sendable, CaseIterable {
  case release
  case hotfix

  /// What a branch is for; nil for any other.
  init?(ofBranch branch: String, _ rules: BranchRules) {
    switch rules.kind(of: branch) {
    case .release: self = .release
    case .hotfix: self = .hotfix
    case .base, .feature, .other: return nil
    }
  }

  func prefix(_ rules: BranchRules) -> String {
    switch self {
    case .release: rules.releasePrefix
    case .hotfix: rules.hotfixPrefix
    }
  }

  /// Where its branch begins.
  func start(_ rules: BranchRules) -> String {
    switch self {
    case .release: rules.base
    case .hotfix: rules.main
    }
  }
}

/// One release or hotfix of one repo: its names.
struct TopicBranch: Sendable {
  let topic: Topic
  let version: SemanticVersion
  let branch: String
  let tag: String
  /// Its own worktree, where it is worked on.
  let worktree: String

  init(_ topic: Topic, _ version: SemanticVersion, _ look: TopicLook) {
    self.topic = topic
    self.version = version
    branch = topic.prefix(look.view.rules) + version.description
    tag = look.tagPrefix + version.description
    worktree = "\(look.folder)/\(topic.rawValue)-\(version)"
  }
}

/// What releases and hotfixes look at first.
struct TopicLook: Sendable {
  let view: RepoView
  let tags: References
  let tagPrefix: String
  /// Where worktrees of the repo are made.
  let folder: String

  init(_ view: RepoView, _ settings: ProjectSettings, home: Home) async throws(Refusal) {
    self.view = view
    folder = "\(settings.worktreesFolder(home: home.path))/\(view.repo.slug)"
    tags = try await refusing { try await view.git.references(below: [GitReference.tags]) }
    let named = view.rules.tagPrefix
    // Where nobody has said so, tags that are there tell.
    tagPrefix = named.isEmpty ? Self.usualPrefix(tags) : named
  }

  static func usualPrefix(_ tags: References) -> String {
    let names = tags.all.map { GitReference.shortName($0.name) }
    let isPlain = names.contains { SemanticVersion($0) != nil }
    return !isPlain && names.contains { $0.hasPrefix("v") && SemanticVersion(String($0.dropFirst())) != nil } ? "v" : ""
  }

  func commit(of tag: String) -> String? { tags[GitReference.tags + tag]?.commit }

  /// The highest version that a commit has a tag of.
  func newestTag(in commit: String) async throws(Refusal) -> SemanticVersion? {
    let names = try await refusing {
      try await view.git.run(["for-each-ref", "--merged=\(commit)", "--format=%(refname)", GitReference.tags]).text
    }
    return names.split(separator: "\n").compactMap { name -> SemanticVersion? in
      let short = GitReference.shortName(String(name))
      guard short.utf8.starts(with: tagPrefix.utf8) else { return nil }
      return SemanticVersion(String(decoding: short.utf8.dropFirst(tagPrefix.utf8.count), as: UTF8.self))
    }.max()
  }

  /// The open branches of a kind here, by version.
  func open(_ topic: Topic) -> [String] {
    let prefix = topic.prefix(view.rules)
    return view.references.branches.map { GitReference.shortName($0.name) }
      .filter { $0.utf8.starts(with: prefix.utf8) && $0.utf8.count > prefix.utf8.count }
      .map { String(decoding: $0.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) }
  }

  /// The worktree that has the branch.
  ///
  /// - Throws: where that is another than its own.
  func worktree(of branch: TopicBranch) throws(Refusal) -> ListedWorktree? {
    guard let found = view.worktree(on: branch.branch) ?? view.worktree(at: branch.worktree) else { return nil }
    guard ExactText(found.path) == ExactText(branch.worktree) else {
      throw .answer(
        "\(branch.branch) is checked out in \(view.path(of: found))",
        help: "switch that to another branch first; orchsite works on it in \(branch.worktree)")
    }
    guard found.isGone || found.isHalfMade || found.branch.map({ ExactText($0) }) == ExactText(branch.branch) else {
      throw .answer(
        "\(found.path) is on \(found.branch ?? "no branch"), not on \(branch.branch)",
        help: "git -C \(SuggestedWord(found.path)) switch \(SuggestedWord(branch.branch))")
    }
    return found
  }
}
