import Bytes
import Content
import Diagnostics
import FrontMatter

// As with a backlog: each record reads well alone, and whether it does among the others is asked of the whole
// workspace, put together in memory.

extension LegacyPlan {
  /// Fills in files and outcomes from drafts.
  mutating func settle(_ planner: LegacyPlanner, _ target: ImportTarget, _ options: Options) async throws {
    var drafts = planner.drafts
    let parts = stride(from: 0, to: drafts.count, by: 64).map { Array(drafts[$0..<min($0 + 64, drafts.count)]) }
    let settled = await inParallel(parts, concurrency: 2) { part in
      part.map { draft in
        var draft = draft
        let bytes = draft.settle()
        return (draft, bytes)
      }
    }.flatMap(\.self)
    drafts = settled.map(\.0)
    var bytes = settled.map(\.1)
    var reasons: [Int: String] = [:]
    for index in drafts.indices { refuse(index, bytes[index], &reasons) }
    // A form for each round, and a round for what depended on a record that was given up.
    for _ in 0..<8 where reasons.count < drafts.count {
      let files = newFiles(planner, drafts, bytes, target, options)
      let overlay = Dictionary(files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
      let scan = try await target.scan.updating(overlay.keys, from: target.files.adding(overlay))
      let errors = Workspace(linking: scan, asOf: options.asOf).check().filter { $0.severity == .error }
      let byPath = Dictionary(grouping: errors, by: { ExactText($0.file.path) })
      var isChanged = false
      for index in drafts.indices where reasons[index] == nil {
        guard let error = byPath[ExactText(drafts[index].path)]?.first else { continue }
        isChanged = true
        bytes[index] = drafts[index].lower(because: error.code) ? drafts[index].settle() : nil
        refuse(index, bytes[index], &reasons, because: error)
      }
      if !isChanged { break }
    }
    for (index, draft) in drafts.enumerated() {
      let origin = draft.origin
      if let reason = reasons[index] {
        items[origin.item].entries[origin.entry].outcome = .refused(
          reason, help: "mend it in the file, or write the record by hand")
      } else {
        items[origin.item].notes += draft.formNotes
      }
    }
    for index in items.indices { items[index].entries.sort { $0.line < $1.line } }
    files = newFiles(planner, drafts, bytes, target, options)
  }

  private func refuse(
    _ index: Int, _ bytes: [UInt8]?, _ reasons: inout [Int: String], because problem: Diagnostic? = nil
  ) {
    guard let bytes else {
      reasons[index] = problem.map { "cannot be made a record: \($0.message)" } ?? "cannot be made a record"
      return
    }
    if bytes.count > ContentFiles.sizeLimit { reasons[index] = "too large for a record, which has at most 4 MB" }
  }

  private func newFiles(
    _ planner: LegacyPlanner, _ drafts: [LegacyDraft], _ bytes: [[UInt8]?], _ target: ImportTarget, _ options: Options
  ) -> [(path: String, bytes: [UInt8])] {
    let records = zip(drafts, bytes).compactMap { draft, bytes in bytes.map { (path: draft.path, bytes: $0) } }
    guard !records.isEmpty else { return [] }
    var files: [(path: String, bytes: [UInt8])] = []
    if !target.hasIndex {
      var index = RecordText()
      index.add("project", planner.project ?? options.project)
      files.append((Scan.indexPath, Array(index.text.utf8)))
    }
    let repos = Set(drafts.compactMap { draft in if case .task(let id, _) = draft.kind { id.repo } else { nil } })
    for (slug, title) in planner.newRepos where repos.contains(slug) || slug == options.repo {
      var repo = RecordText()
      repo.add("title", title)
      repo.add("path", options.repoPath(slug))
      files.append(("content/repos/\(slug).md", Array(repo.text.utf8)))
    }
    return files + records
  }
}
