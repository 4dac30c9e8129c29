import Files
import Foundation
import TestSupport
import Testing

@testable import Site

@Suite struct SiteWriterTests {
  let folder = TemporaryFolder()

  init() {
    folder.put("home", at: "content/index.md")
    folder.put("a {}", at: "site-templates/style.css")
  }

  @Test func writesFilesAndManifest() throws {
    #expect(
      try build(["index.html": "board", "tasks/web/a.html": "a"])
        == WriteSummary(written: 2, unchanged: 0, removed: 0))
    #expect(folder.text("site/index.html") == "board")
    #expect(folder.text("site/tasks/web/a.html") == "a")
    #expect(
      folder.text("site/.orchsite-manifest") == "orchsite-manifest 1\nindex.html\ntasks/web/a.html\n")
  }

  @Test func secondEqualBuildWritesNothing() throws {
    let pages = ["index.html": "board", "tasks/web/a.html": "a", "empty.js": ""]
    _ = try build(pages)
    let before = folder.picture(of: "site")
    #expect(try build(pages) == WriteSummary(written: 0, unchanged: 3, removed: 0))
    #expect(folder.picture(of: "site") == before)
  }

  @Test func onlyWhatChangedIsWritten() throws {
    _ = try build(["a.html": "1", "b.html": "1"])
    #expect(
      try build(["a.html": "1", "b.html": "2"]) == WriteSummary(written: 1, unchanged: 1, removed: 0))
    #expect(folder.text("site/b.html") == "2")
  }

  @Test func staleFilesAndTheirFoldersGoAndNothingElse() throws {
    _ = try build(["index.html": "1", "tasks/web/a.html": "1", "tasks/api/b.html": "1"])
    folder.put("mine", at: "site/CNAME")
    folder.put("mine", at: "site/tasks/api/notes.txt")
    folder.makeFolder("site/empty")
    #expect(try build(["index.html": "1"]) == WriteSummary(written: 0, unchanged: 1, removed: 2))
    #expect(
      folder.picture(of: "site").keys.sorted() == [
        ".orchsite-manifest", "CNAME", "empty", "index.html", "tasks", "tasks/api", "tasks/api/notes.txt",
      ])
    #expect(folder.text("site/.orchsite-manifest") == "orchsite-manifest 1\nindex.html\n")
  }

  @Test func aBuildThatDiedLeavesNoUnknownFile() throws {
    _ = try build(["old.html": "1"])
    let writer = try begin(["a.html", "b.html"])
    try writer.write("a.html", [65])
    // It never finishes. Everything is listed, what was not written yet included.
    #expect(
      folder.text("site/.orchsite-manifest") == "orchsite-manifest 1\na.html\nb.html\nold.html\n")
    #expect(folder.text("site/old.html") == "1")
    #expect(try build(["c.html": "1"]) == WriteSummary(written: 1, unchanged: 0, removed: 2))
    #expect(folder.picture(of: "site").keys.sorted() == [".orchsite-manifest", "c.html"])
  }

  @Test func aKilledBuildIsTidiedUpByTheNext() throws {
    _ = try build(["old.html": "1"])
    #expect(Command.child("die in a build", folder.path).code == -SIGKILL)
    #expect(folder.text("site/x/b.html") == "A")
    #expect(try build(["c.html": "1"]) == WriteSummary(written: 1, unchanged: 0, removed: 2))
    #expect(folder.picture(of: "site").keys.sorted() == [".orchsite-manifest", "c.html"])
  }

  @Test func aFullDiskKeepsTheOldPage() throws {
    _ = try build(["a.html": "the old page"])
    #expect(Command.child("build without room", folder.path).code == 0)
    #expect(folder.text("site/a.html") == "the old page")
  }

  @Test func aFileBecomesAFolderAndBack() throws {
    _ = try build(["a": "file"])
    #expect(try build(["a/b": "inside"]) == WriteSummary(written: 1, unchanged: 0, removed: 1))
    #expect(folder.text("site/a/b") == "inside")
    #expect(try build(["a": "file"]) == WriteSummary(written: 1, unchanged: 0, removed: 1))
    #expect(folder.text("site/a") == "file")
  }

  @Test func manyTasksWriteAtOnce() async throws {
    let paths = (0..<400).map { "tasks/repo-\($0 % 7)/\($0).html" }
    let writer = try begin(paths)
    try await withThrowingTaskGroup { group in
      for path in paths { group.addTask { try writer.write(path, Array(path.utf8)) } }
      try await group.waitForAll()
    }
    #expect(try writer.finish() == WriteSummary(written: 400, unchanged: 0, removed: 0))
    #expect(paths.allSatisfy { folder.text("site/" + $0) == $0 })
  }

  @Test func pathsOutsideAndUnlistedOnesAreRefused() throws {
    for path in ["/etc/x", "../x", "a/../x", "a//b", "./a", "a/", "", "a\nb", "a\0", ".orchsite-manifest"] {
      #expect(throws: OutputFolderError.invalidPath(path)) { try begin([path]) }
    }
    #expect(throws: OutputFolderError.duplicate("a")) { try begin(["a", "b", "a"]) }
    #expect(throws: FileError(.write, "b", .system(EINVAL))) { try begin(["a"]).write("b", []) }
    for path in ["...", "a/.b", "..a/b..", "größe.html"] { #expect(OutputPath.isValid(path)) }
  }

  // MARK: Folders that are not ours

  @Test func aFolderWithOtherThingsIsRefusedUnlessForced() throws {
    folder.put("precious", at: "site/thesis.txt")
    folder.put("precious", at: "site/index.html")
    let site = folder("site")
    #expect(throws: OutputFolderError.foreign(folder: site)) { try build(["index.html": "1"]) }
    #expect(folder.text("site/index.html") == "precious")
    _ = try build(["index.html": "1"], force: true)
    #expect(folder.text("site/index.html") == "1")
    #expect(folder.text("site/thesis.txt") == "precious")
  }

  @Test(arguments: ["", "something else\n", "orchsite-manifest 2\na\n"])
  func aForeignManifestDoesNotMakeItOurs(_ text: String) {
    folder.put(text, at: "site/.orchsite-manifest")
    let site = folder("site")
    #expect(throws: OutputFolderError.foreign(folder: site)) { try build(["a": "1"]) }
  }

  @Test func aForeignFileWhereAPageBelongsIsNotReplaced() throws {
    _ = try build(["index.html": "1"])
    folder.put("mine", at: "site/about.html")
    let before = folder.picture(of: "site")
    // Twice: the refusal must not make the file ours.
    for _ in 0..<2 {
      #expect(throws: OutputFolderError.foreignFile("about.html")) {
        try build(["index.html": "2", "about.html": "2"])
      }
    }
    #expect(folder.picture(of: "site") == before)
    _ = try build(["index.html": "2", "about.html": "2"], force: true)
    #expect(folder.text("site/about.html") == "2")
  }

  @Test(arguments: ["content", "content/site", ".", "site-templates/x", "link", "link/x", "/"])
  func placesThatHoldOtherThingsAreRefused(_ output: String) {
    folder.link("link", to: "content")
    let before = folder.picture()
    do {
      _ = try begin(["a"], output: output == "/" ? "/" : folder(output), force: true)
      Issue.record("accepted")
    } catch {
      guard case .overlaps = error else {
        Issue.record("\(error)")
        return
      }
    }
    #expect(folder.picture() == before)
  }

  @Test func aNeighbourWithALongerNameIsNoOverlap() throws {
    _ = try build(["a": "1"], output: "content-site")
    #expect(folder.text("content-site/a") == "1")
  }

  // MARK: Hostile folders

  @Test func linksAreNeverWrittenThrough() throws {
    folder.put("victim", at: "victim/a.html")
    _ = try build(["a.html": "1", "sub/a.html": "1"])
    folder.remove("site/a.html")
    folder.link("site/a.html", to: "../victim/a.html")
    let page = folder("site/a.html")
    #expect(throws: FileError(.write, page, .notRegular(.symlink))) {
      try build(["a.html": "2", "sub/a.html": "1"])
    }
    folder.remove("site/a.html")
    folder.remove("site/sub")
    folder.link("site/sub", to: "../victim")
    let sub = folder("site/sub")
    #expect(throws: OutputFolderError.file(FileError(.makeFolder, sub, .notRegular(.symlink)))) {
      try build(["a.html": "2", "sub/a.html": "2"])
    }
    #expect(folder.text("victim/a.html") == "victim")
  }

  @Test func aForgedManifestReachesNothing() throws {
    let victim = folder.put("victim", at: "victim/a.html")
    _ = try build(["index.html": "1"])
    folder.link("site/sub", to: "../victim")
    folder.link("site/link.html", to: "../victim/a.html")
    folder.makeFolder("site/folder")
    let lines = [
      "../victim/a.html", victim, "sub/a.html", "link.html", "folder", "x/../../victim/a.html", ".",
    ]
    folder.put(
      (["orchsite-manifest 1"] + lines).joined(separator: "\n") + "\n", at: "site/.orchsite-manifest")
    #expect(try build(["index.html": "1"], force: true) == WriteSummary(written: 0, unchanged: 1, removed: 0))
    #expect(folder.text("victim/a.html") == "victim")
    #expect(FileSystem.kind(of: folder("site/link.html")) == .symlink)
    #expect(FileSystem.kind(of: folder("site/folder")) == .directory)
    #expect(folder.text("site/.orchsite-manifest") == "orchsite-manifest 1\nindex.html\n")
  }

  @Test func errorsReadAsSentences() {
    #expect(
      OutputFolderError.overlaps(folder: "content", with: "content").description
        == "cannot write the site to content: it overlaps with content")
    #expect(
      OutputFolderError.foreignFile("CNAME").description
        == "cannot write CNAME: orchsite did not write the file that is there (--force replaces it)")
  }

  // MARK: Fixture

  private func begin(
    _ paths: [String], output: String? = nil, force: Bool = false
  ) throws(OutputFolderError) -> SiteWriter {
    let output = try OutputFolder(
      path: output ?? folder("site"), home: folder.path,
      sources: [folder("content"), folder("site-templates")], force: force)
    return try SiteWriter.begin(in: output, expectedPaths: paths)
  }

  private func build(
    _ pages: [String: String], output: String = "site", force: Bool = false
  ) throws -> WriteSummary {
    let writer = try begin(Array(pages.keys), output: folder(output), force: force)
    for (path, text) in pages { try writer.write(path, Array(text.utf8)) }
    return try writer.finish()
  }

  @Test func whatAKilledFirstBuildLeftIsSwept() throws {
    folder.put("half a mani", at: "site/.orchsite-tmp-0123456789abcdef")
    #expect(try build(["index.html": "1"]) == WriteSummary(written: 1, unchanged: 0, removed: 0))
    #expect(folder.picture(of: "site").keys.sorted() == [".orchsite-manifest", "index.html"])
  }

  @Test func spellingsThatOnlySwiftTakesForOneAreTwoFiles() throws {
    let pages = ["files/\u{E9}.png", "files/e\u{301}.png"]
    let output = try OutputFolder(path: folder("site"), home: folder.path, sources: [])
    let writer = try SiteWriter.begin(in: output, expectedPaths: pages)
    for page in pages { try writer.write(page, Array(page.utf8)) }
    #expect(try writer.finish().written == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("site/files")).count == 2)
  }

  @Test func aFolderByAnotherNameIsThatFolder() throws {
    folder.link("other", to: folder("content"))
    #expect(FileSystem.identity(of: folder("content")) == FileSystem.identity(of: folder("content/../content")))
    #expect(FileSystem.identity(of: folder("content")) != FileSystem.identity(of: folder("other")))
    #expect(FileSystem.identity(of: folder("none")) == nil)
  }
}
