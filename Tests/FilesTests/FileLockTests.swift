import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileLockTests {
  let folder = TemporaryFolder()

  @Test func makesItsFolderAndExcludesASecond() throws {
    let path = folder("state/lock")
    let lock = try FileLock.acquire(at: path, verb: "report", timeLimit: .zero)
    #expect(isFree(path) == false)
    lock.release()
    #expect(becomesFree(path))
  }

  @Test func endsWithItsScope() throws {
    let path = folder("lock")
    do {
      let lock = try FileLock.acquire(at: path, verb: "report", timeLimit: .zero)
      #expect(isFree(path) == false)
      _ = consume lock
    }
    #expect(becomesFree(path))
  }

  @Test func saysWhoHoldsIt() throws {
    let path = folder("lock")
    let lock = try FileLock.acquire(at: path, verb: "task move", timeLimit: .zero)
    let holder = LockHolder(process: getpid(), verb: "task move")
    #expect(FileLock.holder(at: path) == holder)
    var told: [LockHolder?] = []
    do {
      _ = try FileLock.acquire(
        at: path, verb: "report", timeLimit: .milliseconds(5), noticeAfter: .zero, onWait: { told.append($0) }
      )
      Issue.record("two held the lock")
    } catch {
      #expect(error == FileError(.lock, path, .locked(holder)))
    }
    #expect(told == [holder])
    lock.release()
    #expect(FileLock.holder(at: path) == nil)
  }

  @Test func waitingTaskGetsItOnceItIsFree() async throws {
    let path = folder("lock")
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let first = try await FileLock.acquire(at: path, verb: "first", timeLimit: .zero)
    async let second: Bool = {
      let lock = try await FileLock.acquire(
        at: path, verb: "second", timeLimit: .seconds(60), noticeAfter: .zero,
        onWait: { _ in waiting.finish() })
      lock.release()
      return true
    }()
    for await _ in waits {}
    first.release()
    #expect(try await second)
  }

  @Test func aCancelledWaitEnds() async throws {
    let path = folder("lock")
    let first = try await FileLock.acquire(at: path, verb: "first", timeLimit: .zero)
    let waiter = Task {
      do {
        _ = try await FileLock.acquire(at: path, verb: "second", timeLimit: .seconds(60))
        return false
      } catch {
        return error as? FileError == FileError(.lock, path, .system(ECANCELED))
      }
    }
    waiter.cancel()
    #expect(await waiter.value)
    first.release()
  }

  @Test func diesWithItsProcess() {
    let path = folder("lock")
    #expect(Command.child("die with a lock", path).code == -SIGKILL)
    // What the dead left in the file does not count.
    #expect(FileLock.holder(at: path)?.verb == "report")
    #expect(becomesFree(path))
  }

  @Test func childrenDoNotInheritIt() throws {
    let path = folder("lock")
    let lock = try FileLock.acquire(at: path, verb: "report", timeLimit: .zero)
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/cat")
    let input = Pipe()
    child.standardInput = input
    try child.run()
    lock.release()
    // The child still runs: it waits for its input to end.
    #expect(becomesFree(path))
    try input.fileHandleForWriting.close()
    child.waitUntilExit()
  }

  @Test func aRemovedLockFileExcludesNobodyUnnoticed() throws {
    let path = folder("lock")
    let first = try FileLock.acquire(at: path, verb: "first", timeLimit: .zero)
    try FileSystem.removeFile(path)
    // The file that is there now is another one, and can be locked.
    #expect(becomesFree(path))
    first.release()
  }

  /// A process that another test starts has the descriptor too, from its fork to its exec.
  private func becomesFree(_ path: String) -> Bool {
    guard let lock = try? FileLock.acquire(at: path, verb: "test", timeLimit: .seconds(60)) else { return false }
    lock.release()
    return true
  }

  private func isFree(_ path: String) -> Bool {
    ((try? FileLock.attempt(at: path, verb: "probe")) ?? nil) != nil
  }
}

@Suite struct FolderTests {
  let folder = TemporaryFolder()

  @Test func makesWhatIsMissing() throws {
    try FileSystem.makeDirectories(folder("a/b/c"))
    try FileSystem.makeDirectories(folder("a/b/c"))
    #expect(FileSystem.kind(of: folder("a/b/c")) == .directory)
  }

  @Test func aFileInTheWayIsAnError() {
    folder.put("", at: "a")
    for path in [folder("a"), folder("a/b")] {
      #expect(throws: FileError(.makeFolder, path, .system(ENOTDIR))) { try FileSystem.makeDirectories(path) }
    }
  }

  @Test func aLinkInTheWayIsRefusedWhereAsked() throws {
    folder.link("link", to: ".")
    let path = folder("link")
    try FileSystem.makeDirectories(path)
    #expect(throws: FileError(.makeFolder, path, .notRegular(.symlink))) {
      try FileSystem.makeDirectoryUnlinked(path)
    }
    #expect(try FileSystem.makeDirectoryUnlinked(folder("new")))
    #expect(try FileSystem.makeDirectoryUnlinked(folder("new")) == false)
  }

  @Test func removesOnlyWhatIsEmpty() throws {
    folder.put("", at: "full/a")
    #expect(try FileSystem.removeEmptyDirectory(folder("full")) == false)
    try FileSystem.removeFile(folder("full/a"))
    #expect(try FileSystem.removeEmptyDirectory(folder("full")))
    #expect(folder.names == [])
  }

  @Test func foldersOfPaths() {
    #expect(FileSystem.folder(of: "a") == ".")
    #expect(FileSystem.folder(of: "/a") == "/")
    #expect(FileSystem.folder(of: "a/b") == "a")
  }
}
