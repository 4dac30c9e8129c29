import Actions
import Content
import Files
import Foundation
import Import
import Synchronization
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct ImportActionTests {
  private static let backlog = [
    "backlog/config.yml": "project_name: Olive\nstatuses: [To Do, In Progress, Done]\n",
    "backlog/tasks/task-1 - First.md":
      "---\nid: task-1\ntitle: First\nstatus: In Progress\nassignee: @ada\nordinal: 10\n---\nText\n",
    "backlog/tasks/task-2 - Second.md": "---\nid: task-2\ntitle: Second\nstatus: Done\n---\n",
  ]

  /// A folder without a workspace.
  private static func empty(_ files: [String: String] = backlog) -> Board {
    let none = Dictionary(uniqueKeysWithValues: Board.small.keys.map { ($0, "") })
    return Board(none.merging(files) { $1 }, isRepository: false)
  }

  private func request(_ board: Board, _ folder: String = "backlog") -> ImportFiles {
    ImportFiles(folder, at: board.folder(folder))
  }

  @Test func intoNothingAndAgain() async throws {
    let board = Self.empty()
    let made = try await board.call(request(board))
    #expect(made.newHome == board.folder.path)
    #expect(made.warnings.map(\.message) == ["written, but not committed: not in a git repository"])
    let plan = try #require(made.backlog)
    #expect(plan.files.map(\.path).contains("content/tasks/olive/task-1-first.md"))
    #expect(board["content/index.md"] == "---\nproject: Olive\ncustom_fields: [ordinal]\n---\n")
    #expect(await board.problems() == "")
    let content = board.folder.picture(of: "content")
    let again = try await board.call(request(board))
    #expect(again.isEmpty && again.newHome == nil)
    #expect(board.folder.picture(of: "content") == content)
  }

  @Test func aDryRunWritesNothing() async throws {
    let board = Self.empty()
    let before = board.folder.picture()
    let outcome = try await board.call(request(board), isDryRun: true)
    #expect(outcome.isDryRun && !outcome.isEmpty && outcome.newHome == nil)
    #expect(board.folder.picture() == before)
  }

  @Test func progressIsTold() async throws {
    let board = Self.empty()
    let events = EventList()
    _ = try await request(board).run(
      in: board.home, Stage(now: instant("2026-01-08T10:00:00Z"), tell: { events.add($0) }))
    #expect(events.all == (1...4).map { .written($0, of: 4) })
  }

  @Test func aListOfCustomFieldsOverSeveralLines() async throws {
    let index = "---\nproject: Juniper Shop\nauto_commit: none\ncustom_fields:\n  - ticket\n---\n"
    let board = Board(Self.backlog.merging(["content/index.md": index]) { $1 })
    try await board.call(request(board))
    #expect(board["content/index.md"] == index.replacing("- ticket\n", with: "- ticket\n  - ordinal\n"))
    #expect(board["content/repos/olive.md"] == "---\ntitle: Olive\npath: .\n---\n")
  }

  @Test func aListThatCannotBeChanged() async throws {
    let index = "---\nproject: Juniper Shop\nauto_commit: none\ncustom_fields: &f [ticket]\n---\n"
    let board = Board.quiet(Self.backlog.merging(["content/index.md": index]) { $1 })
    let warning = Warning(
      "content/index.md: custom_fields could not be changed safely", help: "add to it: ordinal")
    #expect(try await board.call(request(board)).warnings == [warning])
    #expect(board["content/index.md"] == index)
    #expect(board["content/tasks/olive/task-1-first.md"] != nil)
  }

  @Test(arguments: ["backlog", ".backlog"])
  func theProjectsRoot(_ name: String) async throws {
    let board = Self.empty([
      "app/\(name)/tasks/a.md": "---\ntitle: A\nstatus: Done\n---\n", "app/src/x.md": "x", "app/.git/x": "x",
    ])
    try await board.call(request(board, "app"))
    #expect(board["content/tasks/app/a.md"] != nil)
    #expect(board["content/repos/app.md"] == "---\ntitle: app\npath: app\n---\n")
  }

  @Test func whatIsNotABacklog() async {
    let board = Self.empty(["other/a.md": "x", "file": "x"])
    #expect(
      await board.refusal(of: request(board, "other"))
        == .answer(
          "there is nothing to import in other: no backlog, no sprint board, no invoices, no reports",
          help:
            "name a folder that holds tasks/, a project that has one in backlog/ or .backlog/, or SPRINT_BOARD.md itself"
        ))
    #expect(
      await board.refusal(of: request(board, "gone")) == .file(.init(.list, board.folder("gone"), .notFound)))
    #expect(
      await board.refusal(of: request(board, "file"))
        == .answer(
          "nothing in file can be imported: neither a sprint board, a list of invoices nor [WORKER UPDATE] blocks",
          help: "tasks stand in tables below a status, or with a column for it; of a backlog, name the folder"))
    var wrong = request(board, "other")
    wrong.repo = "No Slug"
    #expect(await board.refusal(of: wrong)?.isUsage == true)
    #expect(board["content/index.md"] == nil)
  }

  @Test func theSourceIsNeverTheTarget() async {
    let board = Self.empty()
    let inside = Home(path: board.folder("backlog"))
    #expect(
      await board.refusal(of: request(board), in: inside)
        == .answer(
          "the workspace would lie in the folder that is imported, which is only read",
          help: "go to another folder, or name one with --home DIR"))
    #expect(board["backlog/content/index.md"] == nil)
  }

  @Test func linksPipesAndWhatCannotBeRead() async throws {
    let board = Self.empty()
    board.folder.put("---\ntitle: Secret\n---\n", at: "secret.md")
    board.folder.link("backlog/tasks/link.md", to: board.folder("secret.md"))
    board.folder.link("backlog/completed", to: board.folder.path)
    mkfifo(board.folder("backlog/tasks/pipe.md"), 0o600)
    let bad = board.folder("backlog/tasks/") + "x"
    _ = bad.withCString { base in
      var name = Array(UnsafeBufferPointer(start: base, count: strlen(base))) + [CChar(bitPattern: 0xFF)]
      name += [CChar](".md".utf8CString)
      return creat(name, 0o600)
    }
    let plan = try #require(try await board.call(request(board)).backlog)
    #expect(plan.hasUnreadable)
    func paths(_ outcome: ImportPlan.Outcome) -> [String] {
      plan.items.filter { $0.outcome == outcome }.map(\.path)
    }
    #expect(paths(.unreadable("the name is not UTF-8")) == ["tasks/x\u{FFFD}.md"])
    #expect(paths(.passedOver("a symbolic link: never followed")) == ["completed", "tasks/link.md"])
    #expect(paths(.passedOver("not a regular file")) == ["tasks/pipe.md"])
    #expect(board["content/tasks/olive/secret.md"] == nil)
    #expect(await board.problems() == "")
  }

  @Test func nowhereToWrite() async throws {
    let board = Board.quiet(Self.backlog)
    // A file where the folder of tasks should be: what no permission of root's gets around.
    board.folder.put("in the way", at: "content/tasks/olive")
    let before = board.folder.picture(of: "content")
    guard case .file(let error) = await board.refusal(of: request(board)) else {
      Issue.record("not refused")
      return
    }
    #expect(error.operation == .makeFolder)
    #expect(board.folder.picture(of: "content") == before)
    board.folder.remove("content/tasks/olive")
    try await board.call(request(board))
    #expect(await board.problems() == "")
  }
}

