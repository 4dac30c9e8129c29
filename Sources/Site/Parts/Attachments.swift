import Content

/// Pictures and PDFs that bodies link to: they are copied along, nothing else is.
enum Attachments {
  /// From the site's root folder: the path below `content/`, in a folder of its own, where no page can be.
  static func sitePath(_ path: String) -> String { "files/" + path.dropFirst("content/".count) }

  static func isPicture(_ path: String) -> Bool { pictureEndings.contains(ending(of: path)) }
  static func isCopied(_ path: String) -> Bool { isPicture(path) || ending(of: path) == "pdf" }

  /// The attachments that some page's body uses, sorted. What only a client's file links to stays at home.
  static func used(by workspace: Workspace) -> [String] {
    var used: Set<String> = []
    if workspace.attachments.isEmpty { return [] }
    let orphans = Set(workspace.orphanedUpdates.map(\.source.path))
    for source in workspace.bodies {
      let attachments = source.bodyFacts.links.compactMap { link in
        if case .content(let path) = link.link.target, workspace.attachments.contains(path), isCopied(path) {
          path
        } else {
          nil
        }
      }
      if !attachments.isEmpty, SitePath.page(of: RecordPath(source.path)) != nil, !orphans.contains(source.path) {
        used.formUnion(attachments)
      }
    }
    return used.sorted()
  }

  /// Why a file is not copied: it could run something when it is opened by itself. `nil` means that it is harmless.
  static func danger(in bytes: [UInt8], path: String) -> String? {
    ending(of: path) == "svg" ? ActiveSVG.danger(in: bytes) : nil
  }

  private static let pictureEndings: Set<String> = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"]

  private static func ending(of path: String) -> String {
    path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }
}
