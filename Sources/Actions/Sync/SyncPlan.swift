import Bytes
import Content
import Diagnostics
import Evidence
import Files
import Git

/// Where home's branch is to stand, decided from what is here. Nothing has moved yet.
struct SyncPlan: Sendable {
  /// The upstream's commit.
  let upstream: String
  let head: String

  /// - Parameter limit: how many commits may be replayed, where there is little time.
  static func make(
    _ place: HomeBranch, _ home: Home, insists: Bool, limit: Int? = nil
  ) async throws(Refusal) -> SyncPlan {
    let (git, name) = (place.git, place.upstream.name)
    guard let upstream = try await refusing({ try await git.commit(named: place.upstream.tracking) }) else {
      throw .answer("\(name) has never been fetched", help: "orchsite sync, without --dry-run, fetches it")
    }
    let here = SuggestedWord(home.path)
    guard let base = try await refusing({ try await git.mergeBase(of: place.head, and: upstream) }) else {
      let isShallow =
        FileSystem.kind(of: "\(try await refusing { try await git.checkout()?.commonDirectory ?? "" })/shallow") != nil
      throw .answer(
        "\(place.branch) and \(name) have no history in common",
        help: isShallow
          ? "this clone is shallow: git -C \(here) fetch --unshallow, then orchsite sync"
          : "look which of the two is meant; nothing has changed")
    }
    if !insists { try await refuseRewritten(place, upstream, here) }
    if base == place.head { return SyncPlan(upstream: upstream, head: upstream) }
    let own = try await refusing { try await git.commits(from: [place.head], notIn: [upstream]) }
    try await refuseForeign(
      own, place,
      help: base == upstream
        ? "look at it, then git -C \(here) push; orchsite sync goes on from there"
        : "look at it, then git -C \(here) pull and push as you do with code; orchsite sync goes on from there")
    if base == upstream { return SyncPlan(upstream: upstream, head: place.head) }
    guard own.count <= limit ?? .max else {
      throw .answer("\(own.count) commits wait to go out", help: "orchsite sync takes its time for them")
    }
    var replay = Replay(git)
    let prefix = place.prefix
    replay.otherName = { path, bytes, number in RecordName.other(path, below: prefix, bytes, number) }
    switch try await refusing({ try await replay.run(own.reversed(), onto: upstream) }) {
    case .made(let head): return SyncPlan(upstream: upstream, head: head)
    case .conflict(let commit, let files):
      throw try await conflict(in: files, commit, place, from: base, to: upstream, here)
    }
  }

  private static func conflict(
    in files: [String], _ commit: String, _ place: HomeBranch, from base: String, to upstream: String,
    _ here: SuggestedWord
  ) async throws(Refusal) -> Refusal {
    let git = place.git
    return try await refusing {
      var lines = [
        "\(files.isEmpty ? "files were" : "\(listed(files)) \(files.count == 1 ? "was" : "were")") changed here and on \(place.upstream.name):"
      ]
      lines.append("here: " + (try await git.subjects(of: [commit]).first ?? commit))
      let theirs = try await git.run(["rev-list", "--max-count=3", "\(base)..\(upstream)", "--"] + files)
      for subject in try await git.subjects(of: theirs.text.split(separator: "\n").map(String.init)) {
        lines.append("\(place.upstream.name): \(subject)")
      }
      // Of two documents with one number, neither may go: mending the file would be just that.
      guard !files.contains(where: { $0.contains("content/invoices/") && !$0.contains("/drafts/") }) else {
        return Refusal.answer(
          lines.joined(separator: "\n"),
          help:
            "nothing has moved. Neither document may be given up by hand: git -C \(here) branch late keeps this one; docs/billing.md says how it gets another number, under \"Several machines\""
        )
      }
      return Refusal.answer(
        lines.joined(separator: "\n"),
        help:
          "nothing has moved. git -C \(here) rebase \(SuggestedWord(place.upstream.name)) stops there: mend the file, git add it, git rebase --continue; then orchsite sync"
      )
    }
  }

