import Content
import Diagnostics
import FrontMatter
import Quantities
import TestSupport
import Testing

@testable import Import

/// Files of the old system in memory, and what an import makes of them.
struct Legacy {
  var files: [String: [UInt8]] = [:]
  var repo: String?
  var times = WorkerUpdateBlock.Times(meaning: nil)
  /// Whether the one file there is was named, and not its folder.
  var isNamed = false
  var sourceFolder: [String]?
  var asOf = Backlog.moment

  init(_ texts: [String: String], repo: String? = nil) {
    files = texts.mapValues { Array($0.utf8) }
    self.repo = repo
  }

  static let a = Legacy(["SPRINT_BOARD.md": LegacySamples.boardA, "INVOICES.md": LegacySamples.invoicesA])
  static let b = Legacy(
    ["SPRINT_BOARD.md": LegacySamples.boardB, "INVOICES.md": LegacySamples.invoicesB], repo: "shop")

  /// One board.
  init(board: String, repo: String? = "shop") { self.init(["SPRINT_BOARD.md": board], repo: repo) }

  /// Reports alone.
  init(updates: String, repo: String? = "shop", is meaning: WorkerUpdateBlock.Times.Meaning? = .increment) {
    self.init(["updates.txt": updates], repo: repo)
    times.meaning = meaning
  }

  /// A board with one table below a heading.
  static func table(_ rows: String..., below heading: String = "## To Do", repo: String? = "shop") -> Legacy {
    Legacy(board: "# Sprint Board\n\n\(heading)\n" + rows.joined(separator: "\n") + "\n", repo: repo)
  }

  func plan(into content: [String: [UInt8]] = [:]) async throws -> LegacyPlan {
    let sources = files.map { BacklogFolder.File(path: $0.key, content: .bytes($0.value)) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let target = try await ImportTarget(.inMemory(bytes: content), repo: repo ?? "")
    return try await LegacyPlan(
      of: sources, named: "old", isNamed: isNamed, into: target,
      LegacyPlan.Options(
        repo: repo, times: times, project: "old", repoPath: { _ in "none" }, sourceFolder: sourceFolder, asOf: asOf))
  }

  /// The workspace after an import into another, or into nothing.
  func imported(into content: [String: [UInt8]] = [:]) async throws -> Outcome {
    Outcome(plan: try await plan(into: content), into: content)
  }

  /// What the user has to say first.
  func missing() async throws -> LegacyPlan.Missing? {
    do {
      _ = try await plan()
      return nil
    } catch let missing as LegacyPlan.Missing {
      return missing
    }
  }

  struct Outcome {
    let plan: LegacyPlan
    let content: [String: [UInt8]]

    init(plan: LegacyPlan, into before: [String: [UInt8]] = [:]) {
      self.plan = plan
      content = before.merging(plan.files.map { ($0.path, $0.bytes) }) { old, _ in old }
    }

    /// Paths of what was written, without `content/`.
    var written: [String] { plan.files.map { String($0.path.dropFirst("content/".count)) } }

    func text(_ path: String) -> String? { content["content/\(path)"].map { String(decoding: $0, as: UTF8.self) } }

    /// The text of the only task.
    var task: String {
      let paths = content.keys.filter { $0.hasPrefix("content/tasks/") }.sorted()
      return paths.count == 1 ? text(String(paths[0].dropFirst("content/".count))) ?? "" : "\(paths.count) tasks"
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

    var errors: [String] { get async throws { try await problems.filter { $0.contains(": error[") } } }

    /// Of all files: `path:line message`.
    var notes: [String] {
      plan.items.flatMap { item in
        item.notes.map { "\(item.path)\($0.line.map { ":\($0)" } ?? "") \($0.message)" }
      }
    }

    /// Of all files: what became of what stands in a line.
    var fates: [String] {
      plan.items.flatMap { item in item.entries.map { "\($0.line) \($0.title): \(Self.words($0.outcome))" } }
    }

    private static func words(_ outcome: LegacyPlan.Outcome) -> String {
      switch outcome {
      case .task(let id, let status): "\(id) \(status.rawValue)"
      case .update(let path), .move(let path), .sprint(let path): String(path.dropFirst("content/".count))
      case .text(let count, let path): "\(count) lines in \(path.dropFirst("content/".count))"
      case .known(let path): "known \(path)"
      case .refused(let reason, let help): "\(reason) (\(help))"
      }
    }

    /// Whatever a person sees of it: the records, and what the report names.
    var everything: String {
      content.values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "\n"
        + plan.files.map(\.path).joined(separator: "\n")
        + (fates + notes + plan.items.flatMap { $0.sections.map(\.heading) + $0.columns.map(\.header) })
        .joined(separator: "\n")
        + plan.items.compactMap(\.reason).joined(separator: "\n")
    }
  }
}
