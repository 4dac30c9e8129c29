import Content
import Testing

/// What a path says about the record in it.
@Suite struct RecordPathTests {
  @Test(arguments: [
    ("content/index.md", RecordPath.index), ("content/repos/web.md", .repo("web")),
    ("content/sprints/sprint-1.md", .sprint("sprint-1")), ("content/clients/acme.md", .client("acme")),
    ("content/tasks/web/a-b.md", .task(TaskID(repo: "web", task: "a-b"))),
    ("content/updates/web/a/x-ada.md", .update(TaskID(repo: "web", task: "a"), name: "x-ada")),
    ("content/decisions/2026-01-01-x.md", .decision(name: "2026-01-01-x")),
    ("content/time/acme/x.md", .time(client: "acme", name: "x")), ("content/invoices/2026-001.md", .billing),
    ("content/invoices/drafts/x.md", .billing), ("content/write-offs/x.md", .writeOff(name: "x")),
    ("content/README.md", .readme), ("content/tasks/web/readme.md", .readme), ("content/a.png", .attachment),
    ("content/tasks/web/a.md.orig", .attachment), ("content/tasks/web/a", .attachment),
  ])
  func recordsHaveTheirPlaces(_ path: String, record: RecordPath) {
    #expect(RecordPath(path) == record)
  }

  @Test(arguments: [
    "content/a.md", "content/tasks/a.md", "content/tasks/web/x/a.md", "content/tasks/Web/a.md",
    "content/tasks/web/A.md",
    "content/tasks/web/.md", "content/tasks/web/-a.md", "content/repos/a/b.md", "content/updates/web/a.md",
    "content/updates/web/A b/x.md", "content/invoices/other/x.md", "content/time/x.md",
    "content/tasks/web/a.MD",
    "content/unknown/a.md", "content/tasks/web/a_b.md", "content/index/index.md",
  ])
  func everythingElseIsMisplacedWithAReason(_ path: String) {
    guard case .misplaced(let reason, let help) = RecordPath(path) else {
      Issue.record("\(path) is \(RecordPath(path))")
      return
    }
    #expect(!reason.isEmpty)
    #expect(!help.isEmpty)
  }

  @Test(
    arguments: [
      ("web/a", nil, "web/a"), ("a", "web", "web/a"), ("api/a", "web", "api/a"), ("a", nil, nil),
      ("", "web", nil),
      ("a/b/c", nil, nil), ("/a", "web", nil), ("a/", nil, nil), ("Web/a", nil, nil), ("web/a.md", nil, nil),
    ] as [(String, String?, String?)])
  func tasksAreNamedWithOrWithoutTheirRepo(_ text: String, repo: String?, name: String?) {
    #expect(TaskID(text, in: repo)?.description == name)
  }
}
