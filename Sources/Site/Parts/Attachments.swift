import Bytes
import Content
import Diagnostics
import Files

/// The pictures and PDFs of a workspace, as a function: files on disk in the tool, bytes in tests. What is opened is not
/// read yet.
package struct AttachmentFiles: Sendable {
  let open: @Sendable (_ path: String) throws(FileError) -> FileSource

  package init(open: @escaping @Sendable (_ path: String) throws(FileError) -> FileSource) { self.open = open }

  /// What is larger is not somebody's picture.
  package static let sizeLimit = 64 * 1024 * 1024

  /// Those of the workspace in a folder.
  package static func onDisk(home: String) -> AttachmentFiles {
    AttachmentFiles { path throws(FileError) in try .opening("\(home)/\(path)", limit: sizeLimit) }
  }
}

/// Pictures and PDFs that bodies link to: they are copied along, nothing else is.
enum Attachments {
  /// From the site's root folder: the path below `content/`, in a folder of its own, where no page can be.
  static func sitePath(_ path: String) -> String { "files/" + (FileSystem.relative(path, to: "content") ?? path) }

  static func isPicture(_ path: String) -> Bool { pictureEndings.contains(ending(of: path)) }
  static func isCopied(_ path: String) -> Bool { isPicture(path) || ending(of: path) == "pdf" }

  /// What bodies link to, as files of the site; what cannot be read or could run in the reader's browser is refused.
  static func copies(
    for workspace: Workspace, from files: AttachmentFiles
  ) -> (pages: [Page], refused: [Diagnostic]) {
    var pages: [Page] = []
    var refused: [Diagnostic] = []
    for path in used(by: workspace) {
      func refuse(_ reason: String, help: String) {
        refused.append(
          Diagnostic(.error, "attachment", reason, help: help, in: SourceFile(path: path, bytes: [])))
      }
      guard OutputPath.isValid(sitePath(path)) else {
        refuse("not copied into the site: its name has control characters in it", help: "rename it")
        continue
      }
      do throws(FileError) {
        let file = try files.open(path)
        if ending(of: path) != "svg" {
          pages.append(Page(sitePath(path), .attachment(path)))
        } else {
          // Kept, so that what is written is what was looked at.
          let picture = try PassiveSVG.bytes(of: file, path: path)
          if let danger = PassiveSVG.danger(in: picture) {
            refuse(
              "not copied into the site: \(danger)",
              help: "save the picture as plain SVG, without styles and scripts, or as PNG")
          } else {
            pages.append(Page(sitePath(path), .finished(picture)))
          }
        }
      } catch {
        refuse("cannot be read: \(error.reason)", help: "mend its permissions")
      }
    }
    return (pages, refused)
  }

  /// The attachments that some page's body uses, sorted. What only a client's file links to stays at home.
  private static func used(by workspace: Workspace) -> [String] {
    var used: [String] = []
    if workspace.attachments.isEmpty { return [] }
    let orphans = Set(workspace.orphanedUpdates.map { ExactText($0.source.path) })
    for source in workspace.bodies {
      let attachments = source.bodyFacts.links.compactMap { link in
        if case .content(let path) = link.link.target, workspace.attachments.contains(ExactText(path)), isCopied(path) {
          path
        } else {
          nil
        }
      }
      if !attachments.isEmpty, SitePath.page(of: RecordPath(source.path)) != nil,
        !orphans.contains(ExactText(source.path))
      {
        used += attachments
      }
    }
    return used.distinct()
  }

  private static let pictureEndings: Set<String> = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"]

  private static func ending(of path: String) -> String {
    path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }
}
