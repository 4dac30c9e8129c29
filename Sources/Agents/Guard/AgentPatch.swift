import Bytes

/// A patch as Codex applies it: `*** Update File: PATH` and what is to be done there.
struct AgentPatch {
  struct File {
    let path: String
    var writing: Guard.Writing
  }

  private(set) var files: [File] = []

  init(_ text: String) {
    var file: File?
    var (old, new): ([String], [String]) = ([], [])
    var edits: [Guard.Writing.Edit] = []

    func closeHunk() {
      if !old.isEmpty || !new.isEmpty {
        edits.append(Guard.Writing.Edit(old: old.joined(separator: "\n"), new: new.joined(separator: "\n")))
      }
      (old, new) = ([], [])
    }
    func close() {
      guard var closing = file else { return }
      switch closing.writing {
      case .whole: closing.writing = .whole(new.map { $0 + "\n" }.joined())
      case .edits:
        closeHunk()
        closing.writing = .edits(edits)
      default: break
      }
      files.append(closing)
      file = nil
      (old, new, edits) = ([], [], [])
    }

    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for bytes in lines {
      let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
      if let path = Self.path(line, behind: "*** Add File: ") {
        close()
        file = File(path: path, writing: .whole(""))
      } else if let path = Self.path(line, behind: "*** Update File: ") {
        close()
        file = File(path: path, writing: .edits([]))
      } else if let path = Self.path(line, behind: "*** Delete File: ") {
        close()
        files.append(File(path: path, writing: .removal))
      } else if let path = Self.path(line, behind: "*** Move to: ") {
        // What was there goes, and comes under another name.
        if let from = file { files.append(File(path: from.path, writing: .removal)) }
        file = File(path: path, writing: .unknown)
      } else if line.begins("*** End Patch") {
        close()
      } else if line.begins("@@") {
        closeHunk()
      } else if line.begins("+") {
        new.append(String(decoding: line.utf8.dropFirst(), as: UTF8.self))
      } else if line.begins("-") {
        old.append(String(decoding: line.utf8.dropFirst(), as: UTF8.self))
      } else if line.begins(" ") {
        let same = String(decoding: line.utf8.dropFirst(), as: UTF8.self)
        old.append(same)
        new.append(same)
      }
    }
    close()
  }

  private static func path(_ line: String, behind mark: String) -> String? {
    let trimmed = String(decoding: line.utf8.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    guard trimmed.begins(mark) else { return nil }
    let path = Array(trimmed.utf8.dropFirst(mark.utf8.count)).drop { $0.isASCIISpace }
    let end = path.lastIndex { !$0.isASCIISpace }
    return end.map { String(decoding: path[...$0], as: UTF8.self) }
  }
}
