import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A workspace in a folder of its own, mostly in a git repository. Nothing of the machine's settings reaches it.
package final class Board: Sendable {
  package let folder: TemporaryFolder
  /// Of every process that is started here.
  package let environment: [String: String]

  /// - Parameters:
  ///   - files: on top of the small workspace, or instead of its files; an empty text takes a file away.
  ///   - isRepository: whether it is committed to a git repository.
  ///   - repo: what else is in the folder.
  package init(
    _ files: [String: String] = [:], isRepository: Bool = true, environment: [String: String] = [:],
    with repo: Repository? = nil
  ) {
    let content = Self.small.merging(files, uniquingKeysWith: { $1 }).filter { !$0.value.isEmpty }
    let commands = [["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "start"]]
    let home = Repository(".", files: content, commands: isRepository ? commands : [])
    let repositories = [home] + [repo].compactMap(\.self)
    folder = TemporaryFolder.copy(of: [Self.key(environment)] + repositories.map(\.key)) { folder in
      folder.makeFolder(".home")
      let variables = Self.environment(at: folder, adding: environment)
      for repository in repositories { repository.make(in: folder, variables) }
    }
    self.environment = Self.environment(at: folder, adding: environment)
  }

  /// A git repository that boards begin with.
  package struct Repository: Sendable {
    let path: String
    let files: [String: String]
    let commands: [[String]]

    /// - Parameters:
    ///   - path: where it is in the board's folder.
    ///   - commands: what git is told there, once its files are.
    package init(_ path: String, files: [String: String], commands: [[String]]) {
      self.path = path
      self.files = files
      self.commands = commands
    }

    fileprivate var key: String { path + Board.key(files) + commands.description }

    fileprivate func make(in folder: TemporaryFolder, _ environment: [String: String]) {
      folder.makeFolder(path)
      for (name, text) in files { folder.put(text, at: "\(path)/\(name)") }
      for words in commands { _ = Command(["git"] + words, in: folder(path), environment: environment).outcome() }
    }
  }

  fileprivate static func key(_ texts: [String: String]) -> String {
    texts.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }.description
  }

  /// Git's settings in the tests, and its template of a repository.
  package static let gitSettings = DemoWorkspace.home + "/Tests/TestSupport/Git"

  /// What git and orchsite are told: nothing of the machine's settings.
  private static func environment(at folder: TemporaryFolder, adding own: [String: String]) -> [String: String] {
    var variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": folder.path + "/.home", "LC_ALL": "C.UTF-8", "TZ": "UTC",
      // What updates say must not depend on where the tests run.
      "ORCHSITE_MACHINE": "localhost",
      "GIT_CONFIG_GLOBAL": gitSettings + "/config", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_TEMPLATE_DIR": gitSettings + "/template",
    ]
    for role in ["AUTHOR", "COMMITTER"] {
      variables["GIT_\(role)_NAME"] = "Ada"
      variables["GIT_\(role)_EMAIL"] = "ada@example.org"
    }
    return variables.merging(own) { $1 }
  }

  /// Two repos, three sprints, three tasks, one of them blocked.
  package static let small = [
    ".gitignore": ".orchsite/\n/site/\n.home/\n.worktrees/\n",
    "content/index.md": "---\nproject: Juniper Shop\nauto_commit: updates\ncustom_fields: [ticket]\n---\n",
    "content/repos/backend.md": "---\ntitle: Backend\norder: 1\n---\n",
    "content/repos/web.md": "---\ntitle: Web\norder: 2\n---\n",
    "content/sprints/sprint-1.md": "---\ntitle: Sprint 1\nstart: 2026-01-05\nend: 2026-01-16\n---\n",
    "content/sprints/sprint-2.md": "---\ntitle: Sprint 2\nstart: 2026-01-19\nend: 2026-01-30\n---\n",
    "content/tasks/backend/refund-api.md": """
    ---
    title: "Refund: the API"   # said by Tomas
    status: in-progress
    sprint: sprint-1
    labels: [api, money]
    depends_on:
      - search
    ---

    - [x] table
    - [ ] endpoint

    """,
    "content/tasks/backend/search.md": "---\ntitle: Search\nstatus: todo\nsprint: sprint-1\n---\n",
    "content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: done\nsprint: sprint-1\n---\n",
    "content/updates/backend/refund-api/20260106T090000000Z-ada.md": """
    ---
    at: 2026-01-06T09:00:00Z
    worker: ada
    status: in-progress
    blockers:
      - "which currency?"
      - no database
    ---

    """,
  ]

  /// A report of another status than the board has.
  package static let report = [
    "content/updates/backend/search/20260107T100000000Z-bo.md":
      "---\nat: 2026-01-07T10:00:00Z\nworker: bo\nstatus: review\n---\n"
  ]

  /// An index.md with another `auto_commit`.
  package static func autoCommit(_ value: String) -> [String: String] {
    [
      "content/index.md":
        "---\nproject: Juniper Shop\nauto_commit: \(value)\ncustom_fields: [ticket]\n---\n"
    ]
  }

  // MARK: Processes

  package func start(
    _ arguments: [String], in path: String = "", environment extra: [String: String] = [:],
    input: Command.Stream = .null, closing: Set<Int32> = []
  ) -> Command {
    Command(
      [Command.binary] + arguments, in: folder(path), environment: environment.merging(extra) { $1 },
      input: input, closing: closing)
  }

  /// Runs orchsite to its end.
  @discardableResult
  package func run(
    _ arguments: String..., in path: String = "", environment extra: [String: String] = [:],
    input: Command.Stream = .null, closing: Set<Int32> = []
  ) -> Outcome {
    start(arguments, in: path, environment: extra, input: input, closing: closing).outcome()
  }

  /// Runs a shell script, in which `orchsite` is the binary.
  package func shell(_ script: String, in path: String = "") -> Outcome {
    let function = "orchsite() { \"\(Command.binary)\" \"$@\"; }\n"
    return Command(["sh", "-c", function + script], in: folder(path), environment: environment).outcome()
  }

  @discardableResult
  package func git(_ arguments: String..., in path: String = "") -> String {
    let outcome = Command(["git"] + arguments, in: folder(path), environment: environment).outcome()
    let text = outcome.code == 0 ? outcome.out : outcome.out + outcome.err
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  package func commitAll(_ message: String) {
    git("add", "--all")
    git("commit", "--quiet", "--message", message)
  }

  // MARK: Looking

  /// The commits since the start, newest first: the subject, and under it what changed, with instants as `AT`.
  package var log: String {
    let text = git("log", "--format=%s", "--name-status", "--no-renames", "HEAD~\(max(commitCount - 1, 0))..")
    return text.replacing(/\d{8}T\d{9}Z/, with: "AT").replacing("\n\n", with: "\n").replacing("\t", with: " ")
  }

  package var commitCount: Int { Int(git("rev-list", "--count", "HEAD")) ?? 0 }

  /// What git sees of changes, untracked files included.
  package var status: String {
    let text = git("status", "--porcelain", "--untracked-files=all")
    return text.replacing(/\d{8}T\d{9}Z/, with: "AT")
  }

  package subscript(path: String) -> String? { folder.text(path) }

  /// The updates of a task, oldest first: their paths.
  package func updates(of task: String) -> [String] {
    let path = "content/updates/\(task)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(path))) ?? []
    return names.sorted().map { "\(path)/\($0)" }
  }

  package func newestUpdate(of task: String) -> String? { updates(of: task).last.flatMap { self[$0] } }

  /// Temporary files of ours, anywhere.
  package var litter: [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
      .filter { $0.contains("-tmp-") || $0.hasSuffix(".lock") }
  }
}
