import Bytes

/// Goes through a script as the shell would, and judges each command where it would be run.
struct CommandJudge {
  var guardian: Guard
  var state: State
  /// Commands that may still be looked at: functions that call each other would never end.
  private var budget = 5_000
  /// Names that come in by a pipe, as far as they are written down.
  var fed: [ShellValue] = []
  /// What `return`, `break` and `continue` have left.
  var left: [State] = []
  /// How many commands are on the way that run others: `env env env …`.
  var nesting = 0

  var role: AgentRole { guardian.role }
  var places: GuardPlaces { guardian.places }
  var powers: Set<GuardPower> { guardian.powers }

  struct State {
    /// Where the shell may be; nil is a folder that is not known.
    var folders: [String?]
    /// Where it may be instead, once a command ends that has followed a `cd` into a folder that is not there.
    var otherFolders: [String?] = []
    /// What variables hold; nil where nobody knows.
    var variables: [String: String?] = [:]
    /// Variables that hold a number, whichever.
    var numbers: Set<String> = []
    var functions: [ExactText: ShellNode] = [:]
    /// Of `pushd`.
    var stack: [[String?]] = []
    /// Whether this script has put something on git's stash.
    var hasStashed = false
  }

  /// What a word means as a path.
  enum Target: Equatable {
    case path(String)
    /// Something in a folder.
    case inside(String)
    case unknown
  }

  static let unreadable = "the command cannot be read"

  init(_ guardian: Guard, folder: String) {
    self.guardian = guardian
    state = State(folders: [folder])
  }

  mutating func judge(script: String, depth: Int = 0) throws(GuardRefusal) {
    let nodes: [ShellNode]
    do throws(ShellError) { nodes = try ShellReader.read(script, depth: depth) } catch {
      throw GuardRefusal(
        "a command", "\(Self.unreadable): \(error.message)", instead: "write it in plainer words, one command at a time"
      )
    }
    try judge(nodes)
  }

  mutating func spend() throws(GuardRefusal) {
    budget -= 1
    guard budget > 0, nesting < 40 else {
      throw GuardRefusal("a command", "it has too many parts to be judged", instead: "call them one at a time")
    }
  }

  // MARK: Nodes

  mutating func judge(_ nodes: [ShellNode]) throws(GuardRefusal) {
    for node in nodes {
      try judge(node)
      settle()
    }
  }

  /// Behind a command that needed a `cd` to work, the shell may also be where it was.
  private mutating func settle() {
    for folder in state.otherFolders where !state.folders.contains(folder) { state.folders.append(folder) }
    state.otherFolders = []
  }

  mutating func judge(_ node: ShellNode) throws(GuardRefusal) {
    try spend()
    switch node {
    case .simple(let simple): try judge(simple)
    case .pipeline(let nodes):
      let before = fed
      defer { fed = before }
      for node in nodes {
        try apart { (judge) throws(GuardRefusal) in try judge.judge(node) }
        if nodes.count > 1 { fed += names(printedBy: node) }
      }
    case .background(let node): try apart { (judge) throws(GuardRefusal) in try judge.judge(node) }
    case .chain(let first, let rest): try judge(first, rest)
    case .group(let nodes, let redirections):
      try judge(redirections)
      try judge(nodes)
    case .subshell(let nodes, let redirections):
      try judge(redirections)
      try apart { (judge) throws(GuardRefusal) in try judge.judge(nodes) }
    case .branches(let first, let bodies, let redirections):
      try judge(redirections)
      try judge(first)
      try judge(oneOf: bodies)
    case .choice(let subject, let cases, let redirections):
      try judge(redirections)
      try judge(nestedIn: [subject] + cases.flatMap(\.patterns))
      try judge(oneOf: cases.map(\.body) + [[]])
    case .loop(let name, let words, let body, let redirections):
      try judge(redirections)
      try judgeLoop(name, words, body)
    case .function(let name, let body):
      state.functions[ExactText(name)] = body
      try apart { (judge) throws(GuardRefusal) in
        // What it is called with is not known here, and it may call itself.
        for number in 0...9 { judge.state.variables["\(number)"] = .some(nil) }
        judge.state.functions[ExactText(name)] = .group([], [])
        try judge.judge(body)
      }
    case .test(let words, let redirections):
      try judge(redirections)
      try judge(nestedIn: words)
      try judge(test: words)
    }
  }

