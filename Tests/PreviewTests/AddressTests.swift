import TestSupport
import Testing

@testable import Preview

/// Which addresses lead to a page, and that no other leads anywhere.
@Suite struct AddressTests {
  @Test func pagesAreWhereABuildWritesThem() async throws {
    let served = try await Served()
    for target in [
      "/", "/index.html", "/index.html?x=1", "/tasks/backend/refund-api.html", "/style.css", "/board.js", "/board.json",
      "/tasks%2Ehtml",
    ] {
      #expect(await served.get(target).status == 200, "\(target)")
    }
    #expect(await served.get("/").text.contains("Refund: the API"))
    let page = await served.get("/tasks.html")
    #expect(page.header("Content-Type") == "text/html; charset=utf-8")
    #expect(page.header("X-Content-Type-Options") == "nosniff")
    #expect(page.header("Cache-Control") == "no-store")
    #expect(page.header("X-Frame-Options") == "DENY")
  }

  @Test func whatIsNoPageSaysSo() async throws {
    let served = try await Served()
    let reply = await served.get("/nothing<script>")
    #expect(reply.status == 404)
    #expect(reply.text.contains("There is no such page") && reply.text.contains("href=\"/index.html\""))
    #expect(reply.text.contains("nothing&lt;script&gt;") && !reply.text.contains("nothing<script>"))
    // Nobody who only asked for what is not there may ask for changes.
    #expect(!reply.text.contains(served.preview.token))
  }

  static let astray = [
    "/../content/index.md", "/..", "/%2e%2e/content/index.md", "/%2E%2E/%2e%2e/etc/passwd", "/.%2e/content/index.md",
    "/%2e./content/index.md", "/..%2fcontent/index.md", "/..%5ccontent%5cindex.md", "/..\\content\\index.md",
    "/%252e%252e/content/index.md", "/%252e%252e%252fcontent%252findex.md", "//etc/passwd", "///index.html",
    "/./index.html", "/tasks/../index.html", "/tasks/%2e%2e/index.html", "/tasks//backend/refund-api.html",
    "/tasks%2fbackend%2frefund-api.html", "/tasks%2Fbackend/refund-api.html", "/tasks%5cbackend%5crefund-api.html",
    "/index.html%00", "/%00/index.html", "/index.html%00.css", "/index.html.", "/index.html/", "/index.html%20",
    "/index.html ", "/INDEX.HTML", "/index.htm%6c%6c", "/%c0%ae%c0%ae/content/index.md", "/%c0%af", "/%e0%80%ae",
    "/%f0%80%80%ae", "/%ff", "/%", "/%2", "/%zz", "/%u002e", "http://127.0.0.1:8080/index.html",
    "http://example.org/index.html", "example.org:443", "*", "", "index.html", "\\index.html", "/content/index.md",
    "/.orchsite/lock", "/.orchsite/", "/.orchsite", "/.git/config", "/site-templates/card.mustache", "/files/",
    "/;/index.html",
    "/index.html;a=b", "/%0d%0aX: y", "/%7f", "/index%E2%80%8B.html",
  ]

  @Test(arguments: astray) func everyOtherAddressLeadsNowhere(_ target: String) async throws {
    let served = try await Served()
    let reply = await served.get(target)
    #expect(reply.status == 404)
    #expect(!reply.text.contains("Juniper Shop"))
  }

  @Test func anAttachmentIsReadWhereItIsAndNotThroughLinks() async throws {
    let body = "---\ntitle: Search\nstatus: todo\n---\n![p](../../pictures/in/p.png) ![s](../../pictures/s.svg)\n"
    let served = try await Served([
      "content/tasks/backend/search.md": body, "content/pictures/in/p.png": "PNG", "secret/in/p.png": "SECRET",
      "content/pictures/s.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    ])
    #expect(await served.get("/files/pictures/in/p.png").text == "PNG")
    let picture = await served.get("/files/pictures/s.svg")
    #expect(picture.header("Content-Type") == "image/svg+xml; charset=utf-8")
    #expect(picture.header("Content-Security-Policy")?.contains("sandbox") == true)
    // Before anybody has told the server.
    served.board.folder.remove("content/pictures/in")
    served.board.folder.link("content/pictures/in", to: served.board.folder("secret/in"))
    #expect(await served.get("/files/pictures/in/p.png").status == 404)
    served.board.folder.remove("content/pictures/in")
    served.board.folder.makeFolder("content/pictures/in")
    served.board.folder.link("content/pictures/in/p.png", to: served.board.folder("secret/in/p.png"))
    #expect(await served.get("/files/pictures/in/p.png").status == 404)
  }
}
