import Content

/// What content could run, and whether a person lets it: shown, approved, taken back.
package struct Trust: Verb {
  package let approvals: Approvals
  package var wish = Wish.ask

  package enum Wish: Sendable {
    /// For each that waits, where somebody can be asked.
    case ask
    /// Approves all that is shown.
    case approve
    case revoke
  }

  package init(_ approvals: Approvals) { self.approvals = approvals }

  package struct Outcome: Sendable {
    package let items: [Item]
    /// Approved texts that content does not hold, or no more.
    package let others: [String]
    package let revoked: Int
    package let isRevoking: Bool

    package var waiting: Int { items.count { !$0.isApproved } }
  }

  package struct Item: Sendable, Equatable {
    package let text: RunnableText
    package let isApproved: Bool
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    if wish == .revoke {
      let texts = approvals.texts(in: home.path)
      if !texts.isEmpty { try approvals.revoke(texts, in: home.path) }
      return Outcome(items: [], others: [], revoked: texts.count, isRevoking: true)
    }
    let texts = RunnableText.all(in: try await home.workspace(asOf: stage.now))
    switch wish {
    case .approve:
      let waiting = texts.map(\.text).filter { !approvals.covers($0, in: home.path) }
      if !waiting.isEmpty { try approvals.approve(waiting, in: home.path) }
    case .ask:
      for text in texts { _ = try approvals.allows(text, in: home.path) }
    case .revoke: break
    }
    let approved = approvals.texts(in: home.path)
    return Outcome(
      items: texts.map { Item(text: $0, isApproved: approvals.covers($0.text, in: home.path)) },
      others: approved.filter { text in !texts.contains { Array($0.text.utf8) == Array(text.utf8) } }, revoked: 0,
      isRevoking: false)
  }
}
