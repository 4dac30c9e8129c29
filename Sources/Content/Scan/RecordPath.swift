import FrontMatter

/// What a path below `content/` says about the record in it: the path is the identity.
package enum RecordPath: Sendable, Hashable {
  case index
  case repo(String)
  case sprint(String)
  case task(TaskID)
  case update(TaskID, name: String)
  case decision(name: String)
  case client(String)
  case time(client: String, name: String)
  case writeOff(name: String)
  /// Invoices and drafts.
  case billing
  /// A README for people who browse the folder: no record.
  case readme
  /// Not markdown: a picture, a PDF.
  case attachment
  /// Markdown where no record can be, with what is wrong about its place.
  case misplaced(reason: String, help: String)

  /// - Parameter path: relative to home, beginning with `content/`.
  package init(_ path: String) {
    // Nearly every path and every link is one of a task.
    if let id = Self.task(path) {
      self = .task(id)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard let fileName = parts.last, fileName.lowercased().hasSuffix(".md") else {
      self = .attachment
      return
    }
    let name = String(fileName.dropLast(3))
    if name.lowercased() == "readme" {
      self = .readme
    } else if !fileName.hasSuffix(".md") {
      self = .misplaced(reason: "the ending must be .md in small letters", help: "rename it to \(name).md")
    } else {
      self = Self.record(named: name, in: parts.dropLast())
    }
  }

  /// The advice to write a record that is missing; nil where no record can be, because the name is a reserved one.
  package static func adviceToWrite(_ path: String) -> String? {
    switch RecordPath(path) {
    case .readme, .misplaced, .attachment: nil
    default: "write \(path)"
    }
  }

  /// The task of `content/tasks/<repo>/<task>.md`; `nil` for whatever is not just that.
  private static func task(_ path: String) -> TaskID? {
    var path = path
    return path.withUTF8 { bytes in
      let folder: StaticString = "content/tasks/"
      let start = folder.utf8CodeUnitCount
      let end = bytes.count - 3
      guard end > start, bytes[end] == UInt8(ascii: "."), bytes[end + 1] == UInt8(ascii: "m"),
        bytes[end + 2] == UInt8(ascii: "d"),
        bytes.starts(with: UnsafeBufferPointer(start: folder.utf8Start, count: start)),
        let slash = bytes[start..<end].firstIndex(of: UInt8(ascii: "/"))
      else { return nil }
      let repo = UnsafeBufferPointer(rebasing: bytes[start..<slash])
      let task = UnsafeBufferPointer(rebasing: bytes[slash + 1..<end])
      guard Slug.isValid(repo), Slug.isValid(task) else { return nil }
      let name = String(decoding: task, as: UTF8.self)
      return name == "readme" ? nil : TaskID(repo: String(decoding: repo, as: UTF8.self), task: name)
    }
  }

  private static func record(named name: String, in folders: [String]) -> RecordPath {
    guard let folder = folders.first else {
      return name == "index"
        ? .index
        : .misplaced(
          reason: "only index.md is a record here", help: "move it to one of \(knownFolders.joined(separator: ", "))")
    }
    let slugs = Array(folders.dropFirst()) + [name]
    func misplaced(_ shape: String) -> RecordPath {
      .misplaced(reason: "records here are content/\(shape)", help: "move or rename it")
    }
    func wrongSlug() -> RecordPath? {
      guard let wrong = slugs.first(where: { !Slug.isValid($0) }) else { return nil }
      let suggestion = Slug.suggestion(for: wrong).map { "; for example \($0)" } ?? ""
      return .misplaced(
        reason: "\"\(wrong)\" is not a slug",
        help: "use lowercase letters, digits and -, at most \(Slug.maximumLength)\(suggestion)")
    }
    switch (folder, slugs.count) {
    case ("repos", 1): return wrongSlug() ?? .repo(name)
    case ("sprints", 1):
      guard !Slug.reserved.contains(name) else {
        return .misplaced(reason: "\"\(name)\" is a reserved name", help: "rename it, for example to \(name)-2.md")
      }
      return wrongSlug() ?? .sprint(name)
    case ("clients", 1): return wrongSlug() ?? .client(name)
    case ("tasks", 2): return wrongSlug() ?? .task(TaskID(repo: slugs[0], task: name))
    case ("updates", 3):
      guard Slug.isValid(slugs[0]), Slug.isValid(slugs[1]) else { return wrongSlug() ?? misplaced("updates") }
      return .update(TaskID(repo: slugs[0], task: slugs[1]), name: name)
    case ("decisions", 1):
      // The name becomes an anchor: nothing but a date and a slug will do.
      guard name.dropFirst(10).first == "-", Slug.isValid(name.dropFirst(11)), Slug.isValid(name.prefix(10)) else {
        return .misplaced(
          reason: "\"\(name)\" is not a date and a slug", help: "name it like 2026-01-06-what-was-decided.md")
      }
      return .decision(name: name)
    case ("repos", _): return misplaced("repos/<repo>.md")
    case ("sprints", _): return misplaced("sprints/<sprint>.md")
    case ("clients", _): return misplaced("clients/<client>.md")
    case ("tasks", _): return misplaced("tasks/<repo>/<task>.md")
    case ("updates", _): return misplaced("updates/<repo>/<task>/<stamp>-<worker>.md")
    case ("decisions", _): return misplaced("decisions/<date>-<slug>.md")
    case ("time", 2):
      return Slug.isValid(slugs[0]) ? .time(client: slugs[0], name: name) : wrongSlug() ?? misplaced("time")
    case ("write-offs", 1): return .writeOff(name: name)
    case ("invoices", 1): return .billing
    case ("invoices", 2) where slugs[0] == "drafts": return .billing
    case ("time", _): return misplaced("time/<client>/<stamp>-<person>.md")
    case ("invoices", _): return misplaced("invoices/<number>.md or invoices/drafts/<name>.md")
    case ("write-offs", _): return misplaced("write-offs/<stamp>.md")
    default:
      return .misplaced(
        reason: "content/\(folder)/ holds no records",
        help: didYouMean(folder, among: knownFolders) { "content/\($0)/" }
          ?? "move it to one of \(knownFolders.joined(separator: ", ")), or out of content/")
    }
  }

  /// A key that only records of a folder have: what bears it is no README.
  static func tellingKey(ofFolderOf path: String) -> String? {
    let folders = path.split(separator: "/").dropFirst().dropLast()
    return switch (folders.first, folders.count) {
    case ("tasks", 2): "status"
    case ("sprints", 1): "start"
    case ("clients", 1): "country"
    case ("repos", 1): "path"
    default: nil
    }
  }

  private static let knownFolders = [
    "repos", "sprints", "tasks", "updates", "decisions", "clients", "time", "invoices", "write-offs",
  ]
}
