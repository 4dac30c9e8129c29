import Content
import TestSupport
import Testing

@testable import Site

/// What a client reads.
@Suite struct ClientViewTests {
  private static let acme =
    index + "\n-- content/clients/acme.md --\n---\nname: Acme & Co\ncountry: AT\n---\n"
    + "\n-- content/clients/other.md --\n---\nname: Other\ncountry: AT\n---\n"

  private static let board =
    acme + repo("api", "client: acme") + repo("web", "client: other")
    + sprint("s1", "2026-01-01", "2026-01-04", "goal: Begin") + sprint("s2", "2026-01-05", "2026-01-18", "goal: Go on")
    + sprint("s3", "2026-01-19", "2026-01-25", "goal: Theirs")
    + task("api/now", "in-progress", "sprint: s2", "client_note: 'One <b>line</b>'", "due: 2026-01-10")
    + update("api/now", "08-09", "ada", "in-progress") + update("api/now", "09-09", "ada", "in-progress")
    + task("api/review", "review", "sprint: s2")
    + task("api/later", "todo") + task("api/next", "todo", "sprint: s2")
    + task("api/asked", "todo", "sprint: s2", "waits_for: client", "client_note: Which one?", "due: 2026-01-20")
    + task("api/held", "todo", "sprint: s2", "waits_for: the moon")
    + task("api/old", "done", "sprint: s1") + update("api/old", "02-09", "ada", "done")
    + task("api/new", "done", "sprint: s2") + update("api/new", "12-09", "ada", "done")
    + task("api/dropped", "cancelled", "sprint: s2") + task("api/theirs", "todo", "client: other")
    + task("web/theirs", "todo", "sprint: s3") + task("web/ours", "todo", "client: acme", "depends_on: [theirs]")

  private static func titles(_ page: HTMLNode, _ id: String) -> [String] {
    page.first("section.\(id)")?.texts(".title") ?? []
  }