/// What a stage was told, in order.
private final class EventList: Sendable {
  private let events = Mutex<[Stage.Event]>([])

  func add(_ event: Stage.Event) { events.withLock { $0.append(event) } }
  var all: [Stage.Event] { events.withLock { $0 } }

  /// "none" is what stands for no sprint and no checkout.
  @Test(arguments: ["none", "Current", "readme"])
  func aFolderOfAReservedName(_ name: String) async throws {
    let board = Board.quiet()
    board.folder.put("---\nid: task-1\ntitle: One\nstatus: To Do\n---\n", at: "\(name)/backlog/tasks/a.md")
    board.folder.makeFolder("\(name)/.git")
    try await board.call(ImportFiles(board.folder(name)))
    let repo = "\(name.lowercased())-2"
    #expect(board["content/tasks/\(repo)/task-1-one.md"] != nil)
    let path = name == "none" ? "./none" : name
    #expect(board["content/repos/\(repo).md"] == "---\ntitle: \(name)\npath: \(path)\n---\n")
    #expect(await board.problems() == "")
    var named = ImportFiles(board.folder(name))
    named.repo = name.lowercased()
    #expect(
      await board.refusal(of: named)
        == .usage("\"\(name.lowercased())\" is a reserved name: choose another, for example \(repo)."))
  }
}
