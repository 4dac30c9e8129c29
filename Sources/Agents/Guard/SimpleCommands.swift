import Bytes

// One simple command: what the shell itself does of it, and what commands it runs for others.

extension CommandJudge {
  mutating func judge(_ simple: ShellSimple) throws(GuardRefusal) {
    try judge(nestedIn: simple.words)
    for assignment in simple.assignments { try judge(nestedIn: [assignment.value] + assignment.items) }
    try judge(simple.redirections)
    // `IFS= read -r line`: it holds for that line.
    let isReading = simple.words.first?.plain.map { $0.isExactly("read") } ?? false
    for assignment in simple.assignments where !isReading || !assignment.name.isExactly("IFS") {
      let value = assignment.items.isEmpty ? assignment.value.text(variable) : nil
      try judge(settingVariable: assignment.name, to: value)
    }
    let words = simple.words.flatMap { expand($0) }
    guard !words.isEmpty else {
      // A word that comes to nothing is not known to: `$command file`.
      for assignment in simple.assignments { assign(assignment) }
      return
    }
    let before = state.variables
    for assignment in simple.assignments { assign(assignment) }
    try judge(words, documents: simple.redirections.compactMap(\.document))
    // In front of a command they hold for it alone.
    for assignment in simple.assignments { state.variables[assignment.name] = before[assignment.name] }
  }

  private mutating func assign(_ assignment: ShellAssignment) {
    let values = assignment.value.pieces.isEmpty ? [ShellValue()] : quoted(assignment.value).flatMap { expand($0) }
    let isNumber = assignment.items.isEmpty && self.isNumber(assignment.value)
    defer { if isNumber { state.numbers.insert(assignment.name) } }
    set(assignment.name, to: assignment.items.isEmpty && values.count == 1 ? values[0].text : nil)
  }

  /// A value that is long is not known: `X=$X$X`, forty times, would fill the memory.
  mutating func set(_ name: String, to value: String?) {
    state.numbers.remove(name)
    state.variables[name] = .some(value.flatMap { $0.utf8.count > 1 << 16 ? nil : $0 })
  }

  /// A value is not split, and no pattern: what is not quoted in it is like what is.
  private func quoted(_ word: ShellWord) -> [ShellWord] {
    var word = word
    word.pieces = word.pieces.enumerated().map { index, piece in
      switch piece {
      case .text(let bytes, _) where index > 0 || bytes.first != UInt8(ascii: "~"): .text(bytes, isQuoted: true)
      case .variable(let name, _): .variable(name, isQuoted: true)
      default: piece
      }
    }
    return [word]
  }

  /// Refuses variables by which a listed command would run something else.
  private func judge(settingVariable name: String, to value: String? = nil) throws(GuardRefusal) {
    guard role == .orchestrator else { return }
    if let value, let harmless = Self.harmlessValues[name], harmless.containsExactly(value) { return }
    let isHarmless =
      !name.begins("GIT_") && !name.begins("LD_") && !name.begins("DYLD_") && !name.begins("BASH_")
      && !name.begins("HIST")
      && !name.begins("LESS") && !name.begins("MAKE") && !name.begins("RIPGREP_") && !name.begins("ORCHSITE_")
      && !Self.runningVariables.containsExactly(name)
    guard !isHarmless else { return }
    throw GuardRefusal(
      "setting \(name)", "this variable can change what a command runs, or where",
      instead: "call the command without it; -C DIR and --home DIR name folders")
  }

  private static let harmlessValues = [
    "PAGER": ["cat", ""], "GIT_PAGER": ["cat", ""], "GH_PAGER": ["cat", ""], "MANPAGER": ["cat"],
    "GIT_OPTIONAL_LOCKS": ["0", "1"], "GIT_TERMINAL_PROMPT": ["0"],
  ]

