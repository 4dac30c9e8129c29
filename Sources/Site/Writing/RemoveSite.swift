import Bytes
import Files

/// Takes a site away: the files that its manifest lists, and the folders that held nothing else.
package struct RemoveSite: Sendable {
  package init() {}

  /// - Parameter folder: absolute.
  /// - Returns: whether there was a site, and nothing is left of it.
  package func run(folder: String) throws(FileError) -> Bool {
    let list = "\(folder)/\(Manifest.fileName)"
    guard FileSystem.kind(of: folder) == .directory, FileSystem.kind(of: list) == .regular else { return false }
    let bytes = try FileSystem.read(list, limit: Manifest.sizeLimit)
    guard Manifest.isManifest(bytes) else { return false }
    var folders: Set<ExactText> = []
    for path in Manifest.paths(in: bytes) {
      let parents = OutputPath.parents(of: path).map(String.init)
      // Somebody may have put a link in the place of a folder.
      guard parents.allSatisfy({ FileSystem.kind(of: "\(folder)/\($0)") == .directory }) else { continue }
      folders.formUnion(parents.map { ExactText($0) })
      if FileSystem.kind(of: "\(folder)/\(path)") == .regular { try FileSystem.removeFile("\(folder)/\(path)") }
    }
    for path in folders.sorted().reversed() { try FileSystem.removeEmptyDirectory("\(folder)/\(path)") }
    try FileSystem.removeFile(list)
    return try FileSystem.removeEmptyDirectory(folder)
  }
}
