import Bytes
import Files

// What HEAD, the index and the working tree hold of some paths, compared by the ids of their blobs. `git status` is
// not asked: it keeps silent about paths that it was told to leave alone (skip-worktree, assume-unchanged).

/// A path as it was given, and as git knows it.
struct PathName: Sendable {
  let given: String
  /// From the top of the repository.
  let path: String
  /// Not to be committed.
  var isWatched = false
  /// Those with the same number are committed together or not at all; 0 for one alone.
  var set = 0
}

/// A blob in a tree or in the index.
struct BlobEntry: Equatable, Sendable {
  let mode: String
  let id: String
}

/// What the index holds of a path.
struct IndexEntry: Equatable, Sendable {
  var entry: BlobEntry
  /// Git does not look at the file: skip-worktree or assume-unchanged.
  var isHidden = false
  /// In several stages, after a merge that did not come out even.
  var isUnmerged = false
}

/// What is at a path in the working tree.
enum FileState: Equatable, Sendable {
  case absent
  /// The id that `git add` would give its bytes.
  case blob(String)
  case symlink
  /// Git cannot take it in; its words.
  case refused(String)
}

struct PathState: Sendable {
  let name: PathName
  var head: BlobEntry?
  var index: IndexEntry?
  var file: FileState

  /// 40, or 64 where ids are SHA-256.
  var idLength: Int {
    if case .blob(let id) = file { return id.utf8.count }
    return (head ?? index?.entry)?.id.utf8.count ?? 40
  }

  /// Whether HEAD holds what the file holds, as far as ids tell.
  var isInHead: Bool {
    switch file {
    case .absent: head == nil
    case .blob(let id): head?.id == id
    case .symlink: head?.mode == "120000"
    case .refused: false
    }
  }

  /// Whether other bytes than those of HEAD and of the file are staged, or its removal.
  var hasOtherBytesStaged: Bool {
    guard index?.entry != head else { return false }
    guard let index else { return file != .absent }
    return file != .blob(index.entry.id)
  }
}

extension GitRunner {
  /// - Parameter isWriting: whether the blobs of the files are written too, so that git refuses now what it would
  ///   refuse later (`core.safecrlf`, a filter that fails).
  func states(of names: [PathName], isWriting: Bool) async throws(GitError) -> [PathState] {
    let paths = names.map(\.path)
    let head = try await entries(of: "HEAD", paths)
    let index = try await indexEntries(paths)
    let files = try await files(paths, isWriting: isWriting)
    return names.map { name in
      let key = ExactText(name.path)
      return PathState(name: name, head: head[key], index: index[key], file: files[key] ?? .absent)
    }
  }

  /// What a commit holds of some paths; nothing where there is no such commit.
  func entries(of commit: String, _ paths: [String]) async throws(GitError) -> [ExactText: BlobEntry] {
    let pieces: [String]
    do throws(GitError) {
      pieces = try await self.pieces(of: ["ls-tree", "-r", "-z", "--full-tree", commit], for: paths)
    } catch .failed(let failure) where failure.message.contains("Not a valid object name") {
      return [:]
    }
    var entries: [ExactText: BlobEntry] = [:]
    for piece in pieces {
      // "100644 blob ID\tPATH"
      guard let (words, path) = Self.split(piece), words.count == 3 else { continue }
      entries[ExactText(path)] = BlobEntry(mode: words[0], id: words[2])
    }
    return entries
  }

  func indexEntries(_ paths: [String]) async throws(GitError) -> [ExactText: IndexEntry] {
    var entries: [ExactText: IndexEntry] = [:]
    for piece in try await pieces(of: ["ls-files", "-v", "--stage", "-z"], for: paths) {
      // "H 100644 ID 0\tPATH"; the tag is small for assume-unchanged and S for skip-worktree.
      guard let (words, path) = Self.split(piece), words.count == 4 else { continue }
      entries[ExactText(path)] = IndexEntry(
        entry: BlobEntry(mode: words[1], id: words[2]),
        isHidden: words[0] == "S" || words[0].utf8.first.map { $0 >= UInt8(ascii: "a") } == true,
        isUnmerged: words[3] != "0")
    }
    return entries
  }

