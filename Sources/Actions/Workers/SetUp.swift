import Content
import Files
import Sessions

/// `worktree.setup`: run once in a new worktree, if it was approved. One that failed is run again by the next
/// `worker start` or `worker resume`.
struct SetUp {
  let repo: Repo
  let approvals: Approvals
  let home: Home
  let worktree: String
  let stage: Stage

  init(repo: Repo, approvals: Approvals, home: Home, worktree: String, _ stage: Stage) {
    self.repo = repo
    self.approvals = approvals
    self.home = home
    self.worktree = worktree
    self.stage = stage
  }

  func run(_ marker: inout WorkerMarker, _ gitDirectory: String) async throws(Refusal) -> StartWorker.Setup {
    guard let command = repo.worktree.setup else { return .none }
    if marker.setUp == command { return .doneBefore(command) }
    guard approvals.covers(command, in: home.path) else { return .notApproved(command) }
    stage.tell(.running(command, in: worktree))
    let tell = stage.tell
    let status = try await ShellCommand(text: command, folder: worktree).run { tell(.output($0)) }
    guard status == 0 else { return .failed(command, status: status) }
    marker.setUp = command
    try refusing { try marker.write(in: gitDirectory) }
    return .done(command)
  }
}
