import Content

/// Pictures and PDFs that bodies link to: they are copied along, nothing else is.
enum Attachments {
  /// From the site's root folder: the path below `content/`, in a folder of its own, where no page can be.
  static func sitePath(_ path: String) -> String { "files/" + path.dropFirst("content/".count) }

  static func isPicture(_ path: String) -> Bool { pictureEndings.contains(ending(of: path)) }
  static func isCopied(_ path: String) -> Bool { isPicture(path) || ending(of: path) == "pdf" }

  /// The attachments that some body uses, sorted.
  static func used(by workspace: Workspace) -> [String] {
    var used: Set<String> = []
    for source in workspace.bodies {
      for link in source.bodyFacts.links {
        if case .content(let path) = link.link.target, workspace.attachments.contains(path), isCopied(path) {
          used.insert(path)
        }
      }
    }
    return used.sorted()
  }

  /// Whether a picture could run something when it is opened by itself: an SVG is a document, and may hold
  /// scripts. Anything that looks like it may is not copied; `nil` means that it is harmless.
  static func danger(in bytes: [UInt8], path: String) -> String? {
    guard ending(of: path) == "svg" else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self)?.lowercased(), !text.utf8.contains(0) else {
      return "it is not UTF-8"
    }
    if text.contains("encoding="), !text.contains("encoding=\"utf-8\""), !text.contains("encoding='utf-8'") {
      return "it is not UTF-8"
    }
    for word in activeContent where text.contains(word) { return "it contains \(word)" }
    var isBehindSpace = false
    var bytes = Array(text.utf8)[...]
    // on…= behind white space, a slash or a quote: an event handler.
    while let byte = bytes.first {
      if isBehindSpace, bytes.starts(with: "on".utf8) {
        let rest = bytes.dropFirst(2).drop { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let equals = rest.drop { $0 <= 0x20 }
        if rest.count < bytes.count - 2, equals.first == UInt8(ascii: "=") {
          return "it contains an event handler"
        }
      }
      isBehindSpace =
        byte <= 0x20 || [UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'")].contains(byte)
      bytes = bytes.dropFirst()
    }
    return nil
  }

  private static let pictureEndings: Set<String> = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"]
  private static let activeContent = [
    "<script", ":script", "javascript:", "foreignobject", "<iframe", "<embed", "<object", "<!entity", "&#",
    "xml-stylesheet", "<handler", "<listener", "data:text", "http://www.w3.org/1999/xhtml",
  ]

  private static func ending(of path: String) -> String {
    path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }
}
