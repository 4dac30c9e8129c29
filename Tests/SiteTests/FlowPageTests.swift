import Content
import Quantities
import TestSupport
import Testing

@testable import Site

/// How work flows, drawn.
@Suite struct FlowPageTests {
  private func flow(_ text: String, asOf: String = noon) async throws -> HTMLNode {
    let site = try await publish(text, asOf: asOf)
    #expect(HTMLReader.read(site.files["flow.html"] ?? "").problems == [])
    #expect(SiteChecker.problems(of: site) == [])
    return site.page("flow.html")
  }

  private func section(_ page: HTMLNode, _ id: String) -> HTMLNode? {
    page.all("section").first { $0.attributes["aria-labelledby"] == id }
  }

  private func done(_ name: String, from start: String, to end: String) -> String {
    task("web/\(name)", "done", "created: 2026-01-05") + update("web/\(name)", start, "ada", "in-progress")
      + update("web/\(name)", end, "ada", "done")
  }

  @Test func anEmptyBoardSaysWhatIsMissing() async throws {
    let page = try await flow(index)
    #expect(page.all("figure").isEmpty)
    for id in ["cycle", "lead", "cumulative", "throughput", "graph"] {
      #expect(section(page, id)?.all(".nothing").count == 1, "\(id)")
    }
    #expect(section(page, "graph")?.text.contains("depends_on: [TASK]") == true)
  }

