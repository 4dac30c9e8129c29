import Content
import Files

/// A folder in the manner of Backlog.md (https://backlog.md), as it was found: every file below it, with its bytes or
/// with the reason why there are none. It is only read.
package struct BacklogFolder: Sendable {
  /// As the user would name it.
  package let name: String
  package let config: BacklogConfig
  /// Every file, in the order of the bytes of their paths.
  package let files: [File]

  package struct File: Sendable {
    /// Relative to the folder.
    package let path: String
    package let content: Content

    package enum Content: Sendable {
      case bytes([UInt8])
      /// There, but not to be imported.
      case passedOver(String)
      /// Not to be read at all.
      case unreadable(String)
    }

    package init(path: String, content: Content) {
      self.path = path
      self.content = content
    }
  }

  package init(name: String, files: [File]) {
    self.name = name
    self.files = files
    let config = ["config.yml", "config.yaml"].lazy.compactMap { name in files.first { $0.path == name } }.first
    if case .bytes(let bytes) = config?.content {
      self.config = BacklogConfig(bytes)
    } else {
      self.config = BacklogConfig()
    }
  }

  /// Where the backlog is: in the folder itself, or in `backlog/` or `.backlog/` of a project.
  ///
  /// - Returns: an absolute path, or `nil` where there is none of its folders and no `config.yml`.
  package static func locate(in folder: String) -> String? {
    let places = ["\(folder)", "\(folder)/backlog", "\(folder)/.backlog"].filter {
      $0 == folder || FileSystem.kind(of: $0) == .directory
    }
    // A project may have a tasks/ of its own beside the backlog: the one with a configuration goes first.
    return places.first { isConfigured($0) && hasRecordFolder($0) } ?? places.first(where: hasRecordFolder)
      ?? places.first(where: isConfigured)
  }

  private static func isConfigured(_ place: String) -> Bool {
    ["config.yml", "config.yaml"].contains { FileSystem.kind(of: "\(place)/\($0)") == .regular }
  }

  private static func hasRecordFolder(_ place: String) -> Bool {
    ["tasks", "completed", "drafts", "archive"].contains { FileSystem.kind(of: "\(place)/\($0)") == .directory }
  }
}

extension BacklogFolder {
  /// Reads a folder from disk.
  ///
  /// - Throws: when the folder itself cannot be listed.
  package static func read(_ root: String, name: String) throws(FileError) -> BacklogFolder {
    let entries = try FileSystem.list(root) { path, kind in
      // A repository's own files are thousands, and none of them is the backlog's.
      kind == .directory && (path == ".git" || path.hasSuffix("/.git"))
    }
    var files: [File] = []
    for entry in entries {
      if let error = entry.error {
        files.append(File(path: entry.path, content: .unreadable("\(error.reason)")))
      } else if !entry.hasValidName {
        files.append(File(path: entry.path, content: .unreadable("the name is not UTF-8")))
      } else {
        switch entry.kind {
        case .directory: continue
        case .symlink: files.append(File(path: entry.path, content: .passedOver("a symbolic link: never followed")))
        case .other: files.append(File(path: entry.path, content: .passedOver("not a regular file")))
        case .regular: files.append(File(path: entry.path, content: content(of: entry, in: root)))
        }
      }
    }
    return BacklogFolder(name: name, files: files)
  }

  private static func content(of entry: TreeEntry, in root: String) -> File.Content {
    // Pictures and the like are named, not read.
    guard SourcePlace(entry.path) != .attachment else { return .passedOver(SourcePlace.attachment.reason) }
    do throws(FileError) {
      return .bytes(try FileSystem.read("\(root)/\(entry.path)", limit: ContentFiles.sizeLimit))
    } catch {
      guard case .tooLarge(let size, let limit) = error.reason else { return .unreadable("\(error.reason)") }
      return .passedOver("\((size - 1) / 1_048_576 + 1) MB; a record has at most \(limit / 1_048_576)")
    }
  }
}

/// What the path of a file in a backlog says about it.
package enum SourcePlace: Sendable, Equatable {
  case task
  case completed
  case draft
  case archivedTask
  case archivedDraft
  case decision
  case document
  case milestone
  case config
  case readme
  /// Not markdown.
  case attachment
  /// Markdown where no record is expected.
  case elsewhere

  package init(_ path: String) {
    let parts = path.split(separator: "/").map { $0.lowercased() }
    guard let name = parts.last, name.hasSuffix(".md") || name.hasSuffix(".markdown") else {
      self = parts == ["config.yml"] || parts == ["config.yaml"] ? .config : .attachment
      return
    }
    if name.hasPrefix("readme.") {
      self = .readme
      return
    }
    guard let folder = parts.dropLast().first else {
      self = .elsewhere
      return
    }
    switch folder {
    case "tasks": self = .task
    case "completed": self = .completed
    case "drafts": self = .draft
    case "decisions": self = .decision
    case "docs": self = .document
    case "milestones": self = .milestone
    case "archive":
      switch parts.dropLast().dropFirst().first {
      case "tasks", "completed": self = .archivedTask
      case "drafts": self = .archivedDraft
      case "milestones": self = .milestone
      default: self = .elsewhere
      }
    default: self = .elsewhere
    }
  }

  var isTask: Bool {
    switch self {
    case .task, .completed, .draft, .archivedTask, .archivedDraft: true
    default: false
    }
  }

  /// Why a file of this place is not imported.
  var reason: String {
    switch self {
    case .document: "a document, not a task"
    case .milestone: "a milestone: sprints need dates"
    case .config: "the configuration: its name and statuses were used"
    case .readme: "a readme, not a task"
    case .attachment: "not markdown"
    case .elsewhere: "markdown outside of the task folders"
    case .decision: "a decision without a date"
    case .task, .completed, .draft, .archivedTask, .archivedDraft: "a task"
    }
  }
}
