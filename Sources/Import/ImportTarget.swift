import Content
import Diagnostics
import FrontMatter

/// The workspace that an import adds to, as it is before.
package struct ImportTarget: Sendable {
  let files: ContentFiles
  let scan: Scan
  let records: RecordLists
  /// Everything below `content/`.
  let paths: Set<String>
  /// Whether there is an `index.md`.
  let hasIndex: Bool
  /// What earlier imports made in this repo.
  let imported: [Imported]

  /// A record that an earlier import made.
  struct Imported: Sendable {
    let path: String
    /// `nil` for decisions.
    let task: TaskID?
    /// The source file, relative to the backlog.
    let file: String
    let idText: String?
    let title: String?
  }

  /// Reads the workspace.
  ///
  /// - Parameter repo: whose records are looked through for earlier imports.
  package init(_ files: ContentFiles, repo: String) async throws {
    self.files = files
    scan = try await Scan.run(files, .bodyFacts)
    let records = RecordLists(scan)
    self.records = records
    let listed = try files.list(.all).filter { $0.kind != .directory }.map(\.path)
    paths = Set(listed)
    hasIndex = paths.contains(Scan.indexPath)
    var imported: [Imported] = []
    for task in records.tasks where task.id.repo == repo {
      if let record = Imported(task.source, task: task.id, title: task.title) { imported.append(record) }
    }
    for decision in records.decisions where decision.repo == repo {
      if let record = Imported(decision.source, task: nil, title: decision.title) { imported.append(record) }
    }
    // Somebody may have broken a file since: it was imported all the same.
    for file in records.unreadable {
      let task: TaskID?
      switch file.record {
      case .task(let id) where id.repo == repo: task = id
      case .decision: task = nil
      default: continue
      }
      guard let bytes = try? files.read(file.path),
        let record = Imported(lines: SourceFile(path: file.path, bytes: bytes), task: task)
      else { continue }
      imported.append(record)
    }
    self.imported = imported
  }
}

extension ImportTarget.Imported {
  fileprivate init?(_ source: RecordSource, task: TaskID?, title: String) {
    // Most records come from nowhere, and are not parsed a second time.
    let frontMatter = source.file.bytes[..<source.bodyRange.lowerBound]
    guard frontMatter.firstRange(of: Self.fileKey) != nil, let document = try? FrontMatterDocument(source.file),
      case .scalar(let file) = document.value(of: "x-backlog-file")
    else { return nil }
    self.init(
      path: source.path, task: task, file: file.text, idText: document.text(of: "x-backlog-id"), title: title)
  }

  /// From the lines of a file that cannot be read as a whole.
  fileprivate init?(lines source: SourceFile, task: TaskID?) {
    func value(_ key: String) -> String? {
      for line in source.bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "\(key):".utf8) {
        let text = Array("---\n".utf8) + line + Array("\n---\n".utf8)
        let document = try? FrontMatterDocument(SourceFile(path: source.path, bytes: text))
        if case .scalar(let scalar) = document?.value(of: key) { return scalar.text }
      }
      return nil
    }
    guard let file = value("x-backlog-file") else { return nil }
    self.init(path: source.path, task: task, file: file, idText: value("x-backlog-id"), title: nil)
  }

  private static let fileKey = Array("x-backlog-file".utf8)
}