  private static let runningVariables = [
    "PATH", "PAGER", "MANPAGER", "EDITOR", "VISUAL", "SHELL", "ENV", "IFS", "HOME", "CDPATH", "PS4", "PROMPT_COMMAND",
    "SHELLOPTS", "BASHOPTS", "BROWSER", "GH_PAGER", "GH_EDITOR", "GH_BROWSER", "JQ_COLORS", "FPATH", "ZDOTDIR",
    "NODE_OPTIONS", "PYTHONPATH", "PERL5OPT", "RUBYOPT", "SSH_ASKPASS", "BAT_PAGER", "BAT_CONFIG_PATH", "TMPDIR",
  ]

  // MARK: Words

  /// Judges a command that is given as words.
  mutating func judge(_ words: [ShellValue], documents: [ShellDocument] = []) throws(GuardRefusal) {
    nesting += 1
    defer { nesting -= 1 }
    try spend()
    guard let first = words.first else { return }
    guard let name = first.text, first.isLiteral || name.isExactly("[") else {
      guard role == .orchestrator else { return }
      throw GuardRefusal(
        first.shown, "which command this is cannot be told beforehand", instead: "write the command's name out")
    }
    let arguments = Array(words.dropFirst())
    if let body = state.functions[ExactText(name)] {
      try call(body, named: name, arguments)
      return
    }
    if try judgeBuiltin(name, arguments) { return }
    let program = base(name)
    if try judgeWrapper(program, name, arguments, documents) { return }
    switch role {
    case .worker: try judgeWorkersCommand(program, arguments, documents)
    case .orchestrator: try judgeOrchestratorsCommand(name, arguments)
    }
  }

  /// A worker's program by whatever path; the orchestrator's by its name alone.
  private func base(_ name: String) -> String {
    guard role == .worker, let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
    return String(name[name.utf8.index(after: slash)...])
  }

  private mutating func call(
    _ body: ShellNode, named name: String, _ arguments: [ShellValue]
  ) throws(GuardRefusal) {
    let before = (state.variables, state.functions)
    for number in 1...9 {
      state.variables["\(number)"] = number <= arguments.count ? .some(arguments[number - 1].text) : .some("")
    }
    state.variables["@"] = .some(arguments.count == 1 ? arguments[0].text : nil)
    state.variables["*"] = state.variables["@"]
    // It may call itself: what it does has been seen then.
    state.functions[ExactText(name)] = .group([], [])
    let leftBefore = left
    left = []
    try judge(body)
    join(left)
    left = leftBefore
    // What it sets is set behind it too, unless it has returned before that, or the name was local.
    for (name, value) in state.variables where before.0[name] != value { state.variables[name] = .some(nil) }
    for name in (0...9).map(String.init) + ["@", "*"] { state.variables[name] = before.0[name] }
    state.functions.merge(before.1) { _, old in old }
  }

  // MARK: The shell's own

