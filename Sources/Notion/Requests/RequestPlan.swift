import Bytes

// A request takes three levels of blocks, a hundred children on each, a thousand blocks in all, and half a megabyte; its
// answer names the blocks of the first level alone. So a block whose children do not all fit below it is made with those
// at the front that do, and the rest is appended to it later: there they are on the first level themselves. Nothing is
// flattened and nothing is cut.

/// One `PATCH /blocks/{id}/children`.
package struct AppendRequest: Sendable {
  /// Where the blocks go.
  package enum Parent: Equatable, Sendable {
    /// The page, or whatever the plan is for.
    case root
    /// A block that an earlier request of the plan has made: its number from 0, and which of its results.
    case result(request: Int, index: Int)
  }

  package let parent: Parent
  /// Of the first level, with as many of their children as go along.
  package let blocks: [EncodedBlock]

  /// Of all levels.
  package var count: Int { blocks.reduce(0) { $0 + $1.count } }
  package var size: Int { blocks.reduce(0) { $0 + $1.size + 1 } }
}

/// The requests that make blocks, in order.
package struct RequestPlan: Sendable {
  package private(set) var requests: [AppendRequest] = []

  package init(_ blocks: some Collection<EncodedBlock>) { append(blocks, to: .root) }

  private mutating func append(_ blocks: some Collection<EncodedBlock>, to parent: AppendRequest.Parent) {
    var batch = Batch()
    var rests: [(parent: AppendRequest.Parent, children: ArraySlice<EncodedBlock>)] = []
    for block in blocks {
      let head = Self.head(of: block)
      if !batch.hasRoom(for: head) { flush(&batch, to: parent) }
      let rest = block.children.dropFirst(head.children.count)
      if !rest.isEmpty { rests.append((.result(request: requests.count, index: batch.blocks.count), rest)) }
      batch.add(head)
    }
    flush(&batch, to: parent)
    for rest in rests { append(rest.children, to: rest.parent) }
  }

  private mutating func flush(_ batch: inout Batch, to parent: AppendRequest.Parent) {
    guard !batch.blocks.isEmpty else { return }
    requests.append(AppendRequest(parent: parent, blocks: batch.blocks))
    batch = Batch()
  }

  /// The block with those of its first children that fit into a request with it, each of them whole.
  private static func head(of block: EncodedBlock) -> EncodedBlock {
    if isWhole(block, levels: Limits.levels), block.count <= Limits.blocks, block.size <= Limits.payload {
      return block
    }
    var (count, size) = (1, block.json.count + 14)
    let children = block.children.prefix(Limits.elements).prefix { child in
      count += child.count
      size += child.size + 1
      return isWhole(child, levels: Limits.levels - 1) && count <= Limits.blocks && size <= Limits.payload
    }
    return block.holding(children)
  }

  /// Whether a block fits with all that is below it into so many levels.
  private static func isWhole(_ block: EncodedBlock, levels: Int) -> Bool {
    guard block.depth < levels else { return false }
    return block.children.count <= Limits.elements && block.children.allSatisfy { isWhole($0, levels: levels - 1) }
  }

  private struct Batch {
    var blocks: [EncodedBlock] = []
    private var count = 0
    private var size = 0

    func hasRoom(for block: EncodedBlock) -> Bool {
      blocks.count < Limits.elements && count + block.count <= Limits.blocks
        && size + block.size + 1 <= Limits.payload
    }

    mutating func add(_ block: EncodedBlock) {
      blocks.append(block)
      count += block.count
      size += block.size + 1
    }
  }
}
