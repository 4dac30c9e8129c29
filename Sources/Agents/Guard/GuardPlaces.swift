import Bytes

/// The folders that the guard tells apart, and how it looks at them. All paths are absolute and without symbolic links.
package struct GuardPlaces: Sendable {
  /// The folder that holds `content/`.
  package var home: String
  /// Main checkouts.
  package var repos: [String]
  /// The folder that worktrees are made in, and those that lie elsewhere.
  package var worktrees: [String]
  /// The worker's own; nil for an orchestrator, and for a worker whose worktree is not known.
  package var worktree: String?
  /// The person's folder.
  package var person: String?
  /// `TMPDIR`, where it is set.
  package var temporary: [String] = []
  /// Branches that others come home to, beside the usual ones.
  package var bases: [String] = []
  /// The branch of the worker's task.
  package var branch: String?
  /// The worker's task, as REPO/TASK.
  package var task: String?
  /// Targets of `orchsite.mk`, with the verb behind each.
  package var makeTargets: [GuardMakeTarget] = []
  package var look: Look

  /// How the file system is looked at.
  package struct Look: Sendable {
    /// Where a symbolic link leads, as it is written; nil for whatever is none.
    package let link: @Sendable (String) -> String?
    /// Whether something is there.
    package let exists: @Sendable (String) -> Bool
    /// What a file holds; nil where it cannot be read.
    package let read: @Sendable (String) -> [UInt8]?
    /// Whether a folder is there.
    package let isFolder: @Sendable (String) -> Bool

    package init(
      link: @escaping @Sendable (String) -> String?, exists: @escaping @Sendable (String) -> Bool,
      read: @escaping @Sendable (String) -> [UInt8]?, isFolder: @escaping @Sendable (String) -> Bool
    ) {
      self.link = link
      self.exists = exists
      self.read = read
      self.isFolder = isFolder
    }
  }

  package init(home: String, repos: [String], worktrees: [String], look: Look) {
    self.home = home
    self.repos = repos
    self.worktrees = worktrees
    self.look = look
  }
}

/// A target of `orchsite.mk`, as the guard knows it.
package struct GuardMakeTarget: Sendable {
  package let name: String
  /// Whether the rest of the name is a value.
  package let isFamily: Bool
  /// The words behind `orchsite`; of a family, without that value.
  package let words: [String]
  /// Whether they stand behind `orchsite-notion`.
  package let isNotion: Bool

  package init(name: String, isFamily: Bool, words: [String], isNotion: Bool) {
    self.name = name
    self.isFamily = isFamily
    self.words = words
    self.isNotion = isNotion
  }
}

// MARK: - Paths

extension GuardPlaces {
  /// An absolute path without `.`, `..` and symbolic links, whether something is there or not.
  ///
  /// - Parameter keepsLink: whether a link at the end stands for itself, as for whoever removes it.
  package func resolve(_ path: String, from folder: String, keepsLink: Bool = false) -> String {
    var parts: [[UInt8]] = []
    var waiting = Self.parts(path.utf8.first == UInt8(ascii: "/") ? path : "\(folder)/\(path)").reversed() as [[UInt8]]
    var links = 0
    while let part = waiting.popLast() {
      if part == Self.parent {
        _ = parts.popLast()
        continue
      }
      parts.append(part)
      // A chain of links that has no end leads nowhere.
      if keepsLink, waiting.isEmpty, path.utf8.last != UInt8(ascii: "/") { continue }
      guard links < 40, !Self.isOfProcess(parts), let target = look.link(Self.path(parts)) else { continue }
      links += 1
      parts = target.utf8.first == UInt8(ascii: "/") ? [] : Array(parts.dropLast())
      waiting += Self.parts(target).reversed()
    }
    return Self.path(parts)
  }

  /// Whether a link is about the process that looks at it: `/dev/stdout` is another file for each.
  private static func isOfProcess(_ parts: [[UInt8]]) -> Bool {
    let names = parts.prefix(2).map { String(decoding: $0, as: UTF8.self) }
    guard names.count == 2 else { return false }
    return names[0] == "dev" ? names[1] != "shm" : names[0] == "proc" && names[1] == "self"
  }

