import Files
import Foundation
import Synchronization
import TestSupport
import Testing

/// Files that are copied a piece at a time.
@Suite struct FileSourceTests {
  let folder = TemporaryFolder()

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
  func itIsCopiedAndThenLeftAlone(_ count: Int) throws {
    let text = String((0..<count).map { "abcdefghij"[$0 % 10] })
    let source = try FileSource.opening(folder.put(text, at: "a"), limit: count)
    #expect(source.size == count)
    #expect(try source.bytes() == Array(text.utf8))
    for old in ["new", "short", String(repeating: "x", count: 400_000)] {
      if old != "new" { folder.put(old, at: "b") }
      #expect(try FileSystem.overwriteInPlace(copying: source, at: folder("b"), isNew: old == "new") == .written)
      #expect(folder.text("b") == text)
      #expect(try FileSystem.overwriteInPlace(copying: source, at: folder("b")) == .unchanged)
    }
    folder.put(String(text.dropLast()) + "!", at: "b")
    #expect(try FileSystem.overwriteInPlace(copying: source, at: folder("b")) == .written)
    #expect(folder.text("b") == text)
  }

  @Test func noPieceIsLargerThanAChunk() throws {
    let bytes = FileSource.bytes([UInt8](repeating: 65, count: 1_000_000))
    let largest = Mutex(0)
    let source = FileSource(size: bytes.size) { offset, buffer throws(FileError) in
      largest.withLock { $0 = max($0, buffer.count) }
      return try bytes.read(offset, buffer)
    }
    for outcome in [WriteOutcome.written, .unchanged] {
      #expect(try FileSystem.overwriteInPlace(copying: source, at: folder("a")) == outcome)
    }
    #expect(largest.withLock { $0 } == 64 * 1024)
  }

  @Test func oneThatShrinksIsCopiedAsFarAsItGoes() throws {
    let path = folder.put(String(repeating: "x", count: 200_000), at: "a")
    let source = try FileSource.opening(path, limit: .max)
    folder.put(String(repeating: "y", count: 100_000), at: "a")
    folder.put(String(repeating: "z", count: 150_000), at: "b")
    #expect(try FileSystem.overwriteInPlace(copying: source, at: folder("b")) == .written)
    #expect(folder.text("b") == String(repeating: "y", count: 100_000))
  }

  @Test func oneThatCannotBeReadLeavesNothingNew() throws {
    let failure = FileError(.read, "a", .system(EIO))
    let source = FileSource(size: 100_000) { offset, buffer throws(FileError) in
      guard offset == 0 else { throw failure }
      return buffer.count
    }
    #expect(throws: failure) { try FileSystem.overwriteInPlace(copying: source, at: folder("b")) }
    #expect(folder.names == [])
    let old = folder.put("old", at: "b")
    #expect(link(old, folder("backup")) == 0)
    #expect(throws: failure) { try FileSystem.overwriteInPlace(copying: source, at: old) }
    #expect(folder.names == ["b", "backup"])
    #expect(folder.text("b") == "old")
  }

  @Test func onlyARegularFileWithinTheLimitIsOpened() throws {
    let path = folder.put("12345", at: "a")
    folder.link("link", to: "a")
    #expect(throws: FileError(.read, path, .tooLarge(size: 5, limit: 4))) { try FileSource.opening(path, limit: 4) }
    let link = folder("link")
    #expect(throws: FileError(.read, link, .notRegular(.symlink))) { try FileSource.opening(link, limit: 9) }
    #expect(throws: FileError.self) { try FileSource.opening(folder("none"), limit: 9) }
  }
}

extension String {
  fileprivate subscript(index: Int) -> Character { self[self.index(startIndex, offsetBy: index)] }
}