  /// Refuses while the upstream has lost commits that it had: replaying would bring back what somebody took away.
  private static func refuseRewritten(
    _ place: HomeBranch, _ upstream: String, _ here: SuggestedWord
  ) async throws(Refusal) {
    let (git, name) = (place.git, place.upstream.name)
    let lost = try await refusing { () -> (fork: String, commits: [String])? in
      guard let fork = try await git.forkPoint(of: place.head, from: place.upstream.tracking),
        !(try await git.isAncestor(fork, of: upstream))
      else { return nil }
      return (fork, try await git.commits(from: [fork], notIn: [upstream]))
    }
    guard let lost, !lost.commits.isEmpty else { return }
    let subjects = try await refusing { try await git.subjects(of: lost.commits, atMost: 5) }
    throw .answer(
      ([
        "\(name) was rewritten: \(lost.commits.count) commit\(lost.commits.count == 1 ? "" : "s") that it had \(lost.commits.count == 1 ? "is" : "are") not there any more:"
      ]
        + subjects).joined(separator: "\n"),
      help:
        "git -C \(here) rebase --onto \(SuggestedWord(name)) \(lost.fork.prefix(12)) goes without them; orchsite sync --anyway brings them back"
    )
  }

  /// Refuses commits that only this machine has and that are not of `content/` alone: replaying would flatten a merge,
  /// pushing would publish what nobody has reviewed.
  static func refuseForeign(_ commits: [String], _ place: HomeBranch, help: String) async throws(Refusal) {
    guard !commits.isEmpty else { return }
    let git = place.git
    let (merges, outside) = try await refusing {
      let input = Array(commits.joined(separator: "\n").utf8) + [10]
      let merges = try await git.run(["rev-list", "--no-walk=unsorted", "--min-parents=2", "--stdin"], input: input)
      // Each commit, then its paths; no path at the top can be the id of a commit that has it.
      let pieces = try await git.run(
        ["diff-tree", "--stdin", "--root", "-r", "-z", "--name-only", "--no-renames"], input: input
      ).bytes.split(whereSeparator: { $0 == 0 || $0 == 10 })
      let (ids, own) = (Set(commits.map { Array($0.utf8) }), Array("\(place.content)/".utf8))
      var outside: [String] = []
      var current = ""
      for piece in pieces {
        if ids.contains(Array(piece)) {
          current = String(decoding: piece, as: UTF8.self)
        } else if !piece.starts(with: own), outside.last != current {
          outside.append(current)
        }
      }
      return (merges.text.split(separator: "\n").map(String.init), outside)
    }
    guard !merges.isEmpty || !outside.isEmpty else { return }
    var lines = ["home has commits that are not of content/ alone, and that only this machine has:"]
    lines += try await refusing { try await git.subjects(of: outside, atMost: 10) }
    lines += try await refusing { try await git.subjects(of: merges, atMost: 10).map { "\($0) (a merge)" } }
    let more = max(outside.count - 10, 0) + max(merges.count - 10, 0)
    if more > 0 { lines.append("and \(more) more") }
    throw .answer(lines.joined(separator: "\n"), help: "nothing has moved; \(help)")
  }

  static func listed(_ paths: [String]) -> String {
    let more = paths.count - 10
    return paths.prefix(10).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

/// Names of records that are made of a moment and a person: two machines can make the same one.
enum RecordName {
  /// The name with another number.
  ///
  /// - Returns: nil for a record whose name says what it is.
  static func other(_ path: String, below prefix: String, _ bytes: [UInt8], _ number: Int) -> String? {
    let folders = ["updates", "time", "write-offs"].map { "\(prefix)content/\($0)/" }
    guard folders.contains(where: { path.utf8.starts(with: $0.utf8) }), path.hasSuffix(".md") else { return nil }
    let folder = FileSystem.folder(of: path)
    let name = String(path.dropLast(3).utf8.dropFirst(folder.utf8.count + 1)) ?? ""
    let stamp = name.prefix { $0 != "-" }
    var stem = name
    // The name may have a number already; the person's own may end in one.
    for line in String(decoding: bytes.prefix(4_096), as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":"), ["worker", "person"].contains(line[..<colon]) else { continue }
      let person = line[line.index(after: colon)...].filter { $0 != " " && $0 != "\"" && $0 != "'" && $0 != "\r" }
      if name.hasPrefix("\(stamp)-\(person)") { stem = "\(stamp)-\(person)" }
      break
    }
    return "\(folder)/\(stem)-\(number).md"
  }
}
