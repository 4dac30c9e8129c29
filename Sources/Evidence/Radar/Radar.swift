import Bytes
import Content
import Files
import Git
import Quantities

/// Merges all pairs of branches that are to come home, in memory.
///
/// Comparing each branch with its base finds nothing where two change the same line: both merge cleanly alone. And a
/// merge of the two branches as they are finds too much where one has seen more of the base than the other. So each
/// branch is merged into its base first, and each other one into what that gives: just what will happen.
struct Radar: Sendable {
  /// Of the repository, with the objects it makes put apart.
  let git: GitRunner
  let contenders: [Contender]
  let quiet: [Glob]

  struct Findings: Sendable {
    var collisions: [TaskID: [TaskEvidence.Collision]] = [:]
    var overlaps: [TaskID: [TaskEvidence.Overlap]] = [:]
    var order: [MergeStep] = []
    /// What git could not merge at all.
    var failures: [GitFailure] = []
  }

  /// Paths that this program writes into a worktree itself: nobody's work.
  static func isOwn(_ path: String) -> Bool {
    [".orchsite/", ".orchsite-outbox/"].contains { path.utf8.starts(with: $0.utf8) }
  }

  func findings() async throws(GitError) -> Findings {
    var findings = Findings()
    let homes = try await mergedIntoBases(&findings)
    var merged: [Pair: Merged] = [:]
    var meetings = try await meetings(homes, &merged, &findings)
    try await findLines(of: &meetings)
    var collisions = collisions(meetings, homes)
    try await addPartedRemotes(&collisions)
    try await addCollisionsOfThree(homes, merged, &collisions)
    for pair in collisions.pairs.sorted(by: { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }) {
      let (one, other) = (contenders[pair.key.first].task, contenders[pair.key.second].task)
      findings.collisions[one, default: []].append(pair.value.with(.task(other)))
      findings.collisions[other, default: []].append(pair.value.with(.task(one)))
    }
    for (index, found) in collisions.bases {
      findings.collisions[contenders[index].task, default: []] += found
    }
    for task in findings.collisions.keys { findings.collisions[task]?.sort { $0.other.precedes($1.other) } }
    findings.overlaps = overlaps(collisions)
    findings.order = order(collisions)
    return findings
  }
}

// MARK: - Home

extension Radar {
  /// What becomes of one tip at home.
  fileprivate struct Home: Sendable {
    let contender: Int
    let tip: Contender.Tip
    /// The base with the tip merged; the tip itself, where that conflicts.
    let merged: String
    let base: MergeSimulation?

    var isClean: Bool { if case .clean = base { true } else { false } }

    var conflicts: [MergeConflict] { if case .conflicts(let conflicts) = base { conflicts } else { [] } }
  }

  private func mergedIntoBases(_ findings: inout Findings) async throws(GitError) -> [Home] {
    let tips = contenders.enumerated().flatMap { index, contender in contender.tips.map { (index, contender.base, $0) }
    }
    let pairs = tips.compactMap { _, base, tip in
      base.flatMap { tip.hasBase ? nil : MergePair(ours: $0.commit, theirs: tip.commit) }
    }
    var results = try await git.simulateMerges(pairs)[...]
    var homes: [Home] = []
    for (index, base, tip) in tips {
      guard let base, !tip.hasBase else {
        // There is nothing to merge it into, or nothing to merge.
        homes.append(
          Home(
            contender: index, tip: tip, merged: tip.commit, base: base == nil ? nil : .clean(tree: tip.commit)))
        continue
      }
      let result = results.removeFirst()
      switch result {
      case .clean(let tree):
        let merged = try await git.commitTree(
          tree, parents: [base.commit, tip.commit], message: "merged\n", at: Instant(milliseconds: 0))
        homes.append(Home(contender: index, tip: tip, merged: merged, base: result))
      case .conflicts, .unrelated:
        homes.append(Home(contender: index, tip: tip, merged: tip.commit, base: result))
      case .failed(let failure): findings.failures.append(failure)
      }
    }
    return homes
  }
}

// MARK: - Pairs

extension Radar {
  /// What came of merging two tips.
  fileprivate struct Meeting: Sendable {
    let pair: Pair
    var conflicts: [MergeConflict]
    var lines: [[ClosedRange<Int>]] = []
    var isUnrelated = false
  }

  /// Two contenders, by their places.
  struct Pair: Hashable, Sendable {
    let first: Int
    let second: Int

    init(_ one: Int, _ other: Int) {
      first = min(one, other)
      second = max(one, other)
    }
  }

  /// What two that go together make of their base.
  fileprivate struct Merged: Sendable {
    let tree: String
    let of: MergePair
  }

