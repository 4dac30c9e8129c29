/// Takes lines out of a stream as it comes, in pieces of any size. A line that is too long is let go while it comes in,
/// so that nobody can fill the memory with one.
package struct LineReader: Sendable {
  package enum Line: Sendable, Equatable {
    /// Without its end, and never empty.
    case text([UInt8])
    case tooLong
  }

  /// Bytes of a line at most.
  private let limit: Int
  private var held: [UInt8] = []
  private var isTooLong = false

  package init(limit: Int) { self.limit = limit }

  /// How many bytes wait for the end of their line.
  package var heldBytes: Int { held.count }

  /// - Returns: the lines that end in these bytes.
  package mutating func take(_ bytes: ArraySlice<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      hold(rest[..<end])
      if let line = endLine() { lines.append(line) }
      rest = rest[(end + 1)...]
    }
    hold(rest)
    return lines
  }

  /// The last line, where the stream ended without a line break.
  package mutating func end() -> Line? { endLine() }

  private mutating func hold(_ bytes: ArraySlice<UInt8>) {
    guard !isTooLong else { return }
    // The end of a line is no part of it.
    guard held.count + bytes.count <= limit + 1 else {
      isTooLong = true
      held = []
      return
    }
    held += bytes
  }

  /// nil for a blank line.
  private mutating func endLine() -> Line? {
    defer {
      held = []
      isTooLong = false
    }
    if isTooLong { return .tooLong }
    var line = held[...]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    if line.count > limit { return .tooLong }
    let isBlank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
    return isBlank ? nil : .text(Array(line))
  }
}
