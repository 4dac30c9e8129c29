import Bytes
import Files
import Synchronization

/// What a build did to its output folder.
package struct WriteSummary: Equatable, Sendable {
  package var written: Int
  package var unchanged: Int
  package var removed: Int
  /// Old files that should have gone and did not. They stay in the manifest, and the next build tries again.
  package var failures: [FileError]

  package init(written: Int, unchanged: Int, removed: Int, failures: [FileError] = []) {
    self.written = written
    self.unchanged = unchanged
    self.removed = removed
    self.failures = failures
  }
}

/// Writes the files of one build into an output folder.
///
/// Files that have their bytes already are left alone, others are overwritten in place, those of an earlier
/// build that are no longer made are removed at the end, and whatever else is in the folder is not touched. A
/// build that dies half-way leaves a manifest that names all its files: they are listed before the first is
/// written. A build with nothing to change writes nothing, the manifest included.
package final class SiteWriter: Sendable {
  private let folder: OutputFolder
  private let prefix: String
  private let expected: Set<ExactText>
  private let manifest: Manifest
  /// The manifest's bytes as this build wants them, and as they are in the folder until then.
  private let manifestBytes: [UInt8]
  private let manifestOnDisk: [UInt8]?
  private let stale: [String]
  private let written = Atomic<Int>(0)
  private let unchanged = Atomic<Int>(0)
  private let removed = Atomic<Int>(0)

  private init(
    _ folder: OutputFolder, _ expected: Set<ExactText>, _ manifest: Manifest, _ manifestBytes: [UInt8],
    onDisk manifestOnDisk: [UInt8]?, stale: [String]
  ) {
    self.folder = folder
    prefix = folder.path + "/"
    self.expected = expected
    self.manifest = manifest
    self.manifestBytes = manifestBytes
    self.manifestOnDisk = manifestOnDisk
    self.stale = stale
  }

  /// Prepares the folder for the files of one build: lists them in the manifest and makes their folders.
  ///
  /// - Parameter expectedPaths: every path that will be written, in any order.
  /// - Throws: `.duplicate`, `.invalidPath`, `.foreignFile`, `.file`.
  package static func begin(
    in folder: OutputFolder, expectedPaths: [String]
  ) throws(OutputFolderError) -> SiteWriter {
    var expected = Set<ExactText>(minimumCapacity: expectedPaths.count)
    for path in expectedPaths {
      guard OutputPath.isValid(path) else { throw .invalidPath(path) }
      guard expected.insert(ExactText(path)).inserted else { throw .duplicate(path) }
    }
    let manifest = Manifest(sorting: expectedPaths, client: folder.client)
    let bytes = manifest.bytes
    if folder.manifest == bytes {
      // The same pages as last time, and no need to read what they were.
      let writer = SiteWriter(folder, expected, manifest, bytes, onDisk: bytes, stale: [])
      try writer.makeFolders()
      return writer
    }

    let known = Set(Manifest.paths(in: folder.manifest ?? []).map { ExactText($0) })
    let new = manifest.paths.filter { !known.contains(ExactText($0)) }
    // Looked at before the manifest names them: afterwards they would count as ours.
    if !folder.isEmpty, !folder.force {
      for path in new {
        // A folder is not replaced by a file in any case; one of ours that is empty by then is gone.
        let kind = FileSystem.kind(of: "\(folder.path)/\(path)")
        guard kind == nil || kind == .directory else { throw .foreignFile(path) }
      }
    }
    var onDisk = folder.manifest
    if !new.isEmpty {
      let union = Manifest(sorting: known.union(expected).map(\.text), client: folder.client).bytes
      do { try store(union, in: folder) } catch { throw .file(error) }
      onDisk = union
    }
    let stale = FileSystem.sorted(known.subtracting(expected).map(\.text))
    let writer = SiteWriter(folder, expected, manifest, bytes, onDisk: onDisk, stale: stale)
    writer.clearTheWay()
    try writer.makeFolders()
    return writer
  }

  /// Writes one file. Safe to call from several tasks at once, for different paths.
  ///
  /// - Parameter path: one of the expected paths.
  /// - Throws: `.notRegular` when a symbolic link or a folder is there, `.invalidPath` for a path that was not
  ///   expected, or the system's reason. The file's old bytes are whole then.
  package func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    try checkExpected(path)
    count(try FileSystem.overwriteInPlace(bytes, at: prefix + path, isNew: folder.isEmpty))
  }

  /// The same with the bytes of another file, of which one piece at a time is held.
  package func write(_ path: String, copying source: FileSource) throws(FileError) {
    try checkExpected(path)
    count(try FileSystem.overwriteInPlace(copying: source, at: prefix + path, isNew: folder.isEmpty))
  }

  /// A file that no manifest names would never be removed.
  private func checkExpected(_ path: String) throws(FileError) {
    guard expected.contains(ExactText(path)) else { throw FileError(.write, path, .invalidPath) }
  }

  private func count(_ outcome: WriteOutcome) {
    switch outcome {
    case .written: written.add(1, ordering: .relaxed)
    case .unchanged: unchanged.add(1, ordering: .relaxed)
    }
  }

  /// Removes what earlier builds left and this one did not make, and brings the manifest up to date. Not to
  /// be called after a build that failed: its old files are better than none.
  ///
  /// - Throws: what writing the manifest throws; files that cannot be removed are in the summary.
  package func finish() throws(FileError) -> WriteSummary {
    var failures: [FileError] = []
    var kept: [String] = []
    for path in stale {
      do {
        try remove(path)
      } catch {
        kept.append(path)
        failures.append(error)
      }
    }
    let bytes = kept.isEmpty ? manifestBytes : Manifest(sorting: manifest.paths + kept, client: folder.client).bytes
    if bytes != manifestOnDisk { try Self.store(bytes, in: folder) }
    return WriteSummary(
      written: written.load(ordering: .relaxed), unchanged: unchanged.load(ordering: .relaxed),
      removed: removed.load(ordering: .relaxed), failures: failures)
  }
}

