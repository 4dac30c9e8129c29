import Foundation
import TestSupport
import Testing

/// What README and docs/start.md ask to be pasted works, as it is, in a folder that is in git and in one that is not.
@Suite struct TourTests {
  /// The blocks of shell commands below each heading, joined.
  private static func scripts(_ page: String) throws -> [String: String] {
    let text = try String(contentsOfFile: "\(DemoWorkspace.home)/\(page)", encoding: .utf8)
    var scripts: [String: String] = [:]
    var heading = ""
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !isInside, line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      if line == "```sh" {
        isInside = true
      } else if line.hasPrefix("```") {
        isInside = false
      } else if isInside {
        scripts[heading, default: ""] += line + "\n"
      }
    }
    return scripts
  }

  /// Runs a script line by line as somebody would who pastes it, in an empty folder.
  private func paste(_ script: String, inGit: Bool) -> (outcome: Outcome, folder: TemporaryFolder) {
    let folder = TemporaryFolder()
    folder.put("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n", at: "home/.gitconfig")
    folder.makeFolder("here")
    folder.makeFolder("bin")
    _ = Command(["ln", "-s", Command.binary, folder("bin/orchsite")], in: folder.path, environment: [:]).outcome()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let environment = ["HOME": folder("home"), "PATH": "\(folder("bin")):\(path)"]
    let start = inGit ? "git init --quiet && git commit --quiet --allow-empty -m first\n" : ""
    let outcome = Command(
      ["sh", "-e", "-c", start + script], in: folder("here"), environment: environment
    ).outcome()
    return (outcome, folder)
  }

  @Test(arguments: [false, true]) func theTour(inGit: Bool) throws {
    let script = try #require(try Self.scripts("README.md")["A tour"])
    let tour = script.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.hasPrefix("orchsite import") }.joined(separator: "\n")
    let (outcome, folder) = paste(tour, inGit: inGit)
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    #expect(folder.text("here/shop/site/index.html")?.contains("Fix: stock goes negative") == true)
    #expect(folder.text("here/shop/content/tasks/web/fix-stock-goes-negative.md")?.contains("status: done") == true)
    #expect(folder.text("here/shop/web/stock.txt") == "never below zero\n")
    let status = Command(
      ["git", "status", "--porcelain"], in: folder("here/shop"), environment: ["HOME": folder("home")]
    ).outcome()
    #expect(status.out == "", "everything is committed")
  }

  @Test func theTourOfAgents() throws {
    let script = try #require(try Self.scripts("docs/agents.md")["From two repos to a coordinated board"])
    let repos = "for r in api web; do git init -q $r; git -C $r commit -q --allow-empty -m first; done\n"
    let (outcome, folder) = paste(repos + script, inGit: false)
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    let commands = outcome.out.split(separator: "\n").filter {
      $0.hasPrefix("  cd ") && $0.contains(" && claude --settings ")
    }
    #expect(commands.count == 3)
    #expect(folder.text("here/.orchsite/agents/web/show-the-stock.json") != nil)
    #expect(folder.text("here/content/tasks/api/stock-by-warehouse.md")?.contains("status: in-progress") == true)
    let status = Command(
      ["git", "status", "--porcelain"], in: folder("here"), environment: ["HOME": folder("home")]
    ).outcome()
    #expect(status.out == "", "everything is committed")
  }

  @Test(arguments: ["One repo", "Three repos", "An old Makefile"])
  func theFirstDay(_ heading: String) throws {
    let script = try #require(try Self.scripts("docs/start.md")[heading])
    let (outcome, folder) = paste(script, inGit: false)
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    let board = ["One repo": "shop", "Three repos": "juniper", "An old Makefile": "old"][heading] ?? ""
    #expect(folder.text("here/\(board)/site/index.html") != nil)
    if heading == "An old Makefile" {
      #expect(outcome.out.hasSuffix("deployed\n"))
      #expect(folder.text("here/old/SPRINT_BOARD.md") == "# Sprint board\n\n- [ ] Fix the migration\n")
    }
  }
}
