import Bytes
import Content
import Diagnostics
import FrontMatter

/// What earlier imports have made of files of the old system, so that nothing is made twice.
struct LegacyRecords {
  /// A task that came from a row of a board.
  private struct Row {
    let path: String
    let task: TaskID
    let title: String?
    var isTaken = false
  }

  private struct Place: Hashable {
    let repo: String
    let file: ExactText
    let id: ExactText?
    let title: ExactText?
  }

  private var rows: [Row] = []
  /// Numbers of rows, the next one last.
  private var byPlace: [Place: [Int]] = [:]
  /// Reports by what tells them apart, with their paths.
  private(set) var reports: [String: String] = [:]
  /// Sprints by file and name.
  private(set) var sprints: [ExactText: String] = [:]
  /// How often each line is kept, by file.
  var kept: [ExactText: [ExactText: Int]] = [:]
  /// The first record that keeps text of a file.
  private(set) var keptIn: [ExactText: String] = [:]
  /// Titles of tasks of which some time was invoiced before, with the record that says so.
  private(set) var invoiced: [ExactText: String] = [:]
  /// How many candidates were looked at: it grows with the rows, not with their square.
  private(set) var looks = 0

  init(_ target: ImportTarget) {
    for file in target.scan.files {
      switch file.content {
      case .record(let record):
        guard let source = record.source else { continue }
        let frontMatter = source.file.bytes[..<source.bodyRange.lowerBound]
        // Most records come from nowhere, and are not parsed a second time.
        guard frontMatter.firstRange(of: Self.fileKey) != nil else { continue }
        let document = try? FrontMatterDocument(source.file)
        let title: String? = if case .task(let task) = record { task.title } else { nil }
        add(file.path, title: title, body: source.body) { document?.value(of: $0) }
      case .unreadable:
        // Somebody may have broken a file since: it was imported all the same.
        guard let bytes = try? target.files.read(file.path), bytes.firstRange(of: Self.fileKey) != nil else { continue }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        add(file.path, title: nil, body: bytes[...]) { key in
          guard let line = lines.first(where: { $0.starts(with: "\(key): ".utf8) }) else { return nil }
          let text = Array("---\n".utf8) + line + Array("\n---\n".utf8)
          return (try? FrontMatterDocument(SourceFile(path: file.path, bytes: text)))?.value(of: key)
        }
      case .attachment, .nothing: continue
      }
    }
    // Taken from the end.
    for place in byPlace.keys { byPlace[place]?.reverse() }
  }

  private static let fileKey = Array("x-board-file".utf8)

  private mutating func add(
    _ path: String, title: String?, body: ArraySlice<UInt8>, value: (String) -> YAMLValue?
  ) {
    func text(_ key: String) -> String? {
      if case .scalar(let scalar) = value(key), !scalar.text.isEmpty { scalar.text } else { nil }
    }
    guard let name = text("x-board-file") else { return }
    let file = ExactText(name)
    switch RecordPath(path) {
    case .task(let task):
      let id = text("x-board-id").map { ExactText($0) }
      let title = (text("x-board-task") ?? title).map { ExactText($0) }
      for place in [
        Place(repo: task.repo, file: file, id: id, title: title),
        Place(repo: task.repo, file: file, id: id, title: nil),
        Place(repo: task.repo, file: file, id: nil, title: title),
      ] where place.id != nil || place.title != nil {
        if byPlace[place]?.last != rows.count { byPlace[place, default: []].append(rows.count) }
      }
      rows.append(Row(path: path, task: task, title: title?.text))
    case .update: if let block = text("x-board-block") { reports[block] = path }
    case .sprint: sprints[ExactText("\(name) \(text("x-board-sprint") ?? "")")] = path
    case .decision:
      keptIn[file] = keptIn[file] ?? path
      KeptText.count(body, into: &kept[file, default: [:]])
      for title in value("x-board-invoiced")?.texts ?? [] { invoiced[ExactText(title)] = path }
    default: break
    }
  }

  /// The record made of a row: the one with its id and title, else with its id, else with its title.
  mutating func take(
    repo: String, file: String, id: String?, title: String
  ) -> (path: String, task: TaskID, title: String?)? {
    let file = ExactText(file)
    let title = ExactText(title)
    let id = id.map { ExactText($0) }
    var places = [Place(repo: repo, file: file, id: id, title: title)]
    if id != nil { places.append(Place(repo: repo, file: file, id: id, title: nil)) }
    for place in places {
      while let index = byPlace[place]?.popLast() {
        looks += 1
        guard !rows[index].isTaken else { continue }
        rows[index].isTaken = true
        return (rows[index].path, rows[index].task, rows[index].title)
      }
    }
    return nil
  }
}
