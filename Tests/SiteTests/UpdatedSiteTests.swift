import Content
import Diagnostics
import TestSupport
import Testing

@testable import Site

/// A board that is read once and then only where it changes, as a server does it.
private struct LiveBoard {
  var text: EditedWorkspace
  private(set) var scan: Scan
  /// The same board, read without its bodies.
  private var plain: Scan

  init(_ text: String) async throws {
    self.text = EditedWorkspace(text)
    scan = try await Scan.run(.inMemory(self.text.files), .site)
    plain = try await Scan.run(.inMemory(self.text.files), .frontMatter)
  }

  private var files: ContentFiles { .inMemory(text.files) }

  /// Reads what changed, and makes the pages.
  mutating func update() async throws -> Published {
    scan = try await scan.updating(text.changed, from: files)
    plain = try await plain.updating(text.changed, from: files)
    text.changed = []
    return try await publish(scan, files)
  }

  /// What is different from a board that is read anew.
  mutating func differences() async throws -> [String] {
    let updated = try await update()
    let fresh = try await publish(files)
    var differences = Set(updated.files.keys).union(fresh.files.keys).filter { updated.files[$0] != fresh.files[$0] }
      .sorted()
    let report = Self.report(fresh.workspace)
    if Self.report(updated.workspace) != report { differences.append("check") }
    if Self.report(Workspace(linking: plain, asOf: fresh.workspace.asOf)) != report {
      differences.append("check, without bodies")
    }
    if updated.refused != fresh.refused { differences.append("attachments") }
    return differences
  }

  private static func report(_ workspace: Workspace) -> String {
    let boxes = workspace.tasks.map { "\($0.id) \($0.progress.map { "\($0.done)/\($0.total)" } ?? "–")" }
    return boxes.joined(separator: "\n") + DiagnosticPrinter().text(workspace.check())
  }
}

@Suite struct UpdatedSiteTests {
  private static let board =
    index + repo("web") + sprint("s", "2026-01-05", "2026-01-18")
    + task("web/a", "todo", "sprint: s", body: "- [ ] box\n\n[b](b.md#end)")
    + task("web/b", "in-progress", "sprint: s", body: "## End\n")

  @Test func anEditedFileIsSeenWhereverItIsShown() async throws {
    var board = try await LiveBoard(Self.board)
    board.text.edit("content/tasks/web/a.md", "[ ] box", to: "[x] box")
    board.text.edit("content/tasks/web/a.md", "status: todo", to: "status: review")
    let site = try await board.update()
    #expect(site.page("tasks/web/a.html").first(".status")?.text == "Review")
    #expect(site.workspace.task(TaskID(repo: "web", task: "a"))?.progress == Progress(done: 1, total: 1))
  }

  @Test func aLinkFollowsItsTargetAndStopsWhereThatIsGone() async throws {
    var board = try await LiveBoard(Self.board)
    func links(_ site: Published) -> [String] {
      site.page("tasks/web/a.html").all("a").compactMap { $0.attributes["href"] }.filter { $0.contains("/b.html") }
    }
    #expect(links(try await board.update()) == ["../../tasks/web/b.html#text-end"])

    board.text.rename("content/tasks/web/b.md", to: "content/tasks/web/c.md")
    let without = try await board.update()
    #expect(links(without) == [])
    #expect(without.workspace.check().map(\.message) == ["there is no file content/tasks/web/b.md"])

    board.text.write(task("web/b", "todo", body: "# Start\n"))
    let other = try await board.update()
    #expect(links(other) == ["../../tasks/web/b.html#text-end"])
    #expect(other.workspace.check().map(\.message) == ["there is no heading for #end in content/tasks/web/b.md"])
  }

  @Test func aFolderComesAndGoes() async throws {
    var board = try await LiveBoard(Self.board)
    board.text.rename("content/tasks/web", to: "content/tasks/app")
    #expect(try await board.update().pages.contains("tasks/app/a.html"))
    board.text.delete("content/tasks")
    #expect(try await board.update().workspace.tasks.isEmpty)
  }

  /// Whatever happens to files: what was updated piece by piece is what is read anew, to the byte.
  @Test(arguments: 0..<6) func aSeriesOfChangesEndsWhereAFreshScanDoes(_ seed: Int) async throws {
    var random = RandomBoard(seed: UInt64(seed))
    var board = try await LiveBoard(random.start())
    for step in 0..<15 {
      for _ in 0...random.below(3) { random.change(&board.text) }
      let changed = board.text.changed
      let differences = try await board.differences()
      #expect(differences == [], "seed \(seed), step \(step): \(changed)")
    }
  }
}

