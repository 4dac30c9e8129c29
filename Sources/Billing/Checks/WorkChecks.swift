import Bytes
import Content
import Diagnostics
import FrontMatter
import Quantities

// What is wrong between invoices and the work that they bill. What is wrong inside of one document, its own reading
// says (`InvoiceBook.diagnostics`).

extension WorkLedger {
  /// Sorted by place.
  package var diagnostics: [Diagnostic] {
    let found =
      checkClaims() + checkLogs() + checkHashes() + checkSeries() + checkCredits() + checkPayments() + checkDrafts()
      + checkRates()
    // What is wrong in a client's file, several drafts find; an error comes before the same as a warning.
    var said: [Diagnostic] = []
    for problem in found.sortedByPlace() where said.last.map({ !$0.isSaid(of: problem) }) ?? true {
      said.append(problem)
    }
    return said
  }

  // MARK: Claims

  /// Work is billed once, and only to whom it is for.
  private func checkClaims() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (ref, claims) in claims.sorted(by: { $0.key < $1.key }) {
      let claim = claims[claims.count - 1]
      for (index, offender) in claims.enumerated() where claims.count > 1 {
        let other = index == claims.count - 1 ? claims[0] : claim
        let isSame = offender.name == other.name
        found.append(
          diagnostic(
            offender, "claimed", "\(ref.text) is billed \(isSame ? "twice" : "by \(other.name) too")",
            help: isSame || offender.isDraft
              ? "take it out of one of the two places"
              : "void one of them: orchsite invoice void NUMBER --reason …"))
      }
      let owner = entry(ref.text)?.client ?? fixedPrice(ref.text)?.client
      if let owner {
        if let client = claim.client, client != owner {
          found.append(
            diagnostic(
              claim, "claimed", "\(ref.text) is for \(owner), this bills \(client)",
              help: claim.isDraft
                ? "take it out" : "void the invoice, or say whose the work is: client: in its task or repo"))
        }
      } else if !isKnown(ref.text), !isUnreadable(ref.text) {
        found.append(
          diagnostic(
            claim, "claimed", "there is no work \(ref.text)",
            help: claim.isDraft
              ? similarWork(ref.text) : "bring the file back: git log -- \(shellQuoted("content/\(ref.text).md"))"))
      }
      if let writeOff = writeOffs[ref] {
        found.append(
          diagnostic(
            claim, "claimed", "\(ref.text) is written off by \(writeOff.source.path)",
            help: "take it out of \(claim.isDraft ? "one of them" : "refs: there")"))
      }
    }
    return found
  }

  private func isUnreadable(_ ref: String) -> Bool {
    workspace.unreadable.contains { ExactText($0.path) == ExactText("content/\(ref).md") }
  }

  /// What was billed is what the work still says.
  private func checkLogs() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for invoice in book.invoices where invoice.status != .void {
      for (index, line) in invoice.document.lines.enumerated() {
        let entries = line.refs.map(entry(_:))
        func problem(_ item: Int, _ message: String) {
          let claim = Claim(document: .invoice(invoice), line: index, item: item)
          let file = shellQuoted("content/\(line.refs[item]).md")
          found.append(
            diagnostic(
              claim, "log", message,
              help: "git log -p -- \(file) shows who changed it; mend it there, or credit the difference"))
        }
        if line.log.isEmpty {
          // Issued elsewhere: only the sum of a line is known.
          guard let logged = line.logged, !entries.isEmpty, entries.allSatisfy({ $0 != nil }) else { continue }
          let now = entries.reduce(Minutes.zero) { $0 + ($1?.billedOrLogged ?? .zero) }
          if now != logged { problem(0, "\(logged.spoken) were billed, and the work says \(now.spoken) now") }
          continue
        }
        for (item, (entry, billed)) in zip(entries, line.log).enumerated() {
          guard let entry else { continue }
          let now = IssuedDocument.Logged(day: entry.day, minutes: entry.billedOrLogged)
          if now != billed { problem(item, "\(line.refs[item]) was billed as \(billed), and says \(now) now") }
        }
        if line.log.count != line.refs.count {
          problem(0, "refs has \(line.refs.count) items, and log has \(line.log.count)")
        }
      }
    }
    return found
  }

  // MARK: Documents

  private func checkHashes() -> [Diagnostic] {
    workspace.billing.compactMap { record in
      guard let given = book.document(at: record.path)?.provenance else { return nil }
      guard let hash = CanonicalDocument.hash(of: record.document) else { return nil }
      guard let sealed = given.hash else {
        return Diagnostic(
          .error, "hash", "the document has no hash",
          help: "git log -p -- \(shellQuoted(record.path)) shows what it was; if it is as it was issued: hash: \(hash)",
          in: record.source.file)
      }
      guard sealed != hash else { return nil }
      return Diagnostic(
        .error, "hash", "the document is not as it was issued: its hash does not match",
        help: "git log -p -- \(shellQuoted(record.path)) shows what was changed; a correction is a credit note",
        in: record.source.file, at: record.document.range(of: "hash"))
    }
  }

  /// Numbers follow each other without gaps, each once, and their days do not go back.
  private func checkSeries() -> [Diagnostic] {
    guard let index = workspace.settings.source else { return [] }
    var found: [Diagnostic] = []
    var patterns: Set<String> = []
    for kind in IssuedDocument.Kind.allCases {
      do throws(Series.Problem) {
        let series = try workspace.settings.series(of: kind)
        if patterns.insert(series.pattern).inserted { found += checkRuns(of: series) }
      } catch {
        found.append(
          Diagnostic(
            .error, "series", error.message, help: error.help, in: index.file,
            at: index.range(of: "billing", inner: "series")))
      }
    }
    return found
  }

  private func checkRuns(of series: Series) -> [Diagnostic] {
    struct Numbered {
      let number: String
      let sequence: Int
      let document: IssuedDocument?
      let path: String
    }
    var runs: [Series.Run: [Numbered]] = [:]
    func add(_ number: String, _ document: IssuedDocument?, _ path: String) {
      guard let (run, sequence) = series.read(number) else { return }
      runs[run, default: []].append(Numbered(number: number, sequence: sequence, document: document, path: path))
    }
    for document in book.documents { add(document.number, document, document.provenance?.path ?? "") }
    // A file that cannot be read has its number all the same.
    for file in book.unreadable where !file.path.hasPrefix(Draft.folder) {
      add(String(file.path.dropFirst(InvoiceBook.folder.utf8.count + 1).dropLast(3)), nil, file.path)
    }
    var found: [Diagnostic] = []
    for run in runs.values {
      let sorted = run.sorted { ($0.sequence, $0.number) < ($1.sequence, $1.number) }
      for (previous, next) in zip(sorted, sorted.dropFirst()) {
        func problem(_ message: String, _ help: String) {
          guard let record = book.record(at: next.path) else { return }
          found.append(
            Diagnostic(
              .error, "series", message, help: help, in: record.source.file,
              at: record.document.range(of: "document", "number")))
        }
        if next.sequence == previous.sequence {
          problem("\(next.number) and \(previous.number) are the same number", "a number is used once")
        } else if next.sequence > previous.sequence + 1 {
          let first = previous.sequence + 1
          let missing = next.sequence - first
          let name = next.document.map { series.number(first, on: $0.issued) } ?? "\(first)"
          problem(
            missing == 1
              ? "\(name), the number before it, is missing"
              : "\(missing) numbers before it are missing, from \(name) on",
            "git log --diff-filter=D --summary -- \(InvoiceBook.folder)/ shows what was deleted")
        }
        if let day = previous.document?.issued, let issued = next.document?.issued, issued < day {
          problem(
            "issued on \(issued), and \(previous.number) before it on \(day)",
            "git log -p -- \(shellQuoted(next.path)) shows what was changed")
        }
      }
    }
    return found
  }

  private func checkCredits() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for invoice in book.invoices where !invoice.creditNotes.isEmpty {
      let credits = invoice.creditNotes.compactMap { book.creditNote($0)?.document }
      let left = CreditCalculation(invoice.document, less: credits).left(\.total)
      guard left.isNegative, let last = credits.last, let record = book.record(of: last) else { continue }
      found.append(
        Diagnostic(
          .error, "credit",
          "\(-left) \(left.currency) more is credited than \(invoice.document.number) was about",
          help: "no credit note can be taken back: bill the difference again", in: record.source.file,
          at: record.document.range(of: "document", "totals", "total")))
    }
    return found
  }

  private func checkPayments() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for document in book.documents where !document.payments.isEmpty {
      guard let record = book.record(of: document) else { continue }
      func problem(_ message: String, _ help: String) {
        found.append(
          Diagnostic(
            .error, "payment", message, help: help, in: record.source.file, at: record.document.range(of: "payments")))
      }
      let paid = document.payments.reduce(Money.zero(document.currency)) { $0 + $1.amount }
      if paid > document.totals.payable {
        problem(
          "\(paid) \(paid.currency) is paid, and only \(document.totals.payable) was due",
          "mend the payment that is wrong; what came in by mistake belongs to another document")
      } else if paid.isNegative {
        problem("more went back than came in: \(paid) \(paid.currency)", "mend the payment that is wrong")
      }
      var ids: Set<ExactText> = []
      for id in document.payments.compactMap(\.id) where !ids.insert(ExactText(id)).inserted {
        problem("two payments have the id \(id)", "give one of them another, if both were made")
      }
    }
    return found
  }

  // MARK: Drafts and rates

  private func checkDrafts() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for draft in book.drafts {
      if let number = book.issuedDrafts[ExactText(draft.name)] {
        found.append(
          draft.source.diagnostic(
            .warning, "draft", "was issued as \(number), and is still here",
            help: "nothing is billed twice; orchsite invoice issue \(shellQuoted(draft.name)) takes it away"))
        continue
      }
      // A draft may have things yet to be mended before it can be issued; what it may bill is another matter, and who
      // claims it is looked at above.
      let problems = DraftCalculation(draft, in: self, issued: workspace.asOf.day).problems
      found += problems.filter { $0.code != "claimed" }.map { problem in
        var problem = problem
        if problem.code != "refs" { problem.severity = .warning }
        return problem
      }
    }
    return found
  }

  /// Work that cannot be billed, because its rate is in another currency.
  private func checkRates() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var seen: Set<String> = []
    for entry in entries where entry.state == .unbilled || entry.state == .undecided {
      guard let slug = entry.client, !seen.contains(slug), let client = workspace.client(slug),
        case .failure(let problem) = workspace.rate(of: entry, for: client), case .otherCurrency = problem
      else { continue }
      seen.insert(slug)
      found.append(problem.diagnostic(client, workspace))
    }
    return found
  }
}

