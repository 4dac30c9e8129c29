import Markdown

extension BodyFacts {
  /// Reads boxes and links off a body. A body without a bracket has neither, and is not parsed for it.
  init(of body: ArraySlice<UInt8>) {
    self.init()
    guard body.contains(UInt8(ascii: "[")) else { return }
    let document = MarkdownDocument(body)
    boxes = Progress(done: document.taskBoxes.done, total: document.taskBoxes.total)
    links = document.links.map {
      BodyLink(destination: $0.destination, isImage: $0.kind == .image, range: $0.range)
    }
  }
}
