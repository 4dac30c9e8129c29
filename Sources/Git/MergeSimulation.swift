import Bytes
import Files

/// What a merge would bring, without one being made.
package enum MergeSimulation: Sendable, Equatable {
  /// The tree that it would have.
  case clean(tree: String)
  /// What a person would have to decide, in the order of the bytes of the paths. It can be empty: git may refuse to merge
  /// for a reason that is no file's.
  case conflicts([MergeConflict])
  /// The histories have nothing in common.
  case unrelated
  /// Git could not: a commit is not there, or something of it.
  case failed(GitFailure)
}

/// One file that two sides of a merge changed, and that git cannot put together.
package struct MergeConflict: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case content
    case bothAdded = "add/add"
    case modifiedAndDeleted = "modify/delete"
    case renamed = "rename"
    case fileAndFolder = "file/directory"
    case mode
    case binary
    case submodule
  }

  /// A file as one side, or their common ancestor, has it.
  package struct Version: Sendable, Hashable {
    /// In git's spelling: `100644`.
    let mode: String
    /// A full object id.
    let object: String

    var isRegular: Bool { mode.utf8.starts(with: "100".utf8) }
  }

  package let path: String
  package let kind: Kind
  package let ancestor: Version?
  package let ours: Version?
  package let theirs: Version?
}

/// One merge to be tried: full commit ids.
package struct MergePair: Sendable, Hashable {
  package let ours: String
  package let theirs: String

  package init(ours: String, theirs: String) {
    self.ours = ours
    self.theirs = theirs
  }
}

extension GitRunner {
  /// Merges a commit into another one, in memory.
  ///
  /// - Parameters: full commit ids. What git makes on the way goes where `self` keeps objects: see `ScratchObjects`.
  /// - Throws: what `run` throws.
  package func simulateMerge(of theirs: String, into ours: String) async throws(GitError) -> MergeSimulation {
    let result = try await simulateMerges([MergePair(ours: ours, theirs: theirs)])[0]
    if case .failed(let failure) = result { throw .failed(failure) }
    return result
  }

  /// Merges many pairs, in memory, with as few processes as it takes.
  ///
  /// - Returns: of each pair what came of it. One that git cannot merge hides none of the others.
  /// - Throws: what `run` throws, where git does not answer at all.
  package func simulateMerges(_ pairs: [MergePair]) async throws(GitError) -> [MergeSimulation] {
    var results: [MergeSimulation] = []
    while results.count < pairs.count {
      results += try await batch(Array(pairs[results.count...].prefix(Self.pairsAtMost)))
    }
    return results
  }

  /// So that what one process prints stays within bounds.
  private static let pairsAtMost = 100

  private func batch(_ pairs: [MergePair]) async throws(GitError) -> [MergeSimulation] {
    let output: GitOutput
    do {
      output = try await takingItsTime(for: pairs.count * 10).run(
        ["merge-tree", "--write-tree", "-z", "--stdin"],
        input: Array(pairs.map { "\($0.ours) \($0.theirs)\n" }.joined().utf8), accepting: [0, 1, 128])
    } catch .outputTooLarge where pairs.count > 1 {
      return try await batch(Array(pairs.prefix(pairs.count / 2)))
    }
    var results = MergeRecords(output.bytes, of: pairs).results
    if results.count < pairs.count {
      // Git ends at a pair that it cannot merge, and says nothing of those behind it.
      let pair = pairs[results.count]
      let base = try await run(["merge-base", pair.ours, pair.theirs], accepting: [0, 1, 128])
      results.append(
        base.status == 1
          ? .unrelated
          : .failed(
            GitFailure(
              command: "merge-tree", status: output.status, message: output.errors.isEmpty ? base.errors : output.errors
            )))
    }
    return results
  }
}

