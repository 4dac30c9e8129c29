import Files
import Foundation
import TestSupport
import Testing

/// Each waits for what it has just done: one that is never told waits until the test's time is up.
@Suite(.timeLimit(.minutes(5))) struct FolderWatchTests {
  let folder = TemporaryFolder()

  private func names(_ changes: FolderChanges) -> [String] {
    changes.paths.map { FileSystem.relative($0, to: folder.path) ?? "." }.sorted()
  }

  /// What changes, until something of a name is among it.
  private func changes(_ watch: FolderWatch, until name: String) async -> [String] {
    var all: Set<String> = []
    while !all.contains(name) { all.formUnion(names(await watch.changes(until: nil))) }
    return all.sorted()
  }

  @Test func nothingHappens() async {
    let watch = FolderWatch()
    #expect(watch.add(folder.path))
    #expect(await watch.changes(until: .now).isEmpty)
    #expect(!watch.add(folder("missing")))
  }

  @Test func aFileComesChangesIsMovedAndGoes() async throws {
    let watch = FolderWatch()
    watch.add(folder.path)
    folder.put("a", at: "a")
    #expect(await changes(watch, until: "a") == ["a"])
    folder.put("b", at: "a")
    #expect(await changes(watch, until: "a") == ["a"])
    try FileSystem.move(folder("a"), to: folder("b"))
    #expect(await changes(watch, until: "b") == ["a", "b"])
    folder.remove("b")
    #expect(await changes(watch, until: "b") == ["b"])
  }

  @Test func aWriteThatReplacesIsToldByItsName() async throws {
    folder.put("old", at: "a")
    folder.makeFolder("elsewhere")
    let watch = FolderWatch()
    watch.add(folder.path)
    folder.put("new", at: "elsewhere/temporary")
    try FileSystem.move(folder("elsewhere/temporary"), to: folder("a"))
    #expect(await changes(watch, until: "a") == ["a"])
  }

  @Test func foldersThatComeAreWatchedWithWhatIsInThem() async throws {
    folder.makeFolder("tree/excluded")
    folder.makeFolder("outside/deep/er")
    folder.put("x", at: "outside/deep/er/file")
    let watch = FolderWatch()
    watch.add(folder("tree"), .tree { $0.hasSuffix("/excluded") })
    // Made in one go: nobody could watch the inner ones before the file is there.
    folder.put("a", at: "tree/one/two/three/file")
    _ = await changes(watch, until: "tree/one/two/three/file")
    folder.put("b", at: "tree/one/two/three/file")
    #expect(await changes(watch, until: "tree/one/two/three/file") == ["tree/one/two/three/file"])
    try FileSystem.move(folder("outside/deep"), to: folder("tree/moved"))
    #expect(await changes(watch, until: "tree/moved/er/file").contains("tree/moved"))
    folder.put("y", at: "tree/moved/er/file")
    #expect(await changes(watch, until: "tree/moved/er/file") == ["tree/moved/er/file"])
    folder.put("never told", at: "tree/excluded/file")
    folder.put("", at: "tree/end")
    #expect(await changes(watch, until: "tree/end") == ["tree/end"])
  }

  @Test func aFolderThatIsRenamedIsToldByItsNewName() async throws {
    folder.put("", at: "tree/a/b/file")
    let watch = FolderWatch()
    watch.add(folder("tree"), .tree())
    try FileSystem.move(folder("tree/a"), to: folder("tree/c"))
    _ = await changes(watch, until: "tree/c")
    folder.put("x", at: "tree/c/b/file")
    #expect(await changes(watch, until: "tree/c/b/file") == ["tree/c/b/file"])
    // Out of the tree, it is nobody's.
    try FileSystem.move(folder("tree/c"), to: folder("away"))
    _ = await changes(watch, until: "tree/c")
    folder.put("y", at: "away/b/file")
    folder.put("", at: "tree/end")
    #expect(await changes(watch, until: "tree/end") == ["tree/end"])
  }

  @Test func theFolderItselfGoesAndComesBack() async {
    folder.put("", at: "tree/a/file")
    let watch = FolderWatch()
    watch.add(folder.path, .itself(names: ["tree"]))
    watch.add(folder("tree"), .tree())
    folder.remove("tree")
    _ = await changes(watch, until: "tree")
    folder.put("", at: "tree/a/file")
    _ = await changes(watch, until: "tree")
    #expect(watch.add(folder("tree"), .tree()))
    _ = await watch.changes(until: .now)
    folder.put("x", at: "tree/a/file")
    _ = await changes(watch, until: "tree/a/file")
  }

  @Test func onlySomeNamesCount() async {
    let watch = FolderWatch()
    watch.add(folder.path, .itself(names: ["HEAD"]))
    folder.put("", at: "index")
    folder.put("", at: "HEAD")
    #expect(await changes(watch, until: "HEAD") == ["HEAD"])
    // Added without names, everything does.
    watch.add(folder.path)
    folder.put("", at: "index")
    #expect(await changes(watch, until: "index") == ["index"])
  }

  @Test func aFolderByItselfNamesThoseThatCome() async {
    let watch = FolderWatch()
    watch.add(folder.path)
    folder.makeFolder("new")
    var found: [String] = []
    while found.isEmpty { found = await watch.changes(until: nil).folders }
    #expect(found == [folder("new")])
  }

  @Test func noLinkIsFollowed() async {
    folder.makeFolder("other")
    folder.makeFolder("tree")
    folder.link("tree/link", to: folder("other"))
    let watch = FolderWatch()
    watch.add(folder("tree"), .tree())
    #expect(!watch.add(folder("tree/link")))
    folder.put("", at: "other/file")
    folder.put("", at: "tree/end")
    #expect(await changes(watch, until: "tree/end") == ["tree/end"])
  }

  @Test func moreThanTheSystemKeepsIsSaid() async {
    let watch = FolderWatch()
    watch.add(folder.path)
    let text = try? String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
    let limit = text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    guard let limit, limit <= 1 << 16 else { return }
    for number in 0...limit { _ = mkfifo(folder("\(number)"), 0o600) }
    #expect(await watch.changes(until: nil).isIncomplete)
  }

  @Test func itIsWokenOnceForEachTime() async {
    let watch = FolderWatch()
    watch.add(folder.path)
    let wake = watch.wake
    wake()
    wake()
    #expect(await watch.changes(until: nil).isEmpty)
    folder.put("a", at: "a")
    #expect(await changes(watch, until: "a") == ["a"])
    async let woken = Task.detached { wake() }.value
    #expect(await watch.changes(until: nil).isEmpty)
    await woken
  }

  @Test func itEndsWithItsTask() async {
    let path = folder.path
    let waiting = Task {
      let watch = FolderWatch()
      watch.add(path)
      return await watch.changes(until: nil).isEmpty
    }
    waiting.cancel()
    #expect(await waiting.value)
  }
}
