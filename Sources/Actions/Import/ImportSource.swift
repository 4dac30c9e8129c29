import Bytes
import Content
import Files
import Import

/// What somebody named to be imported, found and read.
struct ImportSource {
  /// The folder that it is, or is in: absolute, without symbolic links.
  let folder: String
  /// As the user named it.
  let shown: String
  let isFile: Bool
  /// Absolute, and as the user named it with the folder that was found below.
  private(set) var backlog: (path: String, shown: String)?
  /// Of a folder with files of the old system, every file that stands right in it; of a file, that file.
  private(set) var files: [BacklogFolder.File] = []

  static func find(_ name: String, at path: String) throws(Refusal) -> ImportSource {
    let root: String
    do throws(FileError) {
      root = try FileSystem.resolve(path)
    } catch {
      throw .file(FileError(.list, path, error.reason))
    }
    let shown = name.utf8.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
    if FileSystem.kind(of: root) == .regular { return try file(root, shown) }
    var source = ImportSource(folder: root, shown: shown, isFile: false)
    source.files = try refusing { try filesRightIn(root) }
    let recognised = Set(LegacyPlan.recognises(source.files, isNamed: false).map { ExactText($0) })
    if recognised.isEmpty { source.files = [] }
    if let found = BacklogFolder.locate(in: root) {
      source.backlog = (found, shown + (FileSystem.relative(found, to: root).map { "/\($0)" } ?? ""))
      // The backlog tells of the others.
      if ExactText(found) == ExactText(root) {
        source.files = source.files.filter { recognised.contains(ExactText($0.path)) }
      }
    }
    guard source.backlog != nil || !source.files.isEmpty else {
      throw .answer(
        "there is nothing to import in \(name): no backlog, no sprint board, no invoices, no reports",
        help:
          "name a folder that holds tasks/, a project that has one in backlog/ or .backlog/, or SPRINT_BOARD.md itself")
    }
    return source
  }

  private static func file(_ path: String, _ shown: String) throws(Refusal) -> ImportSource {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? shown
    let bytes = try refusing { try FileSystem.read(path, limit: ContentFiles.sizeLimit) }
    var source = ImportSource(folder: FileSystem.folder(of: path), shown: shown, isFile: true)
    source.files = [BacklogFolder.File(path: name, content: .bytes(bytes))]
    if LegacyPlan.recognises(source.files, isNamed: true).isEmpty {
      throw .answer(
        "nothing in \(shown) can be imported: \(LegacyPlan.reason(against: source.files[0]))",
        help: "tasks stand in tables below a status, or with a column for it; of a backlog, name the folder")
    }
    return source
  }

  private static func filesRightIn(_ folder: String) throws(FileError) -> [BacklogFolder.File] {
    // Names that begin with a dot belong to editors, git and operating systems.
    let entries = try FileSystem.list(folder) { path, kind in
      kind == .directory || path.utf8.first == UInt8(ascii: ".")
    }
    return entries.map { entry in
      let content: BacklogFolder.File.Content
      if let error = entry.error {
        content = .unreadable("\(error.reason)")
      } else if !entry.hasValidName {
        content = .unreadable("the name is not UTF-8")
      } else if entry.kind != .regular {
        content = .passedOver(entry.kind == .symlink ? "a symbolic link: never followed" : "not a regular file")
      } else if ![".md", ".markdown", ".txt"].contains(where: { entry.path.lowercased().hasSuffix($0) }) {
        content = .passedOver("neither markdown nor text")
      } else {
        do throws(FileError) {
          content = .bytes(try FileSystem.read("\(folder)/\(entry.path)", limit: ContentFiles.sizeLimit))
        } catch {
          content = .unreadable("\(error.reason)")
        }
      }
      return BacklogFolder.File(path: entry.path, content: content)
    }
  }

  /// The backlog, without what is imported in another way.
  func readBacklog() throws(Refusal) -> BacklogFolder? {
    guard let backlog else { return nil }
    let found = try refusing { try BacklogFolder.read(backlog.path, name: backlog.shown) }
    guard ExactText(backlog.path) == ExactText(folder), !files.isEmpty else { return found }
    let others = Set(files.map { ExactText($0.path) })
    return BacklogFolder(name: found.name, files: found.files.filter { !others.contains(ExactText($0.path)) })
  }
}