  private static let parent = Array("..".utf8)

  private static func parts(_ path: String) -> [[UInt8]] {
    path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
  }

  private static func path(_ parts: [[UInt8]]) -> String {
    "/" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
  }

  /// What of a path lies below a folder; an empty text for the folder itself, nil elsewhere. Some file systems take
  /// small and capital letters for the same.
  static func relative(_ path: String, to folder: String) -> String? {
    let (path, folder) = (Array(path.utf8), Array((folder == "/" ? "" : folder).utf8))
    guard path.count >= folder.count, path.count == folder.count || path[folder.count] == UInt8(ascii: "/") else {
      return nil
    }
    for index in folder.indices where path[index].asciiLowercased != folder[index].asciiLowercased { return nil }
    return String(decoding: path.dropFirst(folder.count + 1), as: UTF8.self)
  }

  static func contains(_ folder: String, _ path: String) -> Bool { relative(path, to: folder) != nil }

  static func names(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self).asciiLowercased }
  }
}

extension String {
  var asciiLowercased: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }
  func isExactly(_ other: String) -> Bool { ExactText(self) == ExactText(other) }
  func begins(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
  func ends(_ suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }
}

// MARK: - What lies where

/// What a path is to the guard.
enum GuardPlace: Equatable {
  /// In the worker's own worktree.
  case own(String)
  /// In a worktree that is another's, or the orchestrator's to leave alone.
  case worktree(String)
  /// In a repo: its checkout.
  case repo(String)
  /// Below `content/`.
  case content(String)
  /// Elsewhere below home.
  case home(String)
  case temporary
  case device
  case elsewhere
}

extension GuardPlaces {
  func place(of path: String) -> GuardPlace {
    if let worktree, let rest = Self.relative(path, to: worktree) { return .own(rest) }
    if worktrees.contains(where: { Self.contains($0, path) }) { return .worktree(path) }
    if let rest = Self.relative(path, to: "\(home)/content") { return .content(rest) }
    // The innermost, where one lies in another.
    let repo = repos.filter { Self.contains($0, path) }.max { $0.utf8.count < $1.utf8.count }
    if let repo { return .repo(repo) }
    if let rest = Self.relative(path, to: home) {
      return repository(of: path, below: home).map { .repo($0) } ?? .home(rest)
    }
    if Self.devices.contains(path) || path.begins("/dev/fd/") { return .device }
    if let folder = temporaryFolder(of: path) {
      guard worktree == nil, let repo = repository(of: path, below: folder) else { return .temporary }
      return .repo(repo)
    }
    return .elsewhere
  }

  /// The temporary folder that a path lies in; what a person has is not temporary, wherever that is.
  private func temporaryFolder(of path: String) -> String? {
    let folders = (["/tmp", "/var/tmp", "/private/tmp", "/dev/shm"] + temporary).filter { Self.contains($0, path) }
    let folder = folders.max { $0.utf8.count < $1.utf8.count }
    guard let folder, let person, Self.contains(person, path), Self.contains(folder, person) else { return folder }
    return nil
  }

  private static let devices = [
    "/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/random",
    "/dev/urandom",
  ]

  /// The checkout that a path lies in and nobody named: a folder with a `.git`.
  private func repository(of path: String, below top: String) -> String? {
    var folder = path
    while folder.utf8.count > top.utf8.count {
      if look.exists("\(folder)/.git") { return folder }
      guard let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")), slash != folder.utf8.startIndex else {
        return nil
      }
      folder = String(folder[..<slash])
    }
    return nil
  }

  /// Whether home is a repo's own checkout, with code beside `content/`.
  var homeIsRepo: Bool { repos.contains { $0.isExactly(home) } }

  /// A path as people read it.
  func shown(_ path: String) -> String {
    if let worktree, let rest = Self.relative(path, to: worktree) { return rest.isEmpty ? "." : rest }
    if let rest = Self.relative(path, to: home), !rest.isEmpty { return rest }
    return path
  }
}
