import Bytes

// git, as the orchestrator may call it: it reads everywhere, and commits content at home.

extension CommandJudge {
  mutating func judgeGit(_ words: [ShellValue]) throws(GuardRefusal) {
    let call = GitCall(words, in: self)
    guard role == .orchestrator else {
      try judgeWorkersGit(call)
      let verb = call.operands.first?.text ?? "push"
      if call.name == "stash", verb == "push" || verb == "save" { state.hasStashed = true }
      return
    }
    let instead = "git log, show, diff and status read; what a repo needs changed is a task: orchsite task new"
    if let odd = call.oddOptions.first {
      throw GuardRefusal("git \(odd.shown)", "this option can make git run something", instead: instead)
    }
    for setting in call.settings {
      let name = String(decoding: setting.bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self).asciiLowercased
      let isHarmless =
        setting.unknownAt == nil
        && (name.begins("color.") || name.begins("log.") || name.begins("advice.")
          || ["core.quotepath", "diff.renames", "diff.renamelimit", "status.short"].contains(name)
          || setting.equals("core.pager=cat") || setting.equals("core.pager="))
      guard isHarmless else {
        throw GuardRefusal("git -c \(setting.shown)", "a setting can make git run something", instead: instead)
      }
    }
    let isCommit = call.name == "commit"
    try refuseUnknown(isCommit ? call.withoutMessages : call.arguments, of: "git \(call.name)")
    if call.onlyReads { return }
    switch call.name {
    case "add", "stage", "commit", "rm", "mv", "restore": try judgeHomeCommit(call)
    case "fetch", "pull", "push":
      throw GuardRefusal(
        call.shown, "git meets the remotes through orchsite",
        instead: "orchsite sync brings content/ in and out, and fetches the repos")
    case "merge", "rebase", "flow":
      throw GuardRefusal(
        call.shown, "branches come home through orchsite",
        instead: "orchsite feature finish REPO TASK merges a task that is done; orchsite release start|finish")
    case "worktree":
      throw GuardRefusal(
        call.shown, "worktrees are made and removed through orchsite",
        instead: "orchsite worker start|adopt|clean REPO TASK; orchsite worker list")
    default: throw GuardRefusal(call.shown, "this form of git can change a repo, or run something", instead: instead)
    }
  }

  /// `git add content/…` and `git commit` at home.
  private func judgeHomeCommit(_ call: GitCall) throws(GuardRefusal) {
    func refusal(_ why: String) -> GuardRefusal {
      GuardRefusal(
        call.shown, why,
        instead: "at home: git add content/…, git commit -m \"…\" -- content/…; verbs commit by themselves")
    }
    let isHome = call.folders.allSatisfy { folder in
      guard let folder, GuardPlaces.contains(places.home, folder) else { return false }
      switch places.place(of: folder) {
      case .content, .home: return true
      default: return false
      }
    }
    guard isHome, call.repositories.isEmpty else { throw refusal("the orchestrator commits in no repo") }
    guard !places.homeIsRepo else { throw refusal("home is a repo with code: its content is committed by the verbs") }
    if call.name == "commit" {
      let allowed = [
        "-m", "--message", "-a", "-am", "--all", "-q", "--quiet", "-v", "--verbose", "--dry-run", "-F", "--file",
        "-qm", "-s", "--signoff", "--allow-empty",
      ]
      if let odd = call.options.first(where: { option in
        !allowed.contains {
          option.equals($0) || ($0.begins("--") && option.starts(with: $0 + "="))
            || ($0 == "-m" && option.starts(with: "-m"))
        }
      }) {
        throw refusal("\(odd.shown) is more than a commit of what changed")
      }
      let paths = call.operands(without: ["-m", "--message", "-F", "--file", "-am", "-qm"]) + call.paths
      try judgeStaged(paths, call)
      return
    }
    if ["rm", "mv", "restore"].contains(call.name) {
      let allowed = call.name == "restore" ? ["--staged", "-S", "-q"] : ["-q", "-f", "-n", "-v", "--cached", "-k"]
      let isStaging = call.name != "restore" || call.arguments.contains { $0.equals("--staged") || $0.equals("-S") }
      if !isStaging { throw refusal("it throws away what was written since the last commit") }
      if let odd = call.options.first(where: { option in !allowed.contains { option.equals($0) } }) {
        throw refusal("\(odd.shown) is more than files by name")
      }
      let paths = call.operands + call.paths
      guard !paths.isEmpty else { throw refusal("which files it changes is not said") }
      try judgeStaged(paths, call)
      guard call.name != "restore" else { return }
      var judge = self
      judge.state.folders = call.folders
      try judge.judgeFiles(call.name, call.paths.isEmpty ? call.operands : [ShellValue("--")] + paths)
      return
    }
    let allowed = ["-v", "--verbose", "-n", "--dry-run", "-A", "--all", "-u", "--update", "-N", "--intent-to-add"]
    if let odd = call.options.first(where: { option in !allowed.contains { option.equals($0) } }) {
      throw refusal("\(odd.shown) is more than adding files")
    }
    let paths = call.operands + call.paths
    guard !paths.isEmpty else { throw refusal("which files it adds is not said") }
    try judgeStaged(paths, call)
  }

  /// Whether git takes a path for a pattern.
  private func isWide(_ path: ShellValue) -> Bool {
    path.bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Staging writes to no file; but what is not the orchestrator's to write is not its to commit.
  private func judgeStaged(_ paths: [ShellValue], _ call: GitCall) throws(GuardRefusal) {
    var judge = self
    judge.state.folders = call.folders
    for path in paths {
      if path.starts(with: ":") || path.patternAt != nil
        || path.bytes.contains(where: { "*?[".utf8.contains($0) })
      {
        throw GuardRefusal(
          call.shown, "\(path.shown) is a pattern of git's, which may stand for more than it says",
          instead: "name files or folders: git add content")
      }
      for target in judge.targets(of: path) {
        let place: GuardPlace? =
          switch target {
          case .path(let path), .inside(let path): places.place(of: path)
          case .unknown: nil
          }
        switch place {
        case .content: continue
        case .home(let rest) where !rest.isEmpty && !rest.begins(".orchsite") && !isWide(path): continue
        default:
          throw GuardRefusal(
            call.shown, "\(path.shown) is more than content/ and what lies beside it", instead: "git add content")
        }
      }
    }
  }
}
