import Foundation
import TestSupport
import Testing

@Suite struct BuildTests {
  private let board = Board()

  @discardableResult
  private func build(_ options: String..., in path: String = "", environment: [String: String] = [:]) -> Outcome {
    board.start(
      ["build", "--as-of", "2026-01-07"] + options, in: path, environment: environment
    ).outcome()
  }

  /// The closing line without its time.
  private func timeless(_ text: String) -> String { text.replacing(/in \d+\.\d\d s/, with: "in TIME") }

  @Test func oneLineAtTheEnd() {
    let first = build()
    #expect(first.code == 0)
    #expect(first.out == "")
    let files = board.folder.picture(of: "site").count { !$0.value.hasPrefix("16") && $0.key != ".orchsite-manifest" }
    #expect(timeless(first.err).hasSuffix(" written, 0 unchanged) in TIME → site/\n"))
    #expect(first.err.split(separator: "\n").count == 1)
    #expect(files > 10)
    let second = build()
    #expect(second.code == 0)
    #expect(timeless(second.err).contains(" files (0 written, "))
  }

  @Test func theSecondBuildTouchesNothing() {
    build()
    let before = board.folder.picture()
    build()
    #expect(board.folder.picture() == before)
    build("--threads", "7")
    #expect(board.folder.picture() == before)
  }

  @Test func threadsLocaleAndZoneChangeNoByte() {
    build("--threads", "1")
    let before = board.folder.picture(of: "site")
    for (threads, environment) in [
      ("2", ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo"]),
      ("3", ["LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York"]), ("1", ["LC_ALL": "C", "TZ": ""]),
    ] {
      build("--threads", threads, environment: environment)
      #expect(board.folder.picture(of: "site") == before)
    }
    // Another folder, the same bytes.
    build("--output", "copy", "--threads", "2")
    #expect(board.shell("diff -r site copy").out == "")
  }

  @Test func pagesOfTasksThatWentGoAndForeignFilesStay() {
    build()
    board.folder.put("mine", at: "site/CNAME")
    board.folder.put("mine too", at: "site/tasks/backend/notes.txt")
    board.folder.remove("content/tasks/web/basket.md")
    let next = build()
    #expect(next.code == 0)
    #expect(next.err.contains(", 1 removed)"))
    #expect(board["site/tasks/web/basket.html"] == nil)
    #expect(board["site/tasks/backend/search.html"] != nil)
    #expect(board["site/CNAME"] == "mine")
    #expect(board["site/tasks/backend/notes.txt"] == "mine too")
    #expect(!board.folder.picture(of: "site").keys.contains("tasks/web"))
  }

  @Test func foreignFoldersAreRefused() {
    board.folder.put("precious", at: "public/index.html")
    let refused = build("--output", "public")
    #expect(
      refused
        == Outcome(
          code: 2, out: "",
          err: """
            orchsite: error: cannot write the site to public: it is not empty
              help: orchsite did not make it; --force writes there, its other files stay

            """))
    #expect(board.folder.picture(of: "public").keys.sorted() == ["index.html"])
    #expect(board["public/index.html"] == "precious")
    board.folder.put("keep", at: "public/robots.txt")
    #expect(build("--output", "public", "--force").code == 0)
    #expect(board["public/robots.txt"] == "keep")
    #expect(board["public/index.html"]?.contains("Juniper Shop") == true)
    // Ours from now on.
    #expect(build("--output", "public").code == 0)
    #expect(build("--output", "public/").err.hasSuffix(" → public/\n"))
  }

  @Test(arguments: ["content", "content/site", ".", "..", "/", "site-templates", ".git", ".git/x", ".orchsite/site"])
  func outputOverWhatIsNoOutputIsRefused(path: String) {
    board.folder.put("x", at: "site-templates/card.mustache.bak")
    let before = board.folder.picture()
    let refused = build("--output", path, "--force")
    #expect(refused.code == 2)
    #expect(refused.err.hasPrefix("orchsite: error: cannot write the site to "))
    #expect(refused.err.contains("it overlaps with"))
    #expect(board.folder.picture() == before)
  }

  @Test func theOutputIsRelativeToWhereTheUserStands() {
    #expect(build("-C", "content", "--output", "../out").err.hasSuffix(" → ../out/\n"))
    #expect(board["out/index.html"] != nil)
    #expect(build("--output", "../../out", in: "content/tasks").code == 0)
    #expect(build(in: "content").err.hasSuffix(" → \(board.folder.path)/site/\n"))
  }

  @Test func aFileThatCannotBeReadIsListedAndTheRestIsRendered() {
    board.folder.put("---\ntitle: [\n---\n", at: "content/tasks/web/broken.md")
    board.folder.link("content/tasks/web/gone.md", to: "nowhere.md")
    let outcome = build()
    #expect(outcome.code == 1)
    #expect(outcome.out == "")
    #expect(outcome.err.contains("content/tasks/web/broken.md:"))
    #expect(outcome.err.contains("content/tasks/web/gone.md:1:1: error[symlink]"))
    let lines = outcome.err.split(separator: "\n").suffix(2).map { timeless(String($0)) }
    #expect(lines.first == "2 errors")
    #expect(lines.last?.hasSuffix(" written, 0 unchanged) in TIME → site/") == true)
    let index = board["site/index.html"] ?? ""
    #expect(index.contains("content/tasks/web/broken.md"))
    #expect(index.contains("content/tasks/web/gone.md"))
    #expect(index.contains("a symbolic link: links are never followed"))
    for page in ["backend/refund-api", "backend/search", "web/basket"] {
      #expect(board["site/tasks/\(page).html"] != nil, "\(page)")
    }
    #expect(build("--json").out.contains("\"kind\": \"build\""))
  }

