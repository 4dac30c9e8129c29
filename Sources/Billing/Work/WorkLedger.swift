import Bytes
import Content
import FrontMatter
import Quantities

/// All work that can be billed, and where each piece of it stands. Work is claimed by the name of its file: there is
/// no flag that could say otherwise.
package struct WorkLedger: Sendable {
  package let workspace: Workspace
  package let book: InvoiceBook
  /// By moment, then file.
  package let entries: [WorkEntry]
  /// In the order of tasks.
  package let fixedPrices: [FixedPrice]
  /// Every claim of a document that counts, by the file that is claimed.
  let claims: [ExactText: [Claim]]
  private let places: [ExactText: Int]
  private let fixedPlaces: [ExactText: Int]
  let writeOffs: [ExactText: WriteOff]

  /// A line of a document that counts: a draft that was not issued, or an invoice that is not void.
  struct Claim: Sendable {
    enum Document: Sendable {
      case draft(Draft)
      case invoice(Invoice)
    }

    let document: Document
    /// From 0.
    let line: Int
    /// Among the refs of the line, from 0.
    let item: Int

    var state: WorkEntry.State {
      switch document {
      case .draft(let draft): .drafted(draft.name)
      case .invoice(let invoice): .billed(invoice.document.number)
      }
    }
  }

  package init(_ workspace: Workspace, _ book: InvoiceBook) {
    self.workspace = workspace
    self.book = book
    let claims = Self.claims(of: book)
    let writeOffs = Dictionary(
      workspace.writeOffs.flatMap { writeOff in writeOff.refs.map { (ExactText($0), writeOff) } },
      uniquingKeysWith: { first, _ in first })
    func settle(_ ref: String, _ state: WorkEntry.State) -> WorkEntry.State {
      let name = ExactText(ref)
      // An issued document is the stronger word, where a draft claims the same.
      if let claim = claims[name]?.last { return claim.state }
      return writeOffs[name] == nil ? state : .writtenOff
    }

    let rules = BillingRules(workspace)
    var entries: [WorkEntry] = []
    var fixedPrices: [FixedPrice] = []
    for task in workspace.tasks {
      entries += rules.entries(of: task)
      if let fixed = rules.fixedPrice(of: task) { fixedPrices.append(fixed) }
    }
    for (_, own) in Dictionary(grouping: workspace.time, by: \.client) {
      let named = Dictionary(own.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
      entries += own.map { rules.entry(of: $0, among: named) }
    }
    entries.sort { ($0.at.milliseconds, ExactText($0.ref)) < ($1.at.milliseconds, ExactText($1.ref)) }
    for index in entries.indices { entries[index].state = settle(entries[index].ref, entries[index].state) }
    for index in fixedPrices.indices {
      fixedPrices[index].state = settle(fixedPrices[index].ref, fixedPrices[index].state)
    }
    self.entries = entries
    self.fixedPrices = fixedPrices
    self.claims = claims
    self.writeOffs = writeOffs
    places = Dictionary(
      entries.enumerated().map { (ExactText($1.ref), $0) }, uniquingKeysWith: { first, _ in first })
    fixedPlaces = Dictionary(
      fixedPrices.enumerated().map { (ExactText($1.ref), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads the invoices of a workspace along with its work.
  package init(_ workspace: Workspace) { self.init(workspace, InvoiceBook(workspace)) }

  /// The drafts first, so that the last claim of a file is an issued one where there is any.
  private static func claims(of book: InvoiceBook) -> [ExactText: [Claim]] {
    var claims: [ExactText: [Claim]] = [:]
    func add(_ refs: [[String]], _ document: Claim.Document) {
      for (line, refs) in refs.enumerated() {
        for (item, ref) in refs.enumerated() {
          claims[ExactText(ref), default: []].append(Claim(document: document, line: line, item: item))
        }
      }
    }
    for draft in book.liveDrafts { add(draft.lines.map(\.refs), .draft(draft)) }
    for invoice in book.invoices where invoice.status != .void {
      add(invoice.document.lines.map(\.refs), .invoice(invoice))
    }
    return claims
  }
}

extension WorkLedger {
  package func entry(_ ref: String) -> WorkEntry? { places[ExactText(ref)].map { entries[$0] } }
  package func fixedPrice(_ ref: String) -> FixedPrice? { fixedPlaces[ExactText(ref)].map { fixedPrices[$0] } }

  /// Whether there is such a piece of work at all.
  func isKnown(_ ref: String) -> Bool { entry(ref) != nil || fixedPrice(ref) != nil }

  func similarWork(_ ref: String) -> String {
    didYouMean(ref, among: entries.map(\.ref) + fixedPrices.map(\.ref))
      ?? "name a file of updates/ or time/ that has minutes, or of tasks/ with a fixed price, without .md"
  }

  /// The day of a piece of work.
  func day(of ref: String) -> Day? { entry(ref)?.day ?? fixedPrice(ref)?.day }

  /// Another document that counts and claims the same work.
  func otherClaim(of ref: String, besides draft: Draft) -> String? {
    claims[ExactText(ref)]?.lazy.compactMap { claim in
      switch claim.document {
      case .draft(let other) where ExactText(other.name) == ExactText(draft.name): nil
      case .draft(let other): "the draft \(other.name)"
      case .invoice(let invoice): invoice.document.number
      }
    }.first
  }

  /// What a person has yet to decide, oldest first.
  package var undecided: [WorkEntry] { entries.filter { $0.state == .undecided } }
}

extension [WorkEntry] {
  /// Minutes by client; those of work that is nobody's under nil, at the end.
  package func sums() -> [(client: String?, sums: WorkSums)] {
    var sums: [String?: WorkSums] = [:]
    for entry in self { sums[entry.client, default: WorkSums()].add(entry) }
    return sums.sorted { ($0.key ?? "~") < ($1.key ?? "~") }.map { ($0.key, $0.value) }
  }
}

// MARK: - From records to entries

/// Who and what is billable, asked of thousands of updates.
private struct BillingRules {
  private let workspace: Workspace
  private let people: Set<String>
  private let billsAgents: Bool
  private let clients: [String: Client]

  init(_ workspace: Workspace) {
    self.workspace = workspace
    people = Set(workspace.settings.people)
    billsAgents = workspace.settings.billing.agentTime == .asLogged
    clients = Dictionary(workspace.clients.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func entries(of task: TrackedTask) -> [WorkEntry] {
    let timed = task.updates.filter { $0.minutes ?? .zero != .zero || $0.billableMinutes ?? .zero != .zero }
      .filter { !$0.isDecision }
    if timed.isEmpty { return [] }
    // The newest decision counts; updates are in order.
    let decisions = Dictionary(
      task.updates.compactMap { update in update.decides.map { (ExactText($0), update) } },
      uniquingKeysWith: { _, last in last })
    let repo = workspace.repo(task.id.repo)
    let client = (task.task.client ?? repo?.client).flatMap { clients[$0] }
    let isBillable =
      client != nil && task.task.billing != .fixed
      && [task.task.billable, repo?.billable, client?.billable].allSatisfy { $0 ?? true }
    let named = Dictionary(task.updates.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    return timed.map { update in
      let corrected = Self.root(of: update, corrects: { $0.corrects }, in: named)
      let decided = decisions[ExactText(update.name)]
      let logged = update.minutes ?? .zero
      let billable: Minutes? =
        if client == nil {
          .zero
        } else if let decided {
          decided.billableMinutes
        } else if let own = update.billableMinutes {
          own
        } else if !isBillable {
          .zero
        } else if update.isFromBoard || billsAgents || people.contains(update.worker) {
          logged
        } else {
          nil
        }
      return WorkEntry(
        ref: update.source.workName, client: client?.slug, repo: task.id.repo, task: task.id, day: update.at.day,
        at: update.at, person: update.worker, text: nil, logged: logged, billable: billable,
        ownRate: update.rate ?? corrected.rate,
        rateDay: corrected.at.day,
        state: Self.state(billable), source: update.source)
    }
  }

  /// What a chain of corrections is about in the end.
  private static func root<Record>(
    of record: Record, corrects: (Record) -> String?, in named: [ExactText: Record]
  ) -> Record {
    var root = record
    // A chain that bites its own tail ends somewhere.
    for _ in 0..<100 {
      guard let next = corrects(root).flatMap({ named[ExactText($0)] }) else { break }
      root = next
    }
    return root
  }

  func entry(of entry: TimeEntry, among named: [ExactText: TimeEntry]) -> WorkEntry {
    let corrected = Self.root(of: entry, corrects: { $0.corrects }, in: named)
    let task = entry.task.flatMap(workspace.task(_:))
    let repo = (entry.repo ?? entry.task?.repo).flatMap(workspace.repo(_:))
    let client = clients[entry.client]
    let isBillable =
      client != nil
      && (entry.billable
        ?? [task?.task.billable, repo?.billable, client?.billable].allSatisfy { $0 ?? true })
    let billable = isBillable ? entry.minutes : .zero
    return WorkEntry(
      ref: entry.source.workName, client: client?.slug, repo: entry.repo ?? entry.task?.repo, task: entry.task,
      day: entry.at.day, at: entry.at, person: entry.person, text: entry.text, logged: entry.minutes,
      billable: billable, ownRate: entry.rate ?? corrected.rate, rateDay: corrected.at.day, state: Self.state(billable),
      source: entry.source)
  }

  func fixedPrice(of task: TrackedTask) -> FixedPrice? {
    guard task.task.billing == .fixed, let price = task.task.fixedPrice else { return nil }
    let client = (task.task.client ?? workspace.repo(task.id.repo)?.client).flatMap { clients[$0] }
    return FixedPrice(
      ref: task.task.source.workName, client: client?.slug, task: task.id, title: task.task.title, price: price,
      day: task.finished?.day, isDone: task.task.status == .done,
      state: client == nil || task.task.billable == false ? .notBillable : .unbilled, source: task.task.source)
  }

  private static func state(_ billable: Minutes?) -> WorkEntry.State {
    guard let billable else { return .undecided }
    return billable == .zero ? .notBillable : .unbilled
  }
}
