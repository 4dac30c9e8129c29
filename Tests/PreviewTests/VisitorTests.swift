import Content
import TestSupport
import Testing

@testable import Preview

/// Who is answered, and whose wishes are heard.
@Suite struct VisitorTests {
  @Test(arguments: ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"])
  func pagesGoToWhoeverNamesThisServer(_ host: String) async throws {
    let served = try await Served()
    #expect(await served.site.answer(PageRequest("GET", "/", [("host", host)])).status == 200)
  }

  @Test(arguments: [
    "example.org", "example.org:8080", "127.0.0.1", "127.0.0.1:8081", "localhost", "localhost:80", "localhost.:8080",
    "127.0.0.1.example.org:8080", "0.0.0.0:8080", "127.1:8080", "2130706433:8080", "[::]:8080", "",
    "127.0.0.1:8080, example.org", " 127.0.0.1:8080", "127.0.0.1:08080", "user@127.0.0.1:8080",
  ]) func aForeignNameGetsNothing(_ host: String) async throws {
    let served = try await Served()
    let reply = await served.site.answer(PageRequest("GET", "/", [("Host", host)]))
    #expect(reply.status == 421)
    #expect(!reply.text.contains("Juniper"))
  }

  @Test func oneHostIsNamedOnce() async throws {
    let served = try await Served()
    #expect(await served.site.answer(PageRequest("GET", "/")).status == 421)
    let twice = [("Host", "127.0.0.1:8080"), ("Host", "127.0.0.1:8080")]
    #expect(await served.site.answer(PageRequest("GET", "/", twice)).status == 421)
  }

  @Test func methodsAreFew() async throws {
    let served = try await Served()
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get"] {
      let reply = await served.site.answer(PageRequest(method, "/", [("Host", "127.0.0.1:8080")]))
      #expect(reply.status == 405 && reply.header("Allow") == "GET, HEAD, POST", "\(method)")
    }
    let post = await served.site.answer(PageRequest("POST", "/", [("Host", "127.0.0.1:8080")]))
    #expect(post.status == 405 && post.header("Allow") == "GET, HEAD")
    let get = await served.get("/.orchsite/do/move")
    #expect(get.status == 405 && get.header("Allow") == "POST")
    #expect(served.actions().isEmpty)
  }

  @Test func otherSitesNeitherListenNorAsk() async throws {
    let served = try await Served()
    let body = #"{"task": "backend/search", "status": "done"}"#
    for (name, value) in [
      ("Origin", "http://example.org"), ("Origin", "null"), ("Origin", "http://localhost:8080"),
      ("Origin", "https://127.0.0.1:8080"), ("Origin", "http://127.0.0.1:8081"), ("Sec-Fetch-Site", "cross-site"),
      ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "none"),
    ] {
      #expect(await served.post("move", body) { $0.set(name, value) }.status == 403, "\(name): \(value)")
      #expect(await served.get("/.orchsite/events", [(name, value)]).status == 403, "\(name): \(value)")
    }
    #expect(served.actions().isEmpty)
  }

  @Test func aChangeNeedsTheTokenOfAPage() async throws {
    let served = try await Served()
    let body = #"{"task": "backend/search", "status": "done"}"#
    let token = served.preview.token
    #expect(token.count == 64)
    #expect(await served.get("/").text.contains(token))
    for wrong in [
      nil, "", "0", token + "0", String(token.dropLast()), String(token.reversed()), token.lowercased() + "é",
    ] {
      #expect(await served.post("move", body) { $0.set("X-Orchsite-Token", wrong) }.status == 403)
    }
    for type in [nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"] {
      #expect(await served.post("move", body) { $0.set("Content-Type", type) }.status == 415)
    }
    #expect(served.actions().isEmpty)
    #expect(await served.post("move", body) { $0.set("Content-Type", "Application/JSON; charset=utf-8") }.status == 200)
    #expect(await served.post("move", body) { $0.set("Origin", nil) }.status == 200)
    #expect(served.actions().count == 2)
  }

  @Test func aWishIsReadOrRefusedInWords() async throws {
    let served = try await Served(reply: ActionReply(isDone: false, text: "orchsite: error: no such thing"))
    for (name, body) in [
      ("move", ""), ("move", "{"), ("move", "[]"), ("move", #"{"task": "x", "status": "done"}"#),
      ("move", #"{"task": "backend/search", "status": "gone"}"#), ("move", #"{"task": "../x/y", "status": "done"}"#),
      ("tick", #"{"task": "backend/search", "box": 1.5, "ticked": true, "seen": []}"#),
      ("tick", #"{"task": "backend/search", "box": 1, "ticked": true, "seen": [1]}"#),
      ("tick", #"{"task": "backend/search", "box": 1e99, "ticked": true, "seen": []}"#),
      ("answer", #"{"task": "backend/search"}"#), ("accept", #"{}"#),
      ("move", String(repeating: "[", count: 60_000)),
    ] {
      let reply = await served.post(name, body)
      #expect(reply.status == 400 && reply.text.contains("\"ok\":false"), "\(name) \(body.prefix(80))")
    }
    #expect(await served.post("rm", "{}").status == 404)
    #expect(await served.post("move/x", "{}").status == 404)
    let large = #"{"task": "backend/search", "text": ""# + String(repeating: "a", count: 64 * 1024) + #""}"#
    #expect(await served.post("answer", large).status == 413)
    #expect(served.actions().isEmpty)

    let refused = await served.post("accept", #"{"task": "backend/search"}"#)
    #expect(refused.status == 409)
    #expect(refused.text == "{\"ok\":false,\"text\":\"orchsite: error: no such thing\"}\n")
    _ = await served.post("tick", #"{"task": "backend/refund-api", "box": 2, "ticked": true, "seen": [true, false]}"#)
    _ = await served.post("answer", #"{"task": "backend/refund-api", "text": "EUR", "blocker": "which currency?"}"#)
    let refund = try #require(TaskID("backend/refund-api"))
    #expect(
      served.actions() == [
        .accept(TaskID(repo: "backend", task: "search")),
        .tick(refund, box: 2, isTicking: true, seen: [true, false]),
        .answer(refund, text: "EUR", blocker: "which currency?"),
      ])
  }

  @Test func onlySoManyListen() async throws {
    let served = try await Served()
    var streams: [Events] = []
    for _ in 0..<EventHub.limit {
      guard case .events(let events) = await served.get("/.orchsite/events").body else { break }
      streams.append(events)
    }
    #expect(streams.count == 200)
    #expect(await served.get("/.orchsite/events").status == 503)
    streams[0].end()
    #expect(await served.get("/.orchsite/events").status == 200)
  }
}
