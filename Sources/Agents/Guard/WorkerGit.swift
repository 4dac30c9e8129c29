import Bytes

// git, as a worker may call it: everything in its own worktree but what reaches beyond its branch.

extension CommandJudge {
  func judgeWorkersGit(_ call: GitCall) throws(GuardRefusal) {
    for setting in call.settings where setting.bytes.map(\.asciiLowercased).starts(with: Array("alias.".utf8)) {
      throw GuardRefusal("git -c \(setting.shown)", "an alias hides what git runs", instead: "call the command itself")
    }
    if call.onlyReads { return }
    if case .clone? = try judgeMaking(call) { return }
    let places = call.repositories.isEmpty ? folders(of: call) : call.repositories.flatMap { targets(of: $0, of: call) }
    // A clone of its own in /tmp has branches of its own; but a push goes where all others push.
    let isClone = places.allSatisfy {
      if case .path(let path) = $0 { self.places.place(of: path) == .temporary } else { false }
    }
    if isClone {
      if call.name == "push" { try judgePush(call) }
      return
    }
    try judgeReferences(call)
    for target in places {
      guard case .path(let path) = target else { continue }
      try judgeRepository(path, call)
    }
    if ["checkout", "restore", "clean", "stash", "add", "rm", "mv", "stage", "apply"].contains(call.name) {
      try judgePaths(call)
    }
  }

  private func folders(of call: GitCall) -> [Target] {
    call.folders.map { folder in folder.map { .path($0) } ?? .unknown }
  }

  private func targets(of value: ShellValue, of call: GitCall) -> [Target] {
    var judge = self
    judge.state.folders = call.folders
    return judge.targets(of: value)
  }

  /// Refuses to change a repository that is not the worker's.
  private func judgeRepository(_ path: String, _ call: GitCall) throws(GuardRefusal) {
    switch places.place(of: path) {
    case .own, .temporary, .device: return
    case .worktree:
      throw GuardRefusal(
        call.shown, "\(places.shown(path)) is the worktree of another task",
        instead: "call git in \(own); orchsite blocked \"…\" asks for what you need there")
    case .repo:
      throw GuardRefusal(
        call.shown, "\(places.shown(path)) is a repo's main checkout",
        instead: "call git in \(own), without -C: it is the same repository, on your branch")
    case .content, .home:
      throw GuardRefusal(
        call.shown, "this is the workspace, which orchsite commits",
        instead: "call git in \(own); orchsite report says it")
    case .elsewhere:
      throw GuardRefusal(
        call.shown, "\(path) is outside of your worktree", instead: "call git in \(own), or in a clone in /tmp")
    }
  }

  private var own: String { places.worktree ?? "your worktree" }

  /// Refuses paths that lead out of the worktree.
  private func judgePaths(_ call: GitCall) throws(GuardRefusal) {
    // Of a stash and a checkout, words in front of `--` are names of commits too.
    let paths =
      ["stash", "checkout"].contains(call.name) && call.hasSeparator ? call.paths : call.operands + call.paths
    for path in paths {
      guard
        path.starts(with: "/") || path.starts(with: "..") || path.starts(with: "~")
          || path.bytes.contains(UInt8(ascii: "/"))
      else { continue }
      for target in targets(of: path, of: call) {
        switch target {
        case .path(let path), .inside(let path):
          switch places.place(of: path) {
          case .own, .temporary, .device: continue
          default:
            throw GuardRefusal(
              call.shown, "\(places.shown(path)) is outside of your worktree", instead: "name paths in \(own)")
          }
        case .unknown: continue
        }
      }
    }
  }

  // MARK: New repositories and files

  private enum Making { case clone }

  /// What git makes elsewhere than in a repository.
  private func judgeMaking(_ call: GitCall) throws(GuardRefusal) -> Making? {
    var judge = self
    judge.state.folders = call.folders
    switch call.name {
    case "clone":
      let operands = call.operands(without: [
        "-b", "--branch", "--depth", "-o", "--origin", "-c", "--config", "-j", "--reference",
      ])
      if operands.count > 1 {
        try judge.judge(writing: operands[1])
      } else {
        try judge.judge(writing: ShellValue("clone"))
      }
      return .clone
    case "init":
      try judge.judge(
        writing: call.operands(without: ["-b", "--initial-branch", "--template"]).last ?? ShellValue("."))
      return .clone
    default: break
    }
    if call.name == "checkout-index" {
      let prefix = WritingProgram(files: .none, outputs: ["--prefix"])
      for (place, _) in prefix.targets(in: call.arguments) { try judge.judge(writing: place) }
    }
    var rest = call.arguments[...]
    while let word = rest.popFirst() {
      let takesFile = ["archive", "format-patch", "diff", "log", "show", "bundle"].contains(call.name)
      guard takesFile else { break }
      if word.equals("-o") || word.equals("--output") || word.equals("--output-directory") {
        if let file = rest.first { try judge.judge(writing: file) }
      } else if word.starts(with: "--output"), let file = word.behindEquals {
        try judge.judge(writing: file)
      }
    }
    if call.name == "bundle", call.operands.count > 1 { try judge.judge(writing: call.operands[1]) }
    return ["diff", "log", "show", "archive", "format-patch", "bundle"].contains(call.name) ? .clone : nil
  }