/// Makes up files and changes to them: few names, so that they meet often.
private struct RandomBoard {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func below(_ limit: Int) -> Int { generator.below(limit) }

  private static let paths =
    ["content/index.md", "content/README.md", "content/notes.md", "content/tasks/web/Draft.md"]
    + ["web", "api"].flatMap { repo in
      ["content/repos/\(repo).md"]
        + ["a", "b", "c-d"].flatMap { task in
          [
            "content/tasks/\(repo)/\(task).md",
            "content/updates/\(repo)/\(task)/20260112T090000000Z-ada.md",
            "content/updates/\(repo)/\(task)/20260113T090000000Z-bo.md",
          ]
        }
    } + ["s1", "s2"].map { "content/sprints/\($0).md" }
    + ["content/decisions/2026-01-14-why.md", "content/clients/acme.md", "content/time/acme/x.md"]
    + ["content/pictures/p.png", "content/pictures/é.svg", "content/papers/t.pdf"]

  private static let folders = ["content/tasks/web", "content/tasks/api", "content/updates/web", "content/pictures"]

  mutating func start() -> String {
    Self.paths.filter { _ in generator.below(3) > 0 }.map { file($0) }.joined()
  }

  mutating func change(_ board: inout EditedWorkspace) {
    let path = generator.pick(Self.paths)
    switch generator.below(12) {
    case 0...4: board.write(file(path))
    case 5: board.write(file("content/index.md"))
    case 6, 7: if !board.paths.isEmpty { board.delete(generator.pick(board.paths)) }
    case 8, 9: if !board.paths.isEmpty { board.rename(generator.pick(board.paths), to: path) }
    case 10: board.delete(generator.pick(Self.folders))
    default: board.rename(generator.pick(Self.folders), to: generator.pick(Self.folders + ["content/odd/place"]))
    }
  }

  /// A file as it may be at a path, and now and then one that cannot be read.
  private mutating func file(_ path: String) -> String {
    guard path.hasSuffix(".md") else { return "\n-- \(path) --\n<svg>\(generator.below(9))</svg>" }
    var lines = keys(RecordPath(path))
    if generator.below(6) == 0 { lines.append("mood: good") }
    if generator.below(6) == 0 { lines.append("ticket: X-\(generator.below(3))") }
    if generator.below(10) == 0 { lines.removeFirst() }
    if generator.below(10) == 0 { lines.append("broken: [") }
    return "\n-- \(path) --\n---\n\(lines.joined(separator: "\n"))\n---\n\(body(of: path))"
  }

  private mutating func keys(_ record: RecordPath) -> [String] {
    let status = generator.pick(["todo", "in-progress", "review", "done"])
    switch record {
    case .index:
      return ["project: P", "custom_fields: \(generator.pick(["[]", "[mood]", "[ticket]", "[ticket, mood]"]))"]
    case .update(_, let name):
      let at = "2026-01-\(name.dropFirst(6).prefix(2))T09:00:00Z"
      return ["at: \(at)", "worker: \(name.hasSuffix("ada") ? "ada" : "bo")", "status: \(status)"]
    case .sprint: return ["title: S", "start: 2026-01-0\(1 + generator.below(9))", "end: 2026-01-18"]
    case .decision: return ["title: D", "date: 2026-01-14"]
    case .client: return ["name: Acme", "country: AT"]
    default:
      return [
        "title: T\(generator.below(9))", "status: \(status)",
        "depends_on: [\(generator.pick(["a", "b", "web/a", "x"]))]",
        "sprint: \(generator.pick(["s1", "s2"]))",
      ]
    }
  }

  private mutating func body(of path: String) -> String {
    let up = String(repeating: "../", count: path.split(separator: "/").count - 2)
    return (0..<generator.below(4)).map { _ in
      let target = generator.pick(Self.paths).dropFirst("content/".count)
      return generator.pick([
        "- [ ] box\n- [x] done\n", "## End\n", "Text *of* \(generator.below(9)).\n", "[here](#end)\n",
        "[\(target)](\(up)\(target))\n", "[\(target)](\(up)\(target)#end)\n", "![](\(up)\(target))\n",
      ])
    }.joined(separator: "\n")
  }
}
