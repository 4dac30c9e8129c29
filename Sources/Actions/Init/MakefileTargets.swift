import Bytes
import Files

/// The targets that a Makefile defines, as far as reading it tells: make is not asked, for it would run what stands
/// there.
struct MakefileTargets {
  /// As they are written; patterns (`release-%`) among them.
  private(set) var names: [String] = []

  /// The files that make looks for, in its order.
  static let fileNames = ["GNUmakefile", "makefile", "Makefile"]

  private static let sizeLimit = 4 << 20
  private static let filesAtMost = 20

  /// - Parameter folder: where files that it includes are.
  init(_ bytes: [UInt8], in folder: String) {
    var files = 0
    read(bytes, folder, &files)
  }

  /// Of some names, those that the file has a rule for, or one that fits: what init leaves to it. A rule for everything
  /// is none for these.
  func shadowing(_ targets: [MakeTarget]) -> [String] {
    var shadowed: [String] = []
    for name in names where name != "%" {
      let isOurs = targets.contains { target in
        if target.isFamily { return name.utf8.starts(with: target.name.utf8) }
        return name == target.name || Self.fits(name, target.name)
      }
      if isOurs || name == MakeFile.helpTarget, !shadowed.contains(name) { shadowed.append(name) }
    }
    return shadowed
  }

  private static func fits(_ pattern: String, _ name: String) -> Bool {
    guard let percent = pattern.utf8.firstIndex(of: UInt8(ascii: "%")) else { return false }
    let (front, back) = (pattern[..<percent].utf8, pattern[percent...].utf8.dropFirst())
    return name.utf8.count > front.count + back.count && name.utf8.starts(with: front)
      && name.utf8.suffix(back.count).elementsEqual(back)
  }

  // MARK: Reading

  private mutating func read(_ bytes: [UInt8], _ folder: String, _ files: inout Int) {
    files += 1
    guard files <= Self.filesAtMost else { return }
    var isInDefinition = false
    for line in Self.logicalLines(of: bytes) where line.utf8.first != UInt8(ascii: "\t") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = words.first else { continue }
      if isInDefinition {
        isInDefinition = first != "endef"
        continue
      }
      if first == "define" || first == "override" && words.dropFirst().first == "define" {
        isInDefinition = true
      } else if ["include", "-include", "sinclude"].contains(first) {
        for name in words.dropFirst() where Self.isPlain(name) {
          let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
          guard !name.utf8.elementsEqual(MakeFile.name.utf8),
            let included = try? FileSystem.read(path, limit: Self.sizeLimit)
          else { continue }
          read(included, folder, &files)
        }
      } else {
        names += Self.targets(of: line).filter { !names.contains($0) }
      }
    }
  }

  /// `lint test: deps`, `test:: deps`, `a b &: c`; neither `test := x` nor `.PHONY: test`.
  private static func targets(of line: String) -> [String] {
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return [] }
    // `name = a:b`, and a value that holds a colon.
    guard !line[..<colon].utf8.contains(UInt8(ascii: "=")), !line[..<colon].utf8.contains(UInt8(ascii: "#")) else {
      return []
    }
    let rest = line[colon...].utf8.drop { $0 == UInt8(ascii: ":") }
    if rest.first == UInt8(ascii: "=") { return [] }
    return line[..<colon].split { $0 == " " || $0 == "\t" || $0 == "&" }.map(String.init)
      .filter { isPlain($0) && $0.utf8.first != UInt8(ascii: ".") }
  }

  /// Whether a word says what it means: what make would work out is not known here.
  private static func isPlain(_ word: String) -> Bool {
    word.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"$*?[]\\;|<>\"'`(){}".utf8.contains($0) }
  }

  private static func logicalLines(of bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    var isGoingOn = false
    for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      var piece = piece
      if piece.last == UInt8(ascii: "\r") { piece.removeLast() }
      let goesOn = piece.last == UInt8(ascii: "\\")
      let text = String(decoding: goesOn ? piece.dropLast() : piece, as: UTF8.self)
      if isGoingOn { lines[lines.count - 1] += " \(text)" } else { lines.append(text) }
      isGoingOn = goesOn
    }
    return lines
  }
}