  // MARK: References

  private func name(of branch: String) -> String {
    for prefix in ["refs/heads/", "heads/"] where branch.begins(prefix) {
      return String(decoding: branch.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
    return branch
  }

  private func isOwn(_ branch: String) -> Bool {
    places.branch.map { $0.isExactly(name(of: branch)) } ?? false || branch == "HEAD" || branch == "@"
  }

  private func isBase(_ branch: String) -> Bool {
    let name = name(of: branch)
    return (["main", "master", "develop", "trunk"] + places.bases).containsExactly(name)
      || name.begins("release/") || name.begins("hotfix/")
  }

  /// Whether a branch is a task's, and not this one's.
  private func isOthers(_ branch: String) -> Bool {
    guard !isOwn(branch), let own = places.branch, let slash = own.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return false
    }
    return name(of: branch).begins(String(own[...slash]))
  }

  private func refuse(_ branch: String, _ call: GitCall) throws(GuardRefusal) {
    if isBase(branch) {
      throw GuardRefusal(
        call.shown,
        "\(name(of: branch)) is a branch that others come home to, and moves by orchsite feature finish only",
        instead: "stay on \(places.branch ?? "your branch"); orchsite done says that it is ready to merge")
    }
    if isOthers(branch) {
      throw GuardRefusal(
        call.shown, "\(name(of: branch)) is the branch of another task",
        instead: "stay on \(places.branch ?? "your branch"); orchsite blocked \"…\" asks for what you need")
    }
  }

  private func judgeReferences(_ call: GitCall) throws(GuardRefusal) {
    let shared = "all worktrees of the repo share it"
    switch call.name {
    case "push": try judgePush(call)
    case "fetch", "pull":
      if call.has("--update-head-ok") || call.hasLetter("u") && call.name == "fetch" {
        throw GuardRefusal(call.shown, "it moves a branch under its checkout", instead: "git fetch, then git rebase")
      }
      for word in call.operands.dropFirst() {
        guard let text = word.text, let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { continue }
        try refuse(String(text[text.utf8.index(after: colon)...]), call)
      }
    case "branch":
      for word in call.operands where changesBranch(call) { if let text = word.text { try refuse(text, call) } }
    case "checkout", "switch": try judgeSwitch(call)
    case "rebase":
      for (index, word) in call.arguments.enumerated() where word.equals("-x") || word.equals("--exec") {
        guard index + 1 < call.arguments.count, let script = call.arguments[index + 1].text else { continue }
        var judge = self
        try judge.judge(script: script, depth: 10)
      }
      let operands = call.operands(without: ["--onto", "-x", "--exec", "-s", "--strategy", "-X", "--strategy-option"])
      if call.has("--root"), let branch = operands.first?.text { try refuse(branch, call) }
      if operands.count > 1, let branch = operands[1].text { try refuse(branch, call) }
    case "update-ref":
      throw GuardRefusal(
        call.shown, "it moves a reference behind git's back", instead: "git commit, git reset, git rebase")
    case "symbolic-ref":
      throw GuardRefusal(
        call.shown, "it moves what a worktree is on", instead: "stay on \(places.branch ?? "your branch")")
    case "worktree":
      throw GuardRefusal(
        call.shown, "worktrees are made and removed through orchsite",
        instead: "work in \(own); a clone may lie in /tmp")
    case "stash": try judgeStash(call)
    case "config": try judgeConfig(call)
    case "remote":
      guard let verb = call.operands.first?.text,
        ["rename", "remove", "rm", "set-url", "set-head", "prune"].contains(verb)
      else { return }
      throw GuardRefusal(call.shown, "remotes are the repo's: \(shared)", instead: "ask with orchsite blocked \"…\"")
    case "tag" where call.hasLetter("d") || call.hasLetter("f") || call.has("--delete", "--force"):
      throw GuardRefusal(call.shown, "tags are the repo's: \(shared)", instead: "ask with orchsite blocked \"…\"")
    case "prune", "filter-branch", "filter-repo", "replace":
      throw GuardRefusal(call.shown, "it throws away what others may need: \(shared)", instead: "leave it")
    case "gc" where call.options.contains { $0.starts(with: "--prune") }:
      throw GuardRefusal(call.shown, "it throws away what others may need: \(shared)", instead: "git gc")
    case "reflog":
      throw GuardRefusal(call.shown, "it throws away what brings lost work back", instead: "leave it")
    case "flow":
      throw GuardRefusal(
        call.shown, "git-flow moves branches that others come home to", instead: "orchsite done says that it is ready")
    default: break
    }
  }

  private func changesBranch(_ call: GitCall) -> Bool {
    ["d", "D", "f", "M", "m", "C", "c"].contains { call.hasLetter(Character($0)) }
      || call.has("--delete", "--force", "--move", "--copy")
  }

  private func judgePush(_ call: GitCall) throws(GuardRefusal) {
    if call.has("--all", "--branches", "--mirror", "--tags", "--prune") {
      throw GuardRefusal(
        call.shown, "it pushes more than your branch",
        instead: "git push -u origin \(places.branch ?? "HEAD")")
    }
    for setting in call.settings {
      let name = String(decoding: setting.bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self).asciiLowercased
      guard name == "push.default" || name.begins("remote.") || name.begins("branch.") || name.begins("url.") else {
        continue
      }
      throw GuardRefusal(
        "git -c \(setting.shown) push", "it changes which branches are pushed, and where",
        instead: "git push -u origin \(places.branch ?? "HEAD")")
    }
    let isDeleting = call.has("--delete") || call.hasLetter("d")
    let isForced = call.has("--force", "--force-with-lease") || call.hasLetter("f")
    let operands = call.operands(without: ["-o", "--push-option", "--repo", "--receive-pack", "--exec"]) + call.paths
    for word in operands.dropFirst() {
      guard var text = word.text else { continue }
      let isPlus = text.begins("+")
      if isPlus { text = String(decoding: text.utf8.dropFirst(), as: UTF8.self) }
      let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
      let target = colon.map { String(text[text.utf8.index(after: $0)...]) } ?? text
      if text == ":" || text.utf8.contains(UInt8(ascii: "*")) {
        throw GuardRefusal(
          call.shown, "\(text) stands for more than your branch",
          instead: "git push -u origin \(places.branch ?? "HEAD")")
      }
      try refuse(target.isEmpty ? text : target, call)
      if isDeleting || colon == text.utf8.startIndex && !target.isEmpty {
        throw GuardRefusal(
          call.shown, "it deletes a branch at the remote", instead: "orchsite feature finish does that")
      }
      if isForced || isPlus, !isOwn(target) {
        throw GuardRefusal(
          call.shown, "it overwrites a branch that is not your task's",
          instead: "git push --force-with-lease origin \(places.branch ?? "HEAD")")
      }
      if target.begins("refs/tags/") || text == "tag" {
        throw GuardRefusal(call.shown, "tags are for releases", instead: "leave it")
      }
    }
  }

  private func judgeSwitch(_ call: GitCall) throws(GuardRefusal) {
    let making = WritingProgram(
      files: .none, outputs: ["-b", "-B", "-c", "-C", "--orphan", "--create", "--force-create"])
    let made = making.targets(in: call.arguments.prefix { !$0.equals("--") })
    guard made.isEmpty else {
      for (name, _) in made { if let name = name.text { try refuse(name, call) } }
      return
    }
    // `checkout develop -- file` takes a file, and stays.
    guard !call.hasSeparator, call.operands.count == 1, !call.has("--detach") || call.name == "checkout" else { return }
    if call.has("--detach") || call.name == "switch" && call.hasLetter("d") { return }
    guard let name = call.operands[0].text else { return }
    try refuse(name, call)
    // `--track origin/develop` makes a develop here.
    if call.hasLetter("t") || call.has("--track"), let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) {
      try refuse(String(name[name.utf8.index(after: slash)...]), call)
    }
  }