  /// - Returns: whether it was one, and is judged.
  private mutating func judgeBuiltin(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) -> Bool {
    try refuseBuiltin(name, arguments)
    switch name {
    case "cd", "pushd", "chdir":
      let target = arguments.first { !$0.isOption || $0.beginsUnknown }
      if name == "pushd" { state.stack.append(state.folders) }
      if let target, !target.equals("-") {
        move(to: target)
      } else if target == nil, name == "cd" {
        state.folders = [places.person]
      } else {
        state.folders = [nil]
      }
      state.variables["PWD"] = nil
    case "popd": state.folders = state.stack.popLast() ?? [nil]
    case "export", "declare", "typeset", "local", "readonly":
      for argument in arguments {
        guard let equals = argument.bytes.firstIndex(of: UInt8(ascii: "=")), equals < (argument.unknownAt ?? .max)
        else {
          if let text = argument.text, !argument.isOption { try judge(settingVariable: text) }
          continue
        }
        let left = argument.bytes[..<equals]
        let variable = String(decoding: left.filter { $0 != UInt8(ascii: "+") }, as: UTF8.self)
        let isReference = arguments.contains { $0.isOption && $0.bytes.contains(UInt8(ascii: "n")) }
        try judge(settingVariable: variable, to: argument.dropping(equals + 1).text)
        let isKnown = !isReference && left.last != UInt8(ascii: "+")
        set(variable, to: isKnown ? argument.dropping(equals + 1).text : nil)
        // By a reference, whatever it names may be set.
        if isReference { forgetVariables() }
      }
    case "read" where !fed.isEmpty:
      // A line of what comes in: one of the names there, as far as it is seen.
      for argument in arguments where !argument.isOption {
        if let text = argument.text { set(text, to: fed.first?.text) }
      }
    case "read", "mapfile", "readarray", "getopts", "let":
      for argument in arguments { if let text = argument.text { set(text, to: nil) } }
    case "unset": for argument in arguments { if let text = argument.text { set(text, to: nil) } }
    case "shift": for number in 1...9 { state.variables["\(number)"] = .some(nil) }
    case "return", "break", "continue": left.append(state)
    case "set", "shopt", "umask", "ulimit", "exit", ":", "true", "false", "wait", "jobs",
      "fg", "bg", "disown", "hash", "type", "times", "dirs", "history":
      break
    case "alias":
      guard role == .orchestrator, !arguments.isEmpty else { break }
      throw GuardRefusal("alias", "a name would stand for another command", instead: "write the command itself")
    case "trap":
      if let script = arguments.first(where: { !$0.isOption }) { try judge(nestedScript: [script], "trap") }
    case "eval": try judge(nestedScript: arguments, "eval")
    case "command":
      let rest = arguments.drop { $0.isOption }
      if arguments.first.map({ $0.equals("-v") || $0.equals("-V") }) ?? false { break }
      try judge(Array(rest))
    case "builtin", "exec", "nocorrect", "noglob":
      var rest = arguments[...]
      while let option = rest.first, option.isOption { rest = rest.dropFirst(option.equals("-a") ? 2 : 1) }
      try judge(Array(rest))
    case "printf":
      // It sets a variable, and prints besides: the rest is judged as of any command.
      if let index = arguments.firstIndex(where: { $0.starts(with: "-v") }) {
        let name = arguments[index].bytes.count > 2 ? arguments[index].dropping(2) : arguments[(index + 1)...].first
        if let name = name?.text { set(name, to: nil) } else { forgetVariables() }
      }
      return false
    default: return false
    }
    return true
  }

  mutating func forgetVariables() {
    for name in state.variables.keys { state.variables[name] = .some(nil) }
  }

  /// Goes to another folder. Where that is not there, `cd` fails, and the shell stays.
  private mutating func move(to target: ShellValue) {
    let old = state.folders
    state.folders = follow(target, from: old)
    let isThere = state.folders.allSatisfy { folder in folder.map { places.look.isFolder($0) } ?? true }
    if !isThere { state.otherFolders += old.filter { !state.otherFolders.contains($0) } }
  }

  /// Judges words that are read as a script.
  private mutating func judge(nestedScript words: [ShellValue], _ name: String) throws(GuardRefusal) {
    let texts = words.map(\.text)
    guard texts.allSatisfy({ $0 != nil }) else {
      guard role == .orchestrator else { return }
      throw GuardRefusal(name, "what it runs cannot be told beforehand", instead: "call the command itself")
    }
    try judge(script: texts.compactMap(\.self).joined(separator: " "), depth: 10)
  }

  // MARK: Commands that run others

  private mutating func judgeWrapper(
    _ program: String, _ name: String, _ arguments: [ShellValue], _ documents: [ShellDocument]
  ) throws(GuardRefusal) -> Bool {
    if Self.shells.containsExactly(program) {
      try judgeShell(program, arguments, documents)
      return true
    }
    if program == "env" {
      try judgeEnvironment(arguments)
      return true
    }
    if program == "xargs" {
      try judgeArguments(arguments)
      return true
    }
    if program == "watch" {
      let rest = arguments.drop { $0.isOption }
      try judge(nestedScript: Array(rest.drop { $0.text.map { Double($0) != nil } ?? false }), program)
      return true
    }
    guard let wrapper = Self.wrappers[program] else { return false }
    if program == "time" || program == "gtime" {
      let report = WritingProgram(files: .none, outputs: ["-o", "--output"], valued: ["-f", "--format"])
      for (file, _) in report.targets(in: Array(arguments.prefix(Self.ownOptions(arguments[...], wrapper.valued)))) {
        try judge(writing: file)
      }
    }
    var rest = arguments[...]
    while let option = rest.first, option.isOption || (wrapper.takesAssignments && isAssignment(option)) {
      rest = rest.dropFirst()
      if option.equals("--") { break }
      if let text = option.text, wrapper.valued.containsExactly(text) { rest = rest.dropFirst() }
    }
    rest = rest.dropFirst(wrapper.operands)
    if rest.isEmpty, role == .orchestrator, wrapper.isRefusedAlone {
      throw GuardRefusal(name, "this is not on the orchestrator's list of commands", instead: Self.listed)
    }
    if role == .orchestrator, wrapper.isRefusedAlone {
      throw GuardRefusal(name, "the orchestrator runs nothing as another user", instead: "ask the person")
    }
    try judge(Array(rest))
    return true
  }

