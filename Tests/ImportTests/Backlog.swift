import Content
import Diagnostics
import FrontMatter
import Import
import Quantities
import Testing

/// A backlog in memory and what an import makes of it.
struct Backlog {
  var files: [String: [UInt8]] = [:]
  var config: String? = nil
  var sourceFolder: [String]? = ["backlog"]

  init(_ texts: [String: String] = [:], config: String? = nil) {
    files = texts.mapValues { Array($0.utf8) }
    self.config = config
  }

  /// One task with some frontmatter and a body.
  init(task frontMatter: String, body: String = "", path: String = "tasks/task-1 - A.md", config: String? = nil) {
    self.init([path: "---\n\(frontMatter)\n---\n\(body)"], config: config)
  }

  static let moment = Instant(milliseconds: 1_767_600_000_000)

  /// - Parameter content: the workspace before, paths relative to home; empty for none.
  func plan(into content: [String: [UInt8]] = [:], repo: String = "shop") async throws -> ImportPlan {
    var sources = files.map { BacklogFolder.File(path: $0.key, content: .bytes($0.value)) }
    if let config { sources.append(.init(path: "config.yml", content: .bytes(Array(config.utf8)))) }
    sources.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let folder = BacklogFolder(name: "backlog", files: sources)
    let target = try await ImportTarget(.inMemory(bytes: content), repo: repo)
    return try await ImportPlan(
      of: folder, into: target,
      ImportPlan.Options(
        repo: repo, project: folder.config.projectName ?? "Shop", repoPath: "none", sourceFolder: sourceFolder,
        asOf: Self.moment))
  }

  /// The workspace after an import into nothing.
  func imported() async throws -> Outcome { Outcome(plan: try await plan()) }

  struct Outcome {
    let plan: ImportPlan
    let content: [String: [UInt8]]

    init(plan: ImportPlan, into before: [String: [UInt8]] = [:]) {
      self.plan = plan
      content = before.merging(plan.files.map { ($0.path, $0.bytes) }) { old, _ in old }
    }

    func text(_ path: String) -> String? { content[path].map { String(decoding: $0, as: UTF8.self) } }

    /// The text of the only task.
    var task: String {
      let paths = content.keys.filter { $0.hasPrefix("content/tasks/") }.sorted()
      return paths.count == 1 ? text(paths[0]) ?? "" : "\(paths.count) tasks"
    }

    var workspace: Workspace {
      get async throws { try await Workspace.load(.inMemory(bytes: content), .bodyFacts, asOf: Backlog.moment) }
    }

    /// What `check` says, a line each.
    var problems: [String] {
      get async throws {
        try await workspace.check().map { "\($0.file.path): \($0.severity.rawValue)[\($0.code)]: \($0.message)" }
      }
    }

    /// Of all files: `path:line:column message`.
    var notes: [String] {
      plan.items.flatMap { item in
        item.notes.map { note in
          let place = [note.line, note.column].compactMap { $0.map { ":\($0)" } }.joined()
          return "\(item.path)\(place) \(note.message)"
        }
      }
    }
  }
}

extension ImportPlan {
  /// What became of a file, in a word or with the reason.
  func fate(of path: String) -> String {
    switch items.first(where: { $0.path == path })?.outcome {
    case .task(let id, let status): "\(id) \(status.rawValue)"
    case .decision(let path): path
    case .known(let path): "known \(path)"
    case .passedOver(let reason): reason
    case .unreadable(let reason): "unreadable: \(reason)"
    case nil: "not there"
    }
  }
}
