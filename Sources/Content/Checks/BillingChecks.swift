import Bytes
import Diagnostics
import FrontMatter

// What records name of each other for billing. Where it leads to a file that is there but could not be read, that
// file's own error is enough.

extension Workspace {
  /// What is wrong in the files that money follows from, and in what they name of each other.
  package var billingProblems: [Diagnostic] {
    var known = KnownRecords(self)
    let folders = ["clients", "time", "write-offs", "invoices", "updates"].map { "content/\($0)/" }
    let scanned = scanDiagnostics.filter { problem in
      problem.file.path == Scan.indexPath || folders.contains { problem.file.path.hasPrefix($0) }
    }
    return scanned + checkBilling(&known)
  }

  func checkBilling(_ known: inout KnownRecords) -> [Diagnostic] {
    checkTaxes() + checkTime(&known) + checkWriteOffs(&known)
  }

  /// Keys of `taxes`, as far as these could be read.
  private func checkTaxes() -> [Diagnostic] {
    guard let index = settings.source else { return [] }
    let known = settings.taxes.map(\.key)
    func unknown(_ tax: String, in source: RecordSource, at range: Range<Int>) -> Diagnostic {
      Diagnostic(
        .error, "tax", "no entry of \"taxes\" in index.md has the key \"\(tax)\"",
        help: didYouMean(tax, among: known) ?? "add it to taxes:", in: source.file,
        at: range)
    }
    var found: [Diagnostic] = []
    if let tax = settings.billing.tax, !known.contains(tax) {
      found.append(unknown(tax, in: index, at: index.range(of: "billing", inner: "tax")))
    }
    for client in clients {
      guard let tax = client.tax, !known.contains(tax) else { continue }
      found.append(unknown(tax, in: client.source, at: client.source.range(of: "tax")))
    }
    return found
  }

  private func checkTime(_ known: inout KnownRecords) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var earlier: [ExactText: Set<ExactText>] = [:]
    for entry in time.sorted(by: { ($0.at.milliseconds, $0.name) < ($1.at.milliseconds, $1.name) }) {
      if !known.hasClient(entry.client), !known.isUnreadable(.client(entry.client)) {
        found.append(
          entry.source.diagnostic(
            .error, "client", "time for the client \"\(entry.client)\", who does not exist",
            help: known.similarClient(entry.client) ?? RecordPath.adviceToWrite("content/clients/\(entry.client).md")
              .map { "\($0), or move the file" }
              ?? "move the file"))
      }
      if let slug = entry.repo, repo(slug) == nil { found += known.unknown(.repo, slug, in: entry.source) }
      if let id = entry.task, task(id) == nil { found += known.unknownTask(id, in: entry.source, key: "task") }
      let client = ExactText(entry.client)
      if let name = entry.corrects, !earlier[client, default: []].contains(ExactText(name)) {
        found.append(
          entry.source.diagnostic(
            .error, "corrects", "no earlier entry of \(entry.client) is called \(name)",
            help: didYouMean(name, among: earlier[client, default: []].lazy.map(\.text))
              ?? "name an earlier file of the same folder, without .md", key: "corrects"))
      }
      earlier[client, default: []].insert(ExactText(entry.name))
    }
    return found
  }

  /// Work is named by its file, below `content/` and without `.md`.
  private func checkWriteOffs(_ known: inout KnownRecords) -> [Diagnostic] {
    guard !writeOffs.isEmpty else { return [] }
    let updates = tasks.flatMap(\.updates) + orphanedUpdates
    let names = (updates.map(\.source) + time.map(\.source)).map(\.workName)
    let work = Set(names.map { ExactText($0) })
    lazy var suggestions = SuggestionIndex(names)
    var found: [Diagnostic] = []
    for writeOff in writeOffs {
      for (index, ref) in writeOff.refs.enumerated() {
        guard !work.contains(ExactText(ref)), !known.isUnreadable(RecordPath("content/\(ref).md")) else { continue }
        found.append(
          writeOff.source.diagnostic(
            .error, "refs", "there is no update and no time \(ref)",
            help: suggestions.didYouMean(ref) ?? "name a file of updates/ or time/, without .md", key: "refs",
            item: index))
      }
    }
    return found
  }
}

extension RecordSource {
  /// What invoices and write-offs call a piece of work: the path of its file below `content/`, without `.md`.
  package var workName: String { String(decoding: path.utf8.dropFirst(8).dropLast(3), as: UTF8.self) }
}
