import Files

/// A place for the objects that git makes while it only looks: the repository's own are read, none is added.
package final class ScratchObjects: Sendable {
  /// For the moment, like the objects: copies of indexes, say.
  package let folder: String
  private let objects: String
  private let repository: String

  /// - Parameter commonDirectory: the git directory that all working trees share.
  /// - Throws: where no folder can be made.
  package init(besides commonDirectory: String) throws(FileError) {
    folder = try FileSystem.makeTemporaryFolder()
    objects = "\(folder)/objects"
    repository = "\(commonDirectory)/objects"
    do throws(FileError) {
      try FileSystem.makeDirectories(objects)
    } catch {
      try? FileSystem.removeTree(folder)
      throw error
    }
  }

  deinit { try? FileSystem.removeTree(folder) }

  package func runner(_ git: GitRunner) -> GitRunner {
    var runner = git
    runner.environment["GIT_OBJECT_DIRECTORY"] = objects
    // In quotes, because a colon would divide it.
    let quoted = repository.utf8.reduce(into: [UInt8]()) { text, byte in
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
      text.append(byte)
    }
    runner.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = "\"\(String(decoding: quoted, as: UTF8.self))\""
    return runner
  }
}
