import Content
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Files as only a disk can hold them: links, bytes that are no text, sizes.
@Suite struct FilesOnDiskTests {
  let folder = TemporaryFolder()

  init() throws {
    for (path, text) in files(in: Sound.text) { folder.put(text, at: path) }
  }

  private func workspace() async throws -> Workspace {
    try await Workspace.load(.onDisk(home: folder.path), .bodyFacts, asOf: instant(noon))
  }

  private func put(_ bytes: [UInt8], at name: String) throws {
    folder.put("", at: name)
    try Data(bytes).write(to: URL(fileURLWithPath: folder(name)))
  }

  @Test func everyFileThatCannotBeReadIsReportedAndNoOtherIsLost() async throws {
    try put(
      [0x2D, 0x2D, 0x2D, 0x0A] + Array("title: Gr".utf8) + [0xFC, 0xDF]
        + Array("e\nstatus: todo\n---\n".utf8), at: task("latin-1"))
    try put(
      Array("---\ntitle: Größe ".utf8) + [0xE2, 0x82, 0x0A] + Array("---\n".utf8), at: task("cut-scalar"))
    try put(
      [0xFF, 0xFE] + "---\ntitle: A\n---\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      at: task("utf-16"))
    try put([0xFE, 0xFF, 0x00, 0x2D], at: task("utf-16-be"))
    try put([], at: task("empty"))
    try put([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0], at: task("picture"))
    try put([UInt8](repeating: UInt8(ascii: "x"), count: 10 * 1024 * 1024), at: task("ten-megabytes"))
    try put([UInt8](repeating: UInt8(ascii: "x"), count: 4 * 1024 * 1024 + 1), at: task("one-byte-too-much"))
    folder.link("content/tasks/web/link.md", to: "good.md")
    folder.link("content/tasks/web/dangling.md", to: "nowhere.md")
    folder.link("content/tasks/web/loop.md", to: "loop.md")
    folder.link("content/tasks/loop", to: "../tasks")
    folder.link("content/pictures", to: "../elsewhere")
    #expect(mkfifo(folder("content/tasks/web/pipe.md"), 0o600) == 0)

    let workspace = try await workspace()
    #expect(
      text(of: workspace.check()) == """
        content/pictures:1:1: error[symlink]: a symbolic link: links are never followed
          help: put the file itself here, or delete the link
        content/tasks/loop:1:1: error[symlink]: a symbolic link: links are never followed
          help: put the file itself here, or delete the link
        content/tasks/web/cut-scalar.md:2:14: error[utf-8]: byte 0xE2 is not UTF-8
          2 | title: Größe ��
            |              ^
          help: save the file as UTF-8
        content/tasks/web/dangling.md:1:1: error[symlink]: a symbolic link: links are never followed
          help: put the file itself here, or delete the link
        content/tasks/web/empty.md:1:1: error[empty]: the file is empty
          help: write frontmatter between --- lines, or delete the file
        content/tasks/web/latin-1.md:2:10: error[utf-8]: byte 0xFC is not UTF-8
          2 | title: Gr��e
            |          ^
          help: save the file as UTF-8
        content/tasks/web/link.md:1:1: error[symlink]: a symbolic link: links are never followed
          help: put the file itself here, or delete the link
        content/tasks/web/loop.md:1:1: error[symlink]: a symbolic link: links are never followed
          help: put the file itself here, or delete the link
        content/tasks/web/one-byte-too-much.md:1:1: error[size]: the file has 5 MB; at most 4
          help: split it, or move logs and data elsewhere
        content/tasks/web/picture.md:1:1: error[utf-8]: byte 0x89 is not UTF-8
          1 | �PNG
            | ^
          help: save the file as UTF-8
        content/tasks/web/pipe.md:1:1: error[read]: not a regular file
          help: move it out of content/
        content/tasks/web/ten-megabytes.md:1:1: error[size]: the file has 10 MB; at most 4
          help: split it, or move logs and data elsewhere
        content/tasks/web/utf-16-be.md:1:1: error[utf-8]: the file is UTF-16
          help: save it as UTF-8
        content/tasks/web/utf-16.md:1:1: error[utf-8]: the file is UTF-16
          help: save it as UTF-8
        """)
    #expect(workspace.unreadable.count == 14)
    #expect(workspace.tasks.map(\.id.description) == ["web/good"])
    #expect(workspace.repos.map(\.slug) == ["web"])
    #expect(workspace.sprints.map(\.slug) == ["s1"])
    #expect(workspace.clients.map(\.slug) == ["acme"])
  }

  @Test func aFileOfExactlyTheLimitIsRead() async throws {
    let head = "---\ntitle: Long\nstatus: todo\n---\n"
    try put(
      Array(head.utf8) + [UInt8](repeating: 0x78, count: 4 * 1024 * 1024 - head.utf8.count), at: task("long"))
    let workspace = try await workspace()
    #expect(workspace.check() == [])
    #expect(workspace.tasks.count == 2)
  }

  @Test func hiddenFilesAndAttachmentsAreNoRecords() async throws {
    folder.put("x", at: "content/tasks/web/.draft.md")
    folder.put("x", at: "content/.obsidian/notes.md")
    folder.put("x", at: "content/pictures/a.png")
    folder.put("x", at: "content/README.md")
    let workspace = try await workspace()
    #expect(workspace.check() == [])
    #expect(workspace.attachments == ["content/pictures/a.png"])
  }

  @Test func aContentFolderThatIsALinkIsRefused() async throws {
    let other = TemporaryFolder()
    other.link("content", to: folder("content"))
    await #expect(throws: (any Error).self) {
      try await Workspace.load(.onDisk(home: other.path), .bodyFacts, asOf: instant(noon))
    }
  }

  private func task(_ name: String) -> String { "content/tasks/web/\(name).md" }
}