  /// - Parameter merged: those that go together.
  private func meetings(
    _ homes: [Home], _ merged: inout [Pair: Merged], _ findings: inout Findings
  ) async throws(GitError) -> [Meeting] {
    var tried: [(pair: Pair, merge: MergePair, isRough: Bool)] = []
    for (place, one) in homes.enumerated() {
      for other in homes[(place + 1)...] where one.contender != other.contender {
        guard contenders[one.contender].canMeet(contenders[other.contender]) else { continue }
        let pair = Pair(one.contender, other.contender)
        // Of two that do not come home to the same place, or not without a conflict, only both as they are.
        let isRough =
          contenders[one.contender].base != contenders[other.contender].base || !one.isClean || !other.isClean
        tried.append((pair, MergePair(ours: one.merged, theirs: other.tip.commit), isRough))
        if one.tip.hasBase, other.tip.hasBase { continue }
        // Which one comes first can matter where files were renamed.
        tried.append((pair, MergePair(ours: other.merged, theirs: one.tip.commit), isRough))
      }
    }
    let results = try await git.simulateMerges(tried.map(\.merge))
    var meetings: [Meeting] = []
    for (attempt, result) in zip(tried, results) {
      switch result {
      case .clean(let tree):
        if !attempt.isRough, merged[attempt.pair] == nil {
          merged[attempt.pair] = Merged(tree: tree, of: attempt.merge)
        }
      case .conflicts(let found):
        let conflicts =
          found.filter { conflict in
            !Self.isOwn(conflict.path) && (!attempt.isRough || areTheirs(conflict, attempt.pair))
          }
        // A conflict of no file is one all the same.
        if !conflicts.isEmpty || found.isEmpty { meetings.append(Meeting(pair: attempt.pair, conflicts: conflicts)) }
      case .unrelated: meetings.append(Meeting(pair: attempt.pair, conflicts: [], isUnrelated: true))
      case .failed(let failure): if !findings.failures.contains(failure) { findings.failures.append(failure) }
      }
    }
    return meetings
  }

  /// Whether a conflict is about what both changed, and not about what one of them has seen of the base, and the other
  /// has not.
  private func areTheirs(_ conflict: MergeConflict, _ pair: Pair) -> Bool {
    switch conflict.kind {
    case .renamed, .fileAndFolder: true
    case .content, .bothAdded, .modifiedAndDeleted, .mode, .binary, .submodule:
      contenders[pair.first].shares(conflict.path) && contenders[pair.second].shares(conflict.path)
    }
  }

  private func findLines(of meetings: inout [Meeting]) async throws(GitError) {
    let conflicts = meetings.flatMap(\.conflicts)
    var lines = try await git.lines(of: conflicts)[...]
    for place in meetings.indices {
      let count = meetings[place].conflicts.count
      meetings[place].lines = Array(lines.prefix(count))
      lines = lines.dropFirst(count)
    }
  }
}

// MARK: - What is said of them

extension Radar {
  /// What two contenders cannot agree on.
  struct Dispute: Sendable {
    var files: [TaskEvidence.Collision.File] = []
    /// Nobody should merge these.
    var regenerate: [String] = []
    var isUnrelated = false
    /// Whether git refused without naming a file.
    var isNameless = false

    var isCollision: Bool { !files.isEmpty || isUnrelated || isNameless }

    func with(_ other: TaskEvidence.Collision.Other) -> TaskEvidence.Collision {
      TaskEvidence.Collision(with: other, files: files, isUnrelated: isUnrelated)
    }
  }

  struct Collisions: Sendable {
    var pairs: [Pair: Dispute] = [:]
    /// What is no collision, because it is made anew.
    var quiet: [Pair: [String]] = [:]
    /// With their bases, and with their own remote branches.
    var bases: [Int: [TaskEvidence.Collision]] = [:]
    var quietBases: [Int: [String]] = [:]
  }

