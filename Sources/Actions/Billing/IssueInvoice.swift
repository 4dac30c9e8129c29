import Billing
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Git
import Quantities

/// Issues a draft: gives it the next number, freezes every fact that is printed, writes and commits the document, and
/// only then takes the draft away. A draft that an issued document names bills nothing any more: whoever dies in
/// between has billed the work once, and the next run finishes.
package struct IssueInvoice: Verb {
  package var draft: String
  /// The day of issue; else today.
  package var day: Day?
  /// Whether other machines are not asked whether they have given the number meanwhile.
  package var isOffline = false

  package init(_ draft: String) { self.draft = draft }

  package struct Outcome: Warned {
    package let document: IssuedDocument
    package let path: String
    /// Whether an earlier run had issued it, and this one only finished.
    package let wasIssued: Bool
    /// Whether git has the document, where there is git, or nobody wants it to.
    package let isCommitted: Bool
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: "invoice issue", message: "take away what was issued") {
      change throws(Refusal) in
      let ledger = WorkLedger(change.workspace)
      let book = ledger.book
      if let number = book.issuedDrafts[ExactText(draft)], let document = book.document(number)?.document {
        try refuseIssued(document, in: book)
        try await tidy(book, in: &change)
        return Outcome(document: document, path: Self.path(of: number), wasIssued: true, isCommitted: true)
      }
      let draft = try book.existingDraft(draft)
      try ledger.refuseUnreadable(client: draft.client)
      if !isOffline { try await home.refuseBehind() }
      try await Self.refuseBrokenBooks(ledger, home)
      let day = try day(in: change)
      let calculation = DraftCalculation(draft, in: ledger, issued: day)
      guard let drafted = calculation.document, calculation.problems.isEmpty else {
        throw .content(calculation.problems.sortedByPlace())
      }
      if let last = drafted.lines.flatMap(\.log).map(\.day).max(), last > day, !stage.insists {
        throw .usage(
          "\(day) is before work that it bills, of \(last)", help: "mend --date; --anyway issues it all the same")
      }
      let document = drafted.numbered(try book.nextNumber(of: .invoice, on: day, in: change.workspace.settings))
      if !stage.isDryRun { await change.commitAsItIs(draft.path, "the draft \(draft.name), as it is issued") }
      let path = try await change.issue(document, draft: draft.name)
      let isCommitted = try await change.commit("issue \(document.number) to \(draft.client)")
      // Only what is safely kept lets go of the draft. In no repository, what is written is.
      let isWithoutGit = try await refusing { try await home.git.checkout() } == nil
      if isCommitted || isWithoutGit {
        try await tidy(book, also: draft, in: &change)
        try await change.commit("take away the draft \(draft.name), issued as \(document.number)")
      }
      return Outcome(
        document: document, path: path, wasIssued: false, isCommitted: isCommitted || isWithoutGit)
    }
  }

  /// Refuses a draft that was issued, unless what an ended run left of it is to be taken away.
  private func refuseIssued(_ document: IssuedDocument, in book: InvoiceBook) throws(Refusal) {
    guard let left = book.draft(draft) else {
      let others = book.liveDrafts.filter { $0.client == document.buyer.client }.map(\.name)
      throw .answer(
        "\(draft) was issued as \(document.number) on \(document.issued), and nothing was done now",
        help: others.isEmpty
          ? "orchsite invoice draft makes another" : "did you mean \(others.joined(separator: ", "))?")
    }
    guard left.isIssued(as: document) else {
      throw .answer(
        "\(left.path) is not the draft that was issued as \(document.number)",
        help: "give it another name; each name is used once")
    }
  }

  private func day(in change: borrowing Change) throws(Refusal) -> Day {
    let today = change.at.day
    guard let day, day != today else { return today }
    if day > today, !change.stage.insists {
      throw .usage(
        "\(day) is yet to come", help: "an invoice is issued on the day that it bears; --anyway does it all the same")
    }
    return day
  }

  /// Takes away the drafts that were issued, which a run that was ended had left.
  /// Only what the document says too, and what git has or has nothing to add, goes; else it stays.
  private func tidy(_ book: InvoiceBook, also issued: Draft? = nil, in change: inout Change) async throws(Refusal) {
    for draft in book.drafts {
      if draft.path != issued?.path {
        guard let number = book.issuedDrafts[ExactText(draft.name)], let document = book.document(number)?.document
        else {
          continue
        }
        guard draft.isIssued(as: document) else {
          change.warn(
            "\(draft.path) has the name of a draft that was issued as \(number), and is another one",
            help: "give it another name: it bills nothing as it is")
          continue
        }
      }
      guard await change.isInHead(draft.path) || draft.isAllInDocument else {
        change.warn(
          "\(draft.path) is issued, and stays: git does not have it as it is",
          help:
            "commit it, and run orchsite invoice issue \(SuggestedWord(draft.name)) again; it bills nothing any more")
        continue
      }
      try change.write { editor throws(EditError) in
        try editor.delete(draft.path, holding: draft.source.file.bytes)
      }
    }
  }

  static func path(of number: String) -> String { "\(InvoiceBook.folder)/\(number).md" }

  /// Refuses to go on with books that do not add up: a number on top of a gap would hide it. Other drafts are their own
  /// matter.
  static func refuseBrokenBooks(_ ledger: WorkLedger, _ home: Home) async throws(Refusal) {
    var problems = ledger.book.diagnostics + ledger.diagnostics
    problems += try await InvoiceHistory.check(home, ledger.workspace) ?? []
    let errors = problems.filter { problem in
      problem.severity == .error && !problem.file.path.hasPrefix("\(InvoiceBook.folder)/drafts/")
    }
    guard errors.isEmpty else { throw .content(errors.sortedByPlace()) }
  }
}

