import Content
import Foundation
import Quantities
import Site
import TestSupport
import Testing

@testable import Preview

/// What is served is what a build writes, to the byte, but for what makes a page one of a preview.
@Suite struct SameAsBuildTests {
  @Test func theDemoIsServedAsItIsBuilt() async throws {
    let files = Dictionary(
      uniqueKeysWithValues: DemoWorkspace.files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    // Nothing of the small workspace.
    let none = Board.small.mapValues { _ in "" }
    let served = try await Served(none.merging(files) { $1 })
    #expect(try await served.differences() == [])
  }

  /// Whatever happens to files: each page is what a build of that moment writes.
  @Test(arguments: 0..<4) func aSeriesOfChangesIsServedAsItIsBuilt(_ seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let served = try await Served()
    let folder = served.board.folder
    let names = ["backend/search", "backend/refund-api", "web/basket", "web/new", "api/new"]
    for step in 0..<10 {
      var changed: [String] = []
      for _ in 0...generator.below(3) {
        let path = "content/tasks/\(generator.pick(names)).md"
        changed.append(path)
        switch generator.below(6) {
        case 0: folder.remove(path)
        case 1:
          let other = "content/tasks/\(generator.pick(names)).md"
          changed.append(other)
          let text = folder.text(path)
          folder.remove(path)
          if let text { folder.put(text, at: other) }
        case 2: folder.put("---\ntitle: Broken\nstatus: [\n---\n", at: path)
        case 3:
          let update = "content/updates/\(generator.pick(names))/20260107T1\(generator.below(9))0000000Z-bo.md"
          changed.append(update)
          folder.put(
            "---\nat: 2026-01-07T10:00:00Z\nworker: bo\nstatus: review\nblockers: [\"why?\"]\n---\nText\n", at: update)
        case 4:
          changed.append("content/index.md")
          folder.put(
            "---\nproject: P\(generator.below(9))\nsite: {base_url: \"https://a.example/\"}\n---\n",
            at: "content/index.md")
        default:
          let status = generator.pick(["todo", "in-progress", "review", "done", "cancelled"])
          folder.put(
            "---\ntitle: T\(generator.below(99))\nstatus: \(status)\nsprint: sprint-1\ndepends_on: [web/new]\n---\n- [ ] box\n\n[x](../backend/search.md)\n",
            at: path)
        }
      }
      try await served.update(changed)
      #expect(try await served.differences() == [], "seed \(seed), step \(step): \(changed)")
    }
  }
}

extension Served {
  /// The paths at which a build of this moment writes something else than what is served.
  func differences() async throws -> [String] {
    let output = TemporaryFolder()
    var build = BuildSite(version: "0.0.0")
    build.output = output("site")
    _ = try await build.run(home: home.path, asOf: Self.noon)
    let names = FileManager.default.enumerator(atPath: output("site"))?.compactMap { $0 as? String } ?? []
    var differences: [String] = []
    var count = 0
    for name in names.sorted() where name != ".orchsite-manifest" {
      guard let built = output.text("site/\(name)"),
        (try? FileManager.default.contentsOfDirectory(atPath: output("site/\(name)"))) == nil
      else { continue }
      count += 1
      let reply = await get("/\(name)")
      if reply.status != 200 || reply.text.withoutPreview != built { differences.append(name) }
    }
    // And nothing more.
    let served = await preview.snapshot().pages.paths
    if served.count != count { differences.append("\(served.count) pages are served, \(count) were built") }
    return differences
  }
}

extension String {
  /// A page without what a preview adds to it.
  fileprivate var withoutPreview: String {
    guard let start = range(of: "<meta name=\"orchsite-snapshot\""),
      let end = range(of: "preview.js\" defer></script>\n")
    else { return self }
    var page = self
    page.removeSubrange(start.lowerBound..<end.upperBound)
    return page.replacing("connect-src 'self'; ", with: "")
  }
}
