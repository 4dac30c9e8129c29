import Bytes

// The orchestrator's list: what its shell may run.

extension CommandJudge {
  static let listed =
    "read with ls, cat, grep, rg, find, sed -n, git log|show|diff|status; change content/ with the Edit tool and orchsite"

  /// Commands that read, with whatever options.
  private static let reading: Set<String> = [
    "[", "arch", "basename", "cal", "cat", "cksum", "cmp", "column", "comm", "cut", "df",
    "diff", "dirname", "du", "echo", "egrep", "eza", "expand", "expr", "false", "fgrep", "fmt", "fold", "free", "grep",
    "head", "hexdump", "id", "join", "jq", "ls", "lsof", "md5sum", "nl", "nproc", "numfmt", "od", "paste", "pgrep",
    "pr",
    "printenv", "printf", "ps", "pwd", "readlink", "realpath", "rev", "seq", "sha1sum", "sha256sum", "sha512sum",
    "shasum",
    "sleep", "stat", "strings", "sum", "tac", "tail", "test", "tokei", "top", "tr", "tsort", "tty", "uname",
    "unexpand", "uptime", "w", "wc", "which", "who", "whoami", "zcat", "zgrep",
  ]

  mutating func judgeOrchestratorsCommand(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    if Self.reading.contains(name) { return }
    switch name {
    case "orchsite": try judgeOrchsite(arguments)
    case "orchsite-notion": try judgeOrchsite(arguments, isNotion: true)
    case "make", "gmake": try judgeMake(arguments)
    case "git": try judgeGit(arguments)
    case "gh": try judgeHub(arguments)
    case "rm", "rmdir", "mv", "cp", "touch", "mkdir", "tee", "mktemp": try judgeFiles(name, arguments)
    case "tar", "gtar", "bsdtar", "unzip": try judgeListing(name, arguments)
    case "find", "gfind": try judgeFind(name, arguments)
    case "fd", "fdfind": try judgeExecuting(name, arguments, options: ["-x", "-X", "--exec", "--exec-batch"])
    case "sed", "gsed": try judgeSed(name, arguments)
    case "awk", "gawk", "mawk": try judgeAwk(name, arguments)
    case "sort":
      try refuse(["-o", "--output", "--compress-program", "-T", "--temporary-directory"], in: arguments, of: name)
    case "rg": try refuse(["--pre", "--hostname-bin"], in: arguments, of: name)
    case "ag", "bat": try refuse(["--pager"], in: arguments, of: name)
    case "tree": try refuse(["-o", "--output"], in: arguments, of: name)
    case "date": try judgeDate(arguments)
    case "file": try refuse(["-C", "--compile"], in: arguments, of: name)
    case "base64": try refuse(["-o", "--output"], in: arguments, of: name)
    case "less", "more":
      // `+!command`
      if arguments.contains(where: { $0.starts(with: "+") }) { throw unlisted("\(name) with a command in it") }
      try refuse(["-o", "-O", "--log-file", "--LOG-FILE"], in: arguments, of: name)
    case "yq": try refuse(["-i", "--inplace", "--in-place", "-s", "--split-exp"], in: arguments, of: name)
    case "uniq", "xxd":
      // A second name is what they write to.
      try refuse(["-r"], in: arguments, of: name)
      try refuseUnknown(arguments, of: name)
      let names = arguments.filter { !$0.isOption && $0.text.map { Int($0) == nil } ?? true }
      guard names.count > 1 else { return }
      throw unlisted("\(name) with two files, the second of which it writes")
    case "hostname":
      try refuse(["-b", "-F", "--boot", "--file"], in: arguments, of: name)
      if arguments.contains(where: { !$0.isOption }) { throw unlisted("hostname, setting it") }
    default: throw unlisted(name)
    }
  }

  func unlisted(_ what: String) -> GuardRefusal {
    GuardRefusal(what, "this is not on the orchestrator's list of commands that only read", instead: Self.listed)
  }

