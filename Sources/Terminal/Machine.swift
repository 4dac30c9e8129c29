import Bytes
import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which machine this is, as updates say.
package enum Machine {
  /// `ORCHSITE_MACHINE`, else the host's name without its domain, which changes with the network.
  package static var name: String? {
    if let own = Environment["ORCHSITE_MACHINE"] { return plain(own) }
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let label = bytes.prefix { $0 != UInt8(ascii: ".") }
    // An address is not cut.
    let isNumber = label.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return plain(String(decoding: isNumber ? bytes[...] : label, as: UTF8.self))
  }

  /// This program's file, for others that are to call it; its name where nobody knows.
  package static var program: String {
    let file = (try? FileSystem.resolve("/proc/self/exe")) ?? ""
    return FileSystem.kind(of: file) == .regular ? file : Console.program
  }

  private static let bytesAtMost = 64

  /// One short line that a terminal shows as it is; nil where nothing is left, and for what every machine calls itself.
  package static func plain(_ name: String) -> String? {
    var scalars = String.UnicodeScalarView()
    var size = 0
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: continue
      default: break
      }
      size += String(scalar).utf8.count
      if size > bytesAtMost { break }
      scalars.append(scalar)
    }
    let words = String(scalars).split(separator: " ").joined(separator: " ")
    return words.isEmpty || words == "localhost" ? nil : words
  }
}
