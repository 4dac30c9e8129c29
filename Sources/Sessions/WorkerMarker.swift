import Bytes
import Files

/// What makes a linked worktree a worker's: a file in the worktree's own git directory, where no branch, no commit and
/// no sandboxed agent reaches it. It says whose worktree it is and where home is.
package struct WorkerMarker: Sendable, Equatable {
  /// The folder that holds `content/`, absolute.
  package var home: String
  package var repo: String
  package var task: String
  package var worker: String
  package var origin: Origin
  /// Whether the lock that keeps `git worktree prune` and others away is ours.
  package var isLockedByUs = false
  /// The commit that work began at.
  package var fork: String?
  /// The setup command that has run to its end here.
  package var setUp: String?

  package enum Origin: String, Sendable {
    /// Made by `worker start`.
    case started
    /// Made by somebody else, and taken over.
    case adopted
  }

  package init(home: String, repo: String, task: String, worker: String, origin: Origin) {
    self.home = home
    self.repo = repo
    self.task = task
    self.worker = worker
    self.origin = origin
  }

  /// Why a worktree of ours is locked.
  package static let lockReason = "orchsite"

  private static let fileName = "orchsite-worker"

  private enum Name: String, CaseIterable {
    case home
    case repo
    case task
    case worker
    case origin
    case locked
    case fork
    case setUp = "set-up"
  }

  private func value(_ name: Name) -> String? {
    switch name {
    case .home: home
    case .repo: repo
    case .task: task
    case .worker: worker
    case .origin: origin.rawValue
    case .locked: isLockedByUs ? "yes" : nil
    case .fork: fork
    case .setUp: setUp
    }
  }

  private var text: String {
    Name.allCases.compactMap { name in value(name).map { "\(name.rawValue): \(Self.escaped($0))\n" } }.joined()
  }

  /// - Returns: nil for a text that is none.
  private init?(_ text: String) {
    var values: [String: String] = [:]
    for line in Array(text.utf8).split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == UInt8(ascii: " ") }
      values[String(decoding: line[..<colon], as: UTF8.self)] = String(decoding: value.percentDecoded, as: UTF8.self)
    }
    func value(_ name: Name) -> String? { values[name.rawValue] }
    guard let home = value(.home), let repo = value(.repo), let task = value(.task), let worker = value(.worker),
      let origin = value(.origin).flatMap(Origin.init)
    else { return nil }
    self.init(home: home, repo: repo, task: task, worker: worker, origin: origin)
    isLockedByUs = value(.locked) == "yes"
    fork = value(.fork)
    setUp = value(.setUp)
  }

  /// A value is one line, whatever a path holds.
  private static func escaped(_ value: String) -> String {
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if byte < 0x20 || byte == UInt8(ascii: "%") || byte == 0x7F {
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension WorkerMarker {
  /// The marker in a worktree's git directory; nil where there is none, or none that can be read.
  package static func read(in gitDirectory: String) -> WorkerMarker? {
    guard let bytes = try? FileSystem.read("\(gitDirectory)/\(fileName)", limit: 1 << 20) else { return nil }
    return WorkerMarker(String(decoding: bytes, as: UTF8.self))
  }

  /// - Throws: the system's reason.
  package func write(in gitDirectory: String) throws(FileError) {
    try FileSystem.writeAtomically(Array(text.utf8), to: "\(gitDirectory)/\(Self.fileName)")
  }

  /// The worktree that a folder is in, if it is a linked one: no process is started for it.
  ///
  /// - Parameter folder: absolute, without symbolic links.
  package static func worktree(of folder: String) -> (top: String, gitDirectory: String)? {
    var top = folder
    while true {
      let file = "\(top)/.git"
      switch FileSystem.kind(of: file) {
      case .regular:
        guard let bytes = try? FileSystem.read(file, limit: 1 << 16) else { return nil }
        let start = Array("gitdir: ".utf8)
        guard bytes.starts(with: start) else { return nil }
        var rest = bytes.dropFirst(start.count)
        while rest.last == UInt8(ascii: "\n") || rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        let path = String(decoding: rest, as: UTF8.self)
        return (top, path.utf8.first == UInt8(ascii: "/") ? path : "\(top)/\(path)")
      case nil:
        guard top != "/", top != "." else { return nil }
        top = FileSystem.folder(of: top)
      default: return nil
      }
    }
  }
}
