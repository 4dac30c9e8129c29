import Foundation
import Synchronization

/// A folder of its own for one test, gone with it. Nothing here uses the code under test; a step that fails
/// shows in the expectations that follow.
package final class TemporaryFolder: Sendable {
  /// The path, without symbolic links.
  package let path: String

  package init() {
    path = "\(Self.base)/\(Self.count.add(1, ordering: .relaxed).newValue)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  private static let count = Atomic(0)

  /// Where the folders of this process are; it goes when the process ends, with those that nobody let go of. In memory
  /// where the system has a folder for that: what is written here is synced to disk hundreds of times, and no test can
  /// tell whether it got there.
  static let base: String = {
    let memory = "/dev/shm"
    let place =
      FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    var template = Array("\(place)/orchsite-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return place }
    // Tests start programs as somebody else.
    chmod(template, 0o755)
    atexit { try? FileManager.default.removeItem(atPath: TemporaryFolder.base) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something inside.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file and makes the folders it needs.
  @discardableResult
  package func put(_ text: String, at name: String) -> String {
    let full = self(name)
    try? FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: URL(fileURLWithPath: full))
    return full
  }

  /// A copy of a folder that many tests begin with.
  ///
  /// - Parameters:
  ///   - key: names what `make` makes; it is made once for each.
  package static func copy(of key: [String], _ make: (TemporaryFolder) -> Void) -> TemporaryFolder {
    let prototype = prototypes.withLock { prototypes in
      if let made = prototypes[key] { return made }
      let folder = TemporaryFolder()
      make(folder)
      prototypes[key] = folder
      return folder
    }
    let folder = TemporaryFolder()
    for name in prototype.names { try? FileManager.default.copyItem(atPath: prototype(name), toPath: folder(name)) }
    return folder
  }

  private static let prototypes = Mutex<[[String]: TemporaryFolder]>([:])

  /// Makes a folder.
  package func makeFolder(_ name: String) {
    try? FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
  }

  /// Makes a symbolic link.
  package func link(_ name: String, to target: String) {
    try? FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
  }

  /// Removes a file, or a folder with what is in it.
  package func remove(_ name: String) {
    try? FileManager.default.removeItem(atPath: self(name))
  }

  /// What a file holds; nil when there is none.
  package func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: self(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names directly inside, sorted.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Everything below a folder inside, links not followed: path → kind, mode, times and content. Equal
  /// pictures mean that nothing was written in between.
  package func picture(of name: String = "") -> [String: String] {
    let root = name.isEmpty ? path : self(name)
    var picture: [String: String] = [:]
    for case let entry as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      let full = root + "/" + entry
      var status = stat()
      guard lstat(full, &status) == 0 else { continue }
      let isFile = status.st_mode & S_IFMT == S_IFREG
      let content = isFile ? FileManager.default.contents(atPath: full)?.base64EncodedString() : nil
      #if canImport(Darwin)
        let modified = status.st_mtimespec
      #else
        let modified = status.st_mtim
      #endif
      picture[entry] =
        "\(status.st_mode) \(status.st_ino) \(modified.tv_sec).\(modified.tv_nsec) \(content ?? "-")"
    }
    return picture
  }
}