  /// How many words in front of the command are the wrapper's.
  private static func ownOptions(_ words: ArraySlice<ShellValue>, _ valued: [String]) -> Int {
    var rest = words
    while let option = rest.first, option.isOption {
      let takesNext = option.text.map { valued.containsExactly($0) } ?? false
      rest = rest.dropFirst(takesNext ? 2 : 1)
    }
    return words.count - rest.count
  }

  private func isAssignment(_ value: ShellValue) -> Bool {
    Self.assignedName(in: String(decoding: value.bytes, as: UTF8.self)) != nil
  }

  private static let shells = ["sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "rbash"]

  private struct Wrapper {
    /// Options with a value behind them.
    var valued: [String] = []
    /// Words in front of the command.
    var operands = 0
    var takesAssignments = false
    var isRefusedAlone = false
  }

  private static let wrappers: [String: Wrapper] = [
    "nohup": Wrapper(), "setsid": Wrapper(), "time": Wrapper(valued: ["-f", "-o", "--format", "--output"]),
    "gtime": Wrapper(valued: ["-f", "-o"]), "nice": Wrapper(valued: ["-n", "--adjustment"]),
    "ionice": Wrapper(valued: ["-c", "-n", "-p", "--class", "--classdata"]),
    "timeout": Wrapper(valued: ["-s", "-k", "--signal", "--kill-after"], operands: 1),
    "gtimeout": Wrapper(valued: ["-s", "-k"], operands: 1),
    "stdbuf": Wrapper(valued: ["-i", "-o", "-e", "--input", "--output", "--error"]), "chronic": Wrapper(),
    "unbuffer": Wrapper(), "caffeinate": Wrapper(valued: ["-t", "-w"]), "busybox": Wrapper(),
    "sudo": Wrapper(
      valued: ["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T"], takesAssignments: true, isRefusedAlone: true),
    "doas": Wrapper(valued: ["-u", "-C"], isRefusedAlone: true),
  ]

  /// `sh -c 'script'`, `sh < document`, `sh file`.
  private mutating func judgeShell(
    _ program: String, _ arguments: [ShellValue], _ documents: [ShellDocument]
  ) throws(GuardRefusal) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      if option.equals("--") { continue }
      guard option.starts(with: "-") || option.starts(with: "+") else {
        rest = arguments[...]
        break
      }
      let isShort = !option.starts(with: "--")
      if isShort, option.bytes.contains(UInt8(ascii: "c")), let script = rest.first(where: { !$0.isOption }) {
        let before = state
        let values = rest.drop { $0.isOption }.dropFirst()
        state.variables["@"] = .some(values.dropFirst().count == 1 ? values.last?.text : nil)
        state.variables["*"] = state.variables["@"]
        for (number, value) in values.prefix(10).enumerated() { state.variables["\(number)"] = .some(value.text) }
        try judge(nestedScript: [script], "\(program) -c")
        state = before
        return
      }
      if role == .orchestrator, option.starts(with: "--rc") || option.starts(with: "--init") {
        throw GuardRefusal("\(program) \(option.shown)", "a script can do anything", instead: Self.listed)
      }
      if option.equals("-o") || option.equals("-O") || option.equals("--rcfile") || option.equals("--init-file") {
        rest = rest.dropFirst()
      }
    }
    let file = arguments.first { !$0.starts(with: "-") && !$0.starts(with: "+") }
    if file == nil, let document = documents.last {
      guard let script = document.word.text(variable) else {
        guard role == .orchestrator else { return }
        throw GuardRefusal(program, "what it runs cannot be told beforehand", instead: Self.listed)
      }
      let before = state
      try judge(script: script, depth: 10)
      state = before
      return
    }
    guard role == .orchestrator else { return }
    throw GuardRefusal(
      ([program] + arguments.map(\.shown)).joined(separator: " "), "a script can do anything",
      instead: "call the commands themselves; \(Self.listed)")
  }

  private mutating func judgeEnvironment(_ arguments: [ShellValue]) throws(GuardRefusal) {
    var rest = arguments[...]
    let before = state
    defer { state = before }
    while let word = rest.first {
      // Alone, or behind letters that take nothing: `-iS'rm x'`.
      let letters = word.bytes.dropFirst().prefix { "i0v".utf8.contains($0) }
      let isShort = word.isOption && !word.starts(with: "--")
      let splits = isShort && word.bytes.dropFirst(1 + letters.count).first == UInt8(ascii: "S")
      if splits || word.isLong("--split-string") {
        let glued = splits ? word.dropping(letters.count + 2) : word.behindEquals
        let script = (glued.map { $0.bytes.isEmpty && $0.unknownAt == nil ? [] : [$0] } ?? []) + rest.dropFirst()
        try judge(nestedScript: script, "env -S")
        return
      }
      if word.equals("-C") || word.equals("--chdir") {
        rest = rest.dropFirst()
        if let folder = rest.first { state.folders = follow(folder, from: state.folders) }
      } else if word.starts(with: "--chdir="), let folder = word.behindEquals {
        state.folders = follow(folder, from: state.folders)
      } else if word.equals("-u") || word.equals("--unset") {
        rest = rest.dropFirst()
      } else if isAssignment(word), let equals = word.bytes.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(decoding: word.bytes[..<equals], as: UTF8.self)
        try judge(settingVariable: name, to: word.dropping(equals + 1).text)
        set(name, to: word.dropping(equals + 1).text)
      } else if !word.isOption, !word.equals("-") {
        break
      }
      rest = rest.dropFirst()
    }
    try judge(Array(rest))
  }

  /// `xargs COMMAND`: with more words behind it than are seen.
  private mutating func judgeArguments(_ arguments: [ShellValue]) throws(GuardRefusal) {
    let valued = [
      "-I", "-n", "-P", "-L", "-d", "-s", "-E", "-a", "-J", "-R", "-S", "--max-args", "--max-procs",
      "--replace", "--delimiter", "--max-lines", "--arg-file",
    ]
    var rest = arguments[...]
    var replaced: String?
    while let option = rest.first, option.isOption {
      rest = rest.dropFirst()
      if option.equals("-I") { replaced = rest.first?.text }
      if option.starts(with: "-I"), !option.equals("-I") { replaced = option.dropping(2).text }
      if option.equals("-i") { replaced = "{}" }
      if let text = option.text, valued.containsExactly(text) { rest = rest.dropFirst() }
    }
    guard !rest.isEmpty else { return }
    var words = Array(rest)
    // With the names that are seen to come in; then with any.
    for name in fed {
      try judge(replaced.map { mark in words.map { $0.equals(mark) ? name : $0 } } ?? words + [name])
    }
    if let replaced {
      words = words.map { $0.replacing(replaced) }
    } else {
      var more = ShellValue()
      more.unknownAt = 0
      more.isOpen = true
      words.append(more)
    }
    try judge(words)
  }
}

extension ShellValue {
  /// With what stands for an argument that is not known taken for one.
  func replacing(_ mark: String) -> ShellValue {
    guard !mark.isEmpty, let range = bytes.firstRange(of: Array(mark.utf8)) else { return self }
    var result = self
    result.bytes.removeSubrange(range)
    result.unknownAt = min(unknownAt ?? .max, range.lowerBound)
    if let patternAt, patternAt >= range.lowerBound { result.patternAt = nil }
    return result
  }
}
