import Content
import Files
import Quantities
import Site

/// Everything at one moment, immutable: each page is made from one of these, so none is ever torn.
package struct Snapshot: Sendable {
  package let mark: PreviewMark
  package let pages: SitePages
  package let workspace: Workspace
  let templates: TemplateLibrary
  let home: String

  /// An attachment, if the way to it leads through folders only: a folder may have become a link since it was listed.
  func open(_ path: String) throws(FileError) -> FileSource {
    var folder = home
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      let kind = FileSystem.kind(of: folder)
      guard kind == .directory else {
        throw FileError(.read, "\(home)/\(path)", kind.map { .notRegular($0) } ?? .system(2))
      }
    }
    return try FileSource.opening("\(home)/\(path)", limit: AttachmentFiles.sizeLimit)
  }
}
