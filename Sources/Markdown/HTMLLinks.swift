import Bytes

extension HTMLWriter {
  /// True inside an `<a>`: no other one may open there. Addresses in `<…>` are links inside of links to CommonMark.
  var isInsideLink: Bool { links.contains(true) }

  mutating func openLink(_ node: NodePointer) {
    let address: Address?
    switch resolve(node, .link) {
    case .href(let target), .image(let target): address = isInsideLink ? nil : .string(target)
    case .verbatim: address = isInsideLink && !passesLinksOn ? nil : .bytes(node.url)
    case .text: address = nil
    }
    if let address { openAnchor(to: address, title: node.title) }
    links.append(address != nil)
  }

  mutating func closeLink() {
    if links.popLast() == true { output.append(literal: "</a>") }
  }

  /// The reference output has a link in a link, which a page must not.
  private var passesLinksOn: Bool {
    if case .verbatim = options.links { return true }
    return false
  }

  private enum Address {
    case string(String)
    case bytes(UnsafeBufferPointer<UInt8>)
  }

  private mutating func openAnchor(to address: Address, title: UnsafeBufferPointer<UInt8>) {
    output.append(literal: "<a href=\"")
    append(address)
    appendTitle(title)
    output.append(literal: "\">")
  }

  mutating func image(_ node: NodePointer) {
    let address: Address
    switch resolve(node, .image) {
    case .image(let source): address = .string(source)
    case .verbatim: address = .bytes(node.url)
    case .href(let target):
      // Inside a link the picture's text belongs to that link.
      let opens = !isInsideLink
      if opens { openAnchor(to: .string(target), title: node.title) }
      let textStart = output.count
      alternativeText(node)
      if output.count == textStart { output.appendEscapingHTML(target) }
      if opens { output.append(literal: "</a>") }
      return
    case .text:
      alternativeText(node)
      return
    }
    output.append(literal: "<img src=\"")
    append(address)
    output.append(literal: "\" alt=\"")
    alternativeText(node)
    appendTitle(node.title)
    output.append(literal: "\" />")
  }

  /// The text below an image; markup inside it counts for nothing.
  private mutating func alternativeText(_ image: NodePointer) {
    var walk = TreeWalk(image)
    while let step = walk.next() {
      switch step.kind {
      case .text, .code: text(step.node.literal)
      case .htmlInline where step.node.elementTag?.element == .br: output.append(UInt8(ascii: " "))
      case .htmlInline where step.node.elementTag == nil && !step.node.literal.isOnlyComments: text(step.node.literal)
      case .softBreak, .lineBreak: output.append(UInt8(ascii: " "))
      default: break
      }
    }
  }

  private mutating func appendTitle(_ title: UnsafeBufferPointer<UInt8>) {
    guard !title.isEmpty else { return }
    output.append(literal: "\" title=\"")
    text(title)
  }

  private mutating func append(_ address: Address) {
    switch address {
    case .bytes(let bytes):
      output.appendEscapingAddress(bytes)
    case .string(var string):
      string.withUTF8 { output.appendEscapingAddress($0) }
    }
  }

  private enum Resolution {
    case href(String)
    case image(String)
    case text
    case verbatim
  }

  private func resolve(_ node: NodePointer, _ kind: MarkdownLink.Kind) -> Resolution {
    guard case .safe(let resolve) = options.links else { return .verbatim }
    let url = node.url
    switch LinkDestination(url) {
    case .refused:
      return .text
    case .external:
      return kind == .image ? .href(String(decoding: url, as: UTF8.self)) : .verbatim
    case .relative:
      if kind == .link, url.first == UInt8(ascii: "#"), let prefix = options.headingIDPrefix {
        // The top of the page, and no heading.
        if url.count == 1 { return .verbatim }
        return .href("#" + prefix + String(decoding: url.dropFirst(), as: UTF8.self))
      }
      switch resolve(String(decoding: url, as: UTF8.self), kind) {
      case .href(let address): return .href(address)
      case .image(let source): return .image(source)
      case .text: return .text
      }
    }
  }
}
