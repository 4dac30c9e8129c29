import Bytes

// Verbs of orchsite, and targets of make that stand for them.

extension CommandJudge {
  /// Refuses a verb that is not the agent's to call.
  ///
  /// - Parameter arguments: what stands behind the program.
  func judgeOrchsite(_ arguments: [ShellValue], isNotion: Bool = false) throws(GuardRefusal) {
    let program = isNotion ? "orchsite-notion" : "orchsite"
    var home: ShellValue?
    var place = self
    var words: [ShellValue] = []
    var rest = arguments[...]
    var isBehindOptions = false
    while let word = rest.popFirst() {
      if !isBehindOptions, word.equals("-C") {
        if let folder = rest.popFirst() { place.state.folders = follow(folder, from: place.state.folders) }
      } else if !isBehindOptions, word.equals("--home") {
        home = rest.popFirst()
      } else if !isBehindOptions, word.starts(with: "--home=") {
        home = word.behindEquals
      } else {
        if word.equals("--") { isBehindOptions = true }
        words.append(word)
      }
    }
    let options = words.prefix { !$0.equals("--") }
    if words.isEmpty || options.contains(where: { $0.equals("--help") || $0.equals("-h") }) { return }
    if let first = words.first, first.equals("--version") || first.equals("help") || first.starts(with: "--generate-") {
      return
    }
    let texts = words.prefix(2).map { $0.isLiteral ? $0.text ?? "" : "" }
    let shown = ([program] + words.prefix(2).map(\.shown)).joined(separator: " ")
    let found =
      isNotion
      ? texts.first.flatMap { word in VerbRule.notion.first { $0.key.isExactly(word) }.map { ($0.value, 1) } }
      : VerbRule.of(texts)
    guard let (rule, count) = found else {
      throw GuardRefusal(
        shown, "which verb this is cannot be told, or it is none that agents may call",
        instead: "write the verb directly behind \(program); \(program) --help names them")
    }
    let verb = ([program] + texts.prefix(count)).joined(separator: " ")
    let arguments = Array(words.dropFirst(count))
    try judge(rule, verb)
    if rule == .working, role == .worker { try place.judgeOwnTask(verb, arguments) }
    guard rule != .reading else { return }
    if let home, role == .orchestrator, !place.targets(of: home).allSatisfy({ $0 == .path(places.home) }) {
      throw GuardRefusal(verb, "it names another workspace", instead: "call it without --home")
    }
    try place.judgeOptions(of: verb, arguments)
  }

  private func judge(_ rule: VerbRule, _ verb: String) throws(GuardRefusal) {
    switch rule {
    case .reading, .working: return
    case .coordinating:
      if role == .worker { throw workers(verb) }
    case .power where role == .worker: throw workers(verb)
    case .power(let power): if !powers.contains(power) { throw power.refusal(of: verb) }
    case .person:
      throw GuardRefusal(
        verb, "no agent calls this: it is how a person keeps the say", instead: "ask the person to run \(verb)")
    }
  }

  private func workers(_ verb: String) -> GuardRefusal {
    GuardRefusal(
      verb, "this is for the orchestrator, or for a person",
      instead: "say it with orchsite report, or ask with orchsite blocked \"…\"; orchsite done says that it is ready")
  }

