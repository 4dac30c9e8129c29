import Content

/// Recognises the files that an earlier import has made records of.
struct EarlierImports {
  private var byFile: [[UInt8]: [ImportTarget.Imported]] = [:]
  /// Records whose source file is gone, by id, and by title where they have none: it may have moved.
  private var lostByID: [BacklogID: [ImportTarget.Imported]] = [:]
  private var lostByTitle: [String: [ImportTarget.Imported]] = [:]
  /// How many files ask for the same lost record.
  private var claims: [BacklogID: Int] = [:]

  init(_ records: [ImportTarget.Imported], sources: [SourceRecord]) {
    let present = Set(sources.map { Array($0.path.utf8) })
    for record in records {
      let file = Array(record.file.utf8)
      byFile[file, default: []].append(record)
      guard !present.contains(file) else { continue }
      if let id = record.idText.flatMap({ BacklogID($0) }) {
        lostByID[id, default: []].append(record)
      } else if let title = record.title {
        lostByTitle[title, default: []].append(record)
      }
    }
    for source in sources where byFile[Array(source.path.utf8)] == nil {
      if let id = source.id { claims[id, default: 0] += 1 }
    }
  }

  /// The record made of a source, with a note if the source has moved since.
  func record(of source: SourceRecord) -> (ImportTarget.Imported, ImportNote?)? {
    if let records = byFile[Array(source.path.utf8)] {
      // Another backlog may have a file of that name: then the ids differ.
      let own = records.first { record in
        guard let id = source.id, let other = record.idText.flatMap({ BacklogID($0) }) else { return true }
        return id == other
      }
      if let own { return (own, nil) }
    }
    let lost: [ImportTarget.Imported]
    if let id = source.id {
      lost = lostByID[id] ?? []
    } else {
      lost = lostByTitle[source.title] ?? []
    }
    let sameTitle = lost.filter { $0.title == source.title }
    let isOnly = lost.count == 1 && source.id.map { claims[$0] == 1 } == true
    guard let record = sameTitle.count == 1 ? sameTitle.first : isOnly ? lost.first : nil else { return nil }
    return (record, ImportNote(.moved, "was \(record.file); \(record.path) is left as it is"))
  }
}
