import Billing
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Quantities

/// Puts unbilled work on a draft: a new one, or the client's draft that is there, to which lines are added. What a
/// person wrote there stays.
package struct DraftInvoice: Verb {
  package var client: String
  /// The last day of work that is billed.
  package var through: Day
  /// Only work on these; empty for all.
  package var tasks: [TaskID] = []
  package var grouping = DraftGrouping.task
  package var discount: Draft.Discount?
  /// The draft's name; else that of the client's draft, else made from client and month.
  package var name: String?
  /// A new draft, whatever others there are.
  package var isNew = false

  package init(_ client: String, through: Day) {
    self.client = client
    self.through = through
  }

  package struct Outcome: Warned {
    package let path: String
    package let isNew: Bool
    /// How many lines were added.
    package let added: Int
    package let calculation: DraftCalculation
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    if let name, !Slug.isValid(name) {
      throw .usage("\"\(name)\" is not a name: use lowercase letters, digits and -.")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(
      in: home, stage, verb: "invoice draft", message: "draft for \(client) through \(through)"
    ) {
      change throws(Refusal) in
      let client = try change.workspace.existingClient(client)
      for task in tasks { _ = try change.workspace.existingTask(task) }
      let ledger = WorkLedger(change.workspace)
      try ledger.refuseUnreadable(client: client.slug)
      let work = ledger.unbilled(of: client.slug, through: through).filter { piece in
        tasks.isEmpty || piece.task.map(tasks.contains) ?? false
      }
      let undecided = ledger.undecided.filter { entry in
        entry.client == client.slug && entry.day <= through
          && (tasks.isEmpty || entry.task.map(tasks.contains) ?? false)
      }
      let waiting = undecided.reduce(Minutes.zero) { $0 + $1.logged }
      let help = "orchsite time review --client \(SuggestedWord(client.slug)) asks you"
      guard !work.isEmpty else {
        throw .answer(
          "nothing of \(client.slug) is unbilled through \(through)"
            + (undecided.isEmpty ? "" : "; \(waiting.spoken) are yet to be decided"),
          help: undecided.isEmpty ? "orchsite invoice unbilled shows what is" : help)
      }
      if !undecided.isEmpty {
        change.warn("\(waiting.spoken) are yet to be decided, and not on the draft", help: help)
      }
      let lines = ledger.lines(for: work, by: grouping)
      let path: String
      let existing = try existing(in: ledger.book)
      if let existing {
        path = existing.path
        try await extend(existing, lines, in: &change)
      } else {
        path = try await create(lines, in: ledger.book, &change)
      }
      let after = WorkLedger(try await change.workspaceAfterwards())
      guard let draft = after.book.drafts.first(where: { $0.path == path }) else {
        throw .outside("\(path) cannot be read again")
      }
      if existing != nil, let rounding = client.rounding, rounding.per != .entry {
        let texts = draft.lines.filter { !$0.refs.isEmpty }.map { ExactText($0.text) }
        if let twice = texts.first(where: { text in texts.count { $0 == text } > 1 }) {
          change.warn(
            "two lines are called \"\(twice.text)\", and increments are of each line by itself",
            help: "move the refs of both to one line of \(path), if they are one piece of work")
        }
      }
      return Outcome(
        path: path, isNew: existing == nil, added: lines.count,
        calculation: DraftCalculation(draft, in: after, issued: change.at.day))
    }
  }

  /// The draft to add to.
  private func existing(in book: InvoiceBook) throws(Refusal) -> Draft? {
    if let name, let draft = book.draft(name) {
      if let number = book.issuedDrafts[ExactText(name)] {
        throw .answer("the draft \(name) was issued as \(number)", help: "choose another name")
      }
      guard draft.client == client else { throw .answer("the draft \(name) is for \(draft.client)") }
      if isNew { throw .answer("there is a draft \(name) already", help: "choose another name, or leave --new out") }
      return draft
    }
    if isNew || name != nil { return nil }
    let own = book.liveDrafts.filter { $0.client == client }
    guard own.count < 2 else {
      throw .answer(
        "\(client) has \(own.count) drafts: \(own.map(\.name).joined(separator: ", "))",
        help: "say which with --draft NAME, or make another with --new")
    }
    return own.first
  }

  private func extend(
    _ draft: Draft, _ lines: [DraftLineText], in change: inout Change
  ) async throws(Refusal) {
    var edits = lines.map { FrontMatterEdit.appendMap(key: "lines", $0.entries) }
    if let last = draft.through, last < through {
      edits.append(.set(key: "through", to: "\(through)", isText: false))
    }
    if let discount { edits.append(.set(key: "discount", to: "\(discount)", style: .doubleQuoted)) }
    try await change.edit(draft.path, edits)
  }

  private func create(
    _ lines: [DraftLineText], in book: InvoiceBook, _ change: inout Change
  ) async throws(Refusal) -> String {
    let (year, month, _) = through.components
    let stem = name ?? "\(client)-\(zeroPadded(year, 4))-\(zeroPadded(month, 2))"
    // A draft's name is used once: an issued document names it.
    var taken = Set(book.drafts.map { ExactText($0.name) })
    taken.formUnion(book.issuedDrafts.keys)
    var free = stem
    var number = 2
    while taken.contains(ExactText(free))
      || FileSystem.kind(of: "\(change.home.path)/\(Draft.path(of: free))") != nil
    {
      free = "\(stem)-\(number)"
      number += 1
    }
    var record = RecordText()
    record.add("client", client)
    record.add("through", .bare("\(through)"))
    if let discount { record.add("discount", "\(discount)", style: .doubleQuoted) }
    record.add("lines", .list(lines.map { .map($0.entries) }))
    return try await change.create(Draft.path(of: free), record)
  }
}

extension WorkLedger {
  /// Refuses to go on where a file could not be read that may say something of a client's work or of what is billed:
  /// what nobody can read must not be billed twice, or forgotten.
  func refuseUnreadable(client: String) throws(Refusal) {
    let files = (workspace.unreadable + book.undecoded).filter { file in
      switch file.record {
      case .billing, .writeOff, .index: true
      case .client(let slug), .time(let slug, _): slug == client
      case .update(let task, _), .task(let task):
        workspace.task(task).map { $0.task.client ?? workspace.repo(task.repo)?.client }.map { $0 == client } ?? true
      case .repo, .misplaced: true
      case .sprint, .decision, .readme, .attachment: false
      }
    }
    guard !files.isEmpty else { return }
    throw .content(files.flatMap(\.diagnostics).sortedByPlace())
  }
}