  private func collisions(_ meetings: [Meeting], _ homes: [Home]) -> Collisions {
    var result = Collisions()
    var disputes: [Pair: Dispute] = [:]
    for meeting in meetings {
      add(meeting.conflicts, meeting.lines, to: &disputes[meeting.pair, default: Dispute()])
      disputes[meeting.pair]?.isUnrelated = meeting.isUnrelated
      if meeting.conflicts.isEmpty, !meeting.isUnrelated { disputes[meeting.pair]?.isNameless = true }
    }
    // Where a branch has nothing in common with its base, that is all that is to be said.
    let foreign = Set(homes.filter { $0.base == .unrelated }.map(\.contender))
    for (pair, dispute) in disputes {
      if dispute.isUnrelated, foreign.contains(pair.first) || foreign.contains(pair.second) { continue }
      if dispute.isCollision { result.pairs[pair] = dispute }
      if !dispute.regenerate.isEmpty { result.quiet[pair] = dispute.regenerate }
    }
    for home in homes {
      guard let base = contenders[home.contender].base, let outcome = home.base else { continue }
      var dispute = Dispute()
      switch outcome {
      case .clean, .failed: continue
      case .unrelated: dispute.isUnrelated = true
      case .conflicts(let conflicts):
        let theirs = conflicts.filter { !Self.isOwn($0.path) }
        add(theirs, Array(repeating: [], count: theirs.count), to: &dispute)
        dispute.isNameless = conflicts.isEmpty
      }
      if dispute.isCollision, result.bases[home.contender] == nil {
        result.bases[home.contender] = [dispute.with(.base(base.name))]
      }
      if !dispute.regenerate.isEmpty { result.quietBases[home.contender] = dispute.regenerate }
    }
    return result
  }

  private func add(_ conflicts: [MergeConflict], _ lines: [[ClosedRange<Int>]], to dispute: inout Dispute) {
    for (conflict, lines) in zip(conflicts, lines) {
      if quiet.contains(where: { $0.matches(conflict.path) }) {
        if !dispute.regenerate.containsExactly(conflict.path) { dispute.regenerate.append(conflict.path) }
      } else if !dispute.files.contains(where: { ExactText($0.path) == ExactText(conflict.path) }) {
        dispute.files.append(.init(conflict.path, conflict.kind, lines: lines))
      }
    }
    dispute.files.sort { FileSystem.bytesPrecede($0.path, $1.path) }
    dispute.regenerate = FileSystem.sorted(dispute.regenerate)
  }

  private func overlaps(_ collisions: Collisions) -> [TaskID: [TaskEvidence.Overlap]] {
    var overlaps: [TaskID: [TaskEvidence.Overlap]] = [:]
    for (first, one) in contenders.enumerated() {
      if let regenerate = collisions.quietBases[first], let base = one.base {
        overlaps[one.task, default: []].append(
          TaskEvidence.Overlap(with: .base(base.name), paths: [], regenerate: regenerate))
      }
      for (second, other) in contenders.enumerated() where second > first {
        let pair = Pair(first, second)
        let regenerate = collisions.quiet[pair] ?? []
        let named = Set(((collisions.pairs[pair]?.files.map(\.path) ?? []) + regenerate).map { ExactText($0) })
        let both = one.paths.intersection(other.paths).subtracting(named).map(\.text).filter { !Self.isOwn($0) }
        guard !both.isEmpty || !regenerate.isEmpty else { continue }
        let paths = FileSystem.sorted(both)
        overlaps[one.task, default: []].append(
          TaskEvidence.Overlap(with: .task(other.task), paths: paths, regenerate: regenerate))
        overlaps[other.task, default: []].append(
          TaskEvidence.Overlap(with: .task(one.task), paths: paths, regenerate: regenerate))
      }
    }
    return overlaps
  }
}

// MARK: - The same task on two machines

extension Radar {
  /// A branch and its own remote branch that have parted: one of the two has to take the other in.
  private func addPartedRemotes(_ collisions: inout Collisions) async throws(GitError) {
    let parted = contenders.enumerated().compactMap { place, contender in contender.remote.map { (place, $0) } }
    let results = try await git.simulateMerges(
      parted.map { MergePair(ours: $0.1.own, theirs: $0.1.commit) })
    for ((place, remote), result) in zip(parted, results) {
      guard case .conflicts(let conflicts) = result else { continue }
      var dispute = Dispute()
      let theirs = conflicts.filter { !Self.isOwn($0.path) }
      add(theirs, try await git.lines(of: theirs), to: &dispute)
      if dispute.isCollision { collisions.bases[place, default: []].append(dispute.with(.base(remote.name))) }
    }
  }
}

// MARK: - Order

extension Radar {
  /// Places of the contenders in the order in which they come home with the least to mend: who is ready before who is
  /// not, who collides with few before who collides with many, who changed much before who changed little. Those that
  /// collide with none before them go first.
  private func ranked(_ collisions: Collisions) -> (free: [Int], bound: [Int]) {
    var neighbours: [Int: Int] = [:]
    for pair in collisions.pairs.keys {
      neighbours[pair.first, default: 0] += 1
      neighbours[pair.second, default: 0] += 1
    }
    let ranks = contenders.indices.sorted { left, right in
      let (one, other) = (contenders[left], contenders[right])
      if one.isReady != other.isReady { return one.isReady }
      let counts = (neighbours[left] ?? 0, neighbours[right] ?? 0)
      if counts.0 != counts.1 { return counts.0 < counts.1 }
      return one.paths.count != other.paths.count ? one.paths.count > other.paths.count : one.task < other.task
    }
    var free: [Int] = []
    var bound: [Int] = []
    for place in ranks {
      let isFree =
        collisions.bases[place] == nil && !free.contains { collisions.pairs[Pair($0, place)] != nil }
      if isFree { free.append(place) } else { bound.append(place) }
    }
    return (free, bound)
  }