  /// The paths that a command prints, or prints names below.
  private func names(printedBy node: ShellNode) -> [ShellValue] {
    guard role == .worker, case .simple(let simple) = node else { return [] }
    let words = simple.words.flatMap { expand($0) }
    let listing = ["find", "gfind", "fd", "fdfind", "ls", "echo", "printf", "grep", "rg", "du"]
    guard let name = words.first?.text, listing.contains(name) else { return [] }
    let isPath = { (word: ShellValue) in
      word.starts(with: "/") || word.starts(with: "..") || word.bytes.contains(UInt8(ascii: "/"))
    }
    // `find PLACE -path PATTERN`
    let places = name.ends("find") ? Array(words.dropFirst().prefix { !$0.isOption }) : Array(words.dropFirst())
    return places.flatMap(\.lines).filter { !$0.isOption && $0.unknownAt == nil && isPath($0) }.prefix(40).map { $0 }
  }

  /// In a shell of its own: what changes there is gone behind it.
  private mutating func apart(_ body: (inout CommandJudge) throws(GuardRefusal) -> Void) throws(GuardRefusal) {
    let before = state
    try body(&self)
    state = before
  }

  private mutating func judge(
    _ first: ShellNode, _ rest: [(isAnd: Bool, ShellNode)]
  ) throws(GuardRefusal) {
    let start = state
    try judge(first)
    // The next one may be the one that is not run.
    var skipped: [State] = []
    for (isAnd, node) in rest {
      guard !isAnd else {
        skipped.append(state)
        try judge(node)
        continue
      }
      // It is run where the one before failed: nothing of that has happened, or some of it.
      let after = state
      join([start] + skipped)
      settle()
      try judge(node)
      if Self.ends(node) {
        state = after
        state.otherFolders = []
        skipped = []
      } else {
        join([after])
      }
    }
    join(skipped)
  }

  /// Whether nothing is run behind a command.
  private static func ends(_ node: ShellNode) -> Bool {
    switch node {
    case .simple(let simple):
      simple.words.first?.plain.map { ["exit", "return", "break", "continue", "false"].contains($0) } ?? false
    case .group(let nodes, _): nodes.last.map(ends) ?? false
    default: false
    }
  }

  private mutating func judge(oneOf bodies: [[ShellNode]]) throws(GuardRefusal) {
    let start = state
    var ends: [State] = []
    for body in bodies {
      state = start
      try judge(body)
      ends.append(state)
    }
    state = ends.first ?? start
    join(ends)
  }

  /// The shell may be wherever it is in one of several states.
  mutating func join(_ others: [State]) {
    for other in others {
      let numbers = numbers(in: state, and: other)
      defer { state.numbers = numbers }
      for folder in other.folders where !state.folders.contains(folder) { state.folders.append(folder) }
      for folder in other.otherFolders where !state.otherFolders.contains(folder) { state.otherFolders.append(folder) }
      for (name, value) in other.variables where state.variables[name] != value { state.variables[name] = .some(nil) }
      for name in state.variables.keys where other.variables[name] == nil { state.variables[name] = .some(nil) }
      state.functions.merge(other.functions) { own, _ in own }
      state.hasStashed = state.hasStashed || other.hasStashed
    }
    if state.folders.count > 16 { state.folders = [nil] }
    if state.otherFolders.count > 16 { state.otherFolders = [nil] }
  }

