import Bytes

/// What makes a new page: in one request where its body fits into one and waits for no other page, else in several, of
/// which the last sets Hash. So a page that was cut off half-way is told from one that is whole.
package struct PageRequests: Sendable {
  /// `POST /pages`.
  package let creation: (body: [UInt8], references: [Reference], blocks: Int)
  /// What is appended then; empty where all is in the creation.
  package let appends: RequestPlan

  /// Whether the creation is all.
  package var isWhole: Bool { appends.requests.isEmpty }

  package init(_ page: BoardPage, statusType: StatusType) {
    let plan = RequestPlan(page.blocks)
    let children = plan.requests.count == 1 && !Self.waits(page.blocks) ? plan.requests[0] : nil
    let whole = Self.creation(page, statusType, children: children)
    if children != nil || plan.requests.isEmpty, whole.body.count <= Limits.request {
      creation = whole
      appends = RequestPlan([EncodedBlock]())
    } else {
      creation = Self.creation(page, statusType, children: nil, isWhole: false)
      appends = plan
    }
  }

  /// Whether a body has a value that is known only when other pages are there.
  private static func waits(_ blocks: [EncodedBlock]) -> Bool {
    blocks.contains { block in
      block.references.contains { if case .page = $0.value { true } else { false } } || waits(block.children)
    }
  }

  private static func creation(
    _ page: BoardPage, _ statusType: StatusType, children: AppendRequest?, isWhole: Bool = true
  ) -> (body: [UInt8], references: [Reference], blocks: Int) {
    var encoder = Encoder()
    encoder.object { encoder in
      encoder.writer.key("parent")
      encoder.object { encoder in
        encoder.writer.field("type", "data_source_id")
        encoder.reference("data_source_id", .database(page.key.kind), "/parent")
      }
      encoder.writer.key("properties")
      encoder.write(
        page.properties + (isWhole ? [Property(Column.hash, .text(page.hash))] : []), statusType, "/properties")
    }
    guard let children else { return (encoder.writer.bytes, encoder.references, 0) }
    var (body, references) = (encoder.writer.bytes, encoder.references)
    body.removeLast()
    body.append(UInt8(ascii: ","))
    children.blocks.appendArray(to: &body, at: "", &references)
    body.append(UInt8(ascii: "}"))
    return (body, references, children.count)
  }

  /// The body of a `PATCH /pages/{id}` that sets properties.
  package static func update(_ properties: [Property], _ statusType: StatusType) -> (
    body: [UInt8], references: [Reference]
  ) {
    var encoder = Encoder()
    encoder.object { encoder in
      encoder.writer.key("properties")
      encoder.write(properties, statusType, "/properties")
    }
    return (encoder.writer.bytes, encoder.references)
  }

  /// All of them, as they are exported.
  package func exported(_ page: BoardPage, _ statusType: StatusType) -> [Request] {
    var requests = [
      Request(
        id: "r1", method: .post, path: "/pages", body: creation.body,
        needs: creation.references.map { Need(pointer: "/body\($0.pointer)", placeholder: $0.value.placeholder) },
        blocks: creation.blocks)
    ]
    guard !isWhole else { return requests }
    let place = Reference.Value.page(page.key).placeholder
    requests += appends.exported(below: place, from: 2)
    let hash = Self.update([Property(Column.hash, .text(page.hash))], statusType)
    requests.append(
      Request(
        id: "r\(requests.count + 1)", method: .patch, path: "/pages/\(place)", body: hash.body,
        needs: [Need(pointer: "/path", placeholder: place)], blocks: 0))
    return requests
  }
}
