import Content
import Foundation
import SiteTemplates
import Situation
import TestSupport
import Testing

@testable import Site

/// Commands that a page offers: a shell must read the words that were meant, and the verbs must be there.
@Suite struct SuggestedCommandTests {
  private func run(_ words: [String]) throws -> (code: Int32, out: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: out, as: UTF8.self))
  }

  static let words = [
    "plain", "feature/x_1.2-b", "", " ", "a b", "it's", "'", "''", "'\u{301}", "x'\u{301}; echo pwned #", "\"", "\\",
    "a\\", "$HOME",
    "$(id)", "`id`", "a;b", "a|b", "a&b", "a>b", "<(x)", "*", "?", "[a]", "{a,b}", "~", "~root", "#x", "!x", "!!", "-x",
    "--",
    "a\nb", "a\tb", "\r", "\u{1B}[31m", "größe", "👩🏽‍🚀", "\u{202E}x", "=ls", "x=1", "%x", "^x^y", "\u{600}'; id",
  ]

  @Test func aShellReadsOneWord() throws {
    let command = "printf '%s\\0' " + Self.words.map(SuggestedCommand.quoted).joined(separator: " ")
    let (code, out) = try run(["/bin/sh", "-c", command])
    #expect(code == 0)
    let read = out.unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false).map { Array($0) }
    #expect(read.dropLast() == Self.words.map { Array($0.unicodeScalars) }[...])
  }

  @Test func plainWordsStayReadable() {
    #expect(SuggestedCommand.quoted("feature/x_1.2-b") == "feature/x_1.2-b")
    #expect(SuggestedCommand.quoted("a b") == "'a b'")
    #expect(SuggestedCommand.quoted("it's") == "'it'\\''s'")
    #expect(SuggestedCommand.quoted("-x") == "'-x'")
    #expect(SuggestedCommand.quoted("") == "''")
  }

  /// What comes from content into a command are names of repos and tasks, which are slugs, and blockers.
  @Test func hostilePathsAndBranchesStayOutOfCommands() async throws {
    let path = "x'\u{301}; touch PWNED; '"
    let site = try await publish(
      index + repo("web", "path: \"\(path)\"", "branches: {develop: \"d;id\"}")
        + task("web/a", "review", "branch: \"feature/$IFS'\u{301}|id\""))
    let commands = site.page("tasks/web/a.html").first(".commands")?.texts("code") ?? []
    #expect(commands.count == 2)
    // It prints its arguments instead.
    let script = "orchsite() { printf '<%s>' \"$@\"; }; "
    #expect(try run(["/bin/sh", "-c", script + commands[0]]).out == "<diff><web><a>")
    #expect(try run(["/bin/sh", "-c", script + commands[1]]).out == "<feature><finish><web><a>")
  }

  /// Numbers and names of drafts are anybody's; what is pasted shows one document or issues one, and nothing else.
  @Test(arguments: Self.words.filter { !$0.isEmpty }) func documentsAreOneArgument(_ name: String) throws {
    let script = "orchsite() { printf '<%s>' \"$@\"; }; "
    let rest = name.hasPrefix("-") ? "<--><\(name)>" : "<\(name)>"
    let show = try run(["/bin/sh", "-c", script + SuggestedCommand.showInvoice(name)]).out
    #expect(Array(show.utf8) == Array("<invoice><show>\(rest)".utf8))
    guard let command = SuggestedCommand.issue(draft: name) else {
      #expect(name.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) })
      return
    }
    let issue = try run(["/bin/sh", "-c", script + command]).out
    #expect(Array(issue.utf8) == Array("<invoice><issue>\(rest)".utf8))
  }

  // MARK: Verbs

  /// The file that `swift build` made, beside the test bundle; the package builds it for the tests of the commands.
  private static let binary: String = {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("orchsite").path
    #else
      return Bundle.main.bundleURL.appendingPathComponent("orchsite").path
    #endif
  }()

  /// `task move` of `orchsite task move web/a done`.
  private func verb(of command: String) -> [String] {
    let groups: Set = ["feature", "task", "sprint", "decision", "client", "templates", "worker", "invoice", "time"]
    let words = command.split(separator: " ").map(String.init)
    guard let start = words.lastIndex(of: "orchsite"), start + 1 < words.count else { return [] }
    return Array(words[(start + 1)...].prefix(groups.contains(words[start + 1]) ? 2 : 1))
  }

  @Test func everySuggestedVerbExists() async throws {
    var commands: Set<String> = []
    for content in [files(in: Rich.text + task("api/home", "review", "sprint: s2")), files(in: Rich.many), [:]] {
      let site = try await publish(content: content, git: Rich.git)
      for page in site.pages {
        commands.formUnion(site.page(page).all("code").map(\.text).filter { $0.contains("orchsite ") })
      }
    }
    let billing = try await publish(.inMemory(files(in: Ledger.work)), billsWork: true)
    for page in billing.pages {
      commands.formUnion(billing.page(page).all("code").map(\.text).filter { $0.contains("orchsite ") })
    }
    // Those of states that no fixture is in.
    for (name, bytes) in BuiltInTemplates.all where name.hasSuffix(".mustache") {
      let text = String(decoding: bytes, as: UTF8.self)
      commands.formUnion(text.matches(of: /<code>(orchsite [^<{]*)<\/code>/).map { String($0.output.1) })
    }
    let verbs = Set(commands.map(verb(of:)))
    #expect(
      verbs.sorted { $0.joined() < $1.joined() } == [
        ["check"], ["decision", "new"], ["diff"], ["feature", "finish"], ["invoice", "issue"], ["sprint", "new"],
        ["task", "accept"],
        ["task", "move"],
        ["task", "new"],
        ["task", "set"], ["task", "show"], ["task", "unblock"], ["time", "review"], ["worker", "start"],
      ])
    for verb in verbs {
      let (code, out) = try run([Self.binary] + verb + ["--help"])
      #expect(code == 0 && out.contains("USAGE: orchsite \(verb.joined(separator: " "))"), "\(verb): \(out)")
    }
  }
}
