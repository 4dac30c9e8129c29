import Foundation
import TestSupport
import Testing

/// A worker's commands where a sandbox keeps home from being written: in a mount namespace of their own, in which home is
/// read-only but for what is named.
@Suite("Reports from a sandbox", .enabled(if: Sandbox.canMount))
struct OutboxTests {
  private let board: Board
  private let worktree = ".worktrees/web/login"

  init() {
    board = Board([
      ".gitignore": ".orchsite/\n.worktrees/\n.home/\n/web/\n",
      "content/index.md": "---\nproject: Shop\nauto_commit: all\n---\n",
      "content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\n---\n",
    ])
    let outcome = board.shell(
      """
      git init -q web; cd web; git config user.name Ada; git config user.email ada@example.org
      echo a > a; git add a; git commit -qm a; git branch develop; cd ..
      orchsite worker start web login --at 2026-01-08T09:00:00Z > .home/start
      """)
    #expect(outcome.code == 0, "\(outcome.err)")
  }

  /// Runs commands in the worktree, with home read-only.
  private func sandboxed(_ script: String, writable: [String]) -> Outcome {
    let home = board.folder.path
    let mounts = writable.map { "mount --bind \"$T/\($0)\" \"$H/\($0)\"" }.joined(separator: " && ")
    let whole = """
      H='\(home)'; T=$(mktemp -d) && mount --bind "$H" "$T" && mount --bind "$H" "$H" &&
      mount -o remount,ro,bind "$H" && \(mounts.isEmpty ? "true" : mounts) && cd "$H/\(worktree)" || exit 99
      orchsite() { '\(Command.binary)' "$@"; }
      \(script)
      """
    let path = "/usr/sbin:/sbin:" + (board.environment["PATH"] ?? "")
    return Command(
      ["unshare", "-m", "sh", "-c", whole], in: home, environment: board.environment.merging(["PATH": path]) { $1 }
    ).outcome()
  }

