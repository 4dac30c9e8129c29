import Bytes

// Files that the orchestrator makes, moves and removes by name: those that a tool may write.

extension CommandJudge {
  private static let fileOptions: [String: String] = [
    "rm": "fivrR", "rmdir": "pv", "mv": "finv", "cp": "finvprRa", "touch": "cam", "mkdir": "pv", "tee": "a",
    "mktemp": "dqut", "git rm": "", "git mv": "",
  ]

  /// - Parameter name: `rm` and `mv` also of git.
  func judgeFiles(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuseUnknown(arguments, of: name)
    let letters = (Self.fileOptions[name] ?? "").utf8
    var files: [ShellValue] = []
    var given: Set<UInt8> = []
    var isBehindOptions = false
    for word in arguments {
      if isBehindOptions || !word.isOption {
        files.append(word)
      } else if word.equals("--") {
        isBehindOptions = true
      } else {
        let isKnown = word.unknownAt == nil && word.bytes.dropFirst().allSatisfy { letters.contains($0) }
        guard isKnown else { throw unlisted("\(name) \(word.shown)") }
        given.formUnion(word.bytes.dropFirst())
      }
    }
    if name == "mktemp" {
      // Without a template, or with -t, it is made in TMPDIR.
      if !given.contains(UInt8(ascii: "t")) { for file in files { try judge(writing: file) } }
      if given.contains(UInt8(ascii: "t")), files.contains(where: { $0.bytes.contains(UInt8(ascii: "/")) }) {
        throw unlisted("mktemp -t with a folder")
      }
      return
    }
    if name != "tee" { for file in files { try refuseBeside(file, name) } }
    let isDeep =
      ["r", "R", "a"].contains { given.contains(Character($0).asciiValue ?? 0) } && name != "tee"
      && name != "touch"
    switch name {
    case "mv", "cp":
      guard let target = files.popLast() else { return }
      if name == "mv" {
        for file in files {
          try judge(writing: file, isRemoval: true)
          try refuseFolder(file, name)
        }
      }
      if isDeep { try refuseFolder(target, name, isAny: true) }
      let isInto = files.count > 1 || target.bytes.last == UInt8(ascii: "/")
      let isFolder = targets(of: target).contains {
        if case .path(let path) = $0 { places.look.isFolder(path) } else { true }
      }
      if !isInto { try judge(writing: target) }
      guard isInto || isFolder else { return }
      for file in files {
        let slash = file.bytes.dropLast(file.bytes.last == UInt8(ascii: "/") ? 1 : 0).lastIndex(of: UInt8(ascii: "/"))
        let last = file.dropping(slash.map { $0 + 1 } ?? 0)
        try judge(writing: target.appending(ShellValue("/")).appending(last))
      }
    case "rm", "rmdir":
      for file in files {
        try judge(writing: file, isRemoval: true)
        if isDeep { try refuseFolder(file, name, isAny: true) }
      }
    default: for file in files { try judge(writing: file) }
    }
  }

  /// Refuses to change by command what lies beside `content/`.
  private func refuseBeside(_ value: ShellValue, _ name: String) throws(GuardRefusal) {
    for target in targets(of: value, keepsLink: true) {
      guard case .path(let path) = target, case .home = places.place(of: path) else { continue }
      throw unlisted("\(name) outside of content/")
    }
  }

  /// Refuses whole folders, with whatever is in them, but in a temporary folder.
  private func refuseFolder(_ value: ShellValue, _ name: String, isAny: Bool = false) throws(GuardRefusal) {
    for target in targets(of: value, keepsLink: true) {
      if case .path(let path) = target {
        if places.place(of: path) == .temporary { continue }
        if !isAny, !places.look.isFolder(path) { continue }
      }
      throw GuardRefusal(
        "\(name) \(value.shown)", "it changes a folder with all that is in it", instead: "name the files, one by one")
    }
  }

  /// `tar tf`, `unzip -l`
  func judgeListing(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuseUnknown(arguments, of: name)
    let isZip = name == "unzip"
    let letters = (isZip ? "lvZp1" : "tvfzjJ").utf8
    let (options, files) =
      isZip
      ? (arguments.filter(\.isOption), arguments.filter { !$0.isOption })
      : (Array(arguments.prefix(1)), Array(arguments.dropFirst()))
    let given = options.flatMap { $0.bytes.drop { $0 == UInt8(ascii: "-") } }
    let lists = (isZip ? "lvZp" : "t").utf8.contains { given.contains($0) }
    let isPlain = files.allSatisfy { !$0.isOption && !$0.bytes.contains(UInt8(ascii: ":")) && $0.unknownAt == nil }
    guard lists, isPlain, given.allSatisfy({ letters.contains($0) }),
      options.allSatisfy({ $0.unknownAt == nil && !$0.starts(with: "--") })
    else { throw unlisted(name) }
  }
}
