import Content
import Quantities
import TestSupport
import Testing

@testable import Site

/// The figures' numbers, shapes and words.
@Suite struct ChartTests {
  /// The burndown of a sprint of which `done` tasks were finished, each on its day of January.
  private func burndown(
    _ start: String, _ end: String, tasks: Int, done: [Int] = [], asOf: String
  ) async throws -> HTMLNode? {
    var text = index.replacing("project: P", with: "project: P\nsprint: s") + sprint("s", start, end)
    for number in 0..<tasks {
      let isDone = number < done.count
      text += task("web/t\(number)", isDone ? "done" : "todo", "sprint: s")
      if isDone {
        let day = done[number] < 10 ? "0\(done[number])" : "\(done[number])"
        text += update("web/t\(number)", "\(day)-10", "ada", "done")
      }
    }
    let site = try await publish(text, asOf: asOf)
    for page in ["index.html", "sprints/s.html"] {
      #expect(HTMLReader.read(site.files[page] ?? "").problems == [])
    }
    let figures = site.page("sprints/s.html").all("figure")
    return figures.first { $0.first("title")?.text.hasPrefix("Burndown") == true }
  }

  private func numbers(_ figure: HTMLNode?) -> [String]? {
    figure?.first("tbody")?.all("tr").map { "\($0.first("th")?.text ?? ""): \($0.first("td")?.text ?? "")" }
  }

