import Diagnostics
import FrontMatter

// What records name of each other for billing. Where it leads to a file that is there but could not be read, that
// file's own error is enough.

extension Workspace {
  func checkBilling() -> [Diagnostic] { checkTaxes() + checkTime() + checkWriteOffs() }

  /// Keys of `taxes`, as far as these could be read.
  private func checkTaxes() -> [Diagnostic] {
    guard let index = settings.source else { return [] }
    let known = settings.taxes.map(\.key)
    func unknown(_ tax: String, in source: RecordSource, at range: Range<Int>) -> Diagnostic {
      Diagnostic(
        .error, "tax", "no entry of \"taxes\" in index.md has the key \"\(tax)\"",
        help: nearest(to: tax, among: known).map { "did you mean \($0)?" } ?? "add it to taxes:", in: source.file,
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

  private func checkTime() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var earlier: [String: Set<String>] = [:]
    for entry in time.sorted(by: { ($0.at.milliseconds, $0.name) < ($1.at.milliseconds, $1.name) }) {
      if client(entry.client) == nil, !isUnreadable(.client(entry.client)) {
        found.append(
          entry.source.diagnostic(
            .error, "client", "time for the client \"\(entry.client)\", who does not exist",
            help: nearest(to: entry.client, among: clients.map(\.slug)).map { "did you mean \($0)?" }
              ?? "write content/clients/\(entry.client).md, or move the file"))
      }
      if let slug = entry.repo, repo(slug) == nil, !isUnreadable(.repo(slug)) {
        found.append(
          entry.source.diagnostic(
            .error, "repo", "unknown repo \"\(slug)\"",
            help: nearest(to: slug, among: repos.map(\.slug)).map { "did you mean \($0)?" }
              ?? "write content/repos/\(slug).md, or remove the key", key: "repo"))
      }
      if let id = entry.task, task(id) == nil, !isUnreadable(.task(id)) {
        found.append(
          entry.source.diagnostic(
            .error, "task", "there is no task \(id)",
            help: nearest(to: id.description, among: tasks.map(\.name)).map { "did you mean \($0)?" }
              ?? "write it, or remove the key", key: "task"))
      }
      let names = earlier[entry.client, default: []]
      if let name = entry.corrects, !names.contains(name) {
        found.append(
          entry.source.diagnostic(
            .error, "corrects", "no earlier entry of \(entry.client) is called \(name)",
            help: nearest(to: name, among: names.sorted()).map { "did you mean \($0)?" }
              ?? "name an earlier file of the same folder, without .md", key: "corrects"))
      }
      earlier[entry.client, default: []].insert(entry.name)
    }
    return found
  }

  /// Work is named by its file, below `content/` and without `.md`.
  private func checkWriteOffs() -> [Diagnostic] {
    guard !writeOffs.isEmpty else { return [] }
    let updates = tasks.flatMap(\.updates) + orphanedUpdates
    let work = Set((updates.map(\.source) + time.map(\.source)).map { String($0.path.dropFirst(8).dropLast(3)) })
    return writeOffs.flatMap { writeOff in
      writeOff.refs.enumerated().compactMap { index, ref in
        guard !work.contains(ref), !isUnreadable(RecordPath("content/\(ref).md")) else { return nil }
        return writeOff.source.diagnostic(
          .error, "refs", "there is no update and no time \(ref)",
          help: nearest(to: ref, among: work.sorted()).map { "did you mean \($0)?" }
            ?? "name a file of updates/ or time/, without .md", key: "refs", item: index)
      }
    }
  }
}
