import Billing
import Bytes
import Content
import Evidence
import Files
import Quantities
import Situation

/// All that waits for whoever coordinates, the oldest first: questions, permissions, blocks, collisions, unproven
/// claims, ready work, failures.
package struct ShowInbox: Verb {
  /// Whether what is unread stays so.
  package var isPeeking = false

  package init() {}

  package struct Outcome: Sendable {
    package let situation: BoardSituation
    package let items: [Item]
    package let problems: [RepoProblem]

    /// Whether git failed somewhere: then there may be more.
    package var isIncomplete: Bool { problems.contains(where: \.isFailure) }
  }

  package struct Item: Sendable {
    package let need: Need
    package let isUnread: Bool
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    var workspace = try await home.workspace(asOf: stage.now)
    if await home.collectOutboxes(workspace, stage) { workspace = try await home.workspace(asOf: stage.now) }
    let result = try await home.evidence(for: workspace)
    let ledger = WorkLedger(workspace)
    let situation = BoardSituation(
      of: workspace, git: result.facts, invoices: ledger.book, money: MoneyFacts(ledger), sessions: home.sessions)
    CollisionNote.write(situation, in: home.path)
    let read = InboxNote.read(in: home.path)
    let needs = situation.needsByAge
    // Whoever asks about another moment has not read what there is now.
    if !isPeeking, !stage.isNamed { InboxNote.write(needs.map(\.identity), in: home.path) }
    return Outcome(
      situation: situation,
      items: needs.map { Item(need: $0, isUnread: !read.contains(ExactText($0.identity))) },
      problems: result.problems.filter(\.isFailure))
  }
}

/// What somebody has read. It is only a note.
private enum InboxNote {
  private static func path(in home: String) -> String { "\(home)/.orchsite/inbox" }

  static func read(in home: String) -> Set<ExactText> {
    let bytes = (try? FileSystem.read(path(in: home), limit: 16 << 20)) ?? []
    return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { ExactText(String($0)) })
  }

  static func write(_ identities: [String], in home: String) {
    guard (try? FileSystem.makeOwnFolder("\(home)/.orchsite")) != nil else { return }
    try? FileSystem.writeAtomically(
      Array(identities.map { $0 + "\n" }.joined().utf8), to: path(in: home), isDurable: false)
  }
}
