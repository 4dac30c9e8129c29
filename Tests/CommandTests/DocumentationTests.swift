import Actions
import Diagnostics
import Foundation
import Quantities
import TestSupport
import Testing

/// What `docs/commands.md`, `docs/checks.md` and `docs/content.md` show is what the program does.
///
/// Each block is run in a fresh copy of the demo, committed to a git repository in `/home/ada/shop`, at 9:00 on
/// 15 January 2026. Comments in front of the block change the copy first (`DocumentationPage.Step`).
///
/// - `console`: lines that begin with `$ ` are run by a shell, one after the other. What stands below each is all that it
///   printed, as a terminal shows it. `…` stands for any text on its line.
/// - `text` in checks.md: `check` prints it, byte for byte, among other things. Called as a function: that the binary
///   prints the same is shown by the `console` blocks.
/// - `text` in commands.md: how a verb is called. It names the options that the verb's help names.
/// - `markdown` and the tables of content.md: records that are read without an error.
///
/// There are blocks of other languages only where they are named below: nothing can be shown that is not run.
@Suite struct DocumentationTests {
  /// What is copied for each block.
  private static let demo = Example.demo()

  @Test func commands() throws {
    let page = try DocumentationPage("commands.md")
    let unrun = page.blocks.filter { !["console", "text"].contains($0.language) }
    #expect(unrun.map(\.heading) == ["In CI"], "a workflow of GitHub; everything else is run")
    #expect(runConsole(of: page) >= 26)
    #expect(compareUsage(of: page) >= 14)
  }

  @Test func checks() async throws {
    let page = try DocumentationPage("checks.md")
    #expect(page.blocks.allSatisfy { ["console", "text"].contains($0.language) })
    #expect(runConsole(of: page) >= 6)
    let blocks = page.blocks.filter { $0.language == "text" }
    for block in blocks {
      let output = try await problems(block)
      if Data("\n\(output)".utf8).range(of: Data("\n\(block.text)".utf8)) == nil {
        Issue.record("\(block.place) is not printed:\n\(block.text)but:\n\(output)")
      }
    }
    #expect(blocks.count >= 75)
  }

  @Test func everyCodeHasAnExample() throws {
    let page = try DocumentationPage("checks.md")
    let codes = page.text.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
    #expect(Set(codes).subtracting(page.blocks.map(\.heading)) == [])
    #expect(codes.count >= 43)
  }

  // MARK: Records

  /// The path of the record that the examples of a section's table make.
  private static let paths = [
    "index.md": "content/index.md", "repos": "content/repos/example.md", "sprints": "content/sprints/example.md",
    "tasks": "content/tasks/backend/example.md",
    "updates": "content/updates/backend/refund-api/20260115T071900000Z-ada.md",
    "decisions": "content/decisions/2025-12-22-example.md", "clients": "content/clients/example.md",
    "time": "content/time/linden/20260115T071900000Z-ada.md", "write-offs": "content/write-offs/20260115T071900000Z.md",
  ]
  /// An earlier entry, which examples name.
  private static let time = DocumentationPage.Step.file(
    path: "content/time/linden/20260114T152047000Z-ada.md",
    "---\nat: 2026-01-14T16:20:47+01:00\nperson: ada\nminutes: 45\n---\n")

  @Test func content() async throws {
    let page = try DocumentationPage("content.md")
    #expect(page.blocks.allSatisfy { $0.language == "markdown" || $0.heading == "Layout" })
    let records = page.blocks.filter { $0.language == "markdown" }
    #expect(records.count >= 2)

    // Each table is one record with all its examples.
    var examples = DocumentationPage.Block(steps: [Self.time])
    var count = 0
    for (heading, path) in Self.paths {
      let keys = page.rows(below: heading, first: "key").filter { $0.cells.count == 5 || heading == "write-offs" }
      let lines = keys.compactMap { row -> String? in
        guard let example = Self.code(row.cells[4]).first, let key = Self.code(row.cells[0]).first else { return nil }
        return "\(key): \(example)\n"
      }
      #expect(!lines.isEmpty, "\(heading)")
      count += lines.count
      examples.steps.append(.file(path: path, "---\n\(lines.joined())---\n"))
    }
    #expect(count >= 90)
    for row in page.rows(first: "`at`") {
      let cells = row.cells.compactMap { Self.code($0).first }
      examples.steps.append(
        .file(
          path: "content/updates/backend/order-history/\(cells[2])",
          "---\nat: \(cells[0])\nworker: \(cells[1])\nstatus: done\n---\n"))
    }
    for block in records + [examples] {
      let faults = try await problems(block).split(separator: "\n").filter {
        $0.contains(": error[") || $0.contains("[key]: ")
      }
      #expect(faults == [], "\(block.place)")
    }
  }

