import Bytes
import Content
import Diagnostics
import FrontMatter

// Each file reads well alone; whether it does among the others shows only when content is checked as a whole. So the
// workspace is put together in memory and checked, and where a new file has an error, the file takes a plainer form.

extension ImportPlan {
  /// Fills in outcomes and files from drafts.
  mutating func settle(
    _ drafts: [(index: Int, draft: RecordDraft, bytes: [UInt8]?)], _ target: ImportTarget, _ options: Options
  ) async throws {
    var drafts = drafts
    var refused: [Int: String] = [:]
    for place in drafts.indices { refuseIfUnfit(drafts[place], place, &refused) }
    // A form for each round, and a round for what depended on a file that was given up.
    for _ in 0..<8 where drafts.count > refused.count {
      let files = newFiles(drafts, refused, target, options)
      let overlay = Dictionary(files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
      let scan = try await target.scan.updating(overlay.keys, from: target.files.adding(overlay))
      let workspace = Workspace(linking: scan, asOf: options.asOf)
      let errors = workspace.check().filter { $0.severity == .error }
      let byPath = Dictionary(grouping: errors, by: \.file.path)
      var isChanged = false
      for place in drafts.indices where refused[place] == nil {
        guard let errors = byPath[drafts[place].draft.path], errors.contains(where: { $0.code != "repo" }) else {
          continue
        }
        isChanged = true
        if errors.allSatisfy({ $0.code == "link" }), !drafts[place].draft.fencesBody {
          drafts[place].draft.fencesBody = true
          drafts[place].bytes = drafts[place].draft.settle()
        } else {
          drafts[place].bytes = drafts[place].draft.lower() ? drafts[place].draft.settle() : nil
        }
        refuseIfUnfit(drafts[place], place, &refused, because: errors.first)
      }
      if !isChanged { break }
    }

    for place in drafts.indices {
      let (index, draft, _) = drafts[place]
      if let reason = refused[place] {
        items[index].outcome = .passedOver(reason)
        continue
      }
      items[index].notes = draft.notes + draft.formNotes
      switch draft.kind {
      case .decision: items[index].outcome = .decision(draft.path)
      case .task(let id, let status):
        items[index].outcome = .task(id, status)
        items[index].hasNoStatus = draft.hasNoStatus
        items[index].originalStatus = draft.essentials.first { $0.key == "x-backlog-status" }?.value
      }
    }
    files = newFiles(drafts, refused, target, options)
    if target.hasIndex, let settings = target.records.settings {
      customFields = Self.customFields(drafts, refused).filter { !settings.customFields.contains(ExactText($0)) }
    }
  }

  private func refuseIfUnfit(
    _ draft: (index: Int, draft: RecordDraft, bytes: [UInt8]?), _ place: Int, _ refused: inout [Int: String],
    because problem: Diagnostic? = nil
  ) {
    guard let bytes = draft.bytes else {
      refused[place] = problem.map { "cannot be made a record: \($0.message)" } ?? "cannot be made a record"
      return
    }
    if bytes.count > ContentFiles.sizeLimit { refused[place] = "too large for a record, which has at most 4 MB" }
  }

  private static func customFields(
    _ drafts: [(index: Int, draft: RecordDraft, bytes: [UInt8]?)], _ refused: [Int: String]
  ) -> [String] {
    drafts.enumerated().filter { refused[$0.offset] == nil }.flatMap(\.element.draft.customFields).distinct()
  }

  private func newFiles(
    _ drafts: [(index: Int, draft: RecordDraft, bytes: [UInt8]?)], _ refused: [Int: String], _ target: ImportTarget,
    _ options: Options
  ) -> [(path: String, bytes: [UInt8])] {
    var files: [(path: String, bytes: [UInt8])] = []
    if !target.hasIndex {
      var index = RecordText()
      index.add("project", options.project)
      index.add("custom_fields", list: Self.customFields(drafts, refused))
      files.append((Scan.indexPath, Array(index.text.utf8)))
    }
    let records = drafts.enumerated().compactMap { place, entry in
      refused[place] == nil ? entry.bytes.map { (path: entry.draft.path, bytes: $0) } : nil
    }
    let repoFile = "content/repos/\(repo).md"
    if !target.paths.contains(repoFile), !target.hasIndex || !records.isEmpty {
      var record = RecordText()
      record.add("title", options.project)
      record.add("path", options.repoPath)
      files.append((repoFile, Array(record.text.utf8)))
    }
    return files + records
  }
}