  /// Refuses options, also where they are written `--option=VALUE`, shortened, or in one word with others.
  func refuse(_ options: [String], in arguments: [ShellValue], of name: String) throws(GuardRefusal) {
    try refuseUnknown(arguments, of: name)
    for argument in arguments.prefix(while: { !$0.equals("--") }) where argument.isOption {
      let text = String(decoding: argument.bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
      for option in options {
        let isMeant =
          option.begins("--")
          ? text.utf8.count >= 3 && text.begins("--") && option.begins(text)
          : !text.begins("--") && text.utf8.dropFirst().contains(option.utf8.last ?? 0)
        if isMeant { throw unlisted("\(name) \(text)") }
      }
    }
  }

  /// Refuses arguments that may be options, for all that can be told.
  func refuseUnknown(_ arguments: [ShellValue], of name: String) throws(GuardRefusal) {
    let asked = arguments.prefix { !$0.equals("--") }
    guard let argument = asked.first(where: { $0.beginsUnknown && !$0.isRevision }) else { return }
    throw GuardRefusal(
      "\(name) \(argument.shown)", "which option or file this is cannot be told beforehand",
      instead: "write the words out, or put -- in front of file names")
  }

  /// `date 010100002020` sets the clock; a format begins with a plus.
  private func judgeDate(_ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuse(["-s", "--set"], in: arguments.filter { !$0.starts(with: "-I") && !$0.starts(with: "-d") }, of: "date")
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let takesNext =
        ["-d", "-r", "-f", "-v", "-j", "-ud", "-ur"].contains { word.equals($0) }
        || (word.starts(with: "--") && word.behindEquals == nil
          && ["--date", "--reference", "--file"].contains { $0.begins(word.text ?? "-") })
      if takesNext, !word.equals("-j") { rest = rest.dropFirst() }
      guard !word.isOption, !word.starts(with: "+") else { continue }
      throw unlisted("date \(word.shown), setting it")
    }
  }

  // MARK: find

  private static let findActions = ["-exec", "-execdir", "-ok", "-okdir"]