  private var updates: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: board.folder("content/updates/web/login")))?.sorted() ?? []
  }

  private let hidden = "web/.git/worktrees/login"

  @Test("what home refuses waits in the worktree's git directory, and comes home with the next verb there")
  func hiddenOutbox() throws {
    let outcome = sandboxed(
      "orchsite report -d 'the form' --time 40m --at 2026-01-08T10:00:00Z; orchsite report -d 'the rest' --at 2026-01-08T10:00:00Z",
      writable: [hidden])
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.hasPrefix("queued: web/login: in-progress, 0 commits, 40 min → "), "\(outcome.out)")
    #expect(outcome.out.contains("the next orchsite verb there takes it in"))
    #expect(updates.count == 1)
    // It is in nobody's way.
    #expect(board.git("status", "--porcelain", "--ignored", in: worktree) == "")
    let status = board.run("status", "--as-of", "2026-01-08T11:00:00Z")
    #expect(status.code == 0 && status.out.contains("the form") && status.out.contains("the rest"), "\(status.err)")
    #expect(updates.count == 3)
    let text = board["content/updates/web/login/20260108T100000000Z-login.md"] ?? ""
    #expect(text.contains("minutes: 40") && text.contains("- the form") && text.contains("commits: 0"))
    #expect(board.git("status", "--porcelain") == "")
    #expect(!FileManager.default.fileExists(atPath: board.folder("\(hidden)/orchsite-outbox")))
    // A second look takes nothing in twice.
    _ = board.run("status")
    #expect(updates.count == 3)
  }

  @Test("where only the worktree can be written, it waits there, and git does not see it")
  func visibleOutbox() {
    let text = "`x` \"q\" $HOME \\ 😀"
    board.folder.put("\(text)\nsecond\n", at: ".home/notes")
    let outcome = sandboxed(
      "orchsite blocked 'which key?' --file \"$H/.home/notes\" --at 2026-01-08T10:00:00Z; git status --porcelain",
      writable: [worktree])
    #expect(outcome.code == 0 && outcome.out.contains("/.orchsite-outbox/"), "\(outcome.out)\(outcome.err)")
    #expect(!outcome.out.contains("?? "))
    // Nothing of it is lost with the worktree.
    let clean = board.run("worker", "clean", "web", "login")
    #expect(clean.code == 0, "\(clean.out)\(clean.err)")
    #expect(updates.count == 2)
    #expect(board["content/updates/web/login/20260108T100000000Z-login.md"]?.hasSuffix("\n\(text)\nsecond\n") == true)
  }

  @Test("a sandbox that lets updates be written gets them committed by the next verb at home")
  func updatesOnly() {
    let outcome = sandboxed(
      "orchsite report -d one --at 2026-01-08T10:00:00Z",
      writable: ["content/updates/web/login", ".orchsite/lock", worktree])
    #expect(outcome.code == 0 && outcome.out.contains("→ content/updates/web/login/"), "\(outcome.out)\(outcome.err)")
    #expect(board.git("status", "--porcelain").hasPrefix("?? content/updates/web/login/"))
    #expect(board.run("task", "set", "web/login", "priority=high").code == 0)
    #expect(board.git("status", "--porcelain") == "")
    #expect(board.git("show", "--stat", "HEAD").contains("20260108T100000000Z-login.md"))
  }

  @Test("in such a sandbox many reports stay short, and whoever looks at home commits them")
  func manyUpdates() {
    board.folder.makeFolder(".orchsite/sessions")
    let outcome = sandboxed(
      "for i in 1 2 3 4 5 6; do orchsite report -d \"step $i\"; done",
      writable: ["content/updates/web/login", ".orchsite/lock", ".orchsite/sessions", worktree])
    #expect(outcome.code == 0 && outcome.err == "", "\(outcome.err)")
    #expect(outcome.out.split(separator: "\n").count == 6)
    #expect(updates.count == 7)
    #expect(board.run("inbox").code == 0)
    #expect(board.git("status", "--porcelain") == "")
  }

  @Test("a full disk at home is no reason to lose a report") func fullDisk() {
    let script = """
      umount "$H/.orchsite" 2>/dev/null; mkdir -p "$T/.home/small" && mount -t tmpfs -o size=64k none "$T/.home/small" &&
      cp -a "$T/.orchsite/." "$T/.home/small/" && { head -c 1000000 /dev/zero > "$T/.home/small/fill" 2>/dev/null || true; } &&
      mount --bind "$T/.home/small" "$H/.orchsite" || exit 98
      orchsite report -d one --at 2026-01-08T10:00:00Z
      """
    let outcome = sandboxed(script, writable: [".", hidden])
    #expect(outcome.code == 0 && outcome.out.hasPrefix("queued: "), "\(outcome.out)\(outcome.err)")
    #expect(board.run("inbox").code == 0)
    #expect(board["content/updates/web/login/20260108T100000000Z-login.md"]?.contains("- one") == true)
  }

  @Test("where nothing can be written, nothing is claimed") func nowhere() {
    let outcome = sandboxed("orchsite report -d one", writable: [])
    #expect(outcome.code == 2 && outcome.err.contains("nothing was recorded: neither home nor the worktree"))
    #expect(updates.count == 1)
  }

  @Test("what is no report of this task stays where it is, and is named") func foreign() {
    board.folder.put("{}", at: "\(hidden)/orchsite-outbox/x.json")
    let text = #"{"format":1,"task":"web/basket","at":"2026-01-08T10:00:00Z","worker":"x","status":"done"}"#
    board.folder.put(text, at: "\(hidden)/orchsite-outbox/y.json")
    let outcome = board.run("task", "set", "web/login", "priority=high")
    #expect(outcome.code == 0 && outcome.err.contains("a report waits that cannot be brought home"))
    #expect(board["\(hidden)/orchsite-outbox/x.json"] == "{}" && board["\(hidden)/orchsite-outbox/y.json"] == text)
    #expect(board.run("doctor").out.contains("orchsite-outbox/x.json"))
    #expect(board.run("worker", "clean", "web", "login").code == 1)
  }
}

private enum Sandbox {
  /// Only who may mount can try it.
  static let canMount: Bool = {
    let folder = TemporaryFolder()
    let outcome = Command(
      [
        "unshare", "-m", "sh", "-c",
        "mount --bind \"$PWD\" \"$PWD\" && mount -o remount,ro,bind \"$PWD\" && cd \"$PWD\" && ! touch x",
      ], in: folder.path,
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
    ).outcome()
    return outcome.code == 0
  }()
}
