import Files
import Foundation
import TestSupport
import Testing

@Suite struct AtomicWritingTests {
  let folder = TemporaryFolder()

  @Test func createsAndReplaces() throws {
    try FileSystem.writeAtomically(Array("one".utf8), to: folder("a"))
    try FileSystem.writeAtomically(Array("two".utf8), to: folder("a"))
    #expect(folder.text("a") == "two")
    #expect(folder.names == ["a"])
  }

  @Test func keepsTheMode() throws {
    let path = folder.put("old", at: "a")
    chmod(path, 0o751)
    try FileSystem.writeAtomically(Array("new".utf8), to: path)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o751)
  }

  @Test func refusesLinksAndFolders() {
    folder.put("real", at: "real")
    folder.link("link", to: "real")
    for (path, kind) in [(folder("link"), FileKind.symlink), (folder.path, .directory)] {
      #expect(throws: FileError(.write, path, .notRegular(kind))) {
        try FileSystem.writeAtomically([1], to: path)
      }
    }
    #expect(folder.text("real") == "real")
    #expect(folder.names == ["link", "real"])
  }

  @Test func missingFolderIsNamedByTheFilesOwnPath() {
    let path = folder("none/a")
    #expect(throws: FileError(.write, path, .system(ENOENT))) {
      try FileSystem.writeAtomically([1], to: path)
    }
  }

  @Test func changesAreMadeTogether() throws {
    for name in ["a", "gone"] { folder.put("old", at: name) }
    chmod(folder("a"), 0o640)
    folder.makeFolder("tmp")
    var done: [Int] = []
    try FileSystem.changeTogether(
      [
        .replace(folder("a"), Array("old".utf8), with: Array("new".utf8)),
        .create(folder("x/y/b"), Array("b".utf8)), .remove(folder("gone"), holding: Array("old".utf8)),
      ], temporaries: folder("tmp")
    ) { done.append($0) }
    #expect(done == [1, 2, 3])
    #expect(folder.names == ["a", "tmp", "x"])
    #expect(folder.text("a") == "new" && folder.text("x/y/b") == "b")
    var status = stat()
    #expect(stat(folder("a"), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("tmp")) == [])
  }

  /// Whichever of several changes fails, everything is as it was, the files' identity included.
  @Test(arguments: ["exists", "changed", "gone", "link", "folder"])
  func oneThatFailsPutsAllBack(_ how: String) throws {
    for name in ["a", "b", "last"] { folder.put("old", at: name) }
    folder.makeFolder("tmp")
    let old = Array("old".utf8)
    var failing = FileChange.create(folder("x/new"), old)
    let reason: FileError.Reason
    switch how {
    case "exists":
      failing = .create(folder("b"), old)
      reason = .exists
    case "changed":
      folder.put("theirs", at: "b")
      failing = .replace(folder("b"), old, with: [])
      reason = .changed
    case "gone":
      folder.remove("b")
      failing = .remove(folder("b"), holding: old)
      reason = .changed
    case "link":
      folder.link("c", to: "b")
      failing = .replace(folder("c"), old, with: [])
      reason = .notRegular(.symlink)
    default:
      folder.put("in the way", at: "x")
      reason = .system(ENOTDIR)
    }
    let before = folder.picture()
    var caught: FileError?
    do throws(FileError) {
      try FileSystem.changeTogether(
        [
          .replace(folder("a"), old, with: Array("new".utf8)), .create(folder("n/ew/file"), old), failing,
          .remove(folder("last"), holding: old),
        ], temporaries: folder("tmp"))
    } catch {
      caught = error
    }
    #expect(caught?.reason == reason)
    let after = folder.picture()
    #expect(Set(after.keys) == Set(before.keys))
    for name in ["a", "b", "last"] { #expect(after[name] == before[name]) }
  }

  @Test func exclusiveCreationNeverReplaces() throws {
    try FileSystem.createExclusively(Array("one".utf8), at: folder("a"))
    folder.link("dangling", to: "nowhere")
    for path in [folder("a"), folder("dangling")] {
      #expect(throws: FileError(.create, path, .exists)) {
        try FileSystem.createExclusively(Array("two".utf8), at: path)
      }
    }
    #expect(folder.text("a") == "one")
    #expect(folder.names == ["a", "dangling"])
  }

  @Test func oneOfThirtyCreatorsWins() async throws {
    let path = folder("a")
    let gate = DispatchSemaphore(value: 0)
    let winners = await withTaskGroup(of: Int?.self) { group in
      for number in 0..<30 {
        group.addTask {
          // A thread each: the pool of tasks has only as many as there are cores.
          await withCheckedContinuation { continuation in
            Thread.detachNewThread {
              gate.wait()
              let bytes = Array("creator \(number)".utf8)
              let won = (try? FileSystem.createExclusively(bytes, at: path)) != nil
              continuation.resume(returning: won ? number : nil)
            }
          }
        }
      }
      for _ in 0..<30 { gate.signal() }
      return await group.reduce(into: []) { winners, number in winners += number.map { [$0] } ?? [] }
    }
    try #require(winners.count == 1)
    #expect(folder.text("a") == "creator \(winners[0])")
    #expect(folder.names == ["a"])
  }
}

