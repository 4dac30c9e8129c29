/// Writes a table as RFC 4180 has it: UTF-8, a line break of CR and LF behind each row, quotes only where they are needed.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, and runs it. Such
/// a cell gets an apostrophe in front, unless it is a negative number. Control characters, which would run on a terminal,
/// are written as U+FFFD.
package struct CSVWriter {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Starts with a row of headings.
  package init(columns: [String]) { row(columns) }

  /// Writes a row; `nil` is an empty cell.
  package mutating func row(_ cells: [String?]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell ?? "")
    }
    bytes.append(literal: "\r\n")
  }

  private mutating func append(_ cell: String) {
    var cell = cell
    cell.withUTF8 { utf8 in
      // A space at the end of a cell gets lost in some readers unless it is quoted.
      let isQuoted =
        utf8.contains { byte in
          switch byte {
          case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
          default: false
          }
        } || utf8.first == UInt8(ascii: " ") || utf8.last == UInt8(ascii: " ")
      if isQuoted { bytes.append(UInt8(ascii: "\"")) }
      if Self.isFormula(utf8) { bytes.append(UInt8(ascii: "'")) }
      for (index, byte) in utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(literal: "\"\"")
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): bytes.append(byte)
        case 0..<0x20, 0x7F: bytes.append(literal: "\u{FFFD}")
        // Of the other control characters, both bytes.
        case 0xC2 where index + 1 < utf8.count && utf8[index + 1] < 0xA0: bytes.append(literal: "\u{FFFD}")
        case 0x80..<0xA0 where index > 0 && utf8[index - 1] == 0xC2: break
        default: bytes.append(byte)
        }
      }
      if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }
  }

  private static func isFormula(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    switch cell.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"),
      UInt8(ascii: "\n"):
      true
    case UInt8(ascii: "-"): !isNumber(cell.dropFirst())
    default: false
    }
  }

  /// Whether these are digits, with at most one point between them.
  private static func isNumber(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
  }
}
