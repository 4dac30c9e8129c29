import Billing
import Quantities
import Situation

/// What became of logged time: on the pages of tasks, repos and sprints.
struct BillingFacts {
  let context: SiteContext

  /// Fills `billing`; nothing of it where the site shows no money.
  func fill(_ values: inout Values, _ sum: (MoneyFacts) -> MoneyFacts.TaskMoney?) {
    let parts = context.money.flatMap(sum)?.parts ?? []
    values.list("billing", parts.map(\.values))
    values.flag("has_billing", !parts.isEmpty)
  }
}

extension WorkPart {
  fileprivate var values: Values {
    let hours = minutes == .zero ? [] : [HTML.text(minutes.spoken).text]
    return Values {
      $0.text("id", id)
      $0.text("name", name)
      $0.html("value", HTML((hours + amounts.map(\.htmlWithCurrency.text)).joined(separator: " · ")))
    }
  }
}
