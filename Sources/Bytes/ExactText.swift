/// A text that is equal to another only if its bytes are: a key for paths, slugs, anchors, labels and names.
///
/// To Swift's `String`, `é` in one scalar and in two is the same; to a file system, a browser and git it is not.
package struct ExactText: Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// Comparing `utf8` views element by element is ten times slower.
  private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    text.utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
      ?? Array(text.utf8).withUnsafeBytes(body)
  }
}

extension ExactText: Hashable, Comparable {
  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.count == right.text.utf8.count
      && left.withBytes { left in right.withBytes { right in left.elementsEqual(right) } }
  }

  package static func < (left: ExactText, right: ExactText) -> Bool {
    left.withBytes { left in right.withBytes { right in left.lexicographicallyPrecedes(right) } }
  }

  package func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0) }
    // What no UTF-8 holds keeps two texts apart that are hashed one behind the other.
    hasher.combine(0xFF as UInt8)
  }
}

extension ExactText: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral text: String) { self.init(text) }

  package var description: String { text }
}

extension Sequence<String> {
  /// Each text once, byte for byte, in the order of bytes.
  package func distinct() -> [String] { Set(map { ExactText($0) }).sorted().map(\.text) }

  /// Whether a text is among these, byte for byte.
  package func containsExactly(_ text: String) -> Bool { contains { ExactText($0) == ExactText(text) } }
}