  private func order(_ collisions: Collisions) -> [MergeStep] {
    guard !collisions.pairs.isEmpty || !collisions.bases.isEmpty else { return [] }
    let (free, bound) = ranked(collisions)
    let all = free + bound
    return all.enumerated().map { number, place in
      let base = collisions.bases[place]?.map(\.other) ?? []
      let before = all[..<number].filter { collisions.pairs[Pair($0, place)] != nil }
      return MergeStep(
        contenders[place].task, adaptsTo: base + before.map { .task(contenders[$0].task) })
    }
  }
}

// MARK: - Three at once

extension Radar {
  /// Two that agree with each other can still leave a third one no room. So all threes that touch, and that agree pair by
  /// pair, are merged too, each of them last once.
  private func addCollisionsOfThree(
    _ homes: [Home], _ merged: [Pair: Merged], _ collisions: inout Collisions
  ) async throws(GitError) {
    let known = collisions
    var touching: Set<Pair> = []
    for one in contenders.indices {
      for other in contenders.indices.dropFirst(one + 1)
      where !contenders[one].paths.isDisjoint(with: contenders[other].paths) {
        touching.insert(Pair(one, other))
      }
    }
    var tips: [Int: String] = [:]
    for home in homes where home.isClean && contenders[home.contender].tips.count == 1 {
      tips[home.contender] = home.tip.commit
    }
    let pairs = merged.keys.filter { pair in
      known.pairs[pair] == nil && tips[pair.first] != nil && tips[pair.second] != nil
    }
    var tried: [(pair: Pair, last: Int, touching: Int)] = []
    for pair in pairs.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) }) {
      for last in tips.keys.sorted() where last != pair.first && last != pair.second {
        let (one, other) = (Pair(pair.first, last), Pair(pair.second, last))
        guard contenders[pair.first].base == contenders[last].base, known.pairs[one] == nil, known.pairs[other] == nil
        else { continue }
        let count = [pair, one, other].count { touching.contains($0) }
        // Even one that touches neither can be in the way: what two delete and make can look like a rename.
        if count > 0 { tried.append((pair, last, count)) }
      }
    }
    // Of too many, those that touch most.
    var least = 1
    while tried.count > Self.threesAtMost {
      least += 1
      tried.removeAll { $0.touching < least }
    }
    guard !tried.isEmpty else { return }
    var commits: [Pair: String] = [:]
    for pair in Set(tried.map(\.pair)) {
      guard let merge = merged[pair] else { continue }
      commits[pair] = try await git.commitTree(
        merge.tree, parents: [merge.of.ours, merge.of.theirs], message: "merged\n", at: Instant(milliseconds: 0))
    }
    let results = try await git.simulateMerges(
      tried.map { MergePair(ours: commits[$0.pair] ?? "", theirs: tips[$0.last] ?? "") })
    for (attempt, result) in zip(tried, results) {
      guard case .conflicts(let conflicts) = result else { continue }
      var dispute = Dispute()
      let theirs = conflicts.filter { !Self.isOwn($0.path) }
      add(theirs, try await git.lines(of: theirs), to: &dispute)
      guard dispute.isCollision else { continue }
      let both = [attempt.pair.first, attempt.pair.second]
      let sharing = both.filter { other in dispute.files.contains { contenders[other].shares($0.path) } }
      for other in sharing.isEmpty ? both : sharing where collisions.pairs[Pair(other, attempt.last)] == nil {
        collisions.pairs[Pair(other, attempt.last)] = dispute
      }
    }
  }

  /// More would take longer than a person waits: pairs are what matters. All threes of seven branches.
  private static let threesAtMost = 105
}

extension TaskEvidence.Collision.Other {
  /// Tasks by their names, the base last.
  fileprivate func precedes(_ other: TaskEvidence.Collision.Other) -> Bool {
    switch (self, other) {
    case (.task(let left), .task(let right)): left < right
    case (.task, .base): true
    case (.base, .task): false
    case (.base(let left), .base(let right)): FileSystem.bytesPrecede(left, right)
    }
  }
}