  /// The stash is one for all worktrees of a repo: what lies on top may be another worker's.
  private func judgeStash(_ call: GitCall) throws(GuardRefusal) {
    guard let verb = call.operands.first?.text else { return }
    let isOwnTop = state.hasStashed && call.operands.count == 1
    guard verb == "clear" || verb == "branch" || ["drop", "pop"].contains(verb) && !isOwnTop else { return }
    throw GuardRefusal(
      call.shown, "all worktrees of the repo share one stash, and its top may be another worker's",
      instead: "git stash list, then git stash apply stash@{N}, which keeps the entry; or commit on your branch")
  }

  private func judgeConfig(_ call: GitCall) throws(GuardRefusal) {
    if call.has("--global", "--system") || call.has("--file") || call.hasLetter("f") {
      throw GuardRefusal(
        call.shown, "these settings are the person's", instead: "git -c NAME=VALUE holds for one command")
    }
    let verbs = ["set", "unset", "rename-section", "remove-section", "edit"]
    let operands = call.operands(without: ["--type", "--comment", "--value"]).filter { word in
      !verbs.contains { word.equals($0) }
    }
    let name = operands.first?.text?.asciiLowercased ?? ""
    let ownSections = ["user.", "branch.", "pull.", "push.", "rebase.", "advice.", "color.", "rerere.", "commit."]
    let redirects = name == "push.default" || name.begins("branch.") && (name.ends(".merge") || name.ends("remote"))
    guard redirects || !ownSections.contains(where: { name.begins($0) }) else { return }
    throw GuardRefusal(
      call.shown, "these settings are the repo's: all of its worktrees share them",
      instead: "git -c NAME=VALUE holds for one command")
  }
}