  @Test func warningsCountOnlyWithStrict() {
    board.folder.put("---\ntitle: B\nstatus: done\nowner: kim\n---\n", at: "content/tasks/web/basket.md")
    let outcome = build()
    #expect(outcome.code == 0)
    #expect(outcome.err.contains("warning[key]: unknown key \"owner\""))
    #expect(build("--strict").code == 1)
    #expect(build("--format", "github").out.hasPrefix("::warning file=content/tasks/web/basket.md,line=4,col=1"))
  }

  @Test func aFullDiskLeavesNoHalfPage() throws {
    build()
    let before = board["site/tasks/backend/search.html"]
    let long = String(repeating: "word ", count: 40_000)
    board.folder.put("---\ntitle: Search\nstatus: todo\n---\n\n\(long)\n", at: "content/tasks/backend/search.md")
    board.folder.put("---\ntitle: New\nstatus: todo\n---\n\n\(long)\n", at: "content/tasks/backend/new.md")
    // A limit of 64 KB a file stands in for the disk.
    let full = board.shell("trap '' XFSZ; ulimit -f 64; orchsite build --as-of 2026-01-07")
    #expect(full.code == 2)
    #expect(full.err.contains("orchsite: error: cannot write \(board.folder.path)/site/tasks/backend/"))
    #expect(board["site/tasks/backend/search.html"] == before)
    #expect(board["site/tasks/backend/new.html"] == nil)
    for page in board.folder.picture(of: "site").keys where page.hasSuffix(".html") {
      #expect(board["site/\(page)"]?.hasSuffix("</html>\n") == true, "\(page)")
    }
    #expect(build().code == 0)
  }

  @Test func anOutputThatCannotBeMade() {
    board.folder.put("a file", at: "taken")
    let outcome = build("--output", "taken/site")
    #expect(outcome.code == 2)
    #expect(outcome.err.hasPrefix("orchsite: error: cannot "))
    #expect(outcome.err.contains("ot a directory"))
    #expect(board["taken"] == "a file")
  }

  @Test func timings() {
    let outcome = build("--timings")
    for step in ["find", "scan", "link", "check", "templates", "plan", "render and write", "tidy up"] {
      #expect(outcome.err.contains("  \(step) "), "\(step)")
    }
  }
}

@Suite struct TemplateTests {
  private let board = Board()

  private func build() -> Outcome { board.run("build", "--as-of", "2026-01-07") }

  @Test func ejectDoesNotWriteThroughALink() {
    let outside = TemporaryFolder()
    board.folder.link("site-templates", to: outside.path)
    let outcome = board.run("templates", "eject")
    #expect(outcome.code == 2)
    #expect(
      outcome.err
        == "orchsite: error: cannot make folder \(board.folder.path)/site-templates: it is a symbolic link, not a folder\n"
    )
    #expect(outside.names == [])
  }

  @Test func ejectNeverOverwrites() {
    let one = board.run("templates", "eject", "footer")
    #expect(one == Outcome(code: 0, out: "created site-templates/footer.mustache\n", err: ""))
    board.folder.put("<footer>mine</footer>\n", at: "site-templates/footer.mustache")
    let again = board.run("templates", "eject", "footer.mustache", "style.css")
    #expect(
      again.out == """
        left alone site-templates/footer.mustache: it is there already
        created site-templates/style.css

        """)
    #expect(again.code == 0)
    #expect(board["site-templates/footer.mustache"] == "<footer>mine</footer>\n")
    let all = board.run("templates", "eject")
    #expect(all.code == 0)
    #expect(all.out.contains("left alone site-templates/footer.mustache"))
    #expect(all.out.contains("created site-templates/board.js"))
    let wrong = board.run("templates", "eject", "footr", "card")
    #expect(
      wrong
        == Outcome(
          code: 1, out: "", err: "orchsite: error: there is no template footr\n  help: did you mean footer?\n"))
  }

  @Test func anEjectedTemplateChangesNothingUntilItIsChanged() {
    #expect(build().code == 0)
    let before = board.folder.picture(of: "site")
    #expect(board.run("templates", "eject").code == 0)
    #expect(build().code == 0)
    #expect(board.folder.picture(of: "site") == before)
    board.folder.put("<footer>mine</footer>\n", at: "site-templates/footer.mustache")
    #expect(build().code == 0)
    #expect(board["site/index.html"]?.contains("<footer>mine</footer>") == true)
    #expect(board["site/tasks/backend/search.html"]?.contains("<footer>mine</footer>") == true)
    board.folder.remove("site-templates")
    #expect(build().code == 0)
    #expect(board["site/index.html"]?.contains("mine") == false)
  }

  @Test func aBrokenTemplateStopsTheBuildBeforeAnyPage() {
    #expect(build().code == 0)
    let before = board.folder.picture(of: "site")
    board.folder.put("<p>\n  {{#tasks}}\n  <b>{{title}</b>\n", at: "site-templates/card.mustache")
    board.folder.put("---\ntitle: Other\nstatus: todo\n---\n", at: "content/tasks/backend/search.md")
    let broken = build()
    #expect(broken.code == 1)
    #expect(broken.err.hasPrefix("site-templates/card.mustache:3:"))
    #expect(broken.err.contains("error[template]: this tag is not closed on its line"))
    #expect(board.folder.picture(of: "site") == before)
    board.folder.remove("site")
    #expect(build().code == 1)
    #expect(board.folder.picture()["site"] == nil)
  }
}