extension Change {
  /// Writes a document that is issued, proved by reading it again: every fact of it must come back.
  ///
  /// - Returns: its path.
  mutating func issue(_ document: IssuedDocument, draft: String?) async throws(Refusal) -> String {
    let record: RecordText
    do throws(Diagnostic) { record = try document.record(draft: draft) } catch { throw .content([error]) }
    let path = IssueInvoice.path(of: document.number)
    let made = try await create(path, record)
    let after = InvoiceBook(try await workspaceAfterwards())
    guard let read = after.document(document.number)?.document, read.says(document) else {
      throw .outside(
        "\(path) would not read back as it was meant", help: "nothing was written; orchsite check says more")
    }
    return made
  }
}

extension InvoiceBook {
  func nextNumber(
    of kind: IssuedDocument.Kind, on day: Day, in settings: ProjectSettings
  ) throws(Refusal) -> String {
    let series: Series
    do throws(Series.Problem) {
      series = try settings.series(of: kind)
    } catch {
      throw .answer(error.message, help: error.help)
    }
    if let last = lastDay(in: series, of: day), last > day {
      throw .answer(
        "the last document of this series was issued on \(last), after \(day)",
        help: "the days of a series do not go back: issue it with --date \(last) or later")
    }
    return nextNumber(in: series, on: day)
  }
}

extension Home {
  /// Asks the remote that home goes by, and refuses where it has commits that are not here: another machine may have
  /// given the next number. Where there is no remote, nobody else numbers anything.
  func refuseBehind() async throws(Refusal) {
    guard let checkout = try await refusing({ try await self.git.checkout() }) else { return }
    let git = self.git.at(checkout.topLevel)
    guard let reference = try await refusing({ try await git.target(ofSymbolic: "HEAD") }),
      let head = try await refusing({ try await git.commit(named: reference) }),
      let upstream = try await refusing({ try await git.upstream(of: GitReference.shortName(reference)) }),
      upstream.remote != "."
    else { return }
    do throws(GitError) {
      // A branch that was never pushed is behind nothing.
      guard try await git.branches(ofRemote: upstream.remote)[upstream.reference] != nil else { return }
      try await git.fetch(upstream)
    } catch {
      throw .answer(
        "\(upstream.remote) could not be asked whether another machine has issued something: \(error)",
        help: "try again when it can be reached; --offline issues all the same")
    }
    guard let far = try await refusing({ try await git.commit(named: upstream.tracking) }) else { return }
    let distance = try await refusing { try await git.divergence(of: head, and: far) }
    guard distance.right > 0 else { return }
    throw .answer(
      "\(GitReference.shortName(reference)) is \(distance.right) commit\(distance.right == 1 ? "" : "s") behind \(upstream.name): another machine may have given the next number",
      help: "orchsite sync brings them in; then run it again")
  }
}