  /// A record with a key of each type of the table of types.
  private static let typed = [
    "slug": ("content/decisions/2025-12-22-N.md", "title: T\ndate: 2025-12-22", "worker"),
    "date": ("content/tasks/backend/N.md", "title: T\nstatus: todo", "due"),
    "duration": ("content/tasks/backend/N.md", "title: T\nstatus: todo", "estimate"),
    "decimal": ("content/tasks/backend/N.md", "title: T\nstatus: todo", "rate"),
    "boolean": ("content/tasks/backend/N.md", "title: T\nstatus: todo", "billable"),
    "branch": ("content/tasks/backend/N.md", "title: T\nstatus: todo", "branch"),
    "instant": ("content/write-offs/N.md", "refs: []\nreason: R", "at"),
    "minutes": ("content/time/linden/N.md", "at: 2026-01-14T10:00:00Z\nperson: ada", "minutes"),
    "whole number": ("content/repos/N.md", "title: T", "order"),
    "country": ("content/clients/N.md", "name: N", "country"),
    "currency": ("content/clients/N.md", "name: N\ncountry: AT", "currency"),
    "web address": ("content/clients/N.md", "name: N\ncountry: AT", "base_url"),
    "language": ("content/clients/N.md", "name: N\ncountry: AT", "language"),
  ]