extension SiteWriter {
  private static func store(_ bytes: [UInt8], in folder: OutputFolder) throws(FileError) {
    try FileSystem.writeAtomically(bytes, to: "\(folder.path)/\(Manifest.fileName)")
  }

  /// Makes the folders that the files need, each once, so that writing needs no bookkeeping. A symbolic link
  /// in the place of one is refused: what it leads to is not ours.
  private func makeFolders() throws(OutputFolderError) {
    var made: Set<ExactText> = []
    var last: Substring = ""
    for path in manifest.paths {
      guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { continue }
      // Sorted paths: neighbours mostly share their folder.
      if path.utf8[..<slash].elementsEqual(last.utf8) { continue }
      last = path[..<slash]
      for folder in OutputPath.parents(of: path).reversed() where made.insert(ExactText(String(folder))).inserted {
        do { try FileSystem.makeDirectoryUnlinked(prefix + folder) } catch { throw .file(error) }
      }
    }
  }

  /// An old file where a folder has to be, or an old folder where a file has to be, cannot wait until the end.
  private func clearTheWay() {
    guard !stale.isEmpty else { return }
    let olds = Set(stale.map { ExactText($0) })
    for path in expected {
      for parent in OutputPath.parents(of: path.text) where olds.contains(ExactText(String(parent))) {
        // Should it stay, making the folder says why.
        try? remove(String(parent))
      }
    }
    for path in stale where OutputPath.parents(of: path).contains(where: { expected.contains(ExactText(String($0))) }) {
      try? remove(path)
    }
  }

  /// Removes a file of an earlier build, if it is there, and the folders that this leaves empty. What the
  /// manifest says is not believed: nothing is reached through a symbolic link, and only a regular file goes.
  private func remove(_ path: String) throws(FileError) {
    let parents = OutputPath.parents(of: path)
    guard parents.allSatisfy({ FileSystem.kind(of: prefix + $0) == .directory }),
      FileSystem.kind(of: prefix + path) == .regular
    else { return }
    try FileSystem.removeFile(prefix + path)
    removed.add(1, ordering: .relaxed)
    for parent in parents {
      // Not empty, or not ours to remove: then those above are not empty either.
      guard (try? FileSystem.removeEmptyDirectory(prefix + parent)) == true else { break }
    }
  }
}
