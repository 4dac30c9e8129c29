import Content
import Testing

/// Names that lead nowhere or in a circle, and links that break, as `check` reports them, word for word.
@Suite struct ReferenceReportTests {
  @Test func everyNameThatLeadsNowhereIsNamed() async throws {
    #expect(
      try await report(Sound.with(Self.names)) == """
        content/decisions/2026-01-02-a.md:4:7: error[repo]: unknown repo "wob"
          4 | repo: wob
            |       ^^^
          help: did you mean web?
        content/decisions/2026-01-02-a.md:5:7: error[task]: there is no task web/goods
          5 | task: web/goods
            |       ^^^^^^^^^
          help: did you mean web/good?
        content/repos/api.md:3:9: error[client]: unknown client "nobody"
          3 | client: nobody
            |         ^^^^^^
          help: one of acme; or write content/clients/nobody.md
        content/tasks/web/branch-b.md:4:9: error[branch]: web/branch-a is on the branch "feature/shared" too
          4 | branch: feature/shared
            |         ^^^^^^^^^^^^^^
          help: give each active task its own branch
        content/tasks/web/branch-c.md:4:9: error[branch]: web/branch-d is on the branch "feature/branch-d" too
          4 | branch: feature/branch-d
            |         ^^^^^^^^^^^^^^^^
          help: give each active task its own branch
        content/tasks/web/names.md:4:9: error[sprint]: unknown sprint "s2"
          4 | sprint: s2
            |         ^^
          help: did you mean s1?
        content/tasks/web/names.md:5:9: error[client]: unknown client "acne"
          5 | client: acne
            |         ^^^^
          help: did you mean acme?
        content/tasks/web/names.md:6:20: error[depends_on]: there is no task web/god
          6 | depends_on: [good, web/god, "api/good"]
            |                    ^^^^^^^
          help: did you mean web/good?
        content/tasks/web/names.md:6:29: error[depends_on]: there is no task api/good
          6 | depends_on: [good, web/god, "api/good"]
            |                             ^^^^^^^^^^
          help: did you mean web/good?
        content/tasks/web/self.md:6:5: error[depends_on]: a task cannot depend on itself
          6 |   - self
            |     ^^^^
          help: remove it from the list
        content/tasks/web/waits.md:4:13: warning[depends_on]: waits for web/cancelled, which is cancelled
          4 | depends_on: cancelled
            |             ^^^^^^^^^
          help: remove it from the list, or cancel this task too
        content/tasks/wep/a.md:1:1: error[repo]: unknown repo "wep" of this task (and of 1 more)
          help: did you mean web? else write content/repos/wep.md
        """)
  }

  @Test func everyCircleIsNamedOnce() async throws {
    #expect(
      try await report(Sound.with(Self.circles)) == """
        content/tasks/web/b.md:4:20: error[depends_on]: a circle: web/a → web/b → web/a
          4 | depends_on: [good, web/a]
            |                    ^^^^^
          help: remove one of these dependencies
        content/tasks/web/e.md:4:14: error[depends_on]: a circle: web/c → web/d → web/e → web/c
          4 | depends_on: [c, c]
            |              ^
          help: remove one of these dependencies
        content/tasks/web/f.md:4:20: error[depends_on]: a task cannot depend on itself
          4 | depends_on: [c, a, f]
            |                    ^
          help: remove it from the list
        """)
  }

  @Test func everyBrokenLinkIsNamedWhereItIs() async throws {
    #expect(
      try await report(Sound.with(Self.links)) == """
        content/tasks/web/links.md:5:36: error[link]: there is no file content/tasks/web/god.md
          5 | Größe 👋 [fine](good.md#a-heading), [broken](god.md), [anchor](good.md#a-headin "title"),
            |                                     ^^^^^^^^^^^^^^^^
          help: did you mean content/tasks/web/good.md?
        content/tasks/web/links.md:5:54: error[link]: there is no heading for #a-headin in content/tasks/web/good.md
          5 | Größe 👋 [fine](good.md#a-heading), [broken](god.md), [anchor](good.md#a-headin "title"),
            |                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: did you mean #a-heading?
        content/tasks/web/links.md:6:22: error[link]: there is no heading for #my-heading-2 in content/tasks/web/links.md
          6 | [here](#my-heading), [not here](#my-heading-2), ![picture](../../pictures/a.png).
            |                      ^^^^^^^^^^^^^^^^^^^^^^^^^
          help: did you mean #my-heading?
        content/tasks/web/links.md:6:49: error[link]: there is no file content/pictures/a.png
          6 | [here](#my-heading), [not here](#my-heading-2), ![picture](../../pictures/a.png).
            |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: mend the path; it is relative to this file
        content/tasks/web/links.md:10:1: error[link]: there is no file content/repos/weg.md
          10 | [reference][ref] and [outside](../../../README.md), [web](https://example.com/x.md),
             | ^^^^^^^^^^^^^^^^
          help: did you mean content/repos/web.md?
        content/tasks/web/links.md:11:56: error[link]: there is no heading for #nope in content/tasks/web/good.md
          11 | [mail](mailto:a@b.c), [folder](../web), [root](/x.md), [percent](go%6Fd.md#nope), [readme](.…
             |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^
          help: mend the anchor, or link to the file alone
        content/updates/web/good/20260106T081530000Z-ada.md:6:36: error[link]: there is no file content/updates/tasks/web/good.md
          6 | [task](../../../tasks/web/good.md) [wrong](../../tasks/web/good.md)
            |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: did you mean content/tasks/web/good.md?
        """)
  }

  @Test func aFileThatCannotBeReadIsNotCalledMissing() async throws {
    let found = try await load(
      Sound.with(
        """
        -- content/sprints/broken.md --
        no frontmatter
        -- content/tasks/web/broken.md --
        no frontmatter
        -- content/tasks/web/a.md --
        ---
        title: A
        status: todo
        sprint: broken
        depends_on: [broken]
        ---
        [to it](broken.md)
        -- content/updates/web/broken/20260106T081530000Z-ada.md --
        ---
        at: 2026-01-06T09:15:30+01:00
        worker: ada
        status: done
        ---
        """)
    ).check()
    #expect(found.map(\.file.path) == ["content/sprints/broken.md", "content/tasks/web/broken.md"])
  }

  static let names = """
    -- content/tasks/web/names.md --
    ---
    title: Größe
    status: todo
    sprint: s2
    client: acne
    depends_on: [good, web/god, "api/good"]
    ---
    -- content/tasks/web/self.md --
    ---
    title: Self
    status: todo
    depends_on:
      - good
      - self
    ---
    -- content/tasks/web/cancelled.md --
    ---
    title: Cancelled
    status: cancelled
    ---
    -- content/tasks/web/waits.md --
    ---
    title: Waits
    status: todo
    depends_on: cancelled
    ---
    -- content/tasks/wep/a.md --
    ---
    title: A
    status: todo
    ---
    -- content/tasks/wep/b.md --
    ---
    title: B
    status: todo
    ---
    -- content/repos/api.md --
    ---
    title: API
    client: nobody
    ---
    -- content/decisions/2026-01-02-a.md --
    ---
    title: A
    date: 2026-01-02
    repo: wob
    task: web/goods
    ---
    -- content/tasks/web/branch-a.md --
    ---
    title: A
    status: in-progress
    branch: feature/shared
    ---
    -- content/tasks/web/branch-b.md --
    ---
    title: B
    status: review
    branch: feature/shared
    ---
    -- content/tasks/web/branch-c.md --
    ---
    title: C
    status: review
    branch: feature/branch-d
    ---
    -- content/tasks/web/branch-d.md --
    ---
    title: D
    status: in-progress
    ---
    -- content/tasks/web/branch-e.md --
    ---
    title: E
    status: done
    branch: feature/shared
    ---
    """

  static let circles = """
    -- content/tasks/web/a.md --
    ---
    title: A
    status: todo
    depends_on: [b]
    ---
    -- content/tasks/web/b.md --
    ---
    title: B
    status: todo
    depends_on: [good, web/a]
    ---
    -- content/tasks/web/c.md --
    ---
    title: C
    status: todo
    depends_on: [d, d]
    ---
    -- content/tasks/web/d.md --
    ---
    title: D
    status: todo
    depends_on: [e]
    ---
    -- content/tasks/web/e.md --
    ---
    title: E
    status: todo
    depends_on: [c, c]
    ---
    -- content/tasks/web/f.md --
    ---
    title: F
    status: todo
    depends_on: [c, a, f]
    ---
    """

  static let links = """
    -- content/tasks/web/links.md --
    ---
    title: Links
    status: todo
    ---
    Größe 👋 [fine](good.md#a-heading), [broken](god.md), [anchor](good.md#a-headin "title"),
    [here](#my-heading), [not here](#my-heading-2), ![picture](../../pictures/a.png).

    ## My heading

    [reference][ref] and [outside](../../../README.md), [web](https://example.com/x.md),
    [mail](mailto:a@b.c), [folder](../web), [root](/x.md), [percent](go%6Fd.md#nope), [readme](../README.md)

    `[code](nope.md)` <https://example.com>

    [ref]: ../../repos/weg.md
    -- content/updates/web/good/20260106T081530000Z-ada.md --
    ---
    at: 2026-01-06T09:15:30+01:00
    worker: ada
    status: todo
    ---
    [task](../../../tasks/web/good.md) [wrong](../../tasks/web/good.md)
    """

  @Test func bodiesThatWouldTakeTooLongAreNamed() async throws {
    let quotes = "Text\n\n" + String(repeating: ">", count: 20_000) + " deep"
    let brackets = String(repeating: "![[]()", count: 20_000)
    let files = Sound.with(
      """
      -- content/tasks/web/deep.md --
      ---
      title: D
      status: todo
      ---
      \(quotes)
      -- content/tasks/web/open.md --
      ---
      title: O
      status: todo
      ---
      \(brackets)
      """)
    let found = try await report(files).split(separator: "\n").filter { !$0.hasPrefix("  7") && !$0.hasPrefix("  5 |") }
    #expect(
      found.first
        == "content/tasks/web/deep.md:7:1: error[limit]: 20000 quotes or lists within one another; a file of this size may have 4997"
    )
    #expect(
      found.contains { $0.hasPrefix("content/tasks/web/open.md:5:") && $0.hasSuffix("there may be 7071") }, "\(found)")
    #expect(
      found.contains("  help: divide the paragraph by empty lines; until then the text is shown as it is written"))
  }

  @Test func nobodyIsToldToWriteAFileThatWouldNotBeRead() async throws {
    let files = Sound.with("-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: todo\nsprint: none\n---\n")
    let text = try await report(files)
    #expect(text.contains("; or take the line out"), "\(text)")
    #expect(!text.contains("none.md"))
  }
}