  @Test func typesOfContent() async throws {
    let rows = try DocumentationPage("content.md").rows(below: "Types", first: "type")
    #expect(
      Set(rows.map { $0.cells[0] }).subtracting(Self.typed.keys) == ["text", "one of …", "commit", "list", "map"],
      "these say in words what they accept")
    var block = DocumentationPage.Block()
    var isAccepted: [String: Bool] = [:]
    for row in rows {
      guard let (path, base, key) = Self.typed[row.cells[0]] else { continue }
      for (cell, accepts) in [(row.cells[1], true), (row.cells[2], false)] {
        for value in Self.code(cell) {
          let path = path.replacing("N", with: "value-\(isAccepted.count)")
          block.steps += [.file(path: path, "---\n\(base)\n---\n"), .line(path: path, "\(key): \(value)")]
          isAccepted[path] = accepts
        }
      }
    }
    let output = try await problems(block)
    // The names of these files say no moment; and that what is negative corrects something is no matter of its type.
    let faults = output.split(separator: "\n").filter {
      $0.contains(": error[") && !$0.contains("error[name]") && !$0.contains("error[minutes]")
    }
    for (path, accepts) in isAccepted {
      #expect(!faults.contains { $0.hasPrefix("\(path):") } == accepts, "\(path): \(output)")
    }
    #expect(isAccepted.count >= 30)
  }

  /// What stands between backticks.
  private static func code(_ cell: String) -> [String] {
    cell.matches(of: /`([^`]+)`/).map { String($0.1) }
  }

  // MARK: Running

  /// What `check` prints of the demo as a block changes it.
  private func problems(_ block: DocumentationPage.Block) async throws -> String {
    let callsVerb = block.steps.contains {
      if case .command(let line) = $0 { line.contains("orchsite ") } else { false }
    }
    if callsVerb { return Example(block, in: Self.demo, commands: ["orchsite check"]).outputs()[0] }
    let folder = TemporaryFolder()
    try FileManager.default.copyItem(atPath: Self.demo.folder("content"), toPath: folder("content"))
    let script = block.steps.map { $0.apply(in: folder, at: "", block: block.text) }.joined()
    if !script.isEmpty {
      let changed = Command(["sh", "-c", script], in: folder.path, environment: Self.demo.environment).outcome()
      #expect(changed == Outcome(code: 0, out: "", err: ""), "\(block.place)")
    }
    let now = try #require(Instant(Example.moment))
    let outcome = try await CheckContent().run(in: Home(path: folder.path), Stage(now: now, isNamed: true))
    return DiagnosticPrinter(width: 100).text(outcome.problems)
  }

  private func runConsole(of page: DocumentationPage) -> Int {
    let blocks = page.blocks.filter { $0.language == "console" }
    let commands = blocks.map { ConsoleCommand.read($0.text) }
    let outputs = Self.inTurn(Array(zip(blocks, commands))) { Example($0, in: Self.demo, commands: $1.map(\.line)) }
    for ((block, commands), outputs) in zip(zip(blocks, commands), outputs) {
      #expect(!commands.isEmpty, "\(block.place) has no command")
      for (command, output) in zip(commands, outputs) where !command.shows(output) {
        Issue.record("\(block.place): $ \(command.line)\n\(output)")
      }
    }
    return blocks.count
  }

  private func compareUsage(of page: DocumentationPage) -> Int {
    let usages = page.blocks.filter { $0.language == "text" }.dropFirst()
    let verbs = usages.map {
      $0.text.prefix { $0 != "[" && !$0.isUppercase && $0 != "\n" }.split(separator: " ").dropFirst()
    }
    let commands = ["orchsite --help"] + verbs.map { "orchsite help \($0.joined(separator: " "))" }
    let helps = Example(DocumentationPage.Block(), in: Self.demo, commands: commands).outputs()
    func options(_ text: String) -> [String] {
      let words = text.split { !$0.isLetter && $0 != "-" }.filter {
        $0.hasPrefix("-") && $0.contains(where: \.isLetter)
      }
      return Set(words.map(String.init)).sorted()
    }
    for (usage, help) in zip(usages, helps.dropFirst()) {
      let described = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.map { $0.dropFirst(2).prefix(22) }
      let spare = ["--version", "-h", "--help", "--message", "--output"]
      #expect(
        options(usage.text) == options(described.joined(separator: "\n")).filter { !spare.contains($0) },
        "\(usage.place)")
    }
    let overview = page.blocks.first { $0.language == "text" }?.text ?? ""
    let groups = Set(overview.split { !$0.isLetter }.map(String.init)).subtracting(["orchsite"])
    let named = helps[0].components(separatedBy: "SUBCOMMANDS:\n").last?.split(separator: "\n")
      .filter { $0.dropFirst(2).first?.isLowercase == true }.compactMap {
        $0.split(separator: " ").first.map(String.init)
      }
    #expect(groups.symmetricDifference(named ?? []) == [], "the overview of docs/commands.md and orchsite --help")
    return usages.count
  }

  /// A few processes at a time: started together, then waited for.
  private static func inTurn<Item>(_ items: [Item], _ start: (Item) -> Example) -> [[String]] {
    stride(from: 0, to: items.count, by: 8).flatMap { first in
      items[first..<min(first + 8, items.count)].map(start).map { $0.outputs() }
    }
  }
}

/// A command of a `console` block, and what stands below it.
private struct ConsoleCommand {
  var line: String
  var output = ""

  static func read(_ text: String) -> [ConsoleCommand] {
    var commands: [ConsoleCommand] = []
    var goesOn = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("$ ") {
        commands.append(ConsoleCommand(line: String(line.dropFirst(2))))
      } else if goesOn {
        commands[commands.count - 1].line += "\n\(line)"
      } else if !commands.isEmpty {
        commands[commands.count - 1].output += "\(line)\n"
      }
      goesOn = (line.hasPrefix("$ ") || goesOn) && line.hasSuffix("\\")
    }
    return commands
  }

  func shows(_ actual: String) -> Bool {
    let shown = output.components(separatedBy: "\n")
    let lines = actual.components(separatedBy: "\n")
    return shown.count == lines.count && zip(shown, lines).allSatisfy { Self.stands($0, for: $1) }
  }

  /// `…` is any text.
  private static func stands(_ shown: String, for line: String) -> Bool {
    let pieces = shown.components(separatedBy: "…").map { Array($0.utf8) }
    var rest = Array(line.utf8)[...]
    guard pieces.count > 1 else { return pieces[0] == Array(rest) }
    guard rest.starts(with: pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    let last = pieces[pieces.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}

/// A block that is being run in its copy of the demo.
private struct Example {
  static let moment = "2026-01-15T09:00:00+01:00"
  /// Verbs that read take the moment from the environment; those that write are told.
  private static let prelude = """
    orchsite() {
      case "$*" in
        help\\ *|*--at\\ *) "\(Command.binary)" "$@"; return ;;
      esac
      case "${1-} ${2-}" in
        import\\ *|init\\ *) set -- "$@" --at \(moment) ;;
        *" list"|"task show"|"templates eject") ;;
        "invoice unbilled"|"invoice show"|"invoice check"|"invoice export"|"invoice pdf") ;;
        report\\ *|blocked\\ *|done\\ *) verb=$1; shift; set -- "$verb" --at \(moment) "$@" ;;
        task\\ *|sprint\\ *|decision\\ *|client\\ *|repo\\ *|worker\\ *|feature\\ *|time\\ *|invoice\\ *|"rescue restore")
          verb=$1 noun=$2; shift 2; set -- "$verb" "$noun" --at \(moment) "$@" ;;
      esac
      "\(Command.binary)" "$@"
    }
    cd shop

    """

  /// The demo, committed.
  static func demo() -> Board {
    let board = Board(Board.small.mapValues { _ in "" }.merging([".gitignore": ".orchsite/\n/site/\n.home/\n"]) { $1 })
    try? FileManager.default.copyItem(atPath: DemoWorkspace.home + "/content", toPath: board.folder("content"))
    board.commitAll("content")
    // Fewer files to copy.
    board.git("gc", "--quiet")
    board.folder.remove(".git/hooks")
    return board
  }

  private let folder = TemporaryFolder()
  private let commands: [String]
  private let command: Command

  init(_ block: DocumentationPage.Block, in demo: Board, commands: [String]) {
    self.commands = commands
    try? FileManager.default.copyItem(atPath: demo.folder.path, toPath: folder("shop"))
    let folder = folder
    var script = Self.prelude
    for step in block.steps { script += step.apply(in: folder, at: "shop/", block: block.text) }
    for (index, line) in commands.enumerated() { script += "{ \(line)\n} >../out-\(index) 2>&1\n" }
    command = Command(
      ["sh", "-c", script], in: folder.path,
      environment: demo.environment.merging(["SOURCE_DATE_EPOCH": "1768464000", "PWD": folder.path]) { $1 })
  }

  /// Waits for its end.
  func outputs() -> [String] {
    let outcome = command.outcome()
    #expect(outcome.out + outcome.err == "")
    return commands.indices.map { index in
      (folder.text("out-\(index)") ?? "").replacing(folder.path, with: "/home/ada")
    }
  }
}
