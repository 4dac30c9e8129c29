import Billing
import Content
import FrontMatter
import Quantities

/// What a person says of time that an agent measured.
package enum TimeDecision: Sendable, Equatable {
  case asMeasured
  case minutes(Minutes)
  case nothing
  /// Takes back what was decided.
  case open
}

/// Decides what of some work is billed, by an update for each that `decides` it. A later one counts.
package struct DecideTime: Verb {
  /// Names of updates; none means all that wait, as far as `client` and `through` say.
  package var names: [String]
  package var decision: TimeDecision
  package var isAll = false
  package var client: String?
  package var through: Day?

  package init(_ names: [String], _ decision: TimeDecision) {
    self.names = names
    self.decision = decision
  }

  package struct Decided: Sendable, Equatable {
    package let ref: String
    package let task: TaskID
    package let logged: Minutes
    /// nil where it is open again.
    package let billable: Minutes?
  }

  package struct Outcome: Warned, Equatable {
    package let decided: [Decided]
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    guard isAll != !names.isEmpty else {
      throw .usage(isAll ? "Either name updates, or say --all." : "Name the updates, or say --all.")
    }
    guard isAll || (client == nil && through == nil) else { throw .usage("--client and --through go with --all.") }
    if case .minutes(let minutes) = decision, isAll {
      throw .usage("\(minutes.duration) cannot be said of --all: name one update.")
    }
    if case .minutes(let minutes) = decision, minutes.count >= 1_000_000 {
      throw .usage("\(minutes.duration) is too long.")
    }
    if case .minutes(let minutes) = decision, minutes < .zero { throw .usage("What is billed is not negative.") }
    if decision == .open, isAll { throw .usage("Name what is to be decided again.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let what = names.count == 1 ? names[0] : isAll ? "all that waits" : "\(names.count) entries"
    return try await Change.run(in: home, stage, verb: "time decide", message: "decide time: \(what)") {
      change throws(Refusal) in
      let ledger = WorkLedger(change.workspace)
      var decided: [Decided] = []
      for entry in try entries(in: ledger) {
        guard let id = entry.task, let task = change.workspace.task(id) else { continue }
        let billable: Minutes? =
          switch decision {
          case .asMeasured: entry.logged
          case .minutes(let minutes): minutes
          case .nothing: .zero
          case .open: nil
          }
        // It stands behind what it decides, whatever the clock says.
        let newest = task.updates.last?.at.milliseconds ?? 0
        let at = Instant(milliseconds: max(change.at.milliseconds, newest + 1), offset: change.at.offset)
        var draft = UpdateDraft(task: id, at: at, worker: WorkerUpdate.board, status: task.task.status)
        draft.billableMinutes = billable
        draft.decides = entry.source.name
        try change.write { [draft] editor throws(EditError) in _ = try editor.write(draft) }
        decided.append(Decided(ref: entry.ref, task: id, logged: entry.logged, billable: billable))
      }
      return Outcome(decided: decided)
    }
  }

  private func entries(in ledger: WorkLedger) throws(Refusal) -> [WorkEntry] {
    if isAll {
      if let client { _ = try ledger.workspace.existingClient(client) }
      return ledger.undecided.filter { entry in
        (client == nil || entry.client == client) && (through.map { entry.day <= $0 } ?? true)
      }
    }
    let updates = ledger.entries.filter { $0.ref.hasPrefix("updates/") }
    var found: [WorkEntry] = []
    for name in names {
      let entry = try ledger.meant(by: name, among: updates)
      guard entry.ref.hasPrefix("updates/") else {
        throw .answer(
          "\(entry.ref) is a person's own time",
          help: "log a correction: orchsite time log … --corrects \(entry.source.name)")
      }
      switch entry.state {
      case .billed(let number):
        throw .answer(
          "\(entry.ref) is billed by \(number) already", help: "a correction is a credit note: orchsite invoice credit")
      case .writtenOff: throw .answer("\(entry.ref) is written off already")
      case .undecided, .notBillable, .unbilled, .drafted: break
      }
      guard entry.client != nil else {
        throw .answer("\(entry.ref) is for no client", help: "say whose it is: client: in its task or repo")
      }
      found.append(entry)
    }
    return found
  }
}

extension RecordSource {
  /// The file's name without `.md`.
  var name: String { String(path.split(separator: "/").last?.dropLast(3) ?? "") }
}

/// What waits for a decision, with what its reports say was done: for whoever decides.
package struct ListUndecided: Verb {
  package var client: String?

  package init() {}

  package struct Piece: Sendable {
    package let entry: WorkEntry
    package let title: String
    /// From the report itself.
    package let done: [String]
    /// What an hour of it costs.
    package let rate: HourlyRate?
    package let currency: Currency?
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> [Piece] {
    let workspace = try await home.workspace(asOf: stage.now)
    let ledger = WorkLedger(workspace)
    if let client { _ = try workspace.existingClient(client) }
    return ledger.undecided.filter { client == nil || $0.client == client }.map { entry in
      let update = entry.task.flatMap(workspace.task(_:))?.updates.first { $0.source.path == entry.source.path }
      let client = entry.client.flatMap(workspace.client(_:))
      return Piece(
        entry: entry, title: ledger.title(of: entry), done: update?.done ?? [],
        rate: client.flatMap { try? workspace.rate(of: entry, for: $0).get() },
        currency: client.flatMap(workspace.currency(of:)))
    }
  }
}