  /// A worker speaks of its own task only.
  private func judgeOwnTask(_ verb: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    guard ["orchsite report", "orchsite blocked", "orchsite done"].contains(verb) else { return }
    func refusal(_ which: String) -> GuardRefusal {
      GuardRefusal(
        "\(verb) \(which)", "this is the task of another worker",
        instead: "\(verb) without a task, in your worktree, says it of yours")
    }
    for case .some(let folder) in state.folders {
      if case .worktree = places.place(of: folder) { throw refusal("in \(places.shown(folder))") }
    }
    guard let own = places.task else { return }
    let valued = [
      "-d", "-n", "-b", "--done", "--next", "--blocker", "--time", "--status", "--file", "--time-is", "--unit", "--as",
      "--at",
    ]
    var names: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.equals("--task") {
        if let task = rest.popFirst()?.text, !task.isExactly(own) { throw refusal("--task \(task)") }
      } else if word.starts(with: "--task="), let task = word.behindEquals?.text {
        if !task.isExactly(own) { throw refusal("--task \(task)") }
      } else if valued.contains(where: { word.equals($0) }) {
        rest = rest.dropFirst()
      } else if !word.isOption, let text = word.text {
        names.append(text)
      }
    }
    // The operand of `blocked` is the reason.
    guard verb != "orchsite blocked", !names.isEmpty else { return }
    let task = names.joined(separator: "/")
    guard task.isExactly(own) else { throw refusal(names.joined(separator: " ")) }
  }

  private func judgeOptions(of verb: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    func has(_ option: String) -> Bool { arguments.contains { $0.equals(option) } }
    switch verb {
    case "orchsite worker clean" where has("--discard"):
      throw GuardRefusal(
        "\(verb) --discard", "it gives work up, and only a person says that",
        instead: "\(verb) without --discard says what would be lost; ask the person")
    case "orchsite worker start" where has("--launch"), "orchsite worker resume" where has("--launch"),
      "orchsite orchestrator" where has("--launch"):
      throw GuardRefusal(
        "\(verb) --launch", "sessions are started by a person, in a terminal",
        instead: "call it without --launch, and show the person the command that it prints")
    case "orchsite repo new" where arguments.contains(where: { $0.isLong("--path") || $0.beginsUnknown && $0.isOpen }):
      guard powers.contains(.settings) else { throw GuardPower.settings.refusal(of: "\(verb) --path") }
    case "orchsite run":
      guard let name = arguments.first(where: { !$0.isOption }) else { return }
      guard let text = name.text else {
        throw GuardRefusal(verb, "which command it runs cannot be told", instead: "write the name of the command out")
      }
      if text.asciiLowercased.begins("deploy"), !powers.contains(.deploy) {
        throw GuardPower.deploy.refusal(of: "orchsite run \(text)")
      }
    case "orchsite build", "orchsite invoice pdf", "orchsite invoice export", "orchsite-notion export":
      // An invoice goes to where the agent is.
      var written = verb == "orchsite invoice pdf" ? [ShellValue("invoice.pdf")] : []
      for (index, word) in arguments.enumerated() {
        var target: ShellValue?
        if word.equals("--output") || word.equals("-o") {
          target = arguments[(index + 1)...].first
        } else if word.starts(with: "--output=") || word.starts(with: "-o=") {
          target = word.behindEquals
        } else if word.beginsUnknown, word.isOpen {
          throw GuardRefusal(verb, "where it writes cannot be told", instead: "write its options out")
        }
        if let target { written = [target] }
      }
      for target in written { try judge(writing: target) }
    default: break
    }
  }

  // MARK: make

  /// Targets of `orchsite.mk` are verbs. Others are a worker's to run, and not the orchestrator's.
  func judgeMake(_ arguments: [ShellValue]) throws(GuardRefusal) {
    var folders = state.folders
    var targets: [ShellValue] = []
    var rest = arguments[...]
    let instead = "call the verb: make orchsite-help and orchsite --help name them"
    while let word = rest.popFirst() {
      if word.equals("-C") || word.equals("--directory") {
        if let folder = rest.popFirst() { folders = follow(folder, from: folders) }
      } else if word.starts(with: "-C") {
        folders = follow(word.dropping(2), from: folders)
      } else if word.starts(with: "--directory="), let folder = word.behindEquals {
        folders = follow(folder, from: folders)
      } else if ["-s", "--silent", "--quiet", "--no-print-directory"].contains(where: { word.equals($0) }) {
        continue
      } else if word.isOption {
        guard role == .worker else {
          throw GuardRefusal("make \(word.shown)", "this option of make can run something else", instead: instead)
        }
        if ["-f", "-j", "-I", "-o", "-W", "-l", "--file", "--makefile"].contains(where: { word.equals($0) }) {
          rest = rest.dropFirst()
        }
      } else if let name = word.text.flatMap({ Self.assignedName(in: $0) }) {
        guard role == .orchestrator, !["REPO", "TASK", "VERSION", "BUMP"].containsExactly(name) else { continue }
        throw GuardRefusal("make \(name)=…", "this variable can change what make runs", instead: instead)
      } else {
        targets.append(word)
      }
    }
    if role == .worker {
      guard folders.contains(where: { $0.map { $0.isExactly(places.home) } ?? false }), !ownWorktreeIsHome else {
        return
      }
      for target in targets { if let known = makeTarget(target) { try judge(known) } }
      return
    }
    guard folders.allSatisfy({ $0.map { $0.isExactly(places.home) } ?? false }) else {
      throw GuardRefusal(
        "make, elsewhere than in \(places.home)", "it runs whatever the Makefile there says", instead: instead)
    }
    guard !targets.isEmpty else {
      throw GuardRefusal("make, without a target", "which target it makes is not known", instead: instead)
    }
    for target in targets {
      guard let known = makeTarget(target) else {
        throw GuardRefusal("make \(target.shown)", "this is no target of orchsite.mk", instead: instead)
      }
      try judge(known)
    }
  }

  private var ownWorktreeIsHome: Bool { places.worktree.map { $0.isExactly(places.home) } ?? false }

  /// The verb behind a target.
  private func makeTarget(_ word: ShellValue) -> (words: [String], isNotion: Bool)? {
    guard let name = word.text else { return nil }
    if name.isExactly("orchsite-help") { return (["help"], false) }
    let targets = places.makeTargets
    if let target = targets.first(where: { !$0.isFamily && $0.name.isExactly(name) }) {
      return (target.words, target.isNotion)
    }
    guard let family = targets.first(where: { $0.isFamily && name.begins($0.name) }) else { return nil }
    // The value is a name, and in `deploy-staging` the name of a command.
    let rest = String(decoding: name.utf8.dropFirst(family.name.utf8.count), as: UTF8.self)
    return (family.words + [family.name.begins("deploy") ? name : rest], family.isNotion)
  }

  private func judge(_ target: (words: [String], isNotion: Bool)) throws(GuardRefusal) {
    try judgeOrchsite(target.words.map { ShellValue($0) }, isNotion: target.isNotion)
  }

  static func assignedName(in word: String) -> String? {
    let name = word.utf8.prefix { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    let rest = word.utf8.dropFirst(name.count)
    guard let first = name.first, !first.isASCIIDigit else { return nil }
    let signs = rest.prefix { ":+?!".utf8.contains($0) }
    guard rest.dropFirst(signs.count).first == UInt8(ascii: "=") else { return nil }
    return String(decoding: name, as: UTF8.self)
  }
}