  @Test func howLongTasksTake() async throws {
    let page = try await flow(
      index + done("a", from: "10-08", to: "10-12") + done("b", from: "10-08", to: "12-08")
        + done("c", from: "06-08", to: "13-20") + task("web/d", "done", "created: 2026-01-05")
        + update("web/d", "14-08", "ada", "done"))
    let cycle = try #require(section(page, "cycle"))
    #expect(
      cycle.first("title")?.text == "Cycle time of 3 tasks: half took 2 days or less, 85 of 100 7.5 days or less")
    #expect(cycle.first(".figure")?.text == "2 days or less for half of them · 7.5 days for 85 of 100")
    #expect(
      cycle.first("tbody")?.texts("tr") == ["< 1 1", "1 0", "2 1", "3–4 0", "5–7 1", "8–14 0", "15–30 0", "> 30 0"])
    #expect(cycle.first(".more")?.text == "1 task without a report of work before the one that says done is left out.")
    #expect(section(page, "lead")?.first("title")?.text.hasPrefix("Lead time of 4 tasks: half took 7 days") == true)
    #expect(section(page, "lead")?.first(".more") == nil)
  }

  @Test func howManyAreWhere() async throws {
    let page = try await flow(
      index + done("a", from: "10-08", to: "12-08") + task("web/b", "review", "created: 2026-01-05")
        + update("web/b", "13-08", "ada", "review") + task("web/c", "todo"))
    let chart = try #require(section(page, "cumulative"))
    #expect(
      chart.first("title")?.text == "Cumulative flow since 5 Jan: now 1 done, 1 review, 0 in progress, 0 to do")
    #expect(chart.all("path.band").count == 4)
    // Each area has its name beside it, and none stands on another.
    let names = chart.all(".value")
    #expect(names.map(\.text) == ["Done 1", "Review 1", "In progress 0", "To do 0"])
    let heights = names.compactMap { $0.attributes["y"].flatMap { Int($0) } }
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 - $1 >= 15 })
    #expect(chart.first("tbody")?.texts("tr") == ["11 Jan 1 1 0 0 2", "15 Jan 0 0 1 1 2"])
    #expect(chart.first(".more")?.text.hasPrefix("1 task of which nobody knows") == true)
  }

  @Test func theScaleBeginsWhereWhatIsDoneBegan() async throws {
    var text = index
    for number in 0..<20 {
      text += task("web/t\(number)", "done") + update("web/t\(number)", "01-08", "ada", "done")
    }
    let page = try await flow(text + task("web/x", "todo", "created: 2026-01-02"))
    #expect(section(page, "cumulative")?.texts("text").contains("20") == true)
    let areas = section(page, "cumulative")?.all("path.band").compactMap { $0.attributes["d"] } ?? []
    #expect(areas.allSatisfy { !$0.contains("-") })
  }

  // MARK: What waits for what

  private func board(_ tasks: String...) -> String {
    index + sprint("s", "2026-01-12", "2026-01-18") + repo("web") + repo("api") + tasks.joined()
  }

  @Test func eachTaskIsALink() async throws {
    let page = try await flow(
      board(
        task(
          "web/a", "todo", "sprint: s", "depends_on: [b, api/c]",
          title: "'A <b> & \"quotes\" \(String(repeating: "long ", count: 40))'"),
        task("web/b", "in-progress", "sprint: s"), task("api/c", "review"), task("web/lone", "todo", "sprint: s")))
    let graph = try #require(section(page, "graph"))
    #expect(graph.first("h2")?.text == "What waits for what: Sprint s")
    let links = graph.first("svg")?.all("a") ?? []
    #expect(
      Set(links.compactMap { $0.attributes["href"] }) == ["tasks/web/a.html", "tasks/web/b.html", "tasks/api/c.html"])
    #expect(links.allSatisfy { $0.first("title") != nil && $0.first(".mark") != nil && $0.all(".label").count == 2 })
    let titles = links.compactMap { $0.first(".value")?.text }
    #expect(titles.contains("A <b> & \"quotes\" long lo…"))
    #expect(graph.all("path.edge").allSatisfy { $0.attributes["marker-end"] == "url(#graph-arrow)" })
    #expect(graph.all("path.edge").count == 2 && graph.all("path.back").isEmpty)
    #expect(graph.all(".outside").count == 1)
    #expect(
      graph.texts(".more") == [
        "Dashed: in another sprint, or in none.", "1 task waits for nothing, and nothing waits for it.",
      ])
    // The repo in words too.
    #expect(graph.texts(".label").contains("In progress · Repo web"))
    #expect(graph.first("tbody")?.all("tr").count == 3)
  }

  @Test func aCircleIsDrawnAndSaid() async throws {
    let page = try await flow(
      board(
        task("web/a", "todo", "sprint: s", "depends_on: [b]"), task("web/b", "todo", "sprint: s", "depends_on: [a]")))
    let graph = try #require(section(page, "graph"))
    #expect(graph.all("path.back").count == 1)
    #expect(graph.first("title")?.text.hasSuffix("; 1 line closes a circle, where nothing can start") == true)
  }

  @Test func moreThanThereIsRoomFor() async throws {
    let many = (0..<100).map { number in
      task("web/t\(number)", number < 50 ? "done" : "todo", "sprint: s", "depends_on: [t\((number + 1) % 100)]")
    }
    let page = try await flow(board(many.joined()))
    let graph = try #require(section(page, "graph"))
    #expect(graph.first("svg")?.all("a").count == 60)
    #expect(graph.texts(".more").first?.hasPrefix("40 more tasks not shown") == true)
    let open = graph.first("svg")?.all("a").count { $0.first("title")?.text.contains("To do") == true }
    #expect(open == 50)
  }

  @Test func titlesAreCutByScalars() {
    #expect("short".clipped(to: 5) == "short" && "shorter".clipped(to: 5) == "shor…")
    #expect("日本語日本語".clipped(to: 5) == "日本…")
    let marks = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(marks.clipped(to: 10).utf8.count < 200)
  }
}

/// What is said of a page where it is linked to.
@Suite struct DescriptionTests {
  private func head(_ site: Published, _ page: String) -> [String: String] {
    var head: [String: String] = [:]
    for meta in site.page(page).all("meta") {
      if let name = meta.attributes["name"] ?? meta.attributes["property"] { head[name] = meta.attributes["content"] }
    }
    for link in site.page(page).all("link") where link.attributes["rel"] == "canonical" {
      head["canonical"] = link.attributes["href"]
    }
    return head
  }

