import Diagnostics
import FrontMatter

/// A file is read or refused; an edit that is made changes its key and not one byte more.
func fuzzFrontMatter(_ bytes: [UInt8]) {
  let file = SourceFile(path: "content/tasks/a/b.md", bytes: bytes)
  guard let document = try? FrontMatterDocument(file) else { return }
  require(document.yaml.upperBound <= document.body.lowerBound, "the parts overlap")
  require(document.body.upperBound == bytes.count, "the body does not go to the end")

  // What is set is found in the input itself, so that the fuzzer can choose it.
  let keys = document.entries.prefix(4).map(\.key) + ["status"]
  let text = String(String(decoding: bytes.suffix(24), as: UTF8.self).unicodeScalars.filter { $0.value >= 0x20 })
  for key in keys {
    check(.set(key: key, to: text), on: document)
    check(.set(key: key, to: "done"), on: document)
    check(.setList(key: key, to: [text, "b"]), on: document)
    check(.append(key: key, item: text), on: document)
    check(.remove(key: key), on: document)
  }
}

private func check(_ edit: FrontMatterEdit, on document: FrontMatterDocument) {
  guard let edited = try? document.applying(edit) else { return }
  let before = document.file.bytes
  // In front of the frontmatter and behind it nothing changes, and in it at most one line goes or changes.
  let tail = before[document.yaml.upperBound...]
  require(edited.starts(with: before[..<document.yaml.lowerBound]), "\(edit) changed what is in front")
  require(edited.suffix(tail.count).elementsEqual(tail), "\(edit) changed the body")
  require(edited.count >= document.yaml.lowerBound + tail.count, "\(edit) lost a part of the file")
  let lines = before[document.yaml].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let linesAfter = edited[document.yaml.lowerBound..<edited.count - tail.count]
    .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let kept = zip(lines, linesAfter).prefix { $0.elementsEqual($1) }.count
  let keptBehind = zip(lines.reversed(), linesAfter.reversed()).prefix { $0.elementsEqual($1) }.count
  require(kept + keptBehind >= lines.count - 1, "\(edit) changed more than one line")

  guard let after = try? FrontMatterDocument(SourceFile(path: document.file.path, bytes: edited)) else {
    fatalError("\(edit) made a file that cannot be read")
  }
  let others = document.entries.map(\.key).filter { $0 != edit.key }
  require(others == after.entries.map(\.key).filter { $0 != edit.key }, "\(edit) changed other keys")
  if case .remove = edit {
    require(after.value(of: edit.key) == nil, "\(edit) left the key")
  } else {
    require(after.value(of: edit.key) != nil, "\(edit) lost the key")
  }
}
