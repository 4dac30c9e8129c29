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
  ///   - project: the folder that the session was started in, where the agent says so: a worker that goes elsewhere stays
  ///     that worker.
  ///   - folder: the one that it is in now, absolute.
  ///   - launched: the workspace whose orchestrator was started by us, as the environment says.
  /// - Returns: nil for sessions that are none of ours, such as a person's own in a repo of a workspace.
  package static func find(project: String?, folder: String, launched: String? = nil) -> AgentPlace? {
    let folders = [project, folder].compactMap(\.self).filter { $0.utf8.first == UInt8(ascii: "/") }
    for folder in folders {
      if let worker = WorkerPlace.find(from: folder) {
        return AgentPlace(home: worker.marker.home, worker: worker)
      }
    }
    for folder in folders {
      if let home = home(around: folder) { return AgentPlace(home: home, worker: nil) }
    }
    return launched.flatMap { home(around: $0) }.map { AgentPlace(home: $0, worker: nil) }
  }

  /// The workspace that a folder is in, other than in a repository of its own there.
  private static func home(around folder: String) -> String? {
    guard var folder = try? FileSystem.resolve(folder) else { return nil }
    while true {
      if FileSystem.kind(of: "\(folder)/\(Scan.indexPath)") != nil { return folder }
      guard FileSystem.kind(of: "\(folder)/.git") == nil, folder != "/" else { return nil }
      folder = FileSystem.folder(of: folder)
    }
  }
}
