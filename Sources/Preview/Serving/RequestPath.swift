import Bytes

/// The path of a site that a request names, decoded once: what is left is compared with the paths that there are, byte
/// for byte, so nothing in it can lead anywhere else.
enum RequestPath {
  /// - Parameter target: as the request line has it.
  /// - Returns: the path from the site's root folder; nil for what no path of a site is called by.
  static func of(_ target: String) -> String? {
    var target = target
    return target.withUTF8 { bytes in
      // Neither a whole address nor a host: no proxy is asked here.
      guard bytes.first == UInt8(ascii: "/") else { return nil }
      var path: [UInt8] = []
      var index = 1
      while index < bytes.count, bytes[index] != UInt8(ascii: "?"), bytes[index] != UInt8(ascii: "#") {
        var byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "%") {
          guard index + 1 < bytes.count, let high = bytes[index].hexValue,
            let low = bytes[index + 1].hexValue
          else {
            return nil
          }
          byte = high << 4 | low
          index += 2
          // One that is written so is none that separates folders.
          if byte == UInt8(ascii: "/") { return nil }
        }
        if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\\") { return nil }
        path.append(byte)
      }
      return String(validating: path, as: UTF8.self)
    }
  }
}
