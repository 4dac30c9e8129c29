#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A text that is equal to another only if its bytes are: a key for paths, slugs, anchors, labels and names.
///
/// To Swift's `String`, `é` in one scalar and in two is the same; to a file system, a browser and git it is not.
package struct ExactText: Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// Less than, equal to or greater than 0, as the bytes are.
  private static func order(_ left: ExactText, _ right: ExactText) -> Int {
    // Comparing `utf8` views element by element is ten times slower.
    left.withBytes { left in
      right.withBytes { right in
        let count = min(left.count, right.count)
        if count > 0, let first = left.baseAddress, let second = right.baseAddress {
          let order = memcmp(first, second, count)
          if order != 0 { return Int(order) }
        }
        return left.count - right.count
      }
    }
  }

  private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    text.utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
      ?? Array(text.utf8).withUnsafeBytes(body)
  }
}

extension ExactText: Hashable, Comparable {
  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.count == right.text.utf8.count && order(left, right) == 0
  }

  package static func < (left: ExactText, right: ExactText) -> Bool { order(left, right) < 0 }

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
