import Diagnostics
import Files
import FrontMatter
import Markdown

/// One file of `content/`, read by itself: nothing in it depends on another file, but for which keys `index.md` calls
/// custom. What could not be read is a unit like any other, so that no file ever vanishes.
package final class ScannedFile: Sendable {
  /// Relative to home.
  package let path: String
  package let content: FileContent
  /// What is wrong with this file alone.
  package let diagnostics: [Diagnostic]
  /// Its body as HTML, where a scan was asked for that.
  package let html: [UInt8]?

  init(_ path: String, _ content: FileContent, _ diagnostics: [Diagnostic] = [], html: [UInt8]? = nil) {
    self.path = path
    self.content = content
    self.diagnostics = diagnostics
    self.html = html
  }
}

/// What a file of `content/` is.
package enum FileContent: Sendable {
  case record(Record)
  /// It should be a record and cannot be read as one.
  indirect case unreadable(UnreadableFile)
  /// A picture or another file that bodies may link to.
  case attachment
  /// A README for people who browse the folder.
  case nothing

  package var record: Record? { if case .record(let record) = self { record } else { nil } }
}

/// What one file says.
package enum Record: Sendable {
  indirect case settings(ProjectSettings)
  case repo(Repo)
  case sprint(Sprint)
  case task(BoardTask)
  case update(WorkerUpdate)
  indirect case decision(Decision)
  indirect case client(Client)
  indirect case time(TimeEntry)
  indirect case writeOff(WriteOff)
  indirect case billing(BillingRecord)

  /// `nil` for what stands in for a file.
  package var source: RecordSource? {
    switch self {
    case .settings(let settings): settings.source
    case .repo(let repo): repo.source
    case .sprint(let sprint): sprint.source
    case .task(let task): task.source
    case .update(let update): update.source
    case .decision(let decision): decision.source
    case .client(let client): client.source
    case .time(let entry): entry.source
    case .writeOff(let writeOff): writeOff.source
    case .billing(let record): record.source
    }
  }
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

// MARK: - Reading

extension ScannedFile {
  /// A file read with every unknown key taken for a custom one: what would be wrong with it.
  package convenience init(alone file: SourceFile) {
    self.init(file, RecordPath(file.path), .frontMatter, customFields: .unknowable)
  }

  /// What stands at one place; `nil` for a folder.
  convenience init?(_ entry: TreeEntry, from files: ContentFiles, _ reading: Reading, customFields: CustomFields) {
    let path = entry.path
    let record = RecordPath(path)
    func lost(_ code: String, _ message: String, _ help: String) -> [Diagnostic] {
      [Diagnostic(.error, code, message, help: help, in: SourceFile(path: path, bytes: []))]
    }

    if let error = entry.error {
      self.init(
        lost: path, record, lost("read", "cannot be read: \(error.reason)", "mend its permissions, or move it away"))
      return
    }
    guard entry.hasValidName else {
      self.init(lost: path, record, lost("name", "the name is not UTF-8", "rename it"))
      return
    }
    switch entry.kind {
    case .directory: return nil
    case .symlink:
      self.init(
        lost: path, record,
        lost(
          "symlink", "a symbolic link: links are never followed", "put the file itself here, or delete the link"))
      return
    case .regular: break
    default:
      self.init(lost: path, record, lost("read", "not a regular file", "move it out of content/"))
      return
    }
    switch record {
    case .attachment: self.init(path, .attachment)
    case .readme:
      guard Self.isRecord(path, from: files) else {
        self.init(path, .nothing)
        return
      }
      self.init(
        lost: path, record,
        lost("place", "not read: \"readme\" is a reserved name", "rename it, for example to readme-2.md"))
    case .misplaced(let reason, let help): self.init(lost: path, record, lost("place", "not read: \(reason)", help))
    default:
      do throws(FileError) {
        let file = SourceFile(path: path, bytes: try files.read(path))
        self.init(file, record, reading, customFields: customFields)
      } catch {
        if case .tooLarge(let size, let limit) = error.reason {
          // Rounded up: "4 MB; at most 4" would be no reason.
          self.init(
            lost: path, record,
            lost(
              "size", "the file has \((size - 1) / 1_048_576 + 1) MB; at most \(limit / 1_048_576)",
              "split it, or move logs and data elsewhere"))
        } else {
          self.init(
            lost: path, record,
            lost("read", "cannot be read: \(error.reason)", "mend its permissions, or move it away"))
        }
      }
    }
  }

  /// Whether a README is the record that somebody meant to write.
  private static func isRecord(_ path: String, from files: ContentFiles) -> Bool {
    guard let key = RecordPath.tellingKey(ofFolderOf: path), let bytes = try? files.read(path),
      let document = try? FrontMatterDocument(SourceFile(path: path, bytes: bytes))
    else { return false }
    return document.value(of: key) != nil
  }

  private convenience init(lost path: String, _ record: RecordPath, _ diagnostics: [Diagnostic]) {
    self.init(
      path, .unreadable(UnreadableFile(path: path, record: record, diagnostics: diagnostics)), diagnostics)
  }

  private convenience init(_ file: SourceFile, _ path: RecordPath, _ reading: Reading, customFields: CustomFields) {
    let document: FrontMatterDocument
    do throws(Diagnostic) {
      document = try FrontMatterDocument(file)
    } catch {
      self.init(lost: file.path, path, [error])
      return
    }
    let (source, html) = reading.body(of: document, path, document.values(of: customFields))
    var fields = Fields(document)
    let record: Record?
    switch path {
    case .index: record = fields.record { ProjectSettings(&$0, source: source) }.map(Record.settings)
    case .repo(let slug): record = fields.record { Repo(&$0, slug: slug, source: source) }.map(Record.repo)
    case .sprint(let slug): record = fields.record { Sprint(&$0, slug: slug, source: source) }.map(Record.sprint)
    case .task(let id): record = fields.record { BoardTask(&$0, id: id, source: source) }.map(Record.task)
    case .update(let task, let name):
      record = fields.record { WorkerUpdate(&$0, name: name, task: task, source: source) }.map(Record.update)
    case .decision(let name):
      record = fields.record { Decision(&$0, name: name, source: source) }.map(Record.decision)
    case .client(let slug): record = fields.record { Client(&$0, slug: slug, source: source) }.map(Record.client)
    case .time(let client, let name):
      record = fields.record { TimeEntry(&$0, name: name, client: client, source: source) }.map(Record.time)
    case .writeOff(let name):
      record = fields.record { WriteOff(&$0, name: name, source: source) }.map(Record.writeOff)
    case .billing: record = .billing(BillingRecord(path: file.path, source: source, document: document))
    case .readme, .attachment, .misplaced: record = nil
    }
    switch record {
    // Billing's keys are read where bills are made; calling them unknown here would be wrong.
    case .billing: break
    case .settings(let settings): fields.finish(customFields: .named(settings.customFields))
    default: fields.finish(customFields: path == .index ? .named([]) : customFields)
    }
    if let record {
      self.init(file.path, .record(record), fields.diagnostics, html: html)
    } else {
      self.init(lost: file.path, path, fields.diagnostics)
    }
  }
}

extension Reading {
  /// Reads as much of a body as this level wants.
  fileprivate func body(
    of document: FrontMatterDocument, _ record: RecordPath, _ customFields: [CustomField]
  ) -> (RecordSource, [UInt8]?) {
    let file = document.file
    let body = file.bytes[document.body]
    switch self {
    case .frontMatter: return (RecordSource(file: file, bodyRange: document.body, customFields: customFields), nil)
    case .bodyFacts:
      let facts = BodyFacts(of: body, in: file.path)
      return (RecordSource(file: file, bodyRange: document.body, customFields: customFields, bodyFacts: facts), nil)
    case .html(let render):
      let body = MarkdownDocument(body)
      let links = body.links
      let followed = FollowedLinks(links, in: file.path)
      let rendering = render(body, record, followed)
      var facts = BodyFacts(of: body, links, followed)
      facts.anchors = rendering?.anchors
      let source = RecordSource(
        file: file, bodyRange: document.body, customFields: customFields, bodyFacts: facts, isRendered: rendering != nil
      )
      return (source, rendering?.html)
    }
  }
}
