import Bytes
import Diagnostics

/// The records of a scan by kind, each list in the order of paths.
package struct RecordLists: Sendable {
  package private(set) var settings: ProjectSettings?
  package private(set) var repos: [Repo] = []
  package private(set) var sprints: [Sprint] = []
  package private(set) var tasks: [BoardTask] = []
  package private(set) var updates: [WorkerUpdate] = []
  package private(set) var decisions: [Decision] = []
  package private(set) var clients: [Client] = []
  package private(set) var time: [TimeEntry] = []
  package private(set) var writeOffs: [WriteOff] = []
  package private(set) var billing: [BillingRecord] = []
  package private(set) var unreadable: [UnreadableFile] = []
  package private(set) var attachments: Set<ExactText> = []
  /// What is wrong with single files.
  package private(set) var diagnostics: [Diagnostic] = []

  package init(_ scan: Scan) {
    for file in scan.files {
      diagnostics += file.diagnostics
      switch file.content {
      case .record(.settings(let settings)): self.settings = settings
      case .record(.repo(let repo)): repos.append(repo)
      case .record(.sprint(let sprint)): sprints.append(sprint)
      case .record(.task(let task)): tasks.append(task)
      case .record(.update(let update)): updates.append(update)
      case .record(.decision(let decision)): decisions.append(decision)
      case .record(.client(let client)): clients.append(client)
      case .record(.time(let entry)): time.append(entry)
      case .record(.writeOff(let writeOff)): writeOffs.append(writeOff)
      case .record(.billing(let record)): billing.append(record)
      case .unreadable(let file): unreadable.append(file)
      case .attachment: attachments.insert(ExactText(file.path))
      case .nothing: break
      }
    }
  }
}
