import Diagnostics
import Files
import FrontMatter

/// The only writer of `content/`. It exists while the workspace's lock is held: from re-reading what an edit
/// depends on until write, fsync and commit are done, so that any number of agents may write at once.
///
/// Every edit reads its file anew, changes one key, proves that nothing else changed, and replaces the file in one
/// step. New files never replace one that is there.
package struct ContentEditor: ~Copyable {
  private let home: String
  private let lock: FileLock
  /// What was written, relative to home, in order.
  package private(set) var changes: [Change] = []

  package struct Change: Sendable, Equatable {
    package enum Kind: Sendable {
      case created
      case edited
      case removed
    }

    package let path: String
    package let kind: Kind
  }

  /// Waits for the lock and holds it until the editor goes away.
  ///
  /// - Parameters:
  ///   - verb: what a process that waits for this one is told.
  ///   - onWait: called once with the holder, when the wait gets long.
  package init(
    home: String, verb: String, timeLimit: Duration = .seconds(60),
    onWait: (LockHolder?) -> Void = { _ in }
  ) async throws(FileError) {
    lock = try await FileLock.acquire(
      at: Self.lockPath(home: home), verb: verb, timeLimit: timeLimit, onWait: onWait)
    self.home = home
  }

  package static func lockPath(home: String) -> String { "\(home)/.orchsite/lock" }

  /// Gives the lock back.
  package consuming func finish() {}
}

extension ContentEditor {
  /// The file as it is now.
  package func read(_ path: String) throws(EditError) -> SourceFile {
    do throws(FileError) {
      return SourceFile(
        path: path, bytes: try FileSystem.read("\(home)/\(path)", limit: ContentFiles.sizeLimit))
    } catch {
      throw .file(error)
    }
  }

  /// Applies edits to one file, one after the other, and replaces it once. Edits that change nothing write nothing.
  ///
  /// - Returns: whether the file changed.
  @discardableResult
  package mutating func edit(_ path: String, _ edits: [FrontMatterEdit]) throws(EditError) -> Bool {
    let before = try read(path)
    var file = before
    for edit in edits {
      do throws(Diagnostic) {
        let document = try FrontMatterDocument(file)
        file = SourceFile(path: path, bytes: try document.applying(edit))
      } catch {
        throw .refused(error)
      }
    }
    guard file.bytes != before.bytes else { return false }
    do throws(FileError) {
      try FileSystem.writeAtomically(file.bytes, to: "\(home)/\(path)")
    } catch {
      throw .file(error)
    }
    changes.append(Change(path: path, kind: .edited))
    return true
  }

  /// Creates a file that must not exist yet, with its folders.
  package mutating func create(_ path: String, _ text: String) throws(EditError) {
    // What this tool cannot read back it must not write.
    do throws(Diagnostic) {
      _ = try FrontMatterDocument(SourceFile(path: path, text: text))
    } catch {
      throw .refused(error)
    }
    do throws(FileError) {
      try FileSystem.makeDirectories("\(home)/\(FileSystem.folder(of: path))")
      try FileSystem.createExclusively(Array(text.utf8), at: "\(home)/\(path)")
    } catch {
      throw .file(error)
    }
    changes.append(Change(path: path, kind: .created))
  }
}

/// Why an edit was not made. Nothing has been changed by the edit that throws it.
package enum EditError: Error, Sendable {
  case refused(Diagnostic)
  case file(FileError)
}