/// What `git merge-tree -z --stdin` prints: for each pair a status, a tree, the versions of the files that conflict, and
/// messages, each part with an empty piece behind it.
private struct MergeRecords {
  private var pieces: ArraySlice<ArraySlice<UInt8>>
  private(set) var results: [MergeSimulation] = []

  init(_ bytes: [UInt8], of pairs: [MergePair]) {
    pieces = bytes.split(separator: 0, omittingEmptySubsequences: false)[...]
    for pair in pairs {
      guard let result = record(pair) else { return }
      results.append(result)
    }
  }

  private mutating func next() -> String? { pieces.popFirst().map { String(decoding: $0, as: UTF8.self) } }

  private mutating func record(_ pair: MergePair) -> MergeSimulation? {
    guard let status = next(), status == "0" || status == "1", let tree = next() else { return nil }
    var versions: [ExactText: [Int: MergeConflict.Version]] = [:]
    while let line = next(), !line.isEmpty {
      // 100644 <id> 2<TAB>path
      let parts = line.utf8.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
      let words = parts[0].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 2, words.count == 3, let stage = Int(words[2]) else { continue }
      let path = Self.name(String(decoding: parts[1], as: UTF8.self), in: pair)
      versions[ExactText(path), default: [:]][stage] = .init(mode: words[0], object: words[1])
    }
    // git 2.39 writes no part for messages behind a clean merge; a status follows at once, or nothing.
    if status == "1" { return .clean(tree: tree) }
    var found: [ExactText: MergeConflict.Kind] = [:]
    while let count = next().flatMap({ Int($0) }) {
      var paths: [String] = []
      for _ in 0..<count { paths.append(next() ?? "") }
      let type = next() ?? ""
      _ = next()
      guard type.utf8.starts(with: "CONFLICT".utf8), let first = paths.first else { continue }
      let path = ExactText(Self.name(first, in: pair))
      let kind = Self.kind(type, versions[path] ?? [:])
      if found[path] == nil || found[path] == .content { found[path] = kind }
      // The other names of the same file are no conflicts of their own.
      for other in paths.dropFirst().map({ ExactText(Self.name($0, in: pair)) }) where found[other] == nil {
        versions[other] = nil
      }
    }
    for (path, stages) in versions where found[path] == nil { found[path] = Self.kind("CONFLICT (contents)", stages) }
    return .conflicts(
      found.map { path, kind in
        let stages = versions[path] ?? [:]
        return MergeConflict(
          path: path.text, kind: kind, ancestor: stages[1], ours: stages[2], theirs: stages[3])
      }.sorted { FileSystem.bytesPrecede($0.path, $1.path) })
  }

  /// Git moves a file out of the way of a folder: `name~COMMIT`.
  private static func name(_ path: String, in pair: MergePair) -> String {
    for commit in [pair.ours, pair.theirs] {
      if let range = path.utf8.firstRange(of: "~\(commit)".utf8) {
        return String(decoding: path.utf8[..<range.lowerBound], as: UTF8.self)
      }
    }
    return path
  }

  /// What git's short name of a kind of conflict means here.
  private static func kind(_ type: String, _ stages: [Int: MergeConflict.Version]) -> MergeConflict.Kind {
    for (word, kind): (String, MergeConflict.Kind) in [
      ("binary", .binary), ("distinct modes", .mode), ("modify/delete", .modifiedAndDeleted), ("rename", .renamed),
      ("submodule", .submodule), ("file/directory", .fileAndFolder),
    ] where type.utf8.firstRange(of: word.utf8) != nil {
      return kind
    }
    if stages.values.contains(where: { $0.mode == "160000" }) { return .submodule }
    if let ours = stages[2], let theirs = stages[3], ours.object == theirs.object { return .mode }
    if stages[1] == nil, stages[2] != nil, stages[3] != nil { return .bothAdded }
    if stages[1] != nil, (stages[2] == nil) != (stages[3] == nil) { return .modifiedAndDeleted }
    return .content
  }
}