extension Diagnostic {
  /// Whether both say the same of the same place, whatever it counts for.
  fileprivate func isSaid(of other: Diagnostic) -> Bool {
    var other = other
    other.severity = severity
    return self == other
  }
}

// MARK: - Places

extension WorkLedger.Claim {
  /// The document's number, or the draft.
  var name: String {
    switch document {
    case .draft(let draft): "the draft \(draft.name)"
    case .invoice(let invoice): invoice.document.number
    }
  }

  var isDraft: Bool { if case .draft = document { true } else { false } }

  var client: String? {
    switch document {
    case .draft(let draft): draft.client
    case .invoice(let invoice): invoice.client
    }
  }
}

extension WorkLedger {
  /// At the place where a document claims a piece of work.
  private func diagnostic(_ claim: Claim, _ code: String, _ message: String, help: String) -> Diagnostic {
    switch claim.document {
    case .draft(let draft):
      return Diagnostic(
        .error, code, message, help: help, in: draft.source.file, at: draft.range(ofRef: claim.item, line: claim.line))
    case .invoice(let invoice):
      // Every claim comes from a file of the book.
      let file = book.record(of: invoice.document)?.document
      return Diagnostic(
        .error, code, message, help: help, in: file?.file ?? SourceFile(path: InvoiceBook.folder, bytes: []),
        at: file?.range(ofRef: claim.item, line: claim.line) ?? 0..<0)
    }
  }
}

extension WorkEntry {
  /// What is billed of it, or would be if it was billed before anybody decided.
  fileprivate var billedOrLogged: Minutes { billable ?? logged }
}

extension FrontMatterDocument {
  /// The place of an item of the `refs` of a line of an issued document.
  fileprivate func range(ofRef item: Int, line: Int) -> Range<Int> {
    guard case .map(let document, _) = value(of: "document"),
      let lines = document.first(where: { $0.isNamed("lines") }), case .list(let items, _) = lines.value,
      items.indices.contains(line), case .map(let entries, _) = items[line],
      let refs = entries.first(where: { $0.isNamed("refs") }), case .list(let names, _) = refs.value,
      names.indices.contains(item)
    else { return range(of: "document", "lines") }
    return range(of: names[item])
  }
}
