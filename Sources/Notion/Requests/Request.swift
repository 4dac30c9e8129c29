import Bytes

/// A request as it is exported: complete but for values that are known only when others have been answered.
package struct Request: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// `r1`, `r2`, … within its file.
  package let id: String
  package let method: Method
  /// Behind `https://api.notion.com/v1`; it may hold a placeholder.
  package let path: String
  /// JSON.
  package let body: [UInt8]
  package let needs: [Need]
  /// How many blocks it makes.
  package let blocks: Int
}

/// A value that has to be put in the place of a placeholder.
package struct Need: Equatable, Sendable {
  /// RFC 6901, in the request as it is exported: `/body/parent/data_source_id`, `/path`.
  package let pointer: String
  /// As it stands there, or in the path.
  package let placeholder: String

  package init(pointer: String, placeholder: String) {
    self.pointer = pointer
    self.placeholder = placeholder
  }
}

extension RequestPlan {
  /// The requests as they are exported.
  ///
  /// - Parameters:
  ///   - root: what stands for the id of what the plan is for.
  ///   - first: the number of the first one.
  package func exported(below root: String, from first: Int = 1) -> [Request] {
    requests.enumerated().map { index, request in
      let parent =
        switch request.parent {
        case .root: root
        case .result(let number, let result): "{{req:r\(first + number).results[\(result)].id}}"
        }
      var (body, references) = ([UInt8](), [Reference]())
      request.appendBody(to: &body, at: "/body", &references)
      return Request(
        id: "r\(first + index)", method: .patch, path: "/blocks/\(parent)/children", body: body,
        needs: [Need(pointer: "/path", placeholder: parent)] + references.map(Need.init), blocks: request.count)
    }
  }
}

extension Need {
  init(_ reference: Reference) { self.init(pointer: reference.pointer, placeholder: reference.value.placeholder) }
}

extension AppendRequest {
  /// Appends `{"children":[…]}`.
  ///
  package func appendBody(
    to body: inout [UInt8], at pointer: String, _ references: inout [Reference], position: Position = .end
  ) {
    body += "{".utf8
    blocks.appendArray(to: &body, at: pointer, &references)
    switch position {
    case .end: break
    case .start: body += ",\"position\":{\"type\":\"start\"}".utf8
    case .after(let block):
      body += ",\"position\":{\"type\":\"after_block\",\"after_block\":{\"id\":".utf8
      body += JSONWriter.quoted(block)
      body += "}}".utf8
    }
    body += "}".utf8
  }

  /// Where among the children of their parent the blocks go.
  package enum Position: Equatable, Sendable {
    case end
    case start
    case after(String)
  }
}

extension [EncodedBlock] {
  /// Appends `"children":[…]`.
  package func appendArray(to body: inout [UInt8], at pointer: String, _ references: inout [Reference]) {
    body += "\"children\":[".utf8
    for (index, block) in enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      block.append(to: &body, at: "\(pointer)/children/\(index)", &references)
    }
    body += "]".utf8
  }
}

extension JSONWriter {
  /// A text as JSON.
  static func quoted(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text)
    return writer.bytes
  }

  /// Writes a request with all that belongs to it.
  mutating func write(_ request: Request) {
    object { writer in
      writer.field("id", request.id)
      writer.field("method", request.method.rawValue)
      writer.field("path", request.path)
      writer.key("body")
      writer.json(request.body)
      writer.array("needs") { writer in
        for need in request.needs {
          writer.object { writer in
            writer.field("pointer", need.pointer)
            writer.field("placeholder", need.placeholder)
          }
        }
      }
    }
  }
}

/// A document on its own as blocks, for `orchsite-notion blocks`.
package enum BlockList {
  /// The whole tree as one array, a block of the first level a line.
  package static func tree(of blocks: [Block]) -> [UInt8] {
    var bytes: [UInt8] = Array("[".utf8)
    var references: [Reference] = []
    for (index, block) in blocks.enumerated() {
      bytes += index > 0 ? ",\n".utf8 : "\n".utf8
      EncodedBlock(block).append(to: &bytes, at: "/\(index)", &references)
    }
    bytes += blocks.isEmpty ? "]\n".utf8 : "\n]\n".utf8
    return bytes
  }

  /// The requests that make the tree below a page.
  package static func requests(for blocks: [Block]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("requests") { writer in
        let plan = RequestPlan(blocks.map(EncodedBlock.init))
        for request in plan.exported(below: Reference.Value.parent.placeholder) { writer.write(request) }
      }
    }
    return writer.endLine()
  }
}