  private mutating func judgeLoop(_ name: String?, _ words: [ShellWord]?, _ body: [ShellNode]) throws(GuardRefusal) {
    try judge(nestedIn: words ?? [])
    let before = state
    let leftBefore = left.count
    let values = (words ?? []).flatMap { expand($0) }
    if let name, values.count <= 40, words != nil, values.allSatisfy({ $0.unknownAt == nil }) {
      for value in values {
        state.variables[name] = value.text
        try judge(body)
      }
    } else {
      if let name { state.variables[name] = .some(nil) }
      try judge(body)
      // A second time, from wherever the first one ended.
      if state.folders != before.folders || state.variables != before.variables {
        join([before])
        try judge(body)
      }
    }
    join([before] + left.dropFirst(leftBefore))
  }

  // MARK: Words

  /// Judges the commands in `$(…)` and its like.
  mutating func judge(nestedIn words: [ShellWord]) throws(GuardRefusal) {
    for word in words {
      for text in word.arithmetic { try judge(arithmetic: text) }
      if role == .orchestrator, word.readsAsScript {
        throw GuardRefusal("${…@P}", "it runs the commands in what a variable holds", instead: Self.listed)
      }
      for nodes in word.nested { try apart { (judge) throws(GuardRefusal) in try judge.judge(nodes) } }
    }
  }

  func expand(_ word: ShellWord) -> [ShellValue] {
    let word = role == .worker ? withGitFolder(word) : word
    var values = word.values(home: variable("HOME"), variable)
    if !word.nested.isEmpty, word.nested.allSatisfy(givesRevision) {
      for index in values.indices { values[index].isRevision = true }
    }
    return values
  }

  /// With the folder of a repo's that is asked of git in its place: `$(git rev-parse --git-common-dir)`.
  private func withGitFolder(_ word: ShellWord) -> ShellWord {
    guard word.nested.count == 1, word.nested[0].count == 1, case .simple(let simple) = word.nested[0][0] else {
      return word
    }
    let words = simple.words.compactMap { $0.text(variable) }
    guard words.first == "git", words.contains("rev-parse"),
      words.contains("--git-common-dir") || words.contains("--git-dir") || words.contains("--absolute-git-dir")
    else { return word }
    var word = word
    guard let place = word.pieces.firstIndex(where: { if case .unknown = $0 { true } else { false } }) else {
      return word
    }
    let folder = "\(places.repos.first ?? places.home)/.git"
    word.pieces[place] = .text(Array(folder.utf8), isQuoted: true)
    return word
  }

  /// Whether a command prints the name of a commit, or nothing.
  private func givesRevision(_ nodes: [ShellNode]) -> Bool {
    guard nodes.count == 1, case .simple(let simple) = nodes[0], simple.assignments.isEmpty else { return false }
    var words = simple.words.compactMap { $0.nested.isEmpty ? $0.text(variable) : nil }
    guard words.count == simple.words.count, words.first == "git" else { return false }
    words.removeFirst()
    if words.first == "-C" { words.removeFirst(min(2, words.count)) }
    guard let name = words.first else { return false }
    let subcommands = ["rev-parse", "merge-base", "describe", "rev-list", "branch", "symbolic-ref"]
    let options = [
      "--short", "--abbrev-ref", "--verify", "-q", "--quiet", "--show-current", "--tags", "--abbrev=0", "-1", "-n",
      "--max-count=1", "--show-toplevel", "--fork-point", "--all", "--always", "--symbolic-full-name",
    ]
    return subcommands.contains(name) && (name != "branch" || words.contains("--show-current"))
      && words.dropFirst().allSatisfy { !$0.begins("-") || options.containsExactly($0) }
  }

  func variable(_ name: String) -> String? {
    if let value = state.variables[name] { return value }
    switch name {
    case "HOME": return places.person
    case "PWD": return state.folders.count == 1 ? state.folders[0] : nil
    case "TMPDIR": return places.temporary.first
    case "ORCHSITE_HOME": return places.home
    default: return nil
    }
  }

