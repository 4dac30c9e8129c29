import Bytes
import Content
import Markdown

// A body moves to another folder, so its relative links lead elsewhere. Only destinations are replaced; every other
// byte stays, and that is proved by parsing the result again.

/// A body with other link destinations.
struct RewrittenBody {
  private(set) var bytes: [UInt8]
  /// What was replaced: the offset in the old body, the old and the new destination.
  private(set) var changes: [(offset: Int, old: String, new: String)] = []

  /// - Parameter replacement: the new destination of a link; `nil` leaves it.
  init(_ body: [UInt8], replacement: (String) -> String? = { _ in nil }) {
    bytes = body
    guard Self.mayHaveLinks(body) else { return }
    let links = MarkdownDocument(body).links
    var definitions: [String: [Range<Int>]]?
    var wanted: [String] = []
    var edits: [Range<Int>: (old: String, new: String)] = [:]
    for link in links {
      guard LinkDestination(link.destination) == .relative, let new = replacement(link.destination),
        new != link.destination
      else {
        wanted.append(link.destination)
        continue
      }
      wanted.append(new)
      let inline = Self.inlineDestination(link.destination, from: link.range.lowerBound, in: body)
      if let inline {
        edits[inline] = (link.destination, new)
        continue
      }
      let known = definitions ?? Self.definitions(in: body)
      definitions = known
      for range in known[link.destination] ?? [] { edits[range] = (link.destination, new) }
    }
    guard !edits.isEmpty else { return }
    var edited = body
    for (range, edit) in edits.sorted(by: { $0.key.lowerBound > $1.key.lowerBound }) {
      edited.replaceSubrange(range, with: edit.new.utf8)
    }
    // Anything else than new destinations would be somebody's text.
    guard MarkdownDocument(edited).links.map(\.destination) == wanted else { return }
    bytes = edited
    changes = edits.sorted { $0.key.lowerBound < $1.key.lowerBound }.map {
      ($0.key.lowerBound, $0.value.old, $0.value.new)
    }
  }

  private static func mayHaveLinks(_ body: [UInt8]) -> Bool {
    var index = body.startIndex
    while let bracket = body[index...].firstIndex(of: UInt8(ascii: "]")) {
      index = bracket + 1
      guard index < body.count else { return false }
      if body[index] == UInt8(ascii: "(") || body[index] == UInt8(ascii: ":") || body[index] == UInt8(ascii: "[") {
        return true
      }
    }
    return false
  }

  /// The bytes of a destination behind the first `](` that has it.
  private static func inlineDestination(_ destination: String, from start: Int, in body: [UInt8]) -> Range<Int>? {
    let limit = min(start + 8_000, body.count)
    var index = start
    while index + 1 < limit {
      guard body[index] == UInt8(ascii: "]"), body[index + 1] == UInt8(ascii: "(") else {
        index += 1
        continue
      }
      index += 2
      if let range = self.destination(destination, at: index, in: body) { return range }
    }
    return nil
  }

  /// The destinations in the lines that define them, `[label]: destination`, with their bytes.
  private static func definitions(in body: [UInt8]) -> [String: [Range<Int>]] {
    var found: [String: [Range<Int>]] = [:]
    var index = body.startIndex
    while let bracket = body[index...].firstIndex(of: UInt8(ascii: "]")) {
      index = bracket + 1
      guard index < body.count, body[index] == UInt8(ascii: ":") else { continue }
      var start = index + 1
      while start < body.count, body[start] <= 0x20 { start += 1 }
      let isBracketed = start < body.count && body[start] == UInt8(ascii: "<")
      if isBracketed { start += 1 }
      let end =
        body[start...].firstIndex { isBracketed ? $0 == UInt8(ascii: ">") || $0 == 0x0A : $0 <= 0x20 } ?? body.count
      let text = body[start..<end].filter { $0 != UInt8(ascii: "\\") }
      found[String(decoding: text, as: UTF8.self), default: []].append(start..<end)
    }
    return found
  }

