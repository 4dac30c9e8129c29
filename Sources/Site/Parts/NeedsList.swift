import Billing
import Content

/// "Needs you": who waits for the reader, since when, and what to paste.
struct NeedsList {
  let context: SiteContext

  /// Fills the values of the part `needs`.
  func fill(_ values: inout Values, with needs: [Need]) {
    values.number("needs_count", needs.count)
    values.list("needs", needs.map(need(_:)))
  }

  private func need(_ need: Need) -> Values {
    Values {
      $0.text("kind", need.kind.slug)
      $0.text("label", need.kind.label)
      $0.list("tasks", links(of: need))
      $0.text("text", text(of: need))
      if let repo = need.tasks.first?.repo {
        $0.values(
          "repo",
          Values {
            $0.text("title", context.title(ofRepo: repo))
            $0.number("color", context.color(ofRepo: repo))
          })
      }
      $0.text("by", need.worker)
      $0.html("age", age(of: need))
      $0.text("command", command(for: need))
    }
  }

  private func links(of need: Need) -> [Values] {
    if let number = need.invoice { return [context.link(number, SitePath.invoice(number))] }
    return need.tasks.filter { context.workspace.task($0) != nil }.map(context.taskLink(_:))
  }

  /// Since when it waits. An invoice that is due today waits for nobody yet.
  private func age(of need: Need) -> HTML? {
    guard let since = need.since, need.kind != .invoice || since.day < context.times.asOf.day else { return nil }
    return context.times.ageHTML(since)
  }

  private func invoiceText(_ need: Need) -> String? {
    guard let number = need.invoice, let invoice = context.invoices?.invoice(number) else { return need.detail }
    let isLate = invoice.status == .overdue
    return "\(invoice.document.buyer.name): \(invoice.open.spoken) \(isLate ? "overdue" : "due today")"
  }

  private func text(of need: Need) -> String? {
    switch need.kind {
    case .question, .blocked: need.detail.map { "“\($0)”" }
    case .collision: need.detail.map { "both change \($0)" }
    case .unproven: need.detail.map { "claims \($0)" }
    case .drift:
      need.detail.flatMap { BoardTask.Status(rawValue: $0) }.map { "as \($0.words.lowercased())" }
    case .stale: "no report"
    case .unreadable: need.path.map { path in need.detail.map { "\(path): \($0)".printable } ?? path }
    case .undecidedTime: need.detail.map { "\($0) are neither billable nor not" }
    case .ready, .review: nil
    case .invoice: invoiceText(need)
    }
  }

  private func command(for need: Need) -> String? {
    if need.kind == .invoice || need.kind == .undecidedTime { return nil }
    guard let id = need.tasks.first, let task = context.workspace.task(id) else {
      return SuggestedCommand.check
    }
    let repo = context.workspace.repo(id.repo)
    return switch need.kind {
    case .question, .blocked: SuggestedCommand.unblock(id)
    case .ready: SuggestedCommand.merge(task.task, in: repo)
    case .review: SuggestedCommand.review(task.task, in: repo)
    case .drift: SuggestedCommand.accept(id)
    case .collision, .unproven, .stale: SuggestedCommand.show(id)
    case .unreadable: SuggestedCommand.check
    case .undecidedTime, .invoice: nil
    }
  }
}

extension Need.Kind {
  var slug: String {
    switch self {
    case .question: "question"
    case .blocked: "blocked"
    case .collision: "clash"
    case .unproven: "unproven"
    case .ready: "ready"
    case .review: "review"
    case .drift: "drift"
    case .stale: "stale"
    case .unreadable: "unreadable"
    case .undecidedTime: "time"
    case .invoice: "invoice"
    }
  }

  var label: String {
    switch self {
    case .question: "Asks you"
    case .blocked: "Blocked"
    case .collision: "Collide"
    case .unproven: "No proof"
    case .ready: "Ready to merge"
    case .review: "In review"
    case .drift: "Reported"
    case .stale: "Silent"
    case .unreadable: "Unreadable"
    case .undecidedTime: "To decide"
    case .invoice: "Invoice"
    }
  }
}