  @Test func everyPageIsDescribed() async throws {
    let site = try await publish(Rich.text, asOf: noon, git: Rich.git)
    for page in site.pages {
      let head = head(site, page)
      let description = head["description"] ?? ""
      #expect(!description.isEmpty && description.unicodeScalars.count <= 161, "\(page): \(description)")
      #expect(head["og:description"] == description, "\(page)")
      #expect(
        head["og:title"] == site.page(page).first("h1")?.text || page.hasPrefix("invoices/") || page == "index.html",
        "\(page)")
      #expect(head["og:site_name"] == "Juniper <Shop> & \"Söhne\" 🌲" && head["og:type"] == "website")
      #expect(head["canonical"] == "https://board.example/b/" + (page == "index.html" ? "" : page))
      #expect(head["og:url"] == head["canonical"])
    }
    #expect(head(site, "index.html")["description"]?.hasPrefix("Refunds & more · 1 of ") == true)
  }

  @Test func withoutAnAddress() async throws {
    let site = try await publish(index + task("web/a", "todo"))
    for page in site.pages {
      #expect(head(site, page).keys.filter { $0.hasPrefix("og:") || $0 == "canonical" } == [])
      #expect(head(site, page)["description"]?.isEmpty == false)
    }
    #expect(head(site, "tasks/web/a.html")["description"] == "To do · web")
  }

  @Test(arguments: [
    ("# Heading\n\nOne *two*\nthree & \"four\" <b>\n\nmore", "One two three & \"four\" <b>"),
    ("- [ ] only a list\n", "To do · web"), ("`code` and [a link](https://example.org)", "code and a link"),
    ("&lt;script&gt;", "<script>"),
    (String(repeating: "word ", count: 100), String(repeating: "word ", count: 31) + "word…"),
    (String(repeating: "é", count: 500), String(repeating: "é", count: 160) + "…"),
    (String(repeating: "\"", count: 500), String(repeating: "\"", count: 160) + "…"),
  ])
  func aTaskBegins(_ body: String, _ description: String) async throws {
    let site = try await publish(index + task("web/a", "todo", body: body))
    #expect(head(site, "tasks/web/a.html")["description"] == description)
  }

  @Test func whatAClientIsNotToldIsNotInIt() async throws {
    let site = try await publish(Rich.text + Rich.forClients, for: "acme")
    for page in site.pages {
      let head = head(site, page)
      #expect(head["og:url"]?.hasPrefix("https://acme.example/") == true, "\(page)")
      #expect(head["description"]?.isEmpty == false)
    }
    #expect(head(site, "tasks/asked.html")["description"] == "Say")
    #expect(head(site, "tasks/refunds.html")["description"] == "In progress")
  }

  @Test func agesSayWhatTheyCountFrom() async throws {
    let site = try await publish(content: files(in: Rich.text), git: Rich.git)
    var seen = 0
    for page in site.pages {
      let root = site.page(page)
      for mark in root.all(".badge") + root.all(".git") + root.all(".age")
      where mark.text.contains(/\d (min|h|days?)$/) && !mark.text.hasPrefix("overdue") {
        seen += 1
        #expect(mark.first("time")?.attributes["title"] != nil, "\(page): \(mark.text)")
        #expect(mark.first("time")?.attributes["datetime"] != nil, "\(page): \(mark.text)")
      }
      #expect(root.first(".as-of")?.first("time")?.attributes["datetime"] != nil, "\(page)")
    }
    #expect(seen > 5)
  }

  @Test(arguments: [
    ("ar", true), ("he-IL", true), ("fa", true), ("UR", true), ("az-Arab", true), ("en", false), ("ar-Latn", false),
    ("arn", false),
  ])
  func whichWayALanguageIsWritten(_ language: String, _ isFromTheRight: Bool) async throws {
    let site = try await publish(index.replacing("project: P", with: "project: P\nlanguage: \(language)"))
    for page in site.pages {
      #expect(site.page(page).first("html")?.attributes["dir"] == (isFromTheRight ? "rtl" : nil))
    }
  }
}
