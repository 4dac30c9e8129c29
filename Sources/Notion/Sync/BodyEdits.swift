import Billing

extension Block {
  /// What the block says with all below it, in short: equal for what was sent and for what the service gives back.
  package var fingerprint: String {
    var bytes: [UInt8] = []
    normalised.append(to: &bytes)
    return String(Digest.sha256(bytes).prefix(16))
  }

  /// The same without what the service does not tell: which file a picture was.
  package var visibleFingerprint: String { withoutFiles.fingerprint }

  private var withoutFiles: Block {
    let nameless = UploadedFile(path: "", digest: "")
    if case .image(.file, let caption) = kind { return Block(.image(.file(nameless), caption: caption)) }
    return children.isEmpty ? self : Block(kind, children.map(\.withoutFiles))
  }

  /// Neighbouring pieces of text that look the same are one, however they were cut.
  private var normalised: Block {
    func whole(_ text: RichText) -> RichText {
      RichText(
        text.runs.map { run in
          // The service shows the page's title; which text was sent is not told.
          run.target.isPage ? TextRun("@", run.style, target: run.target) : run
        })
    }
    let kind: Kind =
      switch self.kind {
      case .paragraph(let text): .paragraph(whole(text))
      case .heading(let level, let text): .heading(level, whole(text))
      case .bulleted(let text): .bulleted(whole(text))
      case .numbered(let text): .numbered(whole(text))
      case .toDo(let text, let isChecked): .toDo(whole(text), isChecked: isChecked)
      case .toggle(let text): .toggle(whole(text))
      case .quote(let text): .quote(whole(text))
      case .callout(let text, let callout): .callout(whole(text), callout)
      case .code(let text, let language, let caption): .code(whole(text), language: language, caption: whole(caption))
      case .divider: .divider
      case .table(let width): .table(width: width)
      case .tableRow(let cells): .tableRow(cells.map(whole))
      case .image(let picture, let caption): .image(picture, caption: whole(caption))
      }
    return Block(kind, children.map(\.normalised))
  }
}

// MARK: - As bytes, for comparing

extension Block {
  /// Appends what the block says with all below it: other bytes for everything that is another block, however little.
  func append(to bytes: inout [UInt8]) {
    bytes += kind.type.utf8
    switch kind {
    case .paragraph(let text), .heading(_, let text), .bulleted(let text), .numbered(let text), .toggle(let text),
      .quote(let text):
      text.append(to: &bytes)
    case .toDo(let text, let isChecked):
      text.append(to: &bytes)
      bytes.append(isChecked ? 1 : 0)
    case .callout(let text, let callout):
      text.append(to: &bytes)
      bytes += callout.rawValue.utf8
    case .code(let text, let language, let caption):
      text.append(to: &bytes)
      bytes += language.utf8
      caption.append(to: &bytes)
    case .divider: break
    case .table(let width): bytes += "\(width)".utf8
    case .tableRow(let cells):
      for cell in cells { cell.append(to: &bytes) }
    case .image(.address(let address), let caption):
      bytes += address.utf8
      caption.append(to: &bytes)
    case .image(.file(let file), let caption):
      bytes.append(0xFE)
      bytes += file.path.utf8
      bytes += file.digest.utf8
      caption.append(to: &bytes)
    }
    // No UTF-8 has these: what stands in one part is never taken for another.
    bytes.append(0xFC)
    for child in children { child.append(to: &bytes) }
    bytes.append(0xFD)
  }
}

extension RichText {
  fileprivate func append(to bytes: inout [UInt8]) {
    for run in runs {
      bytes.append(0xFF)
      bytes.append(run.style.rawValue)
      bytes += run.text.utf8
      switch run.target {
      case .none: break
      case .address(let address):
        bytes.append(0xFB)
        bytes += address.utf8
      case .page(let key):
        bytes.append(0xFA)
        bytes += key.text.utf8
      }
    }
    bytes.append(0xF9)
  }
}

/// A block on the first level of a page, as far as is known.
package struct KnownBlock: Equatable, Sendable {
  package let id: String
  /// What it says; nil where it is not ours to change.
  package let fingerprint: String?

  package init(id: String, fingerprint: String?) {
    self.id = id
    self.fingerprint = fingerprint
  }
}

/// What makes one list of blocks of another: those that both have stay, with their comments.
package struct BodyEdits: Equatable, Sendable {
  package struct Insertion: Equatable, Sendable {
    /// Which of the wanted blocks.
    package let blocks: Range<Int>
    /// The block in front of them; nil at the start.
    package let after: String?
  }

  /// From the last to the first, so that none moves the place of another.
  package let insertions: [Insertion]
  /// To be taken out when everything else is there.
  package let deletions: [String]

  package var isEmpty: Bool { insertions.isEmpty && deletions.isEmpty }

  /// - Parameters:
  ///   - known: what is there, in order.
  ///   - wanted: the fingerprints of what shall be there.
  package init(from known: [KnownBlock], to wanted: [String]) {
    let own = known.enumerated().filter { $0.element.fingerprint != nil }
    let difference = wanted.difference(from: own.map { $0.element.fingerprint ?? "" })
    var isRemoved = [Bool](repeating: false, count: own.count)
    var isInserted = [Bool](repeating: false, count: wanted.count)
    for change in difference {
      switch change {
      case .remove(let offset, _, _): isRemoved[offset] = true
      case .insert(let offset, _, _): isInserted[offset] = true
      }
    }
    deletions = zip(own, isRemoved).filter(\.1).map(\.0.element.id)
    // What stays, in order, is what is not inserted, in order.
    let kept = zip(own, isRemoved).filter { !$0.1 }.map(\.0.offset)
    var insertions: [Insertion] = []
    var keptCount = 0
    var index = 0
    while index < wanted.count {
      guard isInserted[index] else {
        keptCount += 1
        index += 1
        continue
      }
      let start = index
      while index < wanted.count, isInserted[index] { index += 1 }
      let after: String?
      if keptCount > 0 {
        after = known[kept[keptCount - 1]].id
      } else if index == wanted.count {
        // Nothing of it stays: behind all that is there.
        after = known.last?.id
      } else {
        // In front of the first that stays, behind what others have put there.
        after = kept.first.flatMap { $0 > 0 ? known[$0 - 1].id : nil }
      }
      insertions.append(Insertion(blocks: start..<index, after: after))
    }
    self.insertions = insertions.reversed()
  }
}
