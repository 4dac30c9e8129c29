import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Terminal

struct WorkerClean: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Remove a worktree, if that loses nothing.",
    usage: """
      orchsite worker clean <repo> <task> [<options>]
      orchsite worker clean --merged [--yes]
      """,
    discussion: """
      Refused while anything in it is nowhere else. --discard shows what that is; with --confirm and the task's name it \
      goes out of sight, and orchsite rescue brings it back.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var words: OptionalTaskWords
  @Flag(help: "All whose branch is merged.") var merged = false
  @Flag(help: "With --merged: remove what it would otherwise only list.") var yes = false
  @Flag(help: "Show what would be lost; with --confirm, give it up.") var discard = false
  @Option(help: ArgumentHelp("The task's name, to give its work up.", valueName: "task")) var confirm: String?

  func validate() throws {
    if yes, !merged { throw ValidationError("--yes goes with --merged.") }
    if confirm != nil, !discard { throw ValidationError("--confirm goes with --discard.") }
    if merged, discard {
      throw ValidationError("--merged removes what is merged, and --discard gives up what is not: choose one.")
    }
  }

  func run() async throws {
    guard let id = try words.id() else {
      guard merged else { throw Refusal.usage("which task?", help: "orchsite worker clean REPO TASK, or --merged") }
      var options = options
      options.dryRun = options.dryRun || !yes
      return try await options.say(try await options.call(CleanMerged(), in: home))
    }
    guard !merged else { throw Refusal.usage("--merged means all that are merged: name no task with it") }
    var request = CleanWorktree(id)
    request.discard = discard
    request.confirmation = confirm
    try await options.say(try await options.call(request, in: home))
  }
}

extension CleanWorktree.Outcome: ObjectAnswer {
  package var isFine: Bool { state != .unconfirmed }

  package func text(on screen: Screen) -> String {
    var lines: [String] = []
    switch state {
    case .unconfirmed:
      lines.append("\(worktree ?? "") holds what is nowhere else:")
      lines += contents.words
      if contents.words.isEmpty { lines.append("\(branch): not merged") }
      lines += [
        "Nothing is removed. To give it up (orchsite rescue brings it back):",
        "  orchsite worker clean \(task.repo) \(task.task) --discard --confirm \(task.task)",
      ]
    case .removable: lines.append("\(worktree ?? branch) would be removed; nothing would be lost")
    case .removed:
      if let worktree { lines.append("removed \(worktree)") }
      if let otherBranch { lines.append("\(otherBranch), which was checked out there, stays") }
      lines.append(branchWords)
      if let strays { lines.append("commits that only its log knew are kept: orchsite rescue restore \(strays)") }
      if let rescue { lines.append("all of it is kept: orchsite rescue restore \(rescue)") }
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker clean" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("state", state.rawValue)
    writer.field("worktree", worktree)
    writer.field("branch", branch)
    writer.array("nowhere_else") { writer in for line in contents.words { writer.string(line) } }
    writer.field("rescue", rescue ?? strays)
  }

  private var branchWords: String {
    switch branchFate {
    case .deleted: "deleted \(branch): it is merged"
    case .unused: "deleted \(branch): it had no commit of its own"
    case .kept(let name): "deleted \(branch); its commits are kept as \(name)"
    case .stays(let reason): "\(branch) stays: \(reason.words)"
    case .wasGone: "there is no branch \(branch)"
    }
  }
}

extension CleanWorktree.BranchFate.Reason {
  var words: String {
    switch self {
    case .notMerged: "it is not merged"
    case .notConfirmed: "it may be merged, and git cannot prove it"
    case .checkedOut(let path): "it is checked out in \(path)"
    case .shared: "others come home to it"
    }
  }
}

extension CleanMerged.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if cleaned.isEmpty, refused.isEmpty { return "no worktree is merged\n" }
    var lines = cleaned.map { isDryRun ? "would remove the worktree of \($0)" : "removed the worktree of \($0)" }
    for (task, reason) in refused {
      lines.append("\(task) stays: \(reason.split(separator: "\n").joined(separator: "; "))")
    }
    if isDryRun, !cleaned.isEmpty { lines.append("orchsite worker clean --merged --yes does it") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker clean --merged" }

  package func write(to writer: inout JSONWriter) {
    writer.array("cleaned") { writer in for task in cleaned { writer.string(task.description) } }
    writer.array("refused") { writer in
      for (task, reason) in refused {
        writer.object { writer in
          writer.field("task", task.description)
          writer.field("reason", reason)
        }
      }
    }
  }
}