  private static func destination(_ text: String, at start: Int, in body: [UInt8]) -> Range<Int>? {
    var index = start
    while index < body.count, body[index] <= 0x20 { index += 1 }
    let isBracketed = index < body.count && body[index] == UInt8(ascii: "<")
    if isBracketed { index += 1 }
    let bytes = Array(text.utf8)
    // Where the source has escapes, it is compared as they are meant.
    var end = index
    var matched = 0
    while matched < bytes.count, end < body.count {
      if body[end] == UInt8(ascii: "\\"), bytes[matched] != UInt8(ascii: "\\"), end + 1 < body.count { end += 1 }
      guard body[end] == bytes[matched] else { return nil }
      end += body[end...].starts(with: "&amp;".utf8) ? 5 : 1
      matched += 1
    }
    guard matched == bytes.count else { return nil }
    let ends: [UInt8] = isBracketed ? [UInt8(ascii: ">")] : [UInt8(ascii: ")"), 0x20, 0x09, 0x0A, 0x0D]
    guard end == body.count || ends.contains(body[end]) else { return nil }
    return index..<end
  }
}

/// Where the relative links of a body lead from its new place.
struct LinkMoves: Sendable {
  /// Files of the backlog to the paths of their records, relative to home.
  let records: [[UInt8]: String]
  /// The names of the folders from home down to the backlog; `nil` where it lies elsewhere.
  let folder: [String]?
  /// An address that no browser opens and `check` does not look for.
  var scheme = "backlog:"

  /// The new destination for a link in the record at `path`, made from the source file at `source`; `nil` where the
  /// old one does no harm.
  func destination(_ old: String, source: String, path: String, _ anchors: inout Anchors) -> String? {
    let link = ContentLink(old, in: path)
    switch link.target {
    case .external: return nil
    case .here:
      guard let fragment = link.fragment, !anchors.of(path).contains(fragment) else { return nil }
      return scheme + old
    case .content, .outside: break
    }
    let bytes = Array(old.utf8)
    let end = bytes.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? bytes.count
    let tail = String(decoding: bytes[end...], as: UTF8.self)
    // As the backlog sees it; `follow` decodes, so that the name is the file's.
    if case .content(let target) = ContentLink(old, in: "content/\(source)").target,
      let record = records[Array(target.utf8.dropFirst("content/".utf8.count))]
    {
      let known = link.fragment.map { anchors.of(record).contains($0) } ?? true
      return Self.relative(from: path, to: record) + (known ? tail : "")
    }
    if let folder {
      let base =
        folder.map { $0.percentEncoded() } + source.split(separator: "/").dropLast().map { String($0).percentEncoded() }
      var parts = base
      var above = 0
      for part in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "/") where part != "." {
        if part != ".." {
          parts.append(Self.withoutBrackets(part))
        } else if parts.popLast() == nil {
          above += 1
        }
      }
      let up = path.split(separator: "/").count - 1 + above
      let new = String(repeating: "../", count: up) + parts.joined(separator: "/") + tail
      if case .outside = ContentLink(new, in: path).target { return new }
    }
    // A folder or a bare word: nobody looks for a file there.
    if folder == nil, case .outside = link.target { return nil }
    if case .content(let target) = link.target, !target.hasSuffix(".md"), !target.contains(".") { return nil }
    return scheme + old
  }

  private static func relative(from path: String, to target: String) -> String {
    let here = path.split(separator: "/").dropLast()
    let there = target.split(separator: "/")
    var shared = 0
    while shared < here.count, shared < there.count - 1, here[shared] == there[shared] { shared += 1 }
    return String(repeating: "../", count: here.count - shared) + there.dropFirst(shared).joined(separator: "/")
  }

  /// What would end a destination, encoded; what is encoded already stays so.
  private static func withoutBrackets(_ part: Substring) -> String {
    String(part).replacing(" ", with: "%20").replacing("(", with: "%28").replacing(")", with: "%29")
  }
}

/// The anchors of headings, worked out for the few bodies that a link names one of.
struct Anchors {
  private var known: [String: Set<String>] = [:]
  /// The body of the record at a path.
  private let body: (String) -> [UInt8]

  init(body: @escaping (String) -> [UInt8]) { self.body = body }

  mutating func of(_ path: String) -> Set<String> {
    if let anchors = known[path] { return anchors }
    let anchors = Set(MarkdownDocument(body(path)).headings.map(\.anchor))
    known[path] = anchors
    return anchors
  }
}
