import Files

/// The list of the files that this tool has written into an output folder.
///
/// A text file: a format line, then one path below the folder per line, in the order of bytes. It says which
/// files are ours to remove, and anybody may have edited it, so what it says is checked before it is believed.
struct Manifest: Equatable {
  static let fileName = ".orchsite-manifest"
  static let formatLine = "orchsite-manifest 1"
  /// More than the paths of a million pages.
  static let sizeLimit = 256 << 20

  /// Sorted, each once.
  var paths: [String]
  /// The client that the site is for, on the format line; `nil` for the team's own.
  let client: String?

  init(sorting paths: [String], client: String? = nil) {
    self.paths = FileSystem.sorted(paths)
    self.client = client
  }

  /// Whether bytes are a manifest of this format.
  static func isManifest(_ bytes: [UInt8]) -> Bool {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return line.elementsEqual(formatLine.utf8) || line.starts(with: (formatLine + forClient).utf8)
  }

  /// Whom the site of a manifest is for.
  static func client(in bytes: [UInt8]) -> String? {
    let rest = bytes.prefix { $0 != UInt8(ascii: "\n") }.dropFirst((formatLine + forClient).utf8.count)
    return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
  }

  private static let forClient = " client "

  /// The paths that a manifest lists. Lines that no output path can have are ignored.
  static func paths(in bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n")).dropFirst()
      .compactMap { String(validating: $0, as: UTF8.self) }
      .filter(OutputPath.isValid)
  }

  var bytes: [UInt8] {
    var bytes = Array((Self.formatLine + (client.map { Self.forClient + $0 } ?? "")).utf8)
    bytes.reserveCapacity(paths.reduce(bytes.count + 1) { $0 + $1.utf8.count + 1 })
    bytes.append(UInt8(ascii: "\n"))
    for path in paths {
      bytes.append(contentsOf: path.utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}

/// Paths of files below an output folder.
enum OutputPath {
  /// Whether a path names something strictly inside: relative, without empty, `.` and `..` parts and control
  /// characters, and not the manifest.
  static func isValid(_ path: String) -> Bool {
    guard path != Manifest.fileName else { return false }
    // Bytes in place: this runs for every page of every build.
    return path.utf8.withContiguousStorageIfAvailable(hasValidParts) ?? hasValidParts(Array(path.utf8))
  }

  private static func hasValidParts(_ bytes: some Sequence<UInt8>) -> Bool {
    var partLength = 0
    var dots = 0
    for byte in bytes {
      if byte == UInt8(ascii: "/") {
        if partLength == dots, dots <= 2 { return false }
        partLength = 0
        dots = 0
      } else {
        if byte < 0x20 || byte == 0x7F { return false }
        if byte == UInt8(ascii: ".") { dots += 1 }
        partLength += 1
      }
    }
    // "", "." and "..": parts of nothing but up to two dots.
    return !(partLength == dots && dots <= 2)
  }

  /// The folders above a path, the nearest first: "a/b", "a" for "a/b/c".
  static func parents(of path: String) -> [Substring] {
    var parents: [Substring] = []
    var rest = path[...]
    while let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) {
      rest = rest[..<slash]
      parents.append(rest)
    }
    return parents
  }
}
