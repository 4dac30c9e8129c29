import Content
import Quantities

/// What can be billed and what was, as plain figures: pages and answers only show them, and do without where there are
/// none.
package struct MoneyFacts: Sendable {
  /// Time that a person has yet to call billable or not.
  package let toDecide: Minutes
  /// One sum a currency.
  package let unbilled: [Money]
  /// Each piece of work that can be billed.
  package let work: [UnbilledWork]
  /// What drafts come to, as far as that can be worked out.
  package let drafts: [DraftCalculation]
  package let clients: [ClientMoney]
  /// Only tasks with time, or a fixed price, for a client.
  package let tasks: [TaskID: TaskMoney]

  package struct ClientMoney: Sendable {
    /// nil for work that is nobody's.
    package let client: String?
    package let sums: WorkSums
    package let unbilled: [Money]
  }

  /// A task's time and what it came to.
  package struct TaskMoney: Sendable {
    package var sums = WorkSums()
    package var unbilled: [Money] = []
    /// Net, on invoices that are not void, before discounts of the whole invoice.
    package var billed: [Money] = []

    package init() {}
  }

  package init(
    toDecide: Minutes = .zero, unbilled: [Money] = [], work: [UnbilledWork] = [], drafts: [DraftCalculation] = [],
    clients: [ClientMoney] = [], tasks: [TaskID: TaskMoney] = [:]
  ) {
    self.toDecide = toDecide
    self.unbilled = unbilled
    self.work = work
    self.drafts = drafts
    self.clients = clients
    self.tasks = tasks
  }

  package init(_ ledger: WorkLedger) {
    let work = ledger.unbilled()
    var tasks: [TaskID: TaskMoney] = [:]
    for entry in ledger.entries where entry.client != nil {
      if let task = entry.task { tasks[task, default: TaskMoney()].sums.add(entry) }
    }
    for piece in work {
      if let task = piece.task, let amount = piece.amount { tasks[task, default: TaskMoney()].unbilled.append(amount) }
    }
    for invoice in ledger.book.invoices where invoice.status != .void {
      for line in invoice.document.lines {
        if let task = line.task { tasks[task, default: TaskMoney()].billed.append(line.amount) }
      }
    }
    tasks = tasks.mapValues { money in
      var money = money
      money.unbilled = money.unbilled.sums()
      money.billed = money.billed.sums()
      return money
    }
    let amounts = Dictionary(grouping: work) { $0.client }
    let clients = ledger.entries.sums().map { client, sums in
      ClientMoney(
        client: client, sums: sums,
        unbilled: client.flatMap { amounts[$0] }?.compactMap(\.amount).sums() ?? [])
    }
    self.init(
      toDecide: clients.reduce(.zero) { $0 + $1.sums.toDecide }, unbilled: work.compactMap(\.amount).sums(), work: work,
      drafts: ledger.book.liveDrafts.map { DraftCalculation($0, in: ledger, issued: ledger.workspace.asOf.day) },
      clients: clients, tasks: tasks)
  }
}

extension MoneyFacts {
  /// What became of the time of several tasks together.
  package func sum(of ids: some Sequence<TaskID>) -> TaskMoney {
    var sum = TaskMoney()
    for money in ids.compactMap({ tasks[$0] }) {
      sum.sums += money.sums
      sum.unbilled += money.unbilled
      sum.billed += money.billed
    }
    sum.unbilled = sum.unbilled.sums()
    sum.billed = sum.billed.sums()
    return sum
  }
}
