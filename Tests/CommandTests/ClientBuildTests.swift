import Foundation
import TestSupport
import Testing

@Suite struct ClientBuildTests {
  private let board = Board([
    "content/clients/acme.md": "---\nname: Acme & Co\ncountry: AT\n---\n",
    "content/clients/broken.md": "---\nname: Broken\n---\n",
    "content/repos/backend.md": "---\ntitle: Backend\norder: 1\nclient: acme\nrate: \"95.00\"\n---\n",
  ])

  private func build(_ options: String...) -> Outcome {
    board.start(["build", "--as-of", "2026-01-07"] + options).outcome()
  }

  private func pages(_ folder: String) -> [String] {
    board.folder.picture(of: folder).filter { !$0.value.hasPrefix("16") }.keys.filter { $0.hasSuffix(".html") }.sorted()
  }

  @Test func aFolderOfItsOwn() {
    board.folder.remove("content/clients/broken.md")
    #expect(build().code == 0)
    let before = board.folder.picture(of: "site")
    let outcome = build("--client", "acme")
    #expect(outcome.code == 0)
    #expect(outcome.err.hasSuffix(" → site-acme/\n"))
    #expect(
      pages("site-acme") == ["index.html", "sprints.html", "tasks.html", "tasks/refund-api.html", "tasks/search.html"])
    #expect(board.folder.picture(of: "site") == before)
    let page = board["site-acme/index.html"] ?? ""
    #expect(page.contains("for <span dir=\"auto\">Acme &amp; Co</span>"))
    #expect(!page.contains(board.folder.path))
    #expect(!page.contains("git was not read"))
    #expect(build("--client", "acme").err.contains(" files (0 written, "))
    #expect(build("--client", "acme", "--output", "out").err.hasSuffix(" → out/\n"))
    #expect(pages("out") == pages("site-acme"))
  }

  @Test func anUnknownClient() {
    let before = board.folder.picture()
    let near = build("--client", "acne")
    #expect(
      near == Outcome(code: 1, out: "", err: "orchsite: error: there is no client acne\n  help: did you mean acme?\n"))
    let far = build("--client", "../../etc")
    #expect(
      far == Outcome(code: 1, out: "", err: "orchsite: error: there is no client ../../etc\n  help: one of acme\n"))
    let broken = build("--client", "broken")
    #expect(broken.code == 1)
    #expect(
      broken.err.hasPrefix("orchsite: error: the client broken cannot be read\n  help: mend content/clients/broken.md"))
    #expect(board.folder.picture() == before)
  }

  /// Whose folder is the folder of templates gets none by default.
  @Test func aClientCalledTemplates() {
    board.folder.put("---\nname: T\ncountry: AT\n---\n", at: "content/clients/templates.md")
    board.folder.makeFolder("site-templates")
    #expect(build("--client", "templates").code == 2)
    #expect(board.folder.picture(of: "site-templates").isEmpty)
    #expect(build("--client", "templates", "--output", "out").err.hasSuffix(" → out/\n"))
  }

  /// What the team sees is never put where a client looks, nor the other way round.
  @Test func sitesForOthersAreNotReplaced() {
    board.folder.remove("content/clients/broken.md")
    #expect(build("--client", "acme").code == 0)
    let shared = board["site-acme/index.html"]
    let refused = build("--output", "site-acme")
    #expect(refused.code == 2)
    #expect(
      refused.err.contains(
        "cannot write the site to site-acme: it holds the site for the client acme (--force replaces it)"))
    #expect(board["site-acme/index.html"] == shared)
    #expect(build("--client", "acme").err.contains(" files (0 written, "))

    #expect(build().code == 0)
    let other = build("--client", "acme", "--output", "site")
    #expect(other.code == 2)
    #expect(other.err.contains("cannot write the site to site: it holds the site for the team (--force replaces it)"))
    #expect(build("--client", "acme", "--output", "site", "--force").code == 0)
    #expect(board["site/index.html"] == shared)
    #expect(board["site/workers.html"] == nil)
  }

  @Test func withoutMoney() {
    board.folder.remove("content/clients/broken.md")
    #expect(build().code == 0)
    #expect(board["site/repos/backend.html"]?.contains("95.00") == true)
    #expect(build("--no-invoices").code == 0)
    #expect(board["site/repos/backend.html"]?.contains("95.00") == false)
    #expect(build("--no-invoices").err.contains(" files (0 written, "))
  }

  /// Nobody can say then whether rates may be shown.
  @Test func withoutAReadableIndexThereIsNoMoney() {
    board.folder.put("---\nproject: [\n---\n", at: "content/index.md")
    #expect(build().code == 1)
    #expect(board["site/repos/backend.html"]?.contains("Backend") == true)
    #expect(board["site/repos/backend.html"]?.contains("95.00") == false)
  }

  @Test func whyThereIsNoFeed() {
    board.folder.remove("content/clients/broken.md")
    #expect(build("--timings").err.contains("  no feed.xml: site.base_url is not set in content/index.md\n"))
    #expect(!build().err.contains("feed"))
    #expect(
      build("--client", "acme", "--timings").err.contains(
        "  no feed.xml: base_url is not set in content/clients/acme.md\n"))
    board.folder.put("---\nproject: P\nsite: {base_url: \"https://e.example\"}\n---\n", at: "content/index.md")
    #expect(!build("--timings").err.contains("feed"))
    #expect(board["site/feed.xml"]?.contains("<id>https://e.example/</id>") == true)
  }

  @Test func addressesAreChecked() {
    for wrong in [
      "e.example", "ftp://e.example", "https://", "https://u@e.example", "https://e.example/?a", "https://e example",
    ] {
      board.folder.put("---\nproject: P\nsite: {base_url: \"\(wrong)\"}\n---\n", at: "content/index.md")
      let outcome = board.run("check")
      #expect(
        outcome.out.contains(
          "content/index.md:3:18: error[value]: \"site.base_url\" is \"\(wrong)\", not a web address"))
      #expect(outcome.out.contains("  help: for example base_url: https://example.org/board/"))
    }
  }

  @Test func templatesAreChecked() {
    board.folder.remove("content/clients/broken.md")
    #expect(board.run("check", "--templates", "--as-of", "2026-01-07").code == 0)
    board.folder.put("<p>{{versoin}}</p>\n", at: "site-templates/footer.mustache")
    #expect(board.run("check", "--as-of", "2026-01-07").code == 0)
    let outcome = board.run("check", "--templates", "--as-of", "2026-01-07")
    #expect(outcome.code == 1)
    #expect(
      outcome.out.contains(
        """
        site-templates/footer.mustache:1:4: error[template]: no page gives "versoin" here
          1 | <p>{{versoin}}</p>
            |    ^^^^^^^^^^^
          help: did you mean version?
        """))
    #expect(outcome.out.contains("warning[template]: no template uses \"data_links\" of footer"))
    #expect(board.run("check", "--templates", "--json").out.contains("\"code\": \"template\""))
  }
}
