import Foundation
import TestSupport
import Testing

/// `make demo`: a folder to try things in.
@Suite struct DemoTests {
  private static func make(_ name: String, in folder: TemporaryFolder) -> Outcome {
    // Settings that would show, and a repository that is somebody else's.
    folder.put("[core]\n\thooksPath = /nowhere\n[user]\n\tname = Zed\n", at: "home/.gitconfig")
    let environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder("home"),
      "ORCHSITE": Command.binary, "GIT_DIR": folder("foreign"), "GIT_INDEX_FILE": folder("index"),
      "ORCHSITE_HOME": folder("elsewhere"),
    ]
    let script = "\(DemoWorkspace.home)/Demo/make"
    return Command(["sh", script, name], in: folder.path, environment: environment).outcome()
  }

  @Test func theDemoIsMadeAndMadeAnew() throws {
    let folder = TemporaryFolder()
    var outcome = Self.make("a demo", in: folder)
    try #require(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    #expect(folder.names == ["a demo", "home"], "nothing beside it")
    #expect(folder.text("a demo/site/index.html")?.contains("Juniper Shop") == true)

    let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder("home")]
    func shell(_ script: String) -> String {
      let outcome = Command(["sh", "-c", script], in: folder("a demo"), environment: environment).outcome()
      return outcome.out + outcome.err
    }
    let list = "'\(Command.binary)' worker list --as-of 2026-01-15T09:00:00+01:00"
    #expect(
      shell(list) == """
        TASK                         BRANCH                         COMMITS  OPEN  COMMIT  REPORT  STATE
        backend/refund-api           feature/refund-api             +13 -5   0     1 h     41 min  blocked 41 min
        frontend/basket-totals       feature/basket-totals          +0 -0    1     –       15 h    unproven
        frontend/reorder             feature/reorder                +11 -0   0     2 days  2 days  review
        admin/login-magic-link       feature/login-magic-link       +16 -0   0     30 min  23 min  clash: Roles and permissions
        admin/roles-and-permissions  feature/roles-and-permissions  +13 -0   0     25 min  15 h    clash: Login with magic link
        infra/log-retention          feature/log-retention          +5 -0    0     5 days  5 days  stale 5 days
        infra/tls-renewal            feature/tls-renewal            +9 -0    0     16 h    15 h    ready

        """)
    #expect(
      shell("git status --short; git -C backend branch --merged develop | grep feature/") == "  feature/rate-limit\n")
    let merge =
      "git -C admin merge-tree --write-tree --name-only feature/login-magic-link feature/roles-and-permissions"
    #expect(shell(merge).contains("\nsrc/auth/permissions.ts\n"), "each merges alone, and not both")
    let conflicts = shell("'\(Command.binary)' conflicts --as-of 2026-01-15T09:00:00+01:00")
    #expect(
      conflicts == """
        admin/login-magic-link + admin/roles-and-permissions collide (chen, dara)
          src/auth/permissions.ts:3
          $ orchsite diff admin login-magic-link admin roles-and-permissions

        Merge in this order in admin:
          login-magic-link
          roles-and-permissions (adapts to login-magic-link)

        1 collision in 7 branches of 4 repos.

        """)
    #expect(!shell("git log --all --format=%an; git -C admin log --all --format=%an%cn").contains("Zed"))

    let heads = "for repo in . backend frontend admin infra; do git -C $repo for-each-ref; done"
    let before = shell(heads)
    folder.put("x", at: "a demo/mine")
    outcome = Self.make("a demo", in: folder)
    #expect(outcome.code == 0)
    #expect(shell(heads) == before, "the same each time")
    #expect(folder.text("a demo/mine") == nil)
    #expect(shell("'\(Command.binary)' sync") == "came in: 1 update (infra/log-retention)\n", "from the second machine")
  }

  @Test func whatSomebodyElseMadeStays() {
    let folder = TemporaryFolder()
    folder.put("x", at: "mine/file")
    folder.link("link", to: "mine")
    let before = folder.picture(of: "mine")
    #expect(
      Self.make("mine", in: folder)
        == Outcome(
          code: 1, out: "",
          err: "demo: mine holds something else: name another folder, or move it away\n"))
    #expect(Self.make("link", in: folder) == Outcome(code: 1, out: "", err: "demo: link is no folder\n"))
    #expect(Self.make("mine/file", in: folder) == Outcome(code: 1, out: "", err: "demo: mine/file is no folder\n"))
    #expect(folder.picture(of: "mine") == before)
  }
}