  @Test func nowNextDelivered() async throws {
    let page = try await publish(Self.board, for: "acme").page("index.html")
    #expect(Self.titles(page, "now") == ["Task api/review", "Task api/now"])
    #expect(
      Self.titles(page, "next") == [
        "Task api/asked", "Task api/held", "Task api/next", "Task api/later", "Task web/ours",
      ])
    #expect(Self.titles(page, "delivered") == ["Task api/new", "Task api/old"])
    #expect(page.first("section.now")?.first(".card")?.text.contains("since") == false)
    #expect(
      page.first("section.now")?.all(".card").last?.text.contains("In progress since 8 Jan due 10 Jan overdue 5 days")
        == true)
    #expect(page.first("h1")?.text == "Sprint s2")
    #expect(page.texts(".goal") == ["Go on"])
    #expect(page.texts(".status-line") == ["2 of 9 delivered"])
    #expect(page.texts(".as-of") == ["for Acme & Co · as of 15 Jan"])
  }

  @Test func weNeedFromYou() async throws {
    let site = try await publish(Self.board, for: "acme")
    let asked = try #require(site.page("index.html").first(".asked"))
    #expect(asked.texts("li") == ["Task api/asked Which one? due 20 Jan"])
    #expect(site.page("tasks/asked.html").texts(".badge") == ["waits for you"])
    // What somebody else is waited for stays untold.
    #expect(site.page("tasks/held.html").texts(".badge").isEmpty)
    let none = try await publish(Self.acme, for: "acme").page("index.html")
    #expect(none.first(".asked")?.text == "We need from you Nothing at the moment.")
  }

  @Test func aNoteIsPlainText() async throws {
    let page = try await publish(Self.board, for: "acme").page("tasks/now.html")
    #expect(page.texts(".note") == ["One <b>line</b>"])
    #expect(page.texts(".facts") == ["In progress since 8 Jan Due 10 Jan Sprint Sprint s2 Goal Go on"])
    #expect(
      try await publish(Self.board, for: "acme").page("tasks/next.html").texts(".nothing") == [
        "Details are not shared."
      ])
  }

  @Test func thereAreNoPagesOfAnythingElse() async throws {
    let site = try await publish(Self.board, for: "acme")
    #expect(
      site.files.keys.sorted() == [
        "board.js", "board.json", "document.css", "index.html", "pages.css", "palette.css", "palette.js", "search.js",
        "search/documents-0.js", "search/index.js",
        "search/tasks.js", "search/words-0.js", "sprints.html", "style.css", "tasks.html", "tasks/asked.html",
        "tasks/dropped.html", "tasks/held.html", "tasks/later.html", "tasks/new.html", "tasks/next.html",
        "tasks/now.html", "tasks/old.html", "tasks/ours.html", "tasks/review.html",
      ])
    #expect(site.page("index.html").first("nav")?.texts("a") == ["Overview", "Tasks", "Sprints"])
    #expect(site.page("sprints.html").texts("h2") == ["Sprint s2", "Sprint s1"])
    #expect(SiteChecker.problems(of: site) == [])
  }

  /// The current sprint may be one that the client has no part in: then no other takes its place.
  @Test func theCurrentSprintIsTheTeams() async throws {
    let site = try await publish(Self.board, for: "acme", asOf: "2026-01-20T12:00:00Z")
    #expect(site.page("index.html").first("h1")?.text == "Overview")
    #expect(site.page("sprints.html").texts(".state") == ["Over", "Over"])
    let pinned = Self.board.replacing("project: P", with: "project: P\nsprint: s1")
    #expect(try await publish(pinned, for: "acme").page("index.html").first("h1")?.text == "Sprint s1")
  }

  @Test func aClientWithoutTasksHasAWholeView() async throws {
    let site = try await publish(Self.acme, for: "acme")
    #expect(SiteChecker.problems(of: site) == [])
    #expect(
      site.files.keys.sorted() == [
        "board.js", "board.json", "document.css", "index.html", "pages.css", "palette.css", "palette.js", "search.js",
        "search/index.js", "search/tasks.js",
        "style.css",
        "tasks.html",
      ])
    #expect(site.page("index.html").first("nav")?.texts("a") == ["Overview", "Tasks"])
  }

  @Test func tasksOfTwoReposMayShareAName() async throws {
    let text =
      Self.acme + repo("b", "client: acme") + repo("a", "client: acme", "order: 9") + task("a/x", "todo", title: "of a")
      + task("b/x", "todo", title: "of b") + task("b/x-2", "todo", title: "its own")
    let site = try await publish(text, for: "acme")
    let pages = site.files.keys.filter { $0.hasPrefix("tasks/") }.sorted()
    #expect(pages == ["tasks/x-2.html", "tasks/x-3.html", "tasks/x.html"])
    #expect(pages.map { site.page($0).first("h1")?.text } == ["its own", "of b", "of a"])
  }

  @Test func longListsEnd() async throws {
    var text = Self.acme + repo("api", "client: acme")
    for number in 0..<14 { text += task("api/t\(number)", "todo") }
    for number in 0..<21 { text += task("api/d\(number)", "done") }
    let page = try await publish(text, for: "acme").page("index.html")
    #expect(Self.titles(page, "next").count == 12)
    #expect(Self.titles(page, "delivered").count == 20)
    #expect(page.texts(".more") == ["2 more", "1 more"])
    #expect(page.texts(".count") == ["0", "14", "21"])
  }

  private static let billed =
    board + Ledger.invoice("I-1", "due: 2026-01-10", buyer: "Acme & Co")
    + Ledger.invoice("O-1", "due: 2026-01-10", buyer: "Other")

  @Test func theDataIsOfAKindOfItsOwn() async throws {
    let json = try await publish(Self.billed, for: "acme").files["board.json"] ?? ""
    let head =
      "{\"schema\":1,\"kind\":\"client-board\",\"project\":\"P\",\"client\":\"Acme & Co\",\"as_of\":\"2026-01-15\","
      + "\"current_sprint\":\"Sprint s2\",\"billed_minutes\":60,"
    let task =
      "{\"title\":\"Task api/now\",\"page\":\"tasks/now.html\",\"status\":\"in-progress\",\"since\":\"2026-01-08\","
      + "\"sprint\":\"Sprint s2\",\"due\":\"2026-01-10\",\"client_note\":\"One <b>line</b>\",\"waits_for\":null}"
    #expect(json.hasPrefix(head), "\(json.prefix(200))")
    #expect(json.contains(task))
    #expect(json.contains("{\"number\":\"I-1\",\"kind\":\"invoice\",\"client\":null,"))
    #expect(!json.contains("O-1"))
  }

  @Test func ownInvoicesAndNoOthers() async throws {
    let site = try await publish(Self.billed, for: "acme")
    #expect(site.page("index.html").texts(".status-line") == ["2 of 9 delivered 1 h billed"])
    #expect(site.page("index.html").first("nav")?.texts("a") == ["Overview", "Tasks", "Sprints", "Invoices"])
    #expect(site.files.keys.filter { $0.contains("invoices") }.sorted() == ["invoices.html", "invoices/I-1.html"])
    #expect(SiteChecker.problems(of: site) == [])
    let bare = [
      try await publish(Self.billed.replacing("project: P", with: "project: P\nsite: {invoices: false}"), for: "acme"),
      try await publish(Self.billed, for: "acme", hasInvoices: false),
    ]
    for site in bare {
      #expect(site.page("index.html").texts(".status-line") == ["2 of 9 delivered"])
      #expect(!site.files.keys.contains { $0.contains("invoices") })
      #expect(site.files["board.json"]?.contains("I-1") == false)
      #expect(site.files["board.json"]?.contains("billed") == false)
    }
  }

  @Test func theOrderOfFilesAndThreadsDoesNotMatter() async throws {
    let one = try await publish(Self.board, for: "acme", concurrency: 1)
    #expect(try await publish(Self.board, for: "acme", concurrency: 5).files == one.files)
  }
}
