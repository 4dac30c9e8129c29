import Bytes
import Files

/// A request, whole.
package struct PageRequest: Sendable {
  package var method: String
  /// As the request line has it.
  package var target: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(_ method: String, _ target: String, _ headers: [(String, String)] = [], body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers.map { (name: $0.0, value: $0.1) }
    self.body = body
  }

  /// - Parameter name: in small letters.
  func values(of name: String) -> [String] {
    headers.filter { $0.name.utf8.lazy.map(\.asciiLowercased).elementsEqual(name.utf8) }.map(\.value)
  }

  /// The one value of a header; nil where it is there more than once too.
  func value(of name: String) -> String? {
    let values = values(of: name)
    return values.count == 1 ? values[0] : nil
  }
}

/// What is answered.
package struct PageReply: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// A file that is sent piece by piece.
    case file(FileSource)
    /// What happens from now on, until the client has enough.
    case events(Events)
  }

  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: Body

  /// Nothing that is served is kept, shown in a frame, or used by a page of another server.
  init(_ status: Int, _ type: String, _ body: Body, _ headers: [(String, String)] = []) {
    self.status = status
    self.body = body
    self.headers =
      [
        (name: "Content-Type", value: type), (name: "Cache-Control", value: "no-store"),
        (name: "X-Content-Type-Options", value: "nosniff"), (name: "X-Frame-Options", value: "DENY"),
        (name: "Cross-Origin-Resource-Policy", value: "same-origin"),
        (name: "Referrer-Policy", value: "no-referrer"),
      ] + headers.map { (name: $0.0, value: $0.1) }
  }

  static func text(_ status: Int, _ text: String, _ headers: [(String, String)] = []) -> PageReply {
    PageReply(status, "text/plain; charset=utf-8", .bytes(Array("\(text)\n".utf8)), headers)
  }

  /// The answer to whoever asked for a change.
  static func answer(_ status: Int, isDone: Bool, _ text: String) -> PageReply {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("ok", isDone)
      writer.field("text", text)
    }
    return PageReply(status, "application/json; charset=utf-8", .bytes(writer.endLine()))
  }
}

/// The types of what a site holds, by the endings of their names.
enum MediaType {
  static func of(_ path: String) -> String {
    let ending = path.utf8.split(separator: UInt8(ascii: ".")).last.map {
      String(decoding: $0.map(\.asciiLowercased), as: UTF8.self)
    }
    return switch ending {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/json; charset=utf-8"
    case "xml": "application/xml; charset=utf-8"
    case "svg": "image/svg+xml; charset=utf-8"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "gif": "image/gif"
    case "webp": "image/webp"
    case "avif": "image/avif"
    case "pdf": "application/pdf"
    default: "application/octet-stream"
    }
  }
}
