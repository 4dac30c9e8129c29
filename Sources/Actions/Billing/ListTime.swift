import Billing
import Content
import Quantities

/// Time that was logged, and where each piece of it stands.
package struct ListTime: Verb {
  package var client: String?
  package var task: TaskID?
  package var person: String?
  /// One of `WorkEntry.State.words`.
  package var state: String?
  package var from: Day?
  package var through: Day?

  package init() {}

  package struct Outcome: Sendable {
    package let entries: [WorkEntry]
    package let ledger: WorkLedger
    /// By client; of the entries that are listed.
    package let sums: [(client: String?, sums: WorkSums)]
  }

  package func validate() throws(Refusal) {
    if let state, !WorkEntry.State.words.contains(state) {
      throw .usage("The state is one of \(WorkEntry.State.words.joined(separator: ", ")).")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    if let client { _ = try workspace.existingClient(client) }
    if let task { _ = try workspace.existingTask(task) }
    let ledger = WorkLedger(workspace)
    let entries = ledger.entries.filter { entry in
      (client == nil || entry.client == client) && (task == nil || entry.task == task)
        && (person == nil || entry.person == person) && (state == nil || entry.state.word == state)
        && (from.map { entry.day >= $0 } ?? true) && (through.map { entry.day <= $0 } ?? true)
    }
    return Outcome(entries: entries, ledger: ledger, sums: entries.sums())
  }
}
