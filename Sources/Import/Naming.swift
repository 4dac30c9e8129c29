import Content
import FrontMatter

/// The names of new records: made from id and title, the same in every run, and each only once.
struct Naming {
  private var taken: Set<String>
  /// The next number to try for a name that is taken, so that a thousand equal names are not a million tries.
  private var next: [String: Int] = [:]

  /// - Parameter taken: names that cannot be given any more.
  init(taken: Set<String>) { self.taken = taken.union(Slug.reserved) }

  mutating func name(_ wanted: String) -> String {
    if taken.insert(wanted).inserted { return wanted }
    var number = next[wanted] ?? 2
    while true {
      let suffix = "-\(number)"
      let name = wanted.cutAtWord(to: Slug.maximumLength - suffix.utf8.count) + suffix
      number += 1
      if taken.insert(name).inserted {
        next[wanted] = number
        return name
      }
    }
  }

  /// `back-230-add-plain-to-task-create`.
  static func wanted(for source: SourceRecord) -> String {
    let id = source.idText.flatMap { slug(of: $0) }
    let title = slug(of: source.title)
    let parts = [id, title].compactMap(\.self).filter { !$0.isEmpty }
    if parts.isEmpty { return "task-\(stableHash(source.path))" }
    return parts.joined(separator: "-").cutAtWord(to: Slug.maximumLength)
  }
}

/// As much of a text as a slug holds; `nil` when nothing is left.
func slug(of text: String) -> String? {
  // A title may be megabytes.
  guard let slug = Slug.suggestion(for: String(String.UnicodeScalarView(text.unicodeScalars.prefix(300)))) else {
    return nil
  }
  return slug.utf8.count < Slug.maximumLength - 1 ? slug : slug.cutAtWord(to: Slug.maximumLength - 1)
}

extension String {
  /// Cut behind a word where one ends in the second half of the room.
  fileprivate func cutAtWord(to length: Int) -> String {
    guard utf8.count > length else { return self }
    let cut = prefix(length)
    var end = cut.endIndex
    if self[cut.endIndex] != "-", let hyphen = cut.lastIndex(of: "-"),
      cut.distance(from: cut.startIndex, to: hyphen) > 20
    {
      end = hyphen
    }
    var name = cut[..<end]
    while name.last == "-" { name.removeLast() }
    return String(name)
  }
}

/// Eight hexadecimal digits that are the same on every machine (FNV-1a).
func stableHash(_ text: String) -> String {
  let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
