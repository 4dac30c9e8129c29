import Content
import Foundation
import TestSupport
import Testing

@testable import Site

/// The index of the search: what is in it, and that nothing else can be.
@Suite struct SearchTests {
  @Test func everyWordOfTheDemoIsFoundWhereItStands() async throws {
    let site = try await publish(.onDisk(home: DemoWorkspace.home))
    let index = try SearchReader(site.files)
    var places: [String: Set<String>] = [:]
    for word in index.words { places[word.word] = index.addresses(of: word.word) }
    var count = 0
    for task in site.workspace.tasks {
      let path = SitePath.task(task.id)
      let page = site.page(path)
      var texts = page.texts(".prose") + page.texts(".timeline li li") + [task.task.title] + task.task.labels
      texts += [task.id.task, task.worker ?? ""]
      for text in texts {
        for word in SearchReader.words(in: text) {
          count += 1
          #expect(places[word]?.contains(path) == true, "\(word) on \(path)")
        }
      }
    }
    #expect(count > 2_000)
    #expect(index.words.map(\.word) == index.words.map(\.word).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(Set(index.documents.map(\.kind)) == ["task", "decision", "repo", "sprint", "worker"])
    #expect(SiteChecker.problems(of: site) == [])
    // Each address is a page of the site.
    for document in index.documents {
      #expect(site.files[String(document.href.prefix { $0 != "#" })] != nil, "\(document.href)")
    }
  }

  @Test func thePlaceOfAWordIsTheWeightiest() async throws {
    let site = try await publish(
      index + repo("web")
        + task("web/a", "todo", "labels: [blue, green]", title: "Blue sky", body: "Blue and green and **red**.")
        + update("web/a", "14-10", "ada", "review", "blockers: [Violet?]", "done: [Ochre]", body: "Umber")
        + task("web/b", "done", title: "Other"))
    let index = try SearchReader(site.files)
    func lists(_ word: String) -> [[Int]]? { index.words.first { $0.word == word }?.documents }
    #expect(lists("blue") == [[0]])
    #expect(lists("green") == [[], [0]])
    for word in ["red", "violet", "ochre", "umber"] { #expect(lists(word) == [[], [], [0]], "\(word)") }
    #expect(lists("web") == [[2], [0, 1]])
    #expect(index.tasks == ["web/", "a", "b"])
  }

  @Test func lettersAreFolded() async throws {
    let words = [
      ("ÀÉÎõü", "aeiou"), ("Straße", "strasse"), ("ŁÓDŹ", "lodz"), ("ΆΣΑΣ", "ασασ"), ("Ёлка", "елка"), ("ﬁn", "fin"),
      ("Ｆｕｌｌ", "full"), ("e\u{301}té", "ete"), ("Ünïcödé", "unicode"), ("İstanbul", "istanbul"), ("한국어", "한국어"),
      ("ẞ", "ss"), ("x²", "x2"), ("नमस्ते", "नमसत"),
    ]
    let text = index + repo("w") + task("w/a", "todo", body: words.map(\.0).joined(separator: " – "))
    let found = Set(try SearchReader(try await publish(text).files).words.map(\.word))
    for (word, folded) in words { #expect(found.contains(folded), "\(word)") }
  }

  @Test func scriptsWithoutSpacesAreFoundByPairs() async throws {
    let site = try await publish(index + repo("w") + task("w/a", "todo", body: "日本語API、検索"))
    let words = Set(try SearchReader(site.files).words.map(\.word))
    #expect(words.isSuperset(of: ["日本", "本語", "語", "api", "検索", "索"]))
    #expect(!words.contains("日") && !words.contains("日本語"))
  }

  @Test func hostileWordsAreData() async throws {
    // YAML folds U+2028; in a body it stays.
    let text = "</script><script>pwned=1</script> \\u003c \" ' ` __proto__ constructor toString ${pwned}"
    let yaml = "'\(text.replacing("'", with: "''"))'"
    let site = try await publish(
      index + repo("w", body: text) + task("w/a", "todo", "labels: [\(yaml)]", title: yaml, body: text + "\u{2028}<!--")
        + decision("2026-01-03-x", "tags: [\(yaml)]", title: yaml, body: text))
    // The reader insists on it.
    let index = try SearchReader(site.files)
    for word in ["proto", "constructor", "tostring", "script", "pwned"] {
      #expect(index.addresses(of: word).contains("tasks/w/a.html"), "\(word)")
    }
    #expect(index.documents[0].title == text)
  }

  @Test func hugeBodiesAreBounded() async throws {
    let word = String(repeating: "xyz", count: 300_000)
    let many = (0..<100_000).map { "w\($0)" }.joined(separator: " ")
    let site = try await publish(
      index + repo("w") + task("w/long", "todo", body: word) + task("w/many", "todo", title: "Many", body: many))
    let index = try SearchReader(site.files)
    #expect(index.addresses(of: String(word.prefix(32))) == ["tasks/w/long.html"])
    #expect(index.words.count < WordTable.wordsOfOneDocument + 100)
    #expect(index.addresses(of: "many") == ["tasks/w/many.html"])
    for (path, text) in site.files where path.hasPrefix("search/") { #expect(text.utf8.count < 20_000, "\(path)") }
  }

  /// What somebody types first is the beginning of more words than anybody wants to load.
  @Test func beginningsOfManyWordsHaveTheirBestDocumentsListed() async throws {
    var text = index + repo("w")
    for number in 0..<60 {
      let words = (0..<100).map { "b\(number)x\($0)" }.joined(separator: " ")
      text += task("w/t\(number)", number < 50 ? "todo" : "done", title: number == 40 ? "Bees" : "T", body: words)
    }
    let site = try await publish(text)
    let index = try SearchReader(site.files)
    #expect(index.starts.count > 4)
    let best = try #require(index.best["b"])
    let title = index.documents.firstIndex { $0.title == "Bees" }
    #expect(best[0] == [title])
    #expect(best.joined().count == 48)
    #expect(index.best["b1"] == nil || index.best["b1"]?.joined().isEmpty == false)
  }

  @Test(arguments: [nil, "acme"]) func theBytesDependOnNoThreads(_ client: String?) async throws {
    let content = ContentFiles.inMemory(files(in: Rich.text + Rich.forClients))
    let scan = try await Scan.run(content, .site)
    let one = try await publish(scan, content, client: client, concurrency: 1)
    let reader = try client.map { try #require(one.workspace.client($0)) }
    let situation = reader.map(one.situation.restricted(to:)) ?? one.situation
    let context = SiteContext(situation, Renderings(scan), templates: try TemplateLibrary(), version: "1")
    let list = reader.map { ClientPages(context, client: $0).all() } ?? TeamPages(context: context).all()
    let documents = list.searched
    for threads in 1...5 {
      let index = await SearchIndex.read(documents, concurrency: threads)
      #expect(Set(index.paths) == Set(one.files.keys.filter { $0.hasPrefix("search/") }))
      for path in index.paths {
        #expect(index.render(path).map { String(decoding: $0, as: UTF8.self) } == one.files[path], "\(path)")
      }
    }
    let index = SearchIndex(documents)
    for path in [
      "search/", "search/words-.js", "search/words-01.js", "search/words-99.js", "search/documents--1.js",
      "search/x.js",
    ] {
      #expect(index.render(path) == nil, "\(path)")
    }
  }
}