  private static func split(_ piece: String) -> (words: [String], path: String)? {
    guard let tab = piece.utf8.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    return (piece[..<tab].split(separator: " ").map(String.init), String(piece[piece.utf8.index(after: tab)...]))
  }

  private func files(_ paths: [String], isWriting: Bool) async throws(GitError) -> [ExactText: FileState] {
    var states: [ExactText: FileState] = [:]
    var regular: [String] = []
    for path in paths {
      switch FileSystem.kind(of: "\(folder)/\(path)") {
      case .regular: regular.append(path)
      case .symlink: states[ExactText(path)] = .symlink
      // A folder in its place is not the file.
      case .directory, nil: break
      case .other: states[ExactText(path)] = .refused("it is neither a file nor a link")
      }
    }
    try await hash(regular[...], ["-w"].filter { _ in isWriting }, into: &states)
    return states
  }

  /// The ids of the bytes as they are, without any filter: what an index that held CR LF before goes on holding.
  func unfilteredIDs(_ paths: [String]) async throws(GitError) -> [ExactText: FileState] {
    var states: [ExactText: FileState] = [:]
    try await hash(paths[...], ["--no-filters"], into: &states)
    return states
  }

  /// One call for all; only where git dies of one of them, that one is looked for.
  private func hash(
    _ paths: ArraySlice<String>, _ options: [String], into states: inout [ExactText: FileState]
  ) async throws(GitError) {
    guard let first = paths.first else { return }
    let lines = paths.flatMap { Array(Self.line($0).utf8) + [UInt8(ascii: "\n")] }
    do throws(GitError) {
      let ids = try await takingItsTime(for: paths.count)
        .run(["hash-object"] + options + ["--stdin-paths"], input: lines).text.split(separator: "\n")
      for (path, id) in zip(paths, ids) { states[ExactText(path)] = .blob(String(id)) }
    } catch .failed(let failure) {
      guard paths.count > 1 else {
        let isGone = FileSystem.kind(of: "\(folder)/\(first)") == nil
        states[ExactText(first)] = isGone ? .absent : .refused(failure.words(about: first))
        return
      }
      let middle = paths.startIndex + paths.count / 2
      try await hash(paths[..<middle], options, into: &states)
      try await hash(paths[middle...], options, into: &states)
    }
  }

  /// A path as a line of input, quoted where it would be read otherwise.
  private static func line(_ path: String) -> String {
    guard path.utf8.first == UInt8(ascii: "\"") || path.utf8.contains(UInt8(ascii: "\n")) else { return path }
    let quoted = path.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\"": "\\\""
      case "\\": "\\\\"
      default: String(scalar)
      }
    }
    return "\"\(quoted.joined())\""
  }

  /// What a command that takes paths as arguments only prints for them. Some fit on every command line; for many, git
  /// lists the folder that holds them all, because it would compare each file with each path.
  func pieces(of command: [String], for paths: [String]) async throws(GitError) -> [String] {
    guard !paths.isEmpty else { return [] }
    if paths.count <= 100 { return try await run(command + ["--"] + paths).pieces }
    let folder = Self.commonFolder(of: paths)
    return try await run(command + ["--"] + (folder == "." ? [] : [folder + "/"])).pieces
  }

  static func commonFolder(of paths: [String]) -> String {
    guard let first = paths.first else { return "." }
    var folder = FileSystem.folder(of: first)
    while folder != ".", !paths.allSatisfy({ $0.utf8.starts(with: "\(folder)/".utf8) }) {
      folder = FileSystem.folder(of: folder)
    }
    return folder
  }
}