  @Test func aBurndown() async throws {
    let figure = try #require(
      try await burndown("2026-01-05", "2026-01-08", tasks: 4, done: [5, 7], asOf: "2026-01-07T12:00:00Z"))
    #expect(figure.first("title")?.text == "Burndown: 2 of 4 tasks left on day 3 of 4, 1 behind the ideal line")
    #expect(numbers(figure) == ["at the start: 4", "5 Jan: 3", "6 Jan: 3", "7 Jan: 2"])
    #expect(
      figure.all("path").map { $0.attributes["d"] } == [
        "M34 80H392", "M34 10V150H392", "M34 10L392 150", "M34 10H123V45H213H302V80",
      ])
    #expect(figure.first("circle")?.attributes["cx"] == "302" && figure.first("circle")?.attributes["cy"] == "80")
    #expect(figure.first("svg")?.texts("text") == ["2", "4", "0", "5 Jan", "8 Jan"])
    #expect(figure.first("svg")?.attributes["role"] == "img")
    #expect(figure.first("svg")?.attributes["aria-labelledby"] == figure.first("title")?.attributes["id"])
  }

  @Test(arguments: [
    (0, "Burndown: 4 of 4 tasks left on day 2 of 4, 2 behind the ideal line"),
    (1, "Burndown: 3 of 4 tasks left on day 2 of 4, 1 behind the ideal line"),
    (2, "Burndown: 2 of 4 tasks left on day 2 of 4, on the ideal line"),
    (3, "Burndown: 1 of 4 tasks left on day 2 of 4, 1 ahead of the ideal line"),
    (4, "Burndown: 0 of 4 tasks left on day 2 of 4, 2 ahead of the ideal line"),
  ])
  func theTitleSaysHowItGoes(_ done: Int, _ title: String) async throws {
    let figure = try await burndown(
      "2026-01-05", "2026-01-08", tasks: 4, done: Array(repeating: 6, count: done), asOf: "2026-01-06T12:00:00Z")
    #expect(figure?.first("title")?.text == title)
  }

  @Test func asSmallAsAWord() async throws {
    let text =
      index + sprint("s", "2026-01-05", "2026-01-08") + task("web/a", "done", "sprint: s")
      + update("web/a", "05-10", "ada", "done") + task("web/b", "todo", "sprint: s")
    func figures(_ asOf: String) async throws -> SprintFigures {
      let workspace = try await publish(text, asOf: asOf).situation.workspace
      return workspace.figures(of: try #require(workspace.sprint("s")))
    }
    let now = try await figures("2026-01-07T12:00:00Z")
    let (root, problems) = HTMLReader.read(try #require(Sparkline(figures: now).html()).text)
    #expect(problems == [])
    let svg = try #require(root.first("svg"))
    #expect(
      svg.attributes["role"] == "img" && svg.attributes["aria-labelledby"] == svg.first("title")?.attributes["id"])
    #expect(svg.first("title")?.text == "Burndown: 1 of 2 tasks left on day 3 of 4, on the ideal line")
    #expect(svg.all("path").map { $0.attributes["d"] } == ["M3 3L117 29", "M3 3H31V16H88"])
    #expect(now.pace?.words == "on the line")
    #expect(SprintPace.behind(7).words == "7 behind" && SprintPace.ahead(2).words == "2 ahead")
    #expect(Sparkline(figures: try await figures("2026-01-04T12:00:00Z")).html() == nil)
  }

  @Test func aSprintOfOneDay() async throws {
    let figure = try await burndown("2026-01-05", "2026-01-05", tasks: 1, done: [5], asOf: "2026-01-05T12:00:00Z")
    #expect(figure?.first("title")?.text == "Burndown: 0 of 1 task left on day 1 of 1, on the ideal line")
    #expect(figure?.first("path.actual")?.attributes["d"] == "M34 10H392V150")
    #expect(figure?.all("path.grid").isEmpty == true)
  }

  @Test func beforeAndAfterASprint() async throws {
    #expect(try await burndown("2026-01-05", "2026-01-08", tasks: 2, asOf: "2026-01-04T23:00:00Z") == nil)
    #expect(try await burndown("2026-01-05", "2026-01-08", tasks: 0, asOf: "2026-01-06T12:00:00Z") == nil)
    let after = try await burndown("2026-01-05", "2026-01-08", tasks: 2, done: [7, 20], asOf: "2026-03-01T12:00:00Z")
    // What is finished later does not change the picture of the sprint.
    #expect(after?.first("title")?.text == "Burndown: 1 of 2 tasks left on day 4 of 4, 1 behind the ideal line")
    #expect(after?.first("circle")?.attributes["cx"] == "392")
    let early = try await burndown("2026-01-05", "2026-01-08", tasks: 2, done: [2], asOf: "2026-01-05T12:00:00Z")
    #expect(numbers(early) == ["at the start: 1", "5 Jan: 1"])
    #expect(early?.first("path.actual")?.attributes["d"] == "M34 80H123")
  }

  @Test func cancelledTasksAndUnknownEnds() async throws {
    let site = try await publish(
      index + sprint("s", "2026-01-14", "2026-01-17") + task("web/a", "done", "sprint: s")
        + task("web/b", "cancelled", "sprint: s") + task("web/c", "todo", "sprint: s"))
    #expect(
      site.page("sprints/s.html").first("figure")?.first("title")?.text
        == "Burndown: 1 of 2 tasks left on day 2 of 4, on the ideal line")
    #expect(numbers(site.page("sprints/s.html").first("figure"))?.first == "at the start: 1")
  }

  // MARK: Hours

  private func hours(_ bars: [(String, Int)]) -> HTMLNode? {
    let chart = HoursChart(title: "Hours", id: "h", bars: bars.map { ($0.0, Minutes($0.1)) })
    guard let html = chart.html() else { return nil }
    let (root, problems) = HTMLReader.read(html.text)
    #expect(problems == [])
    return root
  }

  @Test func barsAreInProportion() throws {
    let chart = try #require(hours([("bo", 450), ("ada", 720), ("cy", 0), ("dora", -30), ("eve", 1)]))
    #expect(chart.first("title")?.text == "Hours: ada 12 h, bo 7 h 30, eve 1 min")
    #expect(chart.all("rect").map { $0.attributes["width"] } == ["240", "150", "1"])
    #expect(chart.all("rect").map { $0.attributes["y"] } == ["5", "29", "53"])
    #expect(chart.first("svg")?.attributes["viewBox"] == "0 0 400 80")
    #expect(chart.all("text").map { $0.attributes["x"] } == ["86", "340", "86", "250", "86", "101"])
    #expect(chart.first("tbody")?.texts("tr") == ["ada 12 h", "bo 7 h 30", "eve 1 min"])
  }

  @Test func noBarsNoChart() {
    #expect(hours([]) == nil)
    #expect(hours([("a", 0), ("b", -60)]) == nil)
  }

  @Test func longNamesAndMany() throws {
    let names = (0..<20).map { "worker <\($0)> of a long name 👩🏽‍🚀" }
    let chart = try #require(hours(names.map { ($0, 60) }))
    #expect(chart.all("rect").count == 12)
    #expect(chart.all("tr").count == 21)
    #expect(chart.first("svg")?.texts("text").first == "worker <0> …")
    // Of equal ones the first by name.
    #expect(chart.first("tbody")?.first("th")?.text == names[0])
    #expect(try #require(hours([("exactly a 12", 1)])).first("text")?.text == "exactly a 12")
  }

  @Test func everyNumberIsAWholeOne() async throws {
    let site = try await publish(Rich.text)
    var seen = 0
    for page in site.pages {
      for svg in site.page(page).all("svg") {
        for node in svg.descendants {
          for (key, value) in node.attributes where ["x", "y", "cx", "cy", "width", "height", "d"].contains(key) {
            seen += 1
            #expect(!value.contains(".") && !value.contains("-") && !value.contains("e"), "\(page): \(key)=\(value)")
          }
          #expect(node.attributes["style"] == nil)
        }
      }
    }
    #expect(seen > 50)
  }

  // MARK: Hours on pages

  @Test func hoursAgainstCapacity() async throws {
    func outlook(_ keys: String, _ minutes: Int) async throws -> HTMLNode {
      let site = try await publish(
        index + sprint("s", "2026-01-05", "2026-01-18", keys) + task("web/a", "todo", "sprint: s")
          + (minutes == 0
            ? "" : update("web/a", "12-10", "ada", "todo", "minutes: \(minutes)", "corrects: 20260101T000000000Z-x")))
      return try #require(site.page("index.html").all("section").first { $0.attributes["aria-labelledby"] == "hours" })
    }
    let over = try await outlook("capacity: 1h", 90)
    #expect(over.first(".figure")?.text == "1 h 30 of 1 h over capacity")
    #expect(over.first("progress")?.attributes["value"] == "60" && over.first("progress")?.attributes["max"] == "60")
    let negative = try await outlook("capacity: 2h", -30)
    #expect(negative.first(".figure")?.text == "−30 min of 2 h" && negative.all("figure").isEmpty)
    #expect(negative.first("progress")?.attributes["value"] == "0")
    #expect(try await outlook("goal: g", 30).first(".figure")?.text == "30 min logged")
    #expect(try await outlook("goal: g", 0).text == "Hours No time was logged.")
    #expect(try await outlook("capacity: 0h", 0).text == "Hours No time was logged.")
    #expect(try await outlook("goal: g", -30).text == "Hours No time was logged.")
  }

  @Test func hoursBySprintAndWorkerAddUp() async throws {
    let site = try await publish(
      index + sprint("s1", "2026-01-01", "2026-01-04") + sprint("s2", "2026-01-05", "2026-01-18")
        + task("web/a", "todo", "sprint: s1") + task("web/b", "todo", "sprint: s2") + task("web/c", "todo")
        + update("web/a", "02-10", "ada", "todo", "minutes: 60")
        + update("web/a", "02-11", "bo", "todo", "minutes: -60", "corrects: 20260102T100000000Z-ada")
        + update("web/b", "12-10", "bo", "todo", "minutes: 90") + update("web/c", "12-11", "cy", "todo", "minutes: 5"))
    let table = try #require(site.page("repos/web.html").first("table"))
    #expect(
      table.all("tr").map { row in row.children.filter { !$0.isText }.map(\.text) } == [
        ["Sprint", "ada", "bo", "cy", "All"], ["Sprint s2", "–", "1 h 30", "–", "1 h 30"],
        ["Sprint s1", "1 h", "−1 h", "–", "–"], ["no sprint", "–", "–", "5 min", "5 min"],
        ["All", "1 h", "30 min", "5 min", "1 h 35"],
      ])
  }
}