@Suite struct InPlaceWritingTests {
  let folder = TemporaryFolder()

  @Test(arguments: [0, 3, 9, 10, 200_000])
  func holdsTheNewBytes(_ count: Int) throws {
    let text = String(repeating: "y", count: count)
    folder.put("old bytes", at: "a")
    let inode = try inode("a")
    #expect(try FileSystem.overwriteInPlace(Array(text.utf8), at: folder("a")) == .written)
    #expect(folder.text("a") == text)
    #expect(try self.inode("a") == inode)
  }

  @Test func createsWhatIsMissing() throws {
    #expect(try FileSystem.overwriteInPlace([65], at: folder("a")) == .written)
    #expect(folder.text("a") == "A")
  }

  @Test(arguments: [0, 5, 65_536, 65_537, 300_000])
  func equalBytesAreLeftAlone(_ count: Int) throws {
    let text = String(repeating: "x", count: count)
    let path = folder.put(text, at: "a")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
    // Not even opened for writing: a file that nobody may write is fine.
    chmod(path, 0o400)
    #expect(try FileSystem.overwriteInPlace(Array(text.utf8), at: path) == .unchanged)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mtim.tv_sec == 1_000)
  }

  @Test func lastByteCounts() throws {
    let text = String(repeating: "x", count: 65_537)
    folder.put(text, at: "a")
    #expect(try FileSystem.overwriteInPlace(Array((text.dropLast() + "y").utf8), at: folder("a")) == .written)
    #expect(folder.text("a")?.last == "y")
  }

  @Test func doesNotWriteThroughALink() {
    folder.put("victim", at: "victim")
    folder.link("a", to: "victim")
    let path = folder("a")
    #expect(throws: FileError(.write, path, .notRegular(.symlink))) {
      try FileSystem.overwriteInPlace([65], at: path)
    }
    #expect(folder.text("victim") == "victim")
  }

  @Test func otherNameOfTheFileKeepsTheOldBytes() throws {
    let path = folder.put("old", at: "a")
    #expect(link(path, folder("backup")) == 0)
    try FileSystem.overwriteInPlace(Array("new".utf8), at: path)
    #expect(folder.text("a") == "new")
    #expect(folder.text("backup") == "old")
    #expect(folder.names == ["a", "backup"])
  }

  private func inode(_ name: String) throws -> UInt64 {
    var status = stat()
    try #require(stat(folder(name), &status) == 0)
    return UInt64(status.st_ino)
  }
}

/// A size limit on the process's files stands for the full disk: both refuse to let a file grow.
@Suite struct FullDiskTests {
  let folder = TemporaryFolder()

  @Test func inPlaceKeepsTheOldPage() {
    let path = folder.put("the old page", at: "a")
    #expect(Command.child("overwrite without room", path).code == 0)
    #expect(folder.text("a") == "the old page")
  }

  @Test func nothingNewIsLeftBehind() {
    folder.put("the old file", at: "a")
    #expect(Command.child("write without room", folder.path).code == 0)
    #expect(folder.names == ["a"])
    #expect(folder.text("a") == "the old file")
  }
}
