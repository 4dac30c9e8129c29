import Bytes
import Files
import Git

/// An address in `content/` that git may be given: anybody who can open a merge request may have written it.
enum CloneAddress {
  /// Transports that run nothing but what they are.
  static let transports = ["file", "git", "http", "https", "ssh"]

  /// Why it is not used; nil where it may be.
  static func refusal(of url: String) -> String? {
    guard url.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !url.isEmpty else { return "its url is not one line" }
    if url.hasPrefix("-") { return "its url begins with -, as options do" }
    if url.utf8.firstRange(of: "::".utf8).map({ range in
      !url.utf8[..<range.lowerBound].contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "[") }
    }) == true {
      return "its url names a program as its transport"
    }
    if let scheme = url.utf8.firstRange(of: "://".utf8).map({ String(url[..<$0.lowerBound]) }),
      !transports.contains(scheme)
    {
      return "its url is none of \(transports.joined(separator: ", "))"
    }
    return nil
  }
}

/// Where a repo of `content/` may be put.
enum ClonePlace {
  /// Why not there; nil where it may be: below home, in folders that are nobody else's.
  static func refusal(of path: String, in home: String) -> String? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard !path.hasPrefix("/"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.first != UInt8(ascii: ".") })
    else { return "its path is not a plain one below this folder" }
    guard parts[0] != "content", parts[0] != "site", parts[0] != "site-templates" else {
      return "its path is in \(parts[0])/"
    }
    var folder = home
    for part in parts.dropLast() {
      folder += "/\(part)"
      guard let kind = FileSystem.kind(of: folder) else { return nil }
      guard kind == .directory, FileSystem.kind(of: "\(folder)/.git") == nil else {
        return "its path leads through \(FileSystem.relative(folder, to: home) ?? folder), which is not a plain folder"
      }
    }
    return nil
  }
}

/// Clones repos of a workspace that are not there.
struct Cloning {
  let home: Home

  /// How long one may take.
  private static let limit: Duration = .seconds(3_600)

  /// Clones one into a folder of ours and moves it into its place when it is whole.
  func clone(_ url: String, to path: String) async throws(Refusal) {
    let own = "\(home.path)/.orchsite"
    let lock = try await refusing {
      try await FileLock.acquire(at: "\(own)/clone.lock", verb: "init", timeLimit: Self.limit)
    }
    defer { _ = lock }
    let folder = "\(own)/clones"
    // Left by a run that was ended: nobody else is here while the lock is held.
    if FileSystem.kind(of: folder) != nil { try refusing { try FileSystem.removeTree(folder) } }
    try refusing { try FileSystem.makeDirectories(folder) }
    defer { try? FileSystem.removeTree(folder) }
    var git = home.git.at(home.path)
    git.timeLimit = Self.limit
    git.environment["GIT_ALLOW_PROTOCOL"] = CloneAddress.transports.joined(separator: ":")
    let whole = "\(folder)/repo"
    let place = "\(home.path)/\(path)"
    do throws(GitError) {
      try await git.run(["clone", "--quiet", "--", url, whole])
    } catch {
      throw .outside("not cloned: \(path): \(error)", help: "git clone it there yourself, or run orchsite init again")
    }
    try refusing {
      try FileSystem.makeDirectories(FileSystem.folder(of: place))
      if FileSystem.kind(of: place) != nil { try FileSystem.removeEmptyDirectory(place) }
      try FileSystem.move(whole, to: place)
    }
  }
}