  private mutating func judgeFind(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuseUnknown(arguments, of: name)
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if ["-delete", "-fprint", "-fprint0", "-fprintf", "-fls"].contains(where: { word.equals($0) }) {
        throw unlisted("\(name) \(word.shown)")
      }
      guard Self.findActions.contains(where: { word.equals($0) }) else { continue }
      let command = rest.prefix { !$0.equals(";") && !$0.equals("+") }
      rest = rest.dropFirst(command.count)
      // Names that find gives begin with where it was told to look.
      try judge(command.map { $0.replacing("{}", by: "./") })
    }
  }

  private mutating func judgeExecuting(
    _ name: String, _ arguments: [ShellValue], options: [String]
  ) throws(GuardRefusal) {
    if let index = arguments.firstIndex(where: { word in options.contains { word.equals($0) } }) {
      // Without a mark, the names come last.
      try judge(
        arguments[(index + 1)...].map { $0.replacing("{}", by: "./") } + [ShellValue("{}").replacing("{}", by: "./")])
      return
    }
    try refuse(options, in: arguments, of: name)
  }

  // MARK: sed, awk

  private func judgeSed(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuse(["-i", "-f", "--in-place", "--file"], in: arguments, of: name)
    var scripts: [ShellValue] = []
    var operands: [ShellValue] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.equals("-e") || word.equals("--expression") {
        if let script = rest.popFirst() { scripts.append(script) }
      } else if word.starts(with: "--expression="), let script = word.behindEquals {
        scripts.append(script)
      } else if word.isOption, !word.starts(with: "--"), word.bytes.last == UInt8(ascii: "e") {
        if let script = rest.popFirst() { scripts.append(script) }
      } else if word.isOption, !word.starts(with: "--"), let place = word.bytes.firstIndex(of: UInt8(ascii: "e")) {
        scripts.append(word.dropping(place + 1))
      } else if !word.isOption {
        operands.append(word)
      }
    }
    if scripts.isEmpty, let script = operands.first { scripts = [script] }
    for script in scripts {
      guard let text = script.text, SedScript.onlyPrints(text) else {
        throw GuardRefusal(
          "\(name) \(script.shown)", "this script of sed is not plainly one that only prints",
          instead: "use sed -n 'FROM,TOp', grep, cut or the Read tool; change files with the Edit tool")
      }
    }
  }

  private func judgeAwk(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    try refuseUnknown(arguments, of: name)
    var rest = arguments[...]
    while let word = rest.first, word.isOption {
      guard word.starts(with: "-F") || word.starts(with: "-v") else { throw unlisted("\(name) \(word.shown)") }
      rest = rest.dropFirst(word.bytes.count == 2 ? 2 : 1)
    }
    guard let program = rest.first?.text else { return }
    let hides = ["system", "getline", "close", "@", "printf >", "inplace"].contains { program.contains($0) }
    let actions = Self.actions(of: Array(program.utf8))
    guard !hides, !actions.contains(UInt8(ascii: ">")), !actions.contains(UInt8(ascii: "|")) else {
      throw GuardRefusal(
        "\(name) \(program)", "this program of awk may write or run something",
        instead: "leave out > and | in braces, system and getline; or use cut, grep, jq")
    }
  }

  /// What stands in braces of a program of awk: elsewhere are only patterns, and `>` compares. With a slash, which may
  /// begin a pattern that has braces of its own, all behind the first brace.
  private static func actions(of program: [UInt8]) -> [UInt8] {
    let rest = Array(program.drop { $0 != UInt8(ascii: "{") })
    guard !rest.contains(where: { "/#\\'".utf8.contains($0) }) else { return rest }
    var actions: [UInt8] = []
    var depth = 0
    var isQuoted = false
    for byte in rest {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "{"), !isQuoted { depth += 1 }
      if byte == UInt8(ascii: "}"), !isQuoted { depth -= 1 }
      if depth != 0 { actions.append(byte) }
    }
    return depth == 0 && !isQuoted ? actions : rest
  }

  // MARK: gh

  func judgeHub(_ arguments: [ShellValue]) throws(GuardRefusal) {
    let words = arguments.filter { !$0.isOption }.prefix(2).map { $0.text ?? "" }
    let shown = (["gh"] + words).joined(separator: " ")
    if words.count == 2, words[0].isExactly("pr"), words[1].isExactly("merge") {
      guard powers.contains(.finish), role == .orchestrator else { throw GuardPower.finish.refusal(of: shown) }
      throw GuardRefusal(
        shown, "the task and its worktree would be left behind",
        instead: "orchsite feature finish REPO TASK merges, and ends the task")
    }
    if words.first.map({ $0.isExactly("release") }) ?? false,
      words.count < 2 || !Self.hubReading.containsExactly(words[1])
    {
      guard powers.contains(.release) else { throw GuardPower.release.refusal(of: shown) }
    }
    guard role == .orchestrator else { return }
    try refuseUnknown(arguments, of: "gh")
    let isReading =
      words.count == 2
      ? Self.hubTopics.containsExactly(words[0]) && Self.hubReading.containsExactly(words[1])
      : words.allSatisfy { ["status", "version", "help"].containsExactly($0) }
    guard isReading else { throw unlisted(shown) }
  }

  private static let hubTopics = ["pr", "issue", "run", "release", "repo", "workflow", "label", "search", "auth"]
  private static let hubReading = [
    "list", "view", "status", "checks", "diff", "prs", "issues", "commits", "code", "repos",
  ]
}

extension ShellValue {
  /// With a mark taken for an argument that is not known but for how it begins.
  func replacing(_ mark: String, by start: String) -> ShellValue {
    guard let range = bytes.firstRange(of: Array(mark.utf8)) else { return self }
    var result = replacing(mark)
    result.bytes.insert(contentsOf: Array(start.utf8), at: range.lowerBound)
    result.unknownAt = range.lowerBound + start.utf8.count
    return result
  }
}
