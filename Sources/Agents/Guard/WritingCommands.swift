import Bytes

// What is known to write, and where: judged for workers. Everything else of theirs passes.

extension CommandJudge {
  mutating func judgeWorkersCommand(
    _ name: String, _ arguments: [ShellValue], _ documents: [ShellDocument]
  ) throws(GuardRefusal) {
    switch name {
    case "orchsite": try judgeOrchsite(arguments)
    case "orchsite-notion": try judgeOrchsite(arguments, isNotion: true)
    case "make", "gmake": try judgeMake(arguments)
    case "git": try judgeGit(arguments)
    case "gh": try judgeHub(arguments)
    case "find", "gfind": try judgeWorkersFind(arguments)
    case "apply_patch", "applypatch":
      let text = arguments.first?.text ?? documents.last?.word.text(variable) ?? ""
      for file in AgentPatch(text).files { try judge(writing: ShellValue(file.path)) }
    case "tar", "gtar", "bsdtar":
      for value in Self.tarTargets(arguments) { try judge(writing: value) }
    default:
      guard let writer = WritingProgram.all[name] else { return }
      for (value, isRemoval) in writer.targets(in: arguments) { try judge(writing: value, isRemoval: isRemoval) }
    }
  }

  /// `find PLACE -delete`, `find PLACE -exec COMMAND {}`.
  private mutating func judgeWorkersFind(_ arguments: [ShellValue]) throws(GuardRefusal) {
    var starts = Array(arguments.prefix { !$0.starts(with: "-") && !$0.equals("(") && !$0.equals("!") })
    if starts.isEmpty { starts = [ShellValue(".")] }
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.equals("-delete") { for start in starts { try judge(writing: start, isRemoval: true) } }
      if word.starts(with: "-fprint") || word.equals("-fls") { if let file = rest.first { try judge(writing: file) } }
      guard ["-exec", "-execdir", "-ok", "-okdir"].contains(where: { word.equals($0) }) else { continue }
      let command = rest.prefix { !$0.equals(";") && !$0.equals("+") }
      rest = rest.dropFirst(command.count)
      for start in starts where start.unknownAt == nil {
        let place = String(decoding: start.bytes, as: UTF8.self)
        try judge(command.map { $0.replacing("{}", by: place.ends("/") ? place : place + "/") })
      }
    }
  }

  /// An archive that is made, or the folder that one is unpacked into.
  private static func tarTargets(_ arguments: [ShellValue]) -> [ShellValue] {
    var isUnpacking = false
    var isMaking = false
    var archives: [ShellValue] = []
    var folders: [ShellValue] = []
    for (index, word) in arguments.enumerated() {
      let next = arguments[(index + 1)...].first
      if word.equals("--extract") || word.equals("--get") { isUnpacking = true }
      if word.equals("--create") || word.equals("--append") || word.equals("--update") { isMaking = true }
      if word.starts(with: "--file="), let file = word.behindEquals { archives.append(file) }
      if word.starts(with: "--directory="), let folder = word.behindEquals { folders.append(folder) }
      // The first word may lack its hyphen.
      guard !word.starts(with: "--"), word.starts(with: "-") || index == 0 else { continue }
      let letters = word.bytes.drop { $0 == UInt8(ascii: "-") }
      if letters.contains(UInt8(ascii: "x")) { isUnpacking = true }
      if letters.contains(where: { "cru".utf8.contains($0) }) { isMaking = true }
      if let next, letters.last == UInt8(ascii: "f") { archives.append(next) }
      if let next, letters.last == UInt8(ascii: "C") { folders.append(next) }
    }
    return (isMaking ? archives : []) + (isUnpacking ? folders : [])
  }
}
