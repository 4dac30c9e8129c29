import Bytes

/// A value in a request that is known only when another page is there, or a file is uploaded.
package struct Reference: Equatable, Sendable {
  package enum Value: Hashable, Sendable {
    /// The id of the data source of a database.
    case database(PageKind)
    /// The id of a page.
    case page(PageKey)
    /// The id of an uploaded file.
    case file(UploadedFile)
    /// The id of a property of a database.
    case property(PageKind, String)
    /// The id of a database, where that of its data source does not do.
    case container(PageKind)
    /// The id of the page below which everything is made.
    case parent

    /// What stands for the value until it is known.
    package var placeholder: String {
      switch self {
      case .database(let kind): "{{db:\(kind.database)}}"
      case .page(let key): "{{page:\(key.text)}}"
      case .file(let file): "{{file:\(file.path)}}"
      case .property(let kind, let name): "{{property:\(kind.database).\(name)}}"
      case .container(let kind): "{{database:\(kind.database)}}"
      case .parent: "{{parent}}"
      }
    }
  }

  package var value: Value
  /// Where the value stands in the JSON, quotes included.
  package var range: Range<Int>
  /// RFC 6901, relative to what holds it.
  package var pointer: String
}

/// A block as JSON, children apart: what a request is put together from.
package struct EncodedBlock: Sendable {
  /// The block without children.
  package private(set) var json: [UInt8]
  package private(set) var references: [Reference]
  package private(set) var children: [EncodedBlock]
  /// The name of its type, under which its children stand too.
  package let type: String
  /// Of its JSON with all children, without what joins them.
  package private(set) var size: Int
  /// Of itself and all children.
  package private(set) var count: Int
  /// Levels below itself.
  package private(set) var depth: Int

  package init(_ block: Block) {
    var encoder = Encoder()
    encoder.write(block.kind)
    json = encoder.writer.bytes
    references = encoder.references
    type = block.kind.type
    children = block.children.map(EncodedBlock.init)
    (size, count, depth) = (json.count + 14, 1, 0)
    for child in children { measure(child) }
  }

  /// The block with some of its children only.
  package func holding(_ some: some Sequence<EncodedBlock>) -> EncodedBlock {
    var copy = self
    copy.children = []
    (copy.size, copy.count, copy.depth) = (json.count + 14, 1, 0)
    for child in some { copy.add(child) }
    return copy
  }

  mutating func add(_ child: EncodedBlock) {
    children.append(child)
    measure(child)
  }

  private mutating func measure(_ child: EncodedBlock) {
    size += child.size + 1
    count += child.count
    depth = max(depth, child.depth + 1)
  }

  /// Appends the whole block.
  ///
  /// - Parameters:
  ///   - pointer: of the place where it stands.
  ///   - references: gets its references, with their places in `bytes`.
  package func append(to bytes: inout [UInt8], at pointer: String, _ references: inout [Reference]) {
    let start = bytes.count
    for reference in self.references {
      references.append(
        Reference(
          value: reference.value, range: reference.range.lowerBound + start..<reference.range.upperBound + start,
          pointer: pointer + reference.pointer))
    }
    guard !children.isEmpty else {
      bytes += json
      return
    }
    // Behind the last member of the inner object.
    bytes += json.dropLast(2)
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    bytes += "\"children\":[".utf8
    for (index, child) in children.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      child.append(to: &bytes, at: "\(pointer)/\(type)/children/\(index)", &references)
    }
    bytes += "]}}".utf8
  }
}

extension Block.Kind {
  /// As the service names it.
  package var type: String {
    switch self {
    case .paragraph: "paragraph"
    case .heading(let level, _): "heading_\(level)"
    case .bulleted: "bulleted_list_item"
    case .numbered: "numbered_list_item"
    case .toDo: "to_do"
    case .toggle: "toggle"
    case .quote: "quote"
    case .callout: "callout"
    case .code: "code"
    case .divider: "divider"
    case .table: "table"
    case .tableRow: "table_row"
    case .image: "image"
    }
  }
}

// MARK: - JSON

