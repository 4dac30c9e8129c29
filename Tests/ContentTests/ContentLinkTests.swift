import Content
import Testing

/// Where links in bodies lead.
@Suite struct ContentLinkTests {
  private func target(_ link: String, in path: String = "content/tasks/web/a.md") -> ContentLink.Target {
    ContentLink(link, in: path).target
  }

  @Test(arguments: [
    ("b.md", "content/tasks/web/b.md"), ("./b.md", "content/tasks/web/b.md"),
    ("../api/b.md", "content/tasks/api/b.md"),
    ("../../repos/web.md?x#y", "content/repos/web.md"), ("../../../content/index.md", "content/index.md"),
    ("b%20c.md", "content/tasks/web/b c.md"), ("b%2Emd", "content/tasks/web/b.md"),
    ("50%.md", "content/tasks/web/50%.md"), ("%+1.md", "content/tasks/web/%+1.md"),
    ("%-0.md", "content/tasks/web/%-0.md"),
    ("%zz.md", "content/tasks/web/%zz.md"), ("x//b.md", "content/tasks/web/x/b.md"),
    ("gr%C3%BCn.md", "content/tasks/web/grün.md"), ("..", "content/tasks"), ("../..", "content"),
    ("x/y:z.md", "content/tasks/web/x/y:z.md"),
  ])
  func relativeLinksAreFollowed(_ link: String, path: String) {
    #expect(target(link) == .content(path))
  }

  @Test(arguments: [
    "https://example.com/a.md", "mailto:a@b.c", "//example.com", "/a.md", "javascript:alert(1)", "x:y",
  ])
  func otherAddressesAreExternal(_ link: String) {
    #expect(target(link) == .external)
  }

  @Test(arguments: ["", "#x", "?x", "?x#y"])
  func addressesWithoutAPathAreHere(_ link: String) {
    #expect(target(link) == .here)
  }

  @Test(arguments: [
    "../../../README.md", "../../../../../etc/passwd", "../../../contents/x.md", "%2e%2e/../../x",
  ])
  func whatLeavesContentIsOutside(_ link: String) {
    #expect(target(link) == .outside)
  }

  @Test func fragmentsAreDecoded() {
    #expect(ContentLink("b.md#gr%C3%B6%C3%9Fe", in: "content/a.md").fragment == "größe")
    #expect(ContentLink("b.md#", in: "content/a.md").fragment == nil)
    #expect(ContentLink("#a#b", in: "content/a.md").fragment == "a#b")
  }
}
