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
    case "ln":
      for (value, _) in WritingProgram.all["ln"]?.targets(in: arguments) ?? [] { try judge(writing: value) }
      noteLink(arguments)
    case "awk", "gawk", "mawk": try judgeAwkScripts(arguments)
    default:
      if name == "sed" || name == "gsed" { try judgeSedScripts(arguments) }
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
        let before = state.folders
        if word.starts(with: "-execdir") || word.starts(with: "-okdir") {
          state.folders = follow(start, from: state.folders)
        }
        try judge(command.map { $0.replacing("{}", by: place.ends("/") ? place : place + "/") })
        // It may be the place itself; and a script gets it as $1.
        try judge(command.map { $0.equals("{}") ? start : $0 })
        state.folders = before
      }
    }
  }

  /// An archive that is made, or the folder that one is unpacked into.
  private static func tarTargets(_ arguments: [ShellValue]) -> [ShellValue] {
    var isUnpacking = false
    var isMaking = false
    var archives: [ShellValue] = []
    var folders: [ShellValue] = []
    var rest = arguments[...]
    var isFirst = true
    while let word = rest.popFirst() {
      defer { isFirst = false }
      if word.equals("--") { break }
      if word.starts(with: "--") {
        if word.isLong("--extract") || word.isLong("--get") { isUnpacking = true }
        if ["--create", "--append", "--update", "--concatenate", "--catenate"].contains(where: { word.isLong($0) }) {
          isMaking = true
        }
        if word.isLong("--file"), let file = word.behindEquals ?? rest.popFirst() { archives.append(file) }
        if word.isLong("--directory"), let folder = word.behindEquals ?? rest.popFirst() { folders.append(folder) }
        continue
      }
      // The first word may lack its hyphen: the values of its letters follow in their order then.
      guard word.starts(with: "-") || isFirst else { continue }
      let isOld = !word.starts(with: "-")
      var at = isOld ? 0 : 1
      while at < word.bytes.count {
        let letter = word.bytes[at]
        at += 1
        if letter == UInt8(ascii: "x") { isUnpacking = true }
        if "cruA".utf8.contains(letter) { isMaking = true }
        guard "fCbTXIgHLNKVF".utf8.contains(letter) else { continue }
        let isGlued = !isOld && at < word.bytes.count
        let value = isGlued ? word.dropping(at) : rest.popFirst()
        if let value, letter == UInt8(ascii: "f") { archives.append(value) }
        if let value, letter == UInt8(ascii: "C") { folders.append(value) }
        if isGlued { break }
      }
    }
    return (isMaking ? archives : []) + (isUnpacking ? folders : [])
  }

  /// Sees a link that is made from here on: `ln -s .. up; rm -rf up/x`.
  private mutating func noteLink(_ arguments: [ShellValue]) {
    let isSymbolic = arguments.contains {
      $0.isLong("--symbolic") || $0.isOption && !$0.starts(with: "--") && $0.bytes.contains(UInt8(ascii: "s"))
    }
    let names = arguments.filter { !$0.isOption }
    guard isSymbolic, names.count <= 2, let source = names.first?.text else { return }
    let last = source.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? "."
    var places = guardian.places
    let old = places.look
    var links: [String] = []
    for target in targets(of: names.count == 2 ? names[1] : ShellValue("."), keepsLink: true) {
      guard case .path(let path) = target else { continue }
      links.append(old.isFolder(path) ? "\(path)/\(last)" : path)
    }
    let made = links
    places.look = GuardPlaces.Look(
      link: { path in made.contains { $0.isExactly(path) } ? source : old.link(path) }, exists: old.exists,
      read: old.read, isFolder: old.isFolder)
    guardian = Guard(role, places: places, powers: powers)
  }

  // MARK: Scripts of sed and awk

  /// `w FILE` and `s/a/b/w FILE`, as far as they are plain.
  private func judgeSedScripts(_ arguments: [ShellValue]) throws(GuardRefusal) {
    for argument in arguments where !argument.isOption || argument.starts(with: "-e") {
      let bytes = argument.bytes
      for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "w") || byte == UInt8(ascii: "W") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: " ") else { continue }
        let before = bytes[..<index]
        // In front of it stand an address, or the flags of a substitution that is over.
        let isAtCommand = before.isEmpty || before.last.map { ";{}\n$".utf8.contains($0) || $0.isASCIIDigit } ?? true
        let isFlag =
          before.count { $0 == UInt8(ascii: "/") } >= 3
          && (before.last.map { "/gpIi".utf8.contains($0) } ?? false)
        guard isAtCommand || isFlag else { continue }
        let path = bytes[(index + 1)...].drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: "\n") }
        if path.isEmpty { continue }
        try judge(writing: ShellValue(String(decoding: path, as: UTF8.self)))
      }
    }
  }

  /// `print > "FILE"`
  private func judgeAwkScripts(_ arguments: [ShellValue]) throws(GuardRefusal) {
    for argument in arguments {
      var rest = argument.bytes[...]
      while let sign = rest.firstIndex(of: UInt8(ascii: ">")) {
        rest = rest[sign...].drop { $0 == UInt8(ascii: ">") || $0.isASCIISpace }
        guard rest.first == UInt8(ascii: "\"") else { continue }
        let path = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        if !path.isEmpty { try judge(writing: ShellValue(String(decoding: path, as: UTF8.self))) }
      }
    }
  }
}
