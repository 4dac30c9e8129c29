import Bytes
import FrontMatter

extension Slug {
  /// A name for a worker whose own has no letter that a file name can have: `w-` and a short hash of it.
  static func standIn(for name: String) -> String {
    // FNV-1a, 32 bits: stable across machines and versions.
    let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return "w-" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
