import Content
import Quantities

/// A piece of work that could be put on an invoice today.
package struct UnbilledWork: Sendable {
  package let ref: String
  /// The slug of the client.
  package let client: String
  package let repo: String?
  package let task: TaskID?
  /// nil for a fixed price whose task was set to done by hand.
  package let day: Day?
  package let person: String?
  /// What it is called on a line: the task's title, or what a person wrote beside time of their own.
  package let text: String
  /// nil for a fixed price.
  package let minutes: Minutes?
  /// For an hour, or the fixed price.
  package let rate: Result<HourlyRate, RateProblem>
  /// Before increments; nil where there is no rate, or none that fits the currency.
  package let amount: Money?
}

extension WorkLedger {
  /// Everything that can be billed, in the order of clients, then by moment; fixed prices at the end of each client's.
  package func unbilled(of client: String? = nil, through day: Day? = nil) -> [UnbilledWork] {
    func isOpen(_ piece: Day?) -> Bool { day.map { day in piece.map { $0 <= day } ?? true } ?? true }
    let open = Dictionary(grouping: entries.filter { $0.state == .unbilled && isOpen($0.day) }) { $0.client }
    let fixed = Dictionary(
      grouping: fixedPrices.filter { $0.isDone && $0.state == .unbilled && isOpen($0.day) }
    ) { $0.client }
    return workspace.clients.filter { client == nil || $0.slug == client }.flatMap { client in
      (open[client.slug] ?? []).map { unbilled($0, client) } + (fixed[client.slug] ?? []).map { unbilled($0, client) }
    }
  }

  private func unbilled(_ entry: WorkEntry, _ client: Client) -> UnbilledWork {
    let rate = workspace.rate(of: entry, for: client)
    let minutes = entry.billable ?? .zero
    let amount = workspace.currency(of: client).flatMap { currency in
      (try? rate.get()).flatMap { Money(minutes, atHourly: $0.rate, currency) }
    }
    return UnbilledWork(
      ref: entry.ref, client: client.slug, repo: entry.repo, task: entry.task, day: entry.day, person: entry.person,
      text: entry.text ?? title(of: entry), minutes: minutes, rate: rate, amount: amount)
  }

  private func unbilled(_ fixed: FixedPrice, _ client: Client) -> UnbilledWork {
    UnbilledWork(
      ref: fixed.ref, client: client.slug, repo: fixed.task.repo, task: fixed.task, day: fixed.day, person: nil,
      text: fixed.title, minutes: nil,
      rate: .success(HourlyRate(rate: fixed.price, source: fixed.source.path)),
      amount: workspace.currency(of: client).flatMap { Money(fixed.price, $0) })
  }

  /// What a piece of work is about, without a word of what was reported: titles are meant to be read by others.
  package func title(of entry: WorkEntry) -> String {
    entry.task.flatMap(workspace.task(_:))?.task.title ?? entry.repo.flatMap(workspace.repo(_:))?.title ?? "Work"
  }
}