/// Writes blocks and texts, and keeps where values stand that are not known yet.
package struct Encoder {
  package var writer = JSONWriter()
  package var references: [Reference] = []

  package init() {}

  fileprivate mutating func write(_ kind: Block.Kind) {
    let type = kind.type
    object { encoder in
      encoder.writer.field("object", "block")
      encoder.writer.field("type", type)
      encoder.writer.key(type)
      encoder.object { $0.writeContent(of: kind, "/\(type)") }
    }
  }

  private mutating func writeContent(of kind: Block.Kind, _ pointer: String) {
    switch kind {
    case .paragraph(let text), .heading(_, let text), .bulleted(let text), .numbered(let text), .toggle(let text),
      .quote(let text):
      field("rich_text", text, pointer)
    case .toDo(let text, let isChecked):
      field("rich_text", text, pointer)
      writer.field("checked", isChecked)
    case .callout(let text, let callout):
      field("rich_text", text, pointer)
      writer.object("icon") { writer in
        writer.field("type", "emoji")
        writer.field("emoji", callout.icon)
      }
      writer.field("color", callout.colour)
    case .code(let text, let language, let caption):
      field("rich_text", text, pointer)
      writer.field("language", language)
      if !caption.isEmpty { field("caption", caption, pointer) }
    case .divider: break
    case .table(let width):
      writer.field("table_width", width)
      writer.field("has_column_header", true)
      writer.field("has_row_header", false)
    case .tableRow(let cells):
      writer.key("cells")
      array { encoder in
        for (index, cell) in cells.enumerated() { encoder.write(cell, "\(pointer)/cells/\(index)") }
      }
    case .image(let picture, let caption):
      switch picture {
      case .address(let address):
        writer.field("type", "external")
        writer.object("external") { $0.field("url", address) }
      case .file(let file):
        writer.field("type", "file_upload")
        writer.key("file_upload")
        object { $0.reference("id", .file(file), "\(pointer)/file_upload") }
      }
      if !caption.isEmpty { field("caption", caption, pointer) }
    }
  }

  private mutating func field(_ name: String, _ text: RichText, _ pointer: String) {
    writer.key(name)
    write(text, "\(pointer)/\(name)")
  }

  /// Writes a text, an array of its pieces.
  package mutating func write(_ text: RichText, _ pointer: String) {
    array { encoder in
      for (index, run) in text.runs.enumerated() { encoder.write(run, pointer, index) }
    }
  }

  /// The looks of every style as JSON: texts have one each, and so it is written once.
  private static let annotations: [[UInt8]] = (0..<32).map { bits in
    let style = TextStyle(rawValue: UInt8(bits))
    var writer = JSONWriter()
    writer.object { writer in
      writer.object("annotations") { writer in
        writer.field("bold", style.contains(.bold))
        writer.field("italic", style.contains(.italic))
        writer.field("strikethrough", style.contains(.strikethrough))
        writer.field("underline", style.contains(.underline))
        writer.field("code", style.contains(.code))
        writer.field("color", "default")
      }
    }
    return Array(writer.bytes.dropFirst().dropLast())
  }

  private mutating func write(_ run: TextRun, _ pointer: String, _ index: Int) {
    object { encoder in
      switch run.target {
      case .page(let key):
        encoder.writer.field("type", "mention")
        encoder.writer.key("mention")
        encoder.object { encoder in
          encoder.writer.field("type", "page")
          encoder.writer.key("page")
          encoder.object { $0.reference("id", .page(key), "\(pointer)/\(index)/mention/page") }
        }
      case .none, .address:
        encoder.writer.field("type", "text")
        encoder.writer.object("text") { writer in
          writer.field("content", run.text)
          writer.key("link")
          if case .address(let address) = run.target {
            writer.object { $0.field("url", address) }
          } else {
            writer.null()
          }
        }
      }
      // Plain text needs none, and most text is plain: with them a request would be more than twice as long.
      if !run.style.isEmpty { encoder.writer.members(Self.annotations[Int(run.style.rawValue)]) }
    }
  }

  /// Writes a member that is known later.
  package mutating func reference(_ name: String, _ value: Reference.Value, _ pointer: String) {
    writer.key(name)
    let start = writer.bytes.count
    writer.string(value.placeholder)
    references.append(Reference(value: value, range: start..<writer.bytes.count, pointer: "\(pointer)/\(name)"))
  }

  // `JSONWriter` hands itself to its closures, and this holds one: it is lent out and taken back.

  package mutating func object(_ body: (inout Encoder) -> Void) {
    var inner = lend()
    writer.object { writer in inner.run(&writer, body) }
    references = inner.references
  }

  package mutating func array(_ body: (inout Encoder) -> Void) {
    var inner = lend()
    writer.array { writer in inner.run(&writer, body) }
    references = inner.references
  }

  private mutating func lend() -> Encoder {
    var inner = Encoder()
    swap(&inner.references, &references)
    return inner
  }

  private mutating func run(_ writer: inout JSONWriter, _ body: (inout Encoder) -> Void) {
    swap(&writer, &self.writer)
    body(&self)
    swap(&writer, &self.writer)
  }
}
