import Bytes

/// What a file's two versions have in place of each other.
struct LineChange: Sendable, Equatable {
  /// How many lines of the old version stand before it.
  let start: Int
  /// How many of them it replaces; 0 where it only adds.
  let count: Int
  /// What stands there instead.
  let added: [UInt8]

  /// Whether git would ask a person which of the two is meant: they overlap or touch, and are not the same.
  func collides(with other: LineChange) -> Bool {
    start <= other.start + other.count && other.start <= start + count && self != other
  }

  /// The lines of the old version that both change, counted from 1; where they only touch, those around.
  func lines(with other: LineChange) -> ClosedRange<Int> {
    let both = (from: max(start, other.start), to: min(start + count, other.start + other.count))
    if both.from < both.to { return (both.from + 1)...both.to }
    let all = (from: min(start, other.start), to: max(start + count, other.start + other.count))
    let first = max(all.from + (all.from == all.to ? 0 : 1), 1)
    return first...max(all.to, first)
  }
}

extension GitRunner {
  /// The lines that both sides of conflicts change.
  ///
  /// - Returns: of each conflict the ranges, in their order, counted from 1 in the common ancestor; none where lines mean
  ///   nothing (both added it, a link, a binary file).
  /// - Throws: what `run` throws.
  package func lines(of conflicts: [MergeConflict]) async throws(GitError) -> [[ClosedRange<Int>]] {
    var places: [BlobPair: Int] = [:]
    var pairs: [BlobPair] = []
    func place(_ old: MergeConflict.Version?, _ new: MergeConflict.Version?) -> Int? {
      guard let old, let new, old.isRegular, new.isRegular else { return nil }
      let pair = BlobPair(old: old.object, new: new.object)
      if let known = places[pair] { return known }
      places[pair] = pairs.count
      pairs.append(pair)
      return pairs.count - 1
    }
    let wanted = conflicts.map { (place($0.ancestor, $0.ours), place($0.ancestor, $0.theirs)) }
    let changes = try await changes(between: pairs)
    return wanted.map { ours, theirs in
      guard let ours, let theirs else { return [] }
      return Self.collidingLines(changes[ours], changes[theirs])
    }
  }

  private struct BlobPair: Hashable {
    let old: String
    let new: String
  }

  /// Two walks side by side: each change meets only those of the other side that touch it.
  private static func collidingLines(_ ours: [LineChange], _ theirs: [LineChange]) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var first = 0
    for change in ours {
      while first < theirs.count, theirs[first].start + theirs[first].count < change.start { first += 1 }
      for other in theirs[first...] {
        guard other.start <= change.start + change.count else { break }
        guard change.collides(with: other) else { continue }
        let range = change.lines(with: other)
        if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
          ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
          ranges.append(range)
        }
      }
    }
    return ranges
  }

  /// Compares pairs of files with three processes, however many there are: as two trees that hold the old and the new
  /// ones under the same names.
  private func changes(between pairs: [BlobPair]) async throws(GitError) -> [[LineChange]] {
    guard !pairs.isEmpty else { return [] }
    func tree(_ objects: [String]) async throws(GitError) -> String {
      let entries = objects.enumerated().map { "100644 blob \($1)\tf\($0)\n" }.joined()
      return try await run(["mktree"], input: Array(entries.utf8)).line
    }
    let old = try await tree(pairs.map(\.old))
    let new = try await tree(pairs.map(\.new))
    var changes = Array(repeating: [LineChange](), count: pairs.count)
    let output: [UInt8]
    do {
      output = try await run([
        "diff-tree", "-p", "-U0", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color",
        // The one that merges use.
        "--diff-algorithm=histogram", "--src-prefix=a/", "--dst-prefix=b/", old, new,
      ]).bytes
    } catch .outputTooLarge {
      // Which lines is said where it can be.
      return changes
    }
    var patch = Patch(output[...])
    patch.read(into: &changes)
    return changes
  }
}

/// Reads what `git diff-tree -p -U0` prints.
private struct Patch {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  private mutating func line() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = rest[min(end + 1, rest.endIndex)...] }
    return rest[..<end]
  }

  mutating func read(into changes: inout [[LineChange]]) {
    var file: Int?
    while let line = line() {
      if line.starts(with: "diff --git a/f".utf8) {
        // diff --git a/f12 b/f12
        let name = line.split(separator: UInt8(ascii: "f")).last ?? []
        file = Int(String(decoding: name, as: UTF8.self))
      } else if line.starts(with: "@@ -".utf8), let file, changes.indices.contains(file) {
        if let change = hunk(line) { changes[file].append(change) }
      }
    }
  }

  /// `@@ -3,2 +3 @@`, and the lines behind it.
  private mutating func hunk(_ head: ArraySlice<UInt8>) -> LineChange? {
    let words = head.split(separator: UInt8(ascii: " "))
    guard words.count > 2 else { return nil }
    func numbers(_ word: ArraySlice<UInt8>) -> (start: Int, count: Int) {
      let parts = word.dropFirst().split(separator: UInt8(ascii: ",")).compactMap {
        Int(String(decoding: $0, as: UTF8.self))
      }
      return (parts.first ?? 0, parts.count > 1 ? parts[1] : 1)
    }
    let old = numbers(words[1])
    var added: [UInt8] = []
    // By their numbers, because a line of the file may look like anything.
    for _ in 0..<old.count { skipLine() }
    for _ in 0..<numbers(words[2]).count {
      if let line = line() { added += line.dropFirst() + [UInt8(ascii: "\n")] }
      if skipNote() { added.removeLast() }
    }
    // Lines before it: of an addition git names the line that it stands behind.
    return LineChange(start: old.count == 0 ? old.start : old.start - 1, count: old.count, added: added)
  }

  private mutating func skipLine() {
    _ = line()
    _ = skipNote()
  }

  /// `\ No newline at end of file`.
  private mutating func skipNote() -> Bool {
    guard rest.first == UInt8(ascii: "\\") else { return false }
    _ = line()
    return true
  }
}
