import CQRCodeGen

/// A QR code (ISO/IEC 18004): a square of modules, dark or light.
package struct QRCode: Sendable, Equatable {
  /// How many modules a side has.
  package let size: Int
  /// Row by row.
  private let dark: [Bool]

  /// Whether the module in a column and a row is dark, both counted from 0.
  package subscript(column: Int, row: Int) -> Bool { dark[row * size + column] }

  /// The smallest code that holds these bytes with error correction level M.
  ///
  /// - Parameter largest: the largest version that it may have. A payment code may have 13 (EPC069-12).
  /// - Returns: nothing where they do not fit.
  package init?(_ bytes: [UInt8], largest: Int = 13) {
    let side = 17 + 4 * largest
    let capacity = (side * side + 7) / 8 + 1
    guard (1...40).contains(largest), bytes.count <= capacity else { return nil }
    var data = bytes + [UInt8](repeating: 0, count: capacity - bytes.count)
    var code = [UInt8](repeating: 0, count: capacity)
    guard
      qrcodegen_encodeBinary(
        &data, bytes.count, &code, qrcodegen_Ecc_MEDIUM, 1, Int32(largest), qrcodegen_Mask_AUTO, false)
    else { return nil }
    let size = Int(qrcodegen_getSize(code))
    self.size = size
    dark = (0..<size * size).map { qrcodegen_getModule(code, Int32($0 % size), Int32($0 / size)) }
  }
}
