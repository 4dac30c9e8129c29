import Diagnostics
import Files
import FrontMatter
import Markdown

/// All of `content/`, each file read on its own; nothing is connected yet.
package struct Scan: Sendable {
  package var settings: ProjectSettings?
  package var repos: [Repo] = []
  package var sprints: [Sprint] = []
  package var tasks: [BoardTask] = []
  package var updates: [WorkerUpdate] = []
  package var decisions: [Decision] = []
  package var clients: [Client] = []
  package var time: [TimeEntry] = []
  package var writeOffs: [WriteOff] = []
  package var billing: [BillingRecord] = []
  /// Files that should be records and cannot be read as one.
  package var unreadable: [UnreadableFile] = []
  /// Pictures and other files that bodies may link to.
  package var attachments: Set<String> = []
  package var diagnostics: [Diagnostic] = []

  package init() {}
}

/// A file that never vanishes: it is on the board under "could not be read", with the reason.
package struct UnreadableFile: Sendable {
  package let path: String
  package let record: RecordPath
  package let diagnostics: [Diagnostic]

  package init(path: String, record: RecordPath, diagnostics: [Diagnostic]) {
    self.path = path
    self.record = record
    self.diagnostics = diagnostics
  }
}

extension Scan {
  /// Reads everything, in chunks, on as many tasks at once as asked for; the result is in path order whatever
  /// that number is.
  ///
  /// - Throws: when `content/` itself cannot be listed.
  package static func run(
    _ files: ContentFiles, concurrency: Int, rendering: BodyRendering? = nil
  ) async throws -> Scan {
    let entries = try files.list()
    // index.md first: its custom_fields decide which keys are unknown elsewhere.
    var index = Scan()
    if let entry = entries.first(where: { $0.path == indexPath }) {
      index.read(entry, from: files, customFields: .named([]), rendering)
    }
    // Without a readable index.md nobody knows which keys are custom: then none is called unknown.
    let customFields: CustomFields = index.settings.map { .named($0.customFields) } ?? .unknowable

    let chunks = stride(from: 0, to: entries.count, by: chunkSize).map {
      entries[$0..<min($0 + chunkSize, entries.count)]
    }
    let parts = await inParallel(chunks, concurrency: concurrency) { chunk in
      var part = Scan()
      for entry in chunk where entry.path != indexPath {
        part.read(entry, from: files, customFields: customFields, rendering)
      }
      return part
    }
    return parts.reduce(into: index) { $0.append($1) }
  }

  package static let indexPath = "content/index.md"
  /// One task a file costs more than it brings; about 64 files are the measured best.
  private static let chunkSize = 64

  private mutating func append(_ other: Scan) {
    repos += other.repos
    sprints += other.sprints
    tasks += other.tasks
    updates += other.updates
    decisions += other.decisions
    clients += other.clients
    time += other.time
    writeOffs += other.writeOffs
    billing += other.billing
    unreadable += other.unreadable
    attachments.formUnion(other.attachments)
    diagnostics += other.diagnostics
  }
}

// MARK: - One file

extension Scan {
  /// One file read by itself, with every unknown key taken for a custom one: what would be wrong with it.
  package static func reading(_ file: SourceFile) -> Scan {
    var scan = Scan()
    scan.decode(file, as: RecordPath(file.path), customFields: .unknowable, nil)
    return scan
  }

