import Files
import Foundation
import TestSupport
import Testing

@Suite struct ReadingTests {
  let folder = TemporaryFolder()

  @Test func readsBytesOfAnySize() throws {
    for count in [0, 1, 65_535, 65_536, 200_001] {
      let path = folder.put(String(repeating: "x", count: count), at: "f\(count)")
      #expect(try FileSystem.read(path, limit: 1_000_000).count == count)
    }
  }

  @Test func limitIsInclusive() throws {
    let path = folder.put("12345", at: "a")
    #expect(try FileSystem.read(path, limit: 5) == Array("12345".utf8))
    #expect(throws: FileError(.read, path, .tooLarge(size: 5, limit: 4))) {
      try FileSystem.read(path, limit: 4)
    }
  }

  @Test func fileThatClaimsNoSizeIsReadUntilItsEnd() throws {
    // The kernel's own files have the size 0 and content.
    try #require(FileManager.default.fileExists(atPath: "/proc/self/status"))
    #expect(try FileSystem.read("/proc/self/status", limit: 1_000_000).count > 100)
    #expect(throws: FileError.self) { try FileSystem.read("/proc/self/status", limit: 10) }
  }

  @Test func refusesWhatIsNotARegularFile() throws {
    folder.put("secret", at: "real")
    folder.link("link", to: "real")
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    let kinds: [(String, FileKind)] = [
      (folder("link"), .symlink), (folder("pipe"), .other), (folder.path, .directory), ("/dev/zero", .other),
    ]
    for (path, kind) in kinds {
      #expect(throws: FileError(.read, path, .notRegular(kind))) { try FileSystem.read(path, limit: 100) }
    }
  }

  @Test func refusesAPathWithANul() {
    let path = folder.put("secret", at: "a") + "\0.md"
    #expect(throws: FileError(.read, path, .system(EINVAL))) { try FileSystem.read(path, limit: 100) }
  }

  @Test func errorsReadAsSentences() {
    let path = "content/x.md"
    let texts: [(FileError, String)] = [
      (FileError(.read, path, .system(EACCES)), "cannot read content/x.md: permission denied"),
      (
        FileError(.read, path, .tooLarge(size: 11, limit: 10)),
        "cannot read content/x.md: it has 11 bytes, and the limit is 10"
      ),
      (
        FileError(.write, path, .notRegular(.symlink)),
        "cannot write content/x.md: it is a symbolic link, not a regular file"
      ),
      (FileError(.create, path, .exists), "cannot create content/x.md: it exists already"),
      (
        FileError(.makeFolder, path, .system(ENOSPC)),
        "cannot make folder content/x.md: no space left on device"
      ),
      (
        FileError(.lock, path, .locked(LockHolder(process: 7, verb: "report"))),
        "cannot lock content/x.md: it is held by process 7 (report)"
      ),
      (FileError(.lock, path, .locked(nil)), "cannot lock content/x.md: it is held by another process"),
    ]
    for (error, text) in texts { #expect(error.description == text) }
  }
}

@Suite struct ListingTests {
  let folder = TemporaryFolder()

  @Test func listsInTheOrderOfBytes() throws {
    for name in ["a/x.md", "a-b", "a.md", "ä", "Z", "a/b/c"] { folder.put("1", at: name) }
    let entries = try FileSystem.list(folder.path)
    #expect(entries.map(\.path) == ["Z", "a", "a-b", "a.md", "a/b", "a/b/c", "a/x.md", "ä"])
    #expect(entries.first == TreeEntry(path: "Z", kind: .regular))
    #expect(entries[1] == TreeEntry(path: "a", kind: .directory))
  }

  @Test func orderIsOfBytesWhereSwiftsIsNot() {
    // Composed and decomposed letters: equal for Swift, and "é" (NFD) sorts before "f" by its bytes.
    let paths = ["z", "\u{E9}", "f", "e\u{301}", "e"]
    let bytes = FileSystem.sorted(paths).map { Array($0.utf8) }
    #expect(bytes == paths.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func doesNotFollowLinks() throws {
    folder.put("1", at: "real/file")
    folder.link("loop", to: ".")
    folder.link("dangling", to: "nowhere")
    let entries = try FileSystem.list(folder.path)
    #expect(entries.map(\.path) == ["dangling", "loop", "real", "real/file"])
    #expect(entries.map(\.kind) == [.symlink, .symlink, .directory, .regular])
  }

  @Test func listsAFolderNamedThroughALink() throws {
    folder.put("1", at: "real/sub/file")
    folder.link("home", to: "real")
    #expect(try FileSystem.list(folder("home")).map(\.path) == ["sub", "sub/file"])
  }

  @Test func excludedFoldersAreNotEntered() throws {
    for name in ["keep/a", "skip/a", "skip/b"] { folder.put("1", at: name) }
    var asked: [String] = []
    let entries = try FileSystem.list(folder.path) { path, _ in
      asked.append(path)
      return path == "skip"
    }
    #expect(entries.map(\.path) == ["keep", "keep/a"])
    #expect(asked.sorted() == ["keep", "keep/a", "skip"])
  }

  @Test func namesThatAreNotTextAreReported() throws {
    let bad: [CChar] = Array(folder.path.utf8CString.dropLast()) + [47, 102, -1, 0]
    close(open(bad, O_CREAT | O_WRONLY, 0o600))
    let entries = try FileSystem.list(folder.path)
    #expect(entries == [TreeEntry(path: "f\u{FFFD}", kind: .regular, hasValidName: false)])
  }

  @Test(.enabled(if: geteuid() != 0, "root reads everything"))
  func unreadableFoldersAreEntriesWithAnError() throws {
    folder.put("1", at: "closed/a")
    folder.put("1", at: "open/a")
    chmod(folder("closed"), 0)
    defer { chmod(folder("closed"), 0o700) }
    let entries = try FileSystem.list(folder.path)
    #expect(entries.map(\.path) == ["closed", "open", "open/a"])
    #expect(entries[0].error == FileError(.list, folder("closed"), .system(EACCES)))
  }

  @Test func missingFolderThrows() {
    let path = folder("none")
    #expect(throws: FileError(.list, path, .system(ENOENT))) { try FileSystem.list(path) }
  }
}
