import FrontMatter

extension RecordSource {
  /// The values of keys that the workspace made up, in the order of the file: scalars only.
  ///
  /// The file is parsed again for them, which only a file that has one of the keys costs.
  package func customFields(_ keys: Set<String>) -> [(key: String, value: String)] {
    let head = file.bytes[..<min(bodyRange.lowerBound, file.bytes.count)]
    guard keys.contains(where: { head.hasLine(beginningWith: $0) }), let document = try? FrontMatterDocument(file)
    else { return [] }
    return document.entries.compactMap { entry in
      guard keys.contains(entry.key), case .scalar(let scalar) = entry.value, !scalar.isAbsent,
        !scalar.text.isEmpty
      else { return nil }
      return (entry.key, scalar.text)
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether a line begins with a key, in quotes or not.
  fileprivate func hasLine(beginningWith key: String) -> Bool {
    var start = startIndex
    while start < endIndex {
      var rest = self[start...]
      if let first = rest.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { rest = rest.dropFirst() }
      if rest.starts(with: key.utf8) { return true }
      guard let end = self[start...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
      start = end + 1
    }
    return false
  }
}