  private mutating func read(
    _ entry: TreeEntry, from files: ContentFiles, customFields: CustomFields, _ rendering: BodyRendering?
  ) {
    let path = entry.path
    let record = RecordPath(path)
    let empty = SourceFile(path: path, bytes: [])
    func fail(_ code: String, _ message: String, _ help: String) {
      lose(path, record, [Diagnostic(.error, code, message, help: help, in: empty)])
    }

    if let error = entry.error {
      fail("read", "cannot be read: \(error.reason)", "mend its permissions, or move it away")
      return
    }
    guard entry.hasValidName else {
      fail("name", "the name is not UTF-8", "rename it")
      return
    }
    switch entry.kind {
    case .directory: return
    case .symlink:
      fail(
        "symlink", "a symbolic link: links are never followed", "put the file itself here, or delete the link"
      )
      return
    case .regular: break
    default:
      fail("read", "not a regular file", "move it out of content/")
      return
    }
    switch record {
    case .attachment: attachments.insert(path)
    case .readme: break
    case .misplaced(let reason, let help): fail("place", "not read: \(reason)", help)
    default:
      do throws(FileError) {
        let file = SourceFile(path: path, bytes: try files.read(path))
        decode(file, as: record, customFields: customFields, rendering)
      } catch {
        if case .tooLarge(let size, let limit) = error.reason {
          // Rounded up: "4 MB; at most 4" would be no reason.
          fail(
            "size", "the file has \((size - 1) / 1_048_576 + 1) MB; at most \(limit / 1_048_576)",
            "split it, or move logs and data elsewhere")
        } else {
          fail("read", "cannot be read: \(error.reason)", "mend its permissions, or move it away")
        }
      }
    }
  }

  private mutating func decode(
    _ file: SourceFile, as record: RecordPath, customFields: CustomFields, _ rendering: BodyRendering?
  ) {
    let document: FrontMatterDocument
    do throws(Diagnostic) {
      document = try FrontMatterDocument(file)
    } catch {
      lose(file.path, record, [error])
      return
    }
    let source = RecordSource(
      file: file, bodyRange: document.body,
      bodyFacts: BodyFacts(of: file.bytes[document.body], record, path: file.path, rendering: rendering))
    var fields = Fields(document)
    var isRead = true
    func keep<Value>(_ value: Value?, _ list: inout [Value]) {
      if let value { list.append(value) } else { isRead = false }
    }
    switch record {
    case .index:
      settings = fields.record { ProjectSettings(&$0, source: source) }
      isRead = settings != nil
    case .repo(let slug): keep(fields.record { Repo(&$0, slug: slug, source: source) }, &repos)
    case .sprint(let slug): keep(fields.record { Sprint(&$0, slug: slug, source: source) }, &sprints)
    case .task(let id): keep(fields.record { BoardTask(&$0, id: id, source: source) }, &tasks)
    case .update(let task, let name):
      keep(fields.record { WorkerUpdate(&$0, name: name, task: task, source: source) }, &updates)
    case .decision(let name): keep(fields.record { Decision(&$0, name: name, source: source) }, &decisions)
    case .client(let slug): keep(fields.record { Client(&$0, slug: slug, source: source) }, &clients)
    case .time(let client, let name):
      keep(fields.record { TimeEntry(&$0, name: name, client: client, source: source) }, &time)
    case .writeOff(let name): keep(fields.record { WriteOff(&$0, name: name, source: source) }, &writeOffs)
    case .billing: billing.append(BillingRecord(path: file.path, source: source, document: document))
    case .readme, .attachment, .misplaced: return
    }
    // Billing's keys are read where bills are made; calling them unknown here would be wrong.
    if record != .billing {
      fields.finish(customFields: record == .index ? .named(settings?.customFields ?? []) : customFields)
    }
    if isRead {
      diagnostics += fields.diagnostics
    } else {
      lose(file.path, record, fields.diagnostics)
    }
  }

  private mutating func lose(_ path: String, _ record: RecordPath, _ problems: [Diagnostic]) {
    unreadable.append(UnreadableFile(path: path, record: record, diagnostics: problems))
    diagnostics += problems
  }
}

/// Runs one closure over many inputs, at most `concurrency` at once, and gives the results in input order.
package func inParallel<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], concurrency: Int, _ work: @escaping @Sendable (Input) -> Output
) async -> [Output] {
  guard concurrency > 1, inputs.count > 1 else { return inputs.map(work) }
  return await withTaskGroup(of: (Int, Output).self) { group in
    var outputs = [Output?](repeating: nil, count: inputs.count)
    var next = 0
    while next < min(concurrency, inputs.count) {
      let index = next
      group.addTask { (index, work(inputs[index])) }
      next += 1
    }
    while let (index, output) = await group.next() {
      outputs[index] = output
      if next < inputs.count {
        let index = next
        group.addTask { (index, work(inputs[index])) }
        next += 1
      }
    }
    return outputs.compactMap(\.self)
  }
}
