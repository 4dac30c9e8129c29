import Actions
import Synchronization
import TestSupport
import Testing

/// What content could run, and what a person lets it.
@Suite struct TrustTests {
  private static let board: [String: String] = [
    "content/index.md":
      "---\nproject: Juniper Shop\nauto_commit: none\nagent: claude\npdf: \"prince \\u202E-o\"\n---\n",
    "content/repos/backend.md":
      "---\ntitle: Backend\norder: 1\ncommands:\n  test: |\n    make test\n    make lint\nworktree:\n  setup: npm ci\n---\n",
    "content/repos/web.md": "---\ntitle: Web\norder: 2\ncommands:\n  setup: npm ci\n---\n",
  ]

  private static func trust(
    _ board: Board, _ wish: Trust.Wish = .ask, _ ask: (@Sendable (RunnableText) -> Bool)? = nil
  ) async throws(Refusal) -> Trust.Outcome {
    var request = Trust(Approvals(stateFolder: board.folder(".state"), ask: ask))
    request.wish = wish
    return try await board.call(request)
  }

  private static func lines(_ outcome: Trust.Outcome) -> [String] {
    outcome.items.map {
      "\($0.isApproved ? "+" : "-") \($0.text.path) \($0.text.key): \($0.text.visibleLines.joined(separator: "/"))"
    }
  }

  @Test func everyTextIsShownWithItsPlace() async throws {
    let board = Board.quiet(Self.board)
    let outcome = try await Self.trust(board)
    #expect(
      Self.lines(outcome) == [
        "- content/index.md agent: claude",
        "- content/index.md pdf: prince <U+202E>-o",
        "- content/repos/backend.md commands.test: make test/make lint",
        "- content/repos/backend.md worktree.setup: npm ci",
        "- content/repos/web.md commands.setup: npm ci",
      ])
    #expect(outcome.waiting == 5)
    #expect(outcome.items.map(\.text.hasHiddenCharacters) == [false, true, false, false, false])
  }

  @Test func eachIsAskedForOnceAndKept() async throws {
    let board = Board.quiet(Self.board)
    let asked = Mutex<[String]>([])
    let outcome = try await Self.trust(board) { text in
      asked.withLock { $0.append(text.key) }
      return text.text == "npm ci"
    }
    #expect(asked.withLock { $0 } == ["agent", "pdf", "commands.test", "worktree.setup"], "the last is the same text")
    #expect(outcome.items.map(\.isApproved) == [false, false, false, true, true])
    #expect(try await Self.trust(board).items.map(\.isApproved) == [false, false, false, true, true])

    // Another workspace has not approved anything.
    let other = Approvals(stateFolder: board.folder(".state"))
    #expect(other.covers("npm ci", in: board.home.path))
    #expect(!other.covers("npm ci", in: board.home.path + "2"))
  }

  @Test func allIsApprovedAndTakenBack() async throws {
    let board = Board.quiet(Self.board)
    #expect(try await Self.trust(board, .approve).waiting == 0)
    board.folder.put("---\ntitle: Web\norder: 2\ncommands:\n  setup: npm  ci\n---\n", at: "content/repos/web.md")
    board.folder.put("---\nproject: Juniper Shop\nauto_commit: none\nagent: claude\n---\n", at: "content/index.md")
    let changed = try await Self.trust(board)
    #expect(changed.items.filter { !$0.isApproved }.map(\.text.text) == ["npm  ci"], "another text")
    #expect(changed.others == ["prince \u{202E}-o"])
    #expect(try await Self.trust(board, .revoke).revoked == 4)
    #expect(try await Self.trust(board).items.allSatisfy { !$0.isApproved })
    #expect(try await Self.trust(board, .revoke).revoked == 0)
  }

  @Test(arguments: [
    ("a\u{1B}[2Kb", "a<U+001B>[2Kb"), ("a\r\nb", "a<U+000D>/b"), ("a\tb", "a<U+0009>b"), ("a\u{200B}", "a<U+200B>"),
    ("a\u{A0}b", "a<U+00A0>b"), ("a\u{2066}b", "a<U+2066>b"), ("a\n\nb\n", "a//b"), ("äß 日本", "äß 日本"), ("", ""),
  ]) func nothingHides(_ text: String, _ shown: String) {
    let text = RunnableText(approved: text)
    #expect(text.visibleLines.joined(separator: "/") == shown)
    #expect((text.warning != nil) == shown.contains("<U+"))
  }

  @Test func nothingIsApprovedWhereNothingCanBeKept() async throws {
    let board = Board.quiet(Self.board)
    var request = Trust(Approvals(stateFolder: nil) { _ in true })
    #expect(try await board.call(request).waiting == 5)
    request.wish = .approve
    #expect(
      await board.refusal(of: request)
        == .outside("nothing can be approved: no folder for state", help: "set XDG_STATE_HOME or HOME"))
  }
}
