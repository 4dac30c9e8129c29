import Bytes
import Content
import Files
import FrontMatter
import Git

/// A git repository that may get a place on the board.
package struct FoundRepo: Sendable, Equatable {
  /// Relative to home; `.` for home itself.
  package let path: String
  /// The name of its record.
  package let slug: String
  let title: String
  let url: String?
  let main: String?
  let develop: String?
  /// Whether there is nothing yet that a branch could begin at.
  let isEmpty: Bool

  /// Its record, of which init writes every byte from what it sees; so a person's edits can be told.
  var record: RecordText {
    var record = RecordText()
    record.add("title", title)
    // The word alone would mean that there is no checkout.
    if !path.utf8.elementsEqual(slug.utf8) { record.add("path", path == "none" ? "./none" : path) }
    let branches = [("main", main), ("develop", develop)].compactMap { name, branch in
      branch.map { YAMLText.Entry(name, .scalar($0)) }
    }
    if !branches.isEmpty { record.add("branches", .map(branches)) }
    record.add("url", url)
    return record
  }

  var recordPath: String { "content/repos/\(slug).md" }
}

/// Looking for repositories in a folder. Nothing in them is written, and nothing of theirs is run.
struct RepoSearch {
  let home: String
  let git: GitRunner
  private(set) var paths: [String] = []
  /// Folders directly in home that have none in them.
  private(set) var plain: [String] = []
  private(set) var notes: [InitNote] = []

  /// How deep it is looked: `shop/services/api`.
  private static let depth = 2
  private static let passedOver: Set = ["content", "site", "site-templates", "node_modules"]

  init(home: String, git: GitRunner) {
    self.home = home
    self.git = git
  }

  mutating func look() throws(Refusal) {
    guard FileSystem.kind(of: home) == .directory else { return }
    for name in try folders(in: "") {
      let before = (paths.count, notes.count)
      try look(at: name, depth: 1)
      if before == (paths.count, notes.count) { plain.append(name) }
    }
  }

  private mutating func look(at path: String, depth: Int) throws(Refusal) {
    switch kind(of: path) {
    case .repository: paths.append(path)
    case .worktree: notes.append(InitNote(path, "left out: a worktree of another repository"))
    case .bare: notes.append(InitNote(path, "left out: a repository without a working tree"))
    case .none:
      guard depth < Self.depth else { return }
      for name in try folders(in: path) { try look(at: "\(path)/\(name)", depth: depth + 1) }
    }
  }

  private mutating func folders(in path: String) throws(Refusal) -> [String] {
    let folder = path.isEmpty ? home : "\(home)/\(path)"
    let entries: [TreeEntry]
    do throws(FileError) {
      entries = try FileSystem.list(folder) { path, kind in
        kind != .directory || path.utf8.contains(UInt8(ascii: "/")) || path.utf8.first == UInt8(ascii: ".")
      }
    } catch {
      // Home itself must be readable; what cannot be looked into elsewhere is somebody else's.
      if path.isEmpty { throw .file(error) }
      return []
    }
    return entries.compactMap { entry in
      guard entry.hasValidName, entry.path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        let reason = entry.hasValidName ? "has control characters" : "is not UTF-8"
        notes.append(InitNote(path.isEmpty ? entry.path : "\(path)/\(entry.path)", "left out: its name \(reason)"))
        return nil
      }
      return Self.passedOver.contains(entry.path) ? nil : entry.path
    }
  }

  enum Kind {
    case repository
    case worktree
    /// Without a working tree.
    case bare
    case none
  }

  /// What a folder is, by its `.git`.
  func kind(of path: String) -> Kind {
    let place = "\(home)/\(path)/.git"
    switch FileSystem.kind(of: place) {
    case .directory: return FileSystem.kind(of: "\(place)/HEAD") == nil ? .none : .repository
    case .regular:
      // A submodule has its git directory elsewhere, and is a repository all the same.
      let text = (try? FileSystem.read(place, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      return text.utf8.firstRange(of: "/worktrees/".utf8) == nil ? .repository : .worktree
    default:
      let isBare = ["objects", "refs"].allSatisfy { FileSystem.kind(of: "\(home)/\(path)/\($0)") == .directory }
      return isBare && FileSystem.kind(of: "\(home)/\(path)/HEAD") == .regular ? .bare : .none
    }
  }

  // MARK: What is known of one

  func found(_ path: String, taken: inout Set<String>) async throws(Refusal) -> FoundRepo {
    try await found(path, slug: Self.slug(for: path == "." ? Self.lastName(of: home) : path, &taken))
  }

  func found(_ path: String, slug: String) async throws(Refusal) -> FoundRepo {
    let git = git.at(path == "." ? home : "\(home)/\(path)")
    let title = Self.lastName(of: path == "." ? home : path)
    let (references, url) = try await refusing {
      let remote = try await git.run(["config", "--get", "remote.origin.url"], accepting: [0, 1]).line
      return (try await git.references(), Self.shareable(remote))
    }
    func exists(_ branch: String) -> Bool { references.local(branch) != nil || references.remote(branch) != nil }
    return FoundRepo(
      path: path, slug: slug, title: title.isVisible ? title : "Repo", url: url,
      main: ["main", "master", "trunk"].first(where: exists),
      develop: exists("develop") ? "develop" : nil, isEmpty: references.branches.isEmpty)
  }

  private static func lastName(of path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? "repo"
  }

  /// The last name of the path; where that is taken, more of it.
  private static func slug(for path: String, _ taken: inout Set<String>) -> String {
    let name = Slug.suggestion(for: lastName(of: path)) ?? "repo"
    let whole = Slug.suggestion(for: path) ?? "repo"
    let candidates = [name, whole].filter { !Slug.reserved.contains($0) }
    let numbered = (2...).lazy.map { "\(name.prefix(Slug.maximumLength - 6))-\($0)" }
    let slug = candidates.first { !taken.contains($0) } ?? numbered.first { !taken.contains($0) } ?? name
    taken.insert(slug)
    return slug
  }

  /// An address that may stand in content: without what a person signs in with, and the same from everywhere.
  static func shareable(_ url: String) -> String? {
    guard !url.isEmpty, url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    if let colon = url.firstRange(of: "://") {
      let scheme = url[..<colon.lowerBound]
      // A query or a fragment of an address to clone from is a token, if anything.
      let rest = url[colon.upperBound...].prefix { $0 != "?" && $0 != "#" }
      let authority = rest.prefix { $0 != "/" }
      guard let at = authority.lastIndex(of: "@") else { return "\(scheme)://\(rest)" }
      let user = authority[..<at].prefix { $0 != ":" }
      let isWeb = ["http", "https"].contains(scheme.lowercased())
      return "\(scheme)://\(isWeb || user.isEmpty ? "" : "\(user)@")\(rest[rest.index(after: at)...])"
    }
    // user@host:path
    let host = url.prefix { $0 != "/" }
    guard host.contains(":") else { return url.hasPrefix("/") ? url : nil }
    guard let at = host.firstIndex(of: "@") else { return url }
    return url[..<at].contains(":") ? "\(url[..<at].prefix { $0 != ":" })\(url[at...])" : url
  }
}
