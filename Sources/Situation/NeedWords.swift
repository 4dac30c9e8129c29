import Billing
import Content
import Diagnostics
import Quantities

extension Need {
  /// What kind of thing it is, in a word or two.
  package var label: String {
    switch self {
    case .question: "Asks you"
    case .session(let mark, _): mark.state.words.prefix(1).uppercased() + mark.state.words.dropFirst()
    case .blocked: "Blocked"
    case .collision: "Collide"
    case .unproven: "No proof"
    case .ready: "Ready to merge"
    case .merged: "Merged"
    case .review: "In review"
    case .drift: "Reported"
    case .stale: "Silent"
    case .unreadable: "Unreadable"
    case .undecidedTime: "To decide"
    case .invoice: "Invoice"
    }
  }

  /// What is said beside the label and the names of the tasks.
  package var sentence: String? {
    switch self {
    case .question(_, let blocker), .blocked(_, let blocker): "“\(blocker.text)”"
    case .session(let mark, _): mark.detail
    case .collision(let clash):
      if case .base(let branch) = clash.collision.other {
        "\(clash.collision.words) with \(branch)"
      } else {
        clash.collision.words
      }
    case .unproven(_, let claim): "claims \(claim.words)"
    case .ready, .review: nil
    case .merged: "and not finished"
    case .drift(_, let report): "as \(report.status.words.lowercased())"
    case .stale: "no report"
    case .unreadable(let file): detail.map { "\(file.path): \($0)".printable } ?? file.path
    case .undecidedTime(let minutes): "\(minutes.spoken) are neither billable nor not"
    case .invoice(let invoice, _):
      "\(invoice.document.buyer.name): \(invoice.open.spoken) \(invoice.status == .overdue ? "overdue" : "due today")"
    }
  }

  /// The same without a sentence around it, as `board.json` tells it.
  package var detail: String? {
    switch self {
    case .question(_, let blocker), .blocked(_, let blocker): blocker.text
    case .session(let mark, _): mark.detail
    case .collision(let clash): clash.collision.files.map(\.words).joined(separator: ", ")
    case .unproven(_, let claim): claim.words
    case .drift(_, let report): report.status.rawValue
    case .unreadable(let file): file.diagnostics.first?.message
    case .undecidedTime(let minutes): minutes.spoken
    case .invoice(let invoice, _): "\(invoice.open) \(invoice.open.currency) open"
    case .ready, .merged, .review, .stale: nil
    }
  }

  /// Since when somebody waits. For an invoice that is due today nobody waits yet.
  package func waitsSince(_ asOf: Instant) -> Instant? {
    if case .invoice = self, let since, since.day >= asOf.day { return nil }
    return since
  }
}

extension BoardSituation {
  /// What to paste, to get there.
  package func command(for need: Need) -> String? {
    switch need {
    case .question(let task, let blocker), .blocked(let task, let blocker): SuggestedCommand.unblock(task, blocker)
    case .session(let mark, let task):
      mark.pane.map(SuggestedCommand.show) ?? task.map { SuggestedCommand.show($0.id) }
        ?? SuggestedCommand.status
    case .collision(let clash): command(for: clash)
    case .unproven(let task, _), .stale(let task): SuggestedCommand.show(task.id)
    case .ready(let task), .merged(let task): finishCommand(for: task)
    case .review(let task, _): reviewCommand(for: task)
    case .drift(let task, _): SuggestedCommand.accept(task.id)
    case .unreadable: SuggestedCommand.check
    case .undecidedTime: SuggestedCommand.reviewTime
    case .invoice(let invoice, _): SuggestedCommand.showInvoice(invoice.document.number)
    }
  }
}
