/// A target of `orchsite.mk`: a name that people type behind `make`, and the verb that it stands for. The one list of
/// them is the source of the file, of `make orchsite-help`, and of what counts as shadowed.
package struct MakeTarget: Sendable {
  /// For a family of targets, what they begin with, and a hyphen: `status-`.
  package let name: String
  /// Whether the rest of the name is a value: `status-backend`.
  package let isFamily: Bool
  package let program: Program
  package let words: [Word]
  package let help: String

  package enum Program: String, Sendable {
    case orchsite
    case notion = "orchsite-notion"
  }

  /// A variable that somebody may give to make.
  package enum Variable: String, Sendable, CaseIterable {
    case repo = "REPO"
    case task = "TASK"
    case version = "VERSION"
    case bump = "BUMP"

    /// What stands for it in an example.
    var example: String {
      switch self {
      case .repo: "backend"
      case .task: "fix-migration"
      case .version: "1.3.0"
      case .bump: "minor"
      }
    }
  }

  package enum Word: Sendable, Equatable {
    /// Fixed words.
    case text(String)
    case needed(Variable)
    /// Left out where it is not given.
    case optional(Variable)
    /// The value of an option, which is left out with it.
    case option(String, Variable)
    /// What the name of a target of a family ends in, behind fixed letters.
    case rest(String)
  }

  private init(_ name: String, _ words: [Word], _ help: String, program: Program = .orchsite, isFamily: Bool = false) {
    self.name = name
    self.isFamily = isFamily
    self.program = program
    self.words = words
    self.help = help
  }

  package static let all: [MakeTarget] = [
    MakeTarget("orchestrator", [.text("status")], "what there is to coordinate, and who needs you"),
    MakeTarget("status", [.text("status --"), .optional(.repo)], "repos, workers, reports, the board"),
    MakeTarget(
      "status-", [.text("status --"), .rest("")], "the same of one repo: make status-backend", isFamily: true),
    MakeTarget("branches", [.text("status --"), .optional(.repo)], "the branch of every repo is part of the status"),
    MakeTarget("version-get", [.text("status --"), .optional(.repo)], "so is its version"),
    MakeTarget(
      "worker-new", [.text("worker start --"), .needed(.repo), .needed(.task)],
      "begin a task: its branch, its worktree, the command to run there"),
    MakeTarget(
      "worker", [.text("worker resume --"), .needed(.repo), .needed(.task)], "go on with a task in its worktree"),
    MakeTarget(
      "worker-clean", [.text("worker clean --"), .needed(.repo), .needed(.task)],
      "remove its worktree, if that loses nothing"),
    MakeTarget(
      "conflicts", [.text("conflicts --"), .optional(.repo)], "which branches git could not put together"),
    MakeTarget("worktrees", [.text("worker list")], "every worktree of every repo"),
    MakeTarget("doctor", [.text("doctor")], "what would quietly not work"),
    run("test"), run("lint"), run("build"), run("verify"), run("ci"),
    MakeTarget(
      "deploy-", [.text("run --"), .rest("deploy-"), .optional(.repo)],
      "run the command of that name that the repos have: make deploy-staging", isFamily: true),
    MakeTarget("gitflow-init", [.text("flow init --"), .optional(.repo)], "set the repos up for git-flow"),
    MakeTarget(
      "feature-start", [.text("worker start --"), .needed(.repo), .needed(.task)], "the same as worker-new"),
    MakeTarget(
      "feature-finish", [.text("feature finish --"), .needed(.repo), .needed(.task)],
      "merge a task's branch, and end the task"),
    start("release"), finish("release", "merge it, tag it, merge it back"),
    start("hotfix"), finish("hotfix", "likewise"),
    MakeTarget("sync-sprint", [.text("apply")], "bring the board to Notion", program: .notion),
    MakeTarget("sync-invoices", [.text("apply")], "the invoices come along", program: .notion),
  ]

  private static func run(_ name: String) -> MakeTarget {
    MakeTarget(name, [.text("run -- \(name)"), .optional(.repo)], "run the command \(name) of every repo, or of one")
  }

  private static func start(_ topic: String) -> MakeTarget {
    MakeTarget(
      "\(topic)-start",
      [.text("\(topic) start"), .option("--bump", .bump), .text("--"), .needed(.repo), .optional(.version)],
      "begin a \(topic): VERSION=1.3.0, or BUMP=minor")
  }

  private static func finish(_ topic: String, _ help: String) -> MakeTarget {
    MakeTarget("\(topic)-finish", [.text("\(topic) finish --"), .needed(.repo), .optional(.version)], help)
  }

  /// As it is named in lists: `status-…`.
  package var shownName: String { isFamily ? "\(name)…" : name }

  package var needed: [Variable] { words.compactMap { if case .needed(let variable) = $0 { variable } else { nil } } }

  /// `make worker-new REPO=backend TASK=fix-migration`
  package var example: String {
    "make \(name)" + needed.map { " \($0.rawValue)=\($0.example)" }.joined()
  }
}
