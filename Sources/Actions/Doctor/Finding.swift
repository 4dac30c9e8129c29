import Content
import Diagnostics
import Git
import Quantities
import Situation

/// Something that would quietly not work. Nobody mends it by itself: each says what to do.
package enum Finding: Sendable, Equatable {
  case git(GitError)
  /// Why a repo could not be looked at, in words.
  case repoUnread(String, reason: String)
  case repoMissing(String, folder: String, url: String?)
  case homeWithoutRepository
  case homeIgnored
  case homeWithoutCommit
  /// Where git would refuse to commit.
  case identityMissing([String])
  /// `core.hooksPath`, and where it leads.
  case hooksMissing(String, in: [String])
  /// A hook that git passes over.
  case hookNotExecutable(String)
  /// A lock of git's, in a checkout where no git runs; its age in minutes.
  case staleLock(String, age: Int)
  /// A change that an ended process left half done.
  case unfinishedChange(String)
  /// Files that wait for a commit.
  case uncommitted([String])
  case worktreeHalfMade(String, repo: String)
  case worktreeGone(String, TaskID)
  /// Its marker names a home that is not there.
  case worktreeOfNoHome(String, home: String)
  /// Its marker names a task that is not there.
  case worktreeOfNoTask(String, TaskID)
  /// On a feature branch that is no task's.
  case worktreeUnknown(String, repo: String, branch: String)
  case taskWithoutBranch(TaskID, BoardTask.Status, branch: String)
  case taskWithoutWorktree(TaskID, branch: String)
  /// Instructions for agents that the base has changed since.
  case instructionsBehind(String, files: [String], base: String)
  /// How many of a repo's rescues are older than they are kept for.
  case rescuesOld(String, count: Int)
  case watchesTooFew
  case watchersTooFew
  /// Workers were started, and no session of an agent has ever called a hook.
  case hooksUnseen
  /// Settings of sessions that name a program that is not there.
  case programMissing(String, in: String)
  /// A report in an outbox that nothing brings home.
  case reportWaits(String)

  package var code: String {
    switch self {
    case .git: "git"
    case .repoUnread: "repo-unread"
    case .repoMissing: "repo-missing"
    case .homeWithoutRepository: "home-not-in-git"
    case .homeIgnored: "home-ignored"
    case .homeWithoutCommit: "home-not-committed"
    case .identityMissing: "identity"
    case .hooksMissing: "hooks-path"
    case .hookNotExecutable: "hook-not-executable"
    case .staleLock: "stale-lock"
    case .unfinishedChange: "unfinished-change"
    case .uncommitted: "uncommitted"
    case .worktreeHalfMade: "worktree-half-made"
    case .worktreeGone: "worktree-gone"
    case .worktreeOfNoHome: "marker-home"
    case .worktreeOfNoTask: "marker-task"
    case .worktreeUnknown: "worktree-without-task"
    case .taskWithoutBranch: "task-without-branch"
    case .taskWithoutWorktree: "task-without-worktree"
    case .instructionsBehind: "instructions-behind"
    case .rescuesOld: "old-rescues"
    case .watchesTooFew: "watches"
    case .watchersTooFew: "watchers"
    case .hooksUnseen: "hooks-unseen"
    case .programMissing: "agent-program"
    case .reportWaits: "report-waits"
    }
  }

  /// What is wrong.
  package var message: String {
    switch self {
    case .git(let error): "\(error)"
    case .repoUnread(let repo, let reason): "\(repo) was not looked at: \(reason)"
    case .repoMissing(let repo, let folder, _): "\(repo) is not checked out at \(folder)"
    case .homeWithoutRepository: "home is in no git repository: nothing of content/ is ever committed"
    case .homeIgnored: "git ignores content/: nothing of it is ever committed"
    case .homeWithoutCommit: "content/ is in no commit yet"
    case .identityMissing(let places): "git does not know who commits, in \(Self.list(places))"
    case .hooksMissing(let path, let places):
      "core.hooksPath leads to \(path), which is not there: no hook runs in \(Self.list(places))"
    case .hookNotExecutable(let path): "git passes over \(path): it is not executable"
    case .staleLock(let path, let age):
      "\(path) is there\(age < 1 ? "" : ", \(Minutes(age).age) old"), and no git runs there: git refuses to write"
    case .unfinishedChange(let path): "\(path): a change was ended half-way"
    case .uncommitted(let paths):
      "\(plural(paths.count, "file")) of content/ \(paths.count == 1 ? "waits" : "wait") for a commit: \(Self.list(paths))"
    case .worktreeHalfMade(let path, _): "git was ended while it made \(path)"
    case .worktreeGone(let path, let task): "the worktree of \(task) is gone: \(path)"
    case .worktreeOfNoHome(let path, let home):
      "\(path) belongs to \(home), where no content/index.md is: what is reported there goes nowhere"
    case .worktreeOfNoTask(let path, let task): "\(path) is the worktree of \(task), which is no task"
    case .worktreeUnknown(let path, _, let branch):
      "\(path) is on \(branch), which is no task's: nobody sees what is done there"
    case .taskWithoutBranch(let task, let status, let branch):
      "\(task) is \(status.rawValue), and there is no branch \(branch)"
    case .taskWithoutWorktree(let task, let branch): "\(task) is in-progress, and \(branch) is checked out nowhere"
    case .instructionsBehind(let path, let files, let base):
      "\(Self.list(files)) in \(path) \(files.count == 1 ? "is" : "are") behind \(base)"
    case .rescuesOld(let repo, let count):
      "\(plural(count, "rescue")) of \(repo) \(count == 1 ? "is" : "are") older than \(Rescue.keptFor) days"
    case .watchesTooFew: "orchsite wait could not watch all folders: fs.inotify.max_user_watches is reached"
    case .watchersTooFew: "orchsite wait could not watch folders: fs.inotify.max_user_instances is reached"
    case .hooksUnseen:
      "no session of an agent has called a hook here: nothing guards them, and nobody sees what they are at"
    case .programMissing(let program, let file):
      "\(file) calls \(program), which is not there: such sessions are refused every tool"
    case .reportWaits(let path): "a report waits that no verb brings home: \(path)"
    }
  }

  /// What to do.
  package var help: String {
    switch self {
    case .git: "install git \(GitVersion.mergingInMemory) or newer"
    case .repoUnread(let repo, _): "look at content/repos/\(repo).md and its folder"
    case .repoMissing(let repo, let folder, let url):
      url.map { "git clone \(SuggestedWord($0)) \(SuggestedWord(folder)), or orchsite init, which offers to" }
        ?? "clone it there, or correct path in content/repos/\(repo).md"
    case .homeWithoutRepository: "git init, then commit content/"
    case .homeIgnored: "git check-ignore -v content/index.md says which line does"
    case .homeWithoutCommit: "git add content && git commit"
    case .identityMissing: "git config --global user.name NAME, and user.email ADDRESS"
    case .hooksMissing: "make the hooks (most repos do when they are set up), or git config --unset core.hooksPath"
    case .hookNotExecutable(let path): "chmod +x \(SuggestedWord(path)), or remove it"
    case .staleLock(let path, _): "if nothing writes there: rm \(SuggestedWord(path))"
    case .unfinishedChange: "the next verb that writes finishes it, or says what it could not"
    case .uncommitted: "the next verb that writes commits what is its own; commit the rest"
    case .worktreeHalfMade(_, let repo): "orchsite worker start \(SuggestedWord(repo)) TASK finishes it"
    case .worktreeGone(_, let task):
      "git worktree repair, if it was moved; else orchsite worker clean \(Self.words(task)) --discard"
    case .worktreeOfNoHome(let path, _):
      "orchsite worker adopt REPO TASK \(SuggestedWord(path)), where the workspace is now"
    case .worktreeOfNoTask(let path, let task):
      "write content/tasks/\(task).md again, or orchsite worker adopt \(SuggestedWord(task.repo)) TASK \(SuggestedWord(path))"
    case .worktreeUnknown(let path, let repo, _):
      "orchsite worker adopt \(SuggestedWord(repo)) TASK \(SuggestedWord(path)), or git worktree remove \(SuggestedWord(path))"
    case .taskWithoutBranch(let task, .inProgress, _): SuggestedCommand.start(task)
    case .taskWithoutBranch(let task, _, _): SuggestedCommand.show(task)
    case .taskWithoutWorktree(let task, _): SuggestedCommand.start(task)
    case .instructionsBehind(let path, _, let base): "git -C \(SuggestedWord(path)) merge \(SuggestedWord(base))"
    case .rescuesOld: "orchsite rescue list, then orchsite rescue forget"
    case .watchesTooFew: "raise it (sysctl), or end what watches so much"
    case .watchersTooFew: "raise it (sysctl), or end some that wait"
    case .hooksUnseen:
      "orchsite worker resume REPO TASK --launch starts one with them; orchsite init --user-hooks is for those started by hand"
    case .programMissing:
      "orchsite worker resume REPO TASK, or orchsite orchestrator, writes it anew; then start the session again"
    case .reportWaits: "look at it; what it says, orchsite report says too; then delete it"
    }
  }

  private static func words(_ task: TaskID) -> String { "\(SuggestedWord(task.repo)) \(SuggestedWord(task.task))" }

  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(3).joined(separator: ", ")
    return items.count > 3 ? "\(shown) and \(items.count - 3) more" : shown
  }
}

extension Minutes {
  /// `5 min`, `3 h`, `2 days`.
  fileprivate var age: String {
    switch count {
    case ..<60: "\(count) min"
    case ..<1_440: "\(count / 60) h"
    default: plural(count / 1_440, "day")
    }
  }
}