/// Sprints and weeks.
@Suite struct SprintChartTests {
  @Test func plannedAndDone() async throws {
    let text =
      index + sprint("old", "2026-01-01", "2026-01-04") + sprint("s", "2026-01-05", "2026-01-18")
      + sprint("none", "2026-01-19", "2026-01-20") + task("web/a", "done", "sprint: old")
      + task("web/b", "done", "sprint: s") + task("web/c", "todo", "sprint: s")
      + task("web/d", "cancelled", "sprint: s")
    let page = try await publish(text).page("sprints.html")
    #expect(page.first("#plan-title")?.text == "Done of planned tasks: Sprint s 1 of 2, Sprint old 1 of 1")
    let chart = try #require(page.first("figure"))
    #expect(chart.all("rect.plan").map { $0.attributes["width"] } == ["220", "110"])
    #expect(chart.all("rect.bar").map { $0.attributes["width"] } == ["110", "110"])
    #expect(chart.first("tbody")?.texts("td") == ["2", "1", "1", "1"])
    #expect(try await publish(index).page("sprints.html").all("figure").isEmpty)
  }

  @Test func doneEachWeek() async throws {
    func done(_ name: String, _ time: String, _ status: String = "done") -> String {
      task("web/\(name)", status) + update("web/\(name)", time, "ada", status)
    }
    // Monday 5 January to Thursday 15 January; what was set to done by hand has no week.
    let text =
      index + sprint("s", "2026-01-05", "2026-01-18") + done("a", "05-00") + done("b", "11-23") + done("c", "12-00")
      + done("d", "14-10", "review") + done("f", "19-10") + task("web/e", "done")
    let page = try await publish(text).page("sprints.html")
    #expect(page.first("#throughput-title")?.text == "Tasks done: 2 in the week of 5 Jan, 1 in the week of 12 Jan")
    let chart = try #require(page.all("figure").last)
    #expect(chart.all("rect.bar").map { $0.attributes["height"] } == ["92", "46"])
    #expect(chart.texts(".label") == ["2", "5 Jan", "1", "12 Jan"])
    let other = try await publish(index + sprint("s", "2026-01-05", "2026-01-18") + task("web/e", "done")).page(
      "sprints.html")
    #expect(other.first("#throughput-title") == nil)
  }
}
