import Bytes
import Files

/// The command that the files of a checkout imply where content names none. What runs is fixed here, so content has no
/// say in it; what it does is the repo's own matter, as it is for whoever types it there.
package enum ImpliedCommand {
  private static let names: Set<String> = ["build", "ci", "lint", "test"]
  private static let sizeLimit = 4 << 20

  /// The first of: a target of the Makefile, a script of package.json, what the package's own tool has.
  package static func find(_ name: String, in folder: String) -> String? {
    guard names.contains(name) else { return nil }
    for file in ["GNUmakefile", "makefile", "Makefile"] {
      if let bytes = read("\(folder)/\(file)") {
        if hasTarget(name, bytes) { return "make \(name)" }
        break
      }
    }
    if let bytes = read("\(folder)/package.json"), JSONKeys.inner(of: "scripts", in: bytes).contains(Array(name.utf8)) {
      return name == "test" ? "npm test" : "npm run \(name)"
    }
    let tools = [
      ("Package.swift", ["build": "swift build", "test": "swift test"]),
      ("Cargo.toml", ["build": "cargo build", "test": "cargo test"]),
      ("pyproject.toml", ["test": "python3 -m pytest"]),
    ]
    for (file, commands) in tools {
      if let command = commands[name], FileSystem.kind(of: "\(folder)/\(file)") == .regular { return command }
    }
    return nil
  }

  private static func read(_ path: String) -> [UInt8]? {
    FileSystem.kind(of: path) == .regular ? try? FileSystem.read(path, limit: sizeLimit) : nil
  }

  /// `test:`, `lint test: deps`, and neither `test := x` nor a line of a recipe.
  private static func hasTarget(_ name: String, _ makefile: [UInt8]) -> Bool {
    makefile.split(separator: UInt8(ascii: "\n")).contains { line in
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != UInt8(ascii: "\t"),
        line.dropFirst(colon - line.startIndex + 1).first(where: { $0 != UInt8(ascii: ":") }) != UInt8(ascii: "=")
      else { return false }
      return line[..<colon].split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(name.utf8) }
    }
  }
}

/// Just enough of JSON to tell which keys an object holds.
enum JSONKeys {
  /// The keys, as they are written, of the object that a key of the outermost object has.
  static func inner(of outer: String, in bytes: [UInt8]) -> Set<[UInt8]> {
    var keys: Set<[UInt8]> = []
    var depth = 0
    var isInside = false
    var text: [UInt8]?
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        text = Array(bytes[start..<min(index, bytes.count)])
        index += 1
      case UInt8(ascii: ":"):
        guard let key = text else { continue }
        if depth == 1 { isInside = key.elementsEqual(outer.utf8) }
        if depth == 2, isInside { keys.insert(key) }
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return keys
  }
}
