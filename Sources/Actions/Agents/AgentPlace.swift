import Agents
import Bytes
import Content
import Files
import Sessions

/// Whose session an agent's hook was called for: told by where it works, and not by which settings the hook stood in.
package struct AgentPlace: Sendable {
  /// The workspace.
  package let home: String
  /// The worker's worktree; nil for the orchestrator.
  package let worker: WorkerPlace?

  package var role: AgentRole { worker == nil ? .orchestrator : .worker }

  /// - Parameters:
  ///   - project: the folder that the session was started in, where the agent says so: whoever goes elsewhere stays what
  ///     it was, a worker or the orchestrator.
  ///   - folder: the one that it is in now, absolute.
  ///   - launched: the workspace whose orchestrator was started by us, as the environment says.
  /// - Returns: nil for sessions that are none of ours, such as a person's own in a repo of a workspace.
  package static func find(project: String?, folder: String, launched: String? = nil) -> AgentPlace? {
    project.flatMap { place(around: $0) } ?? launched.flatMap { home(around: $0) }.map {
      AgentPlace(home: $0, worker: nil)
    }
      ?? place(around: folder)
  }

  private static func place(around folder: String) -> AgentPlace? {
    guard folder.utf8.first == UInt8(ascii: "/") else { return nil }
    if let worker = worker(around: folder) { return AgentPlace(home: worker.marker.home, worker: worker) }
    return home(around: folder).map { AgentPlace(home: $0, worker: nil) }
  }

  /// The worker's worktree that a folder is in, also in a repository of its own there: a submodule, a fixture.
  private static func worker(around folder: String) -> WorkerPlace? {
    guard var folder = existing(folder) else { return nil }
    while folder != "/" {
      if FileSystem.kind(of: "\(folder)/.git") != nil, let worker = WorkerPlace.find(from: folder) { return worker }
      folder = FileSystem.folder(of: folder)
    }
    return nil
  }

  /// A folder; where it is gone, the nearest above it that is there. What lies below home counts as home then: nobody's
  /// worktree is left to be told by.
  private static func existing(_ folder: String) -> String? {
    var folder = folder
    while true {
      if let resolved = try? FileSystem.resolve(folder) { return resolved }
      guard folder != "/" else { return nil }
      folder = FileSystem.folder(of: folder)
    }
  }

  /// The workspace that a folder is in, other than in a repository of its own there.
  private static func home(around folder: String) -> String? {
    guard var folder = existing(folder) else { return nil }
    while true {
      if FileSystem.kind(of: "\(folder)/\(Scan.indexPath)") != nil { return folder }
      guard FileSystem.kind(of: "\(folder)/.git") == nil, folder != "/" else { return nil }
      folder = FileSystem.folder(of: folder)
    }
  }
}
