import Evidence
import Files

extension VersionFile {
  /// Writes another version into the file of a working tree: these bytes and no others, which is proved by reading it
  /// again.
  ///
  /// - Returns: whether it said another one.
  static func write(_ version: String, _ kind: Kind, in folder: String) throws(Refusal) -> Bool {
    let path = "\(folder)/\(kind.rawValue)"
    let old = try refusing { try FileSystem.read(path, limit: limit) }
    guard let file = VersionFile(kind, old) else {
      throw .answer("\(path) says no version", help: "write one into it; the next release will find it")
    }
    if file.text.utf8.elementsEqual(version.utf8) { return false }
    let new = Array(old[..<file.range.lowerBound]) + Array(version.utf8) + Array(old[file.range.upperBound...])
    let place = file.range.lowerBound..<(file.range.lowerBound + version.utf8.count)
    func isRight(_ bytes: [UInt8]) -> Bool {
      guard let read = VersionFile(kind, bytes), read.range == place, read.text.utf8.elementsEqual(version.utf8) else {
        return false
      }
      return bytes[..<place.lowerBound] == old[..<file.range.lowerBound]
        && bytes[place.upperBound...].elementsEqual(old[file.range.upperBound...])
    }
    guard isRight(new) else {
      throw .answer("the version in \(path) cannot be replaced safely", help: "write \(version) there yourself")
    }
    try refusing { try FileSystem.writeAtomically(new, to: path) }
    guard isRight(try refusing { try FileSystem.read(path, limit: limit) }) else {
      throw .outside("\(path) is not as it was written", help: "git -C \(SuggestedWord(folder)) diff shows it")
    }
    return true
  }
}
