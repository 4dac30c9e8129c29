import Content
import Quantities

/// What an hour costs, and where that stands.
package struct HourlyRate: Sendable, Equatable {
  package let rate: ExactDecimal
  /// The path of the file that names it.
  package let source: String
}

/// Why there is no rate, or none that can be used.
package enum RateProblem: Error, Sendable, Equatable {
  /// Neither update, task, repo, client nor `billing.rate` names one.
  case none
  /// `billing.rate` is in another currency than the client's; there is no conversion.
  case otherCurrency(client: Currency, standard: Currency)
  /// Neither the client nor `billing` names a currency.
  case noCurrency
}

extension Workspace {
  /// The currency in which a client is billed.
  package func currency(of client: Client) -> Currency? { client.currency ?? settings.billing.currency }

  /// The rate of a piece of work: update, then task, repo, client (by the day of the work), `billing.rate`. The first
  /// that is found wins, even `"0"`.
  package func rate(of entry: WorkEntry, for client: Client) -> Result<HourlyRate, RateProblem> {
    guard let currency = currency(of: client) else { return .failure(.noCurrency) }
    if let rate = entry.ownRate { return .success(HourlyRate(rate: rate, source: entry.source.path)) }
    if let task = entry.task.flatMap(task(_:)), let rate = task.task.rate {
      return .success(HourlyRate(rate: rate, source: task.task.source.path))
    }
    if let repo = entry.repo.flatMap(repo(_:)), let rate = repo.rate, let source = repo.source {
      return .success(HourlyRate(rate: rate, source: source.path))
    }
    if let rate = client.rate(on: entry.rateDay) { return .success(HourlyRate(rate: rate, source: client.source.path)) }
    guard let rate = settings.billing.rate else { return .failure(.none) }
    guard let standard = settings.billing.currency else { return .failure(.noCurrency) }
    guard standard == currency else { return .failure(.otherCurrency(client: currency, standard: standard)) }
    return .success(HourlyRate(rate: rate, source: Scan.indexPath))
  }
}
