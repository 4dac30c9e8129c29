import Diagnostics
import Files
import Synchronization
import TestSupport
import Testing

@testable import Content

/// After a change only what changed is read, and the rest is shared.
@Suite struct ScanUpdateTests {
  private static let board = Sound.with(
    """
    -- content/tasks/web/a.md --
    ---
    title: A
    status: todo
    ticket: 7
    ---
    -- content/tasks/web/a/b.md --
    Not where a task can be.
    -- content/tasks/web/a-b.md --
    ---
    title: A–B
    status: todo
    ---
    """)

  @Test func anEditReadsOneFileAndSharesAllOthers() async throws {
    var board = EditedWorkspace(Self.board)
    let before = try await Scan.run(.inMemory(board.files), .bodyFacts)
    board.edit("content/tasks/web/a.md", "todo", to: "done")
    let disk = CountedFiles(board.files)
    let after = try await before.updating(board.changed, from: disk.files)
    #expect(disk.read == ["content/tasks/web/a.md"])
    #expect(after.files.map(\.path) == before.files.map(\.path))
    for (old, new) in zip(before.files, after.files) {
      #expect((old === new) == (old.path != "content/tasks/web/a.md"))
    }
    #expect(RecordLists(after).tasks.map(\.status) == [.todo, .done, .todo])
  }

  @Test func filesComeGoAndMove() async throws {
    var board = EditedWorkspace(Self.board)
    let before = try await Scan.run(.inMemory(board.files), .frontMatter)
    board.delete("content/tasks/web/a.md")
    board.rename("content/tasks/web/a-b.md", to: "content/tasks/web/c.md")
    board.write("-- content/pictures/p.png --\nPNG")
    let after = try await before.updating(board.changed + ["content/never/there.md"], from: .inMemory(board.files))
    #expect(after.files.map(\.path) == board.paths)
  }

  /// `a` is a folder, and neither `a.md` nor `a-b.md` lies in it, though its files stand between theirs in some order.
  @Test func aFolderIsWhatLiesInIt() async throws {
    var board = EditedWorkspace(Self.board)
    let before = try await Scan.run(.inMemory(board.files), .frontMatter)
    board.delete("content/tasks/web/a")
    let disk = CountedFiles(board.files)
    let after = try await before.updating(board.changed, from: disk.files)
    #expect(disk.read == [])
    #expect(after.files.map(\.path) == board.paths)
  }

  @Test func manyFilesAreReadOnceEach() async throws {
    var board = EditedWorkspace(Self.board)
    let before = try await Scan.run(.inMemory(board.files), .frontMatter)
    for number in 0..<300 {
      board.write("-- content/tasks/web/t\(number).md --\n---\ntitle: T\nstatus: todo\n---")
    }
    let disk = CountedFiles(board.files)
    let after = try await before.updating(board.changed + ["content/tasks/web", "content/tasks/web"], from: disk.files)
    #expect(disk.read.count == 303)
    #expect(Set(disk.read).count == 303)
    #expect(after.files.map(\.path) == FileSystem.sorted(board.paths))
  }

  @Test func otherCustomFieldsConcernEveryFile() async throws {
    var board = EditedWorkspace(Self.board)
    var scan = try await Scan.run(.inMemory(board.files), .frontMatter)
    func unknown() -> [String] { RecordLists(scan).diagnostics.filter { $0.code == "key" }.map(\.message) }
    #expect(unknown() == [])

    board.edit(Scan.indexPath, "[ticket]", to: "[other]")
    scan = try await scan.updating([Scan.indexPath], from: .inMemory(board.files))
    #expect(unknown() == ["unknown key \"ticket\""])

    // Without it nobody knows which keys are custom.
    board.delete(Scan.indexPath)
    scan = try await scan.updating([Scan.indexPath], from: .inMemory(board.files))
    #expect(unknown() == [])
  }

  @Test func anotherChangeOfIndexReadsNothingElse() async throws {
    var board = EditedWorkspace(Self.board)
    let scan = try await Scan.run(.inMemory(board.files), .frontMatter)
    board.edit(Scan.indexPath, "Sound", to: "Sounder")
    let disk = CountedFiles(board.files)
    let after = try await scan.updating(board.changed, from: disk.files)
    #expect(disk.read == [Scan.indexPath])
    #expect(RecordLists(after).settings?.project == "Sounder")
  }

  // MARK: On a disk

  private func paths(_ scan: Scan) -> [[UInt8]] { scan.files.map { Array($0.path.utf8) } }

