import Content
import TestSupport
import Testing

@testable import Actions

@Suite struct TaskNewTests {
  private func task(_ place: String, _ title: String, _ change: (inout NewTask) -> Void = { _ in }) -> NewTask {
    var request = NewTask(place, title: title)
    change(&request)
    return request
  }

  @Test func newWritesWhatWasSaid() async throws {
    let board = Board.quiet()
    let new = task("backend", "Größe: \"XL\" #1") {
      $0.sprint = "current"
      $0.priority = .high
      $0.assignee = "kim"
      $0.labels = ["api, v2", "no"]
      $0.estimate = .init(90)
      $0.dependsOn = ["search"]
      $0.due = day("2026-02-01")
      $0.body = "One line.\n\n- [ ] box\n\n\n"
    }
    #expect(
      try await board.call(new, at: "2026-01-08T10:00:00+01:00")
        == CreatedRecord(path: "content/tasks/backend/groesse-xl-1.md"))
    #expect(
      board["content/tasks/backend/groesse-xl-1.md"] == """
        ---
        title: "Größe: \\"XL\\" #1"
        status: todo
        sprint: sprint-1
        priority: high
        assignee: kim
        labels: ["api, v2", "no"]
        estimate: 1h30m
        depends_on: [search]
        due: 2026-02-01
        created: 2026-01-08
        ---

        One line.

        - [ ] box

        """)
    #expect(await board.problems() == "")
    #expect(
      await board.refusal(of: NewTask("backend", title: "Größe: XL 1"))
        == .answer(
          "content/tasks/backend/groesse-xl-1.md is there already", help: "choose another name, or edit that file"))
  }

  @Test func newRefusesWhatIsNotThere() async {
    let board = Board.quiet()
    let before = board.folder.picture(of: "content")
    #expect(
      await board.refusal(of: NewTask("bakend/x", title: "X"))
        == .answer("there is no repo bakend", help: "did you mean backend?"))
    #expect(
      await board.refusal(of: NewTask("zzz/x", title: "X"))
        == .answer("there is no repo zzz", help: "orchsite repo new zzz writes its file"))
    let dangling = await board.refusal(
      of: task("web/x", "X") {
        $0.dependsOn = ["serch"]
        $0.sprint = "sprint-9"
      })
    #expect(dangling?.isWorse == true)
    #expect(
      dangling?.problems == """
        content/tasks/web/x.md:4:9: error[sprint]: unknown sprint "sprint-9"
          4 | sprint: sprint-9
            |         ^^^^^^^^
          help: did you mean sprint-1?
        content/tasks/web/x.md:5:14: error[depends_on]: there is no task web/serch
          5 | depends_on: [serch]
            |              ^^^^^
          help: write it, or remove it

        """)
    #expect(board.folder.picture(of: "content") == before)
  }

  /// The body of a new record is proved too.
  @Test func linksOfANewTaskMustLeadSomewhere() async throws {
    let board = Board.quiet()
    let dead = task("web/x", "X") { $0.body = "[gone](gone.md)" }
    #expect(await board.refusal(of: dead)?.problems.contains("error[link]: there is no file") == true)
    let alive = task("web/x", "X") { $0.body = "[it](basket.md)" }
    try await board.call(alive)
  }

  @Test func namesAtTheirLimit() async throws {
    let board = Board.quiet()
    let name = String(repeating: "a", count: 60)
    try await board.call(NewTask("web/\(name)", title: "Long"))
    try await board.call(MoveTask(id("web/\(name)"), to: .done))
    #expect(
      await board.refusal(of: NewTask("web/\(name)a", title: "Longer"))
        == .usage(
          "\"web/\(name)a\" is not REPO/TASK",
          help: "use lowercase letters, digits and -, at most 60 of them on each side"))
    let long = try await board.call(NewTask("web", title: String(repeating: "wörd ", count: 40)))
    #expect(long.path == "content/tasks/web/woerd-woerd-woerd-woerd-woerd-woerd-woerd-woerd-woerd-woerd.md")
    #expect(await board.problems() == "")
  }

  @Test(arguments: ["", "  ", "two\nlines", "bell\u{7}", "cr\r"])
  func aTitleIsOneLine(title: String) async {
    let board = Board.quiet()
    let before = board.folder.picture(of: "content")
    var sprint = NewSprint("sprint-3", from: day("2026-02-02"), to: day("2026-02-13"))
    sprint.title = title
    #expect(await board.refusal(of: NewTask("web/x", title: title))?.isUsage == true)
    #expect(await board.refusal(of: NewDecision(title))?.isUsage == true)
    #expect(await board.refusal(of: NewClient("acme", name: title, country: "AT"))?.isUsage == true)
    #expect(await board.refusal(of: sprint)?.isUsage == true)
    #expect(await board.refusalOfSet("web/basket", "title=\(title)") != nil)
    #expect(board.folder.picture(of: "content") == before)
  }

  /// Not only the command line asks: names that would lead out of their folder are refused here.
  @Test func namesAreChecked() async {
    let board = Board.quiet()
    for name in ["../x", "a/b", "A", "", "x y", String(repeating: "a", count: 61)] {
      #expect(
        await board.refusal(of: NewClient(name, name: "A", country: "AT"))
          == .usage("\"\(name)\" is not a name: use lowercase letters, digits and -."))
      #expect(
        await board.refusal(of: NewSprint(name, from: day("2026-02-02"), to: day("2026-02-13")))?.isUsage == true)
      #expect(await board.refusal(of: NewTask("web/\(name)", title: "X"))?.isUsage == true)
    }
    #expect(await board.refusal(of: NewTask("../web", title: "X"))?.isUsage == true)
    #expect(
      await board.refusal(of: NewTask("web", title: "!!!"))
        == .usage("no name can be made from this title", help: "give one: orchsite task new web/NAME …"))
    #expect(
      await board.refusal(of: NewSprint("sprint-3", from: day("2026-02-10"), to: day("2026-02-01")))
        == .usage("The sprint would end before it starts."))
    #expect(await board.refusal(of: NewDecision("…"))?.isUsage == true)
  }
}