  /// Where a path leads, from each folder that the shell may be in.
  func targets(of value: ShellValue, keepsLink: Bool = false) -> [Target] {
    // Behind `=`, the shell leaves it to the command.
    var value = value
    if value.bytes.first == UInt8(ascii: "~"), value.bytes.count == 1 || value.bytes[1] == UInt8(ascii: "/"),
      value.unknownAt != 0, let person = places.person
    {
      value = ShellValue(person).appending(value.dropping(1))
    }
    let isAbsolute = value.starts(with: "/")
    let folders: [String?] = isAbsolute ? ["/"] : state.folders
    return folders.flatMap { folder -> [Target] in
      guard let folder else { return [.unknown] }
      return targets(of: value, from: folder, keepsLink: keepsLink)
    }
  }

  private func targets(of value: ShellValue, from folder: String, keepsLink: Bool) -> [Target] {
    let cut = min(value.patternAt ?? .max, value.unknownAt ?? .max)
    let whole = String(decoding: value.bytes, as: UTF8.self)
    guard cut < .max else { return [.path(places.resolve(whole, from: folder, keepsLink: keepsLink))] }
    if cut == 0, value.unknownAt == 0 { return [.unknown] }
    let known = value.bytes[..<cut]
    let end = known.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let parent = places.resolve(String(decoding: known[..<end], as: UTF8.self), from: folder)
    var targets: [Target] = [.inside(parent)]
    // What stands behind a pattern can lead out again, or into a `.git`.
    let names = value.bytes.split(separator: UInt8(ascii: "/"))
    if names.contains(where: { $0.elementsEqual("..".utf8) }) {
      targets.append(.path(places.resolve(whole, from: folder)))
    }
    let isHidden = names.contains {
      $0.first == UInt8(ascii: ".") && Glob(String(decoding: $0, as: UTF8.self)).matches(".git")
    }
    if isHidden { targets.append(.path("\(parent == "/" ? "" : parent)/.git")) }
    return targets
  }

  // MARK: Writing

  /// Refuses to write what a word names.
  func judge(writing value: ShellValue, isRemoval: Bool = false) throws(GuardRefusal) {
    for target in targets(of: value, keepsLink: isRemoval) {
      switch target {
      case .path(let path): try guardian.judge(writing: path, isRemoval ? .removal : .unknown)
      case .inside(let folder): try guardian.judge(writing: folder, isFolder: true)
      case .unknown:
        // What is not written down is beyond a worker's guard.
        guard role == .orchestrator else { continue }
        throw GuardRefusal(
          "writing \(value.shown)", "which file this is cannot be told beforehand",
          instead: "write out the path, or use the Write tool")
      }
    }
  }

  mutating func judge(_ redirections: [ShellRedirection]) throws(GuardRefusal) {
    for redirection in redirections {
      try judge(nestedIn: [redirection.target])
      if let document = redirection.document { try judge(nestedIn: [document.word]) }
      guard redirection.kind == .write || redirection.kind == .readWrite else { continue }
      // `> >(command)`: the command is judged, and there is no file.
      if !redirection.target.nested.isEmpty, redirection.target.pieces.count == 1 { continue }
      for value in expand(redirection.target) { try judge(writing: value) }
    }
  }

  // MARK: Folders

  /// Where `cd` leads.
  func follow(_ value: ShellValue, from folders: [String?]) -> [String?] {
    guard value.isLiteral, let text = value.text else { return [nil] }
    return folders.map { folder in
      if text.begins("/") { return places.resolve(text, from: "/") }
      return folder.map { places.resolve(text, from: $0) }
    }
  }
}

extension ShellValue {
  /// Each line of it, where all is known.
  var lines: [ShellValue] {
    guard unknownAt == nil, bytes.contains(where: { $0 == 0x0A }) else { return [self] }
    return bytes.split(separator: 0x0A).map { ShellValue(String(decoding: $0, as: UTF8.self)) }
  }

  func appending(_ other: ShellValue) -> ShellValue {
    var result = self
    result.bytes += other.bytes
    result.patternAt = patternAt ?? other.patternAt.map { $0 + bytes.count }
    result.unknownAt = unknownAt ?? other.unknownAt.map { $0 + bytes.count }
    result.isOpen = isOpen || other.isOpen
    return result
  }
}