  /// Two names that Swift's strings call equal, and a disk does not.
  @Test func namesAreComparedByTheirBytes() async throws {
    let folder = TemporaryFolder()
    for (path, text) in files(in: Self.board) { folder.put(text, at: path) }
    let (composed, decomposed) = ("content/caf\u{E9}.png", "content/cafe\u{301}.png")
    folder.put("1", at: composed)
    folder.put("2", at: decomposed)
    try #require(folder.names == ["content"])
    let files = ContentFiles.onDisk(home: folder.path)
    let before = try await Scan.run(files, .frontMatter)
    try #require(before.files.count { $0.path == composed } == 2)
    folder.remove(decomposed)
    let after = try await before.updating([decomposed], from: files)
    #expect(paths(after) == paths(before).filter { $0 != Array(decomposed.utf8) })
    #expect(paths(after) == paths(try await Scan.run(files, .frontMatter)))
  }

  @Test func whatAFolderBecomesIsSeen() async throws {
    let folder = TemporaryFolder()
    for (path, text) in files(in: Self.board) { folder.put(text, at: path) }
    let files = ContentFiles.onDisk(home: folder.path)
    let before = try await Scan.run(files, .frontMatter)
    folder.remove("content/tasks/web")
    folder.link("content/tasks/web", to: "../clients")
    folder.put("x", at: "content/clients/.hidden.md")
    // What is asked for behind a link or in hidden names is not there.
    for named in [
      ["content/tasks/web"], ["content/tasks/web", "content/tasks/web/acme.md", "content/clients/.hidden.md"],
    ] {
      let after = try await before.updating(named, from: files)
      #expect(paths(after) == paths(try await Scan.run(files, .frontMatter)))
      #expect(RecordLists(after).unreadable.map(\.path) == ["content/tasks/web"])
    }
  }

  @Test func aContentFolderThatIsGoneIsAnError() async throws {
    let folder = TemporaryFolder()
    folder.put("x", at: "content/a.png")
    let files = ContentFiles.onDisk(home: folder.path)
    let scan = try await Scan.run(files, .frontMatter)
    folder.remove("content")
    await #expect(throws: FileError.self) { try await scan.updating(["content/a.png"], from: files) }
  }

  // MARK: Levels

  /// A level decides what an answer costs, not what it is.
  @Test(arguments: [Reading.frontMatter, .bodyFacts, .html { _, _, _ in RenderedBody(html: [1], anchors: ["end"]) }])
  func everyLevelGivesTheSameAnswers(_ reading: Reading) async throws {
    let text = Sound.with(
      """
      -- content/tasks/web/a.md --
      ---
      title: A
      status: todo
      ---
      - [x] [good](good.md#nowhere), [b](b.md#end)
      - [ ] two
      -- content/tasks/web/b.md --
      ---
      title: B
      status: todo
      ---
      ## End
      """
    )
    let workspace = try await Workspace.load(.inMemory(files(in: text)), reading, asOf: instant(noon))
    #expect(workspace.tasks.map(\.progress) == [Progress(done: 1, total: 2), nil, nil])
    #expect(workspace.tasks.map(\.task.source.hasBody) == [true, true, true])
    #expect(workspace.check().map(\.message) == ["there is no heading for #nowhere in content/tasks/web/good.md"])
    #expect(workspace.check(linksIn: Subtrees(["content/tasks/web/b.md"])) == [])
    #expect(workspace.check(linksIn: Subtrees(["content/tasks/web/a.md"])) == workspace.check())
  }

  /// Thousands of bodies would be kept twice.
  @Test func aRenderedBodyWithoutLinksIsKeptAsHTMLAlone() async throws {
    let scan = try await Scan.run(
      .inMemory(files(in: Self.board)), .html { _, _, _ in RenderedBody(html: [7], anchors: []) })
    let source = try #require(RecordLists(scan).tasks.first { $0.id.task == "good" }?.source)
    #expect(source.hasBody && source.body.isEmpty)
    #expect(Renderings(scan).html(of: source) == [7])
  }
}

/// Files in memory that know which of them were read.
private final class CountedFiles: Sendable {
  private let paths = Mutex<[String]>([])
  private let content: ContentFiles

  init(_ files: [String: String]) { content = .inMemory(files) }

  /// In byte order.
  var read: [String] { FileSystem.sorted(paths.withLock(\.self)) }

  var files: ContentFiles {
    ContentFiles(
      list: content.list,
      read: { path throws(FileError) in
        self.paths.withLock { $0.append(path) }
        return try self.content.read(path)
      })
  }
}
