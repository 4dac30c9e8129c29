import Bytes
import Content

/// The index of a site's search, as script files that the pages load when somebody searches: pages opened from disk
/// may not read any other files.
///
/// Words stand in the order of their bytes, cut into files of a few kilobytes, each word with the numbers of the
/// documents that have it; `search/index.js` says where each file begins. So a word or a beginning of one is looked up
/// in a file or two. Beginnings of very many words, which are what somebody types first, have their best documents
/// listed there. What is shown of documents is in files of its own, 32 each. All is a function of the documents alone.
final class SearchIndex: Sendable {
  private let documents: SearchDocuments
  private let words: WordLists
  /// The words of each file.
  private let files: [Range<Int>]
  private let index: [UInt8]

  static let folder = "search/"
  private static let indexPath = folder + "index.js"
  private static let tasksPath = folder + "tasks.js"
  private static let documentsOfFile = 32
  /// Bytes of a file of words; one word may have more.
  private static let bytesOfFile = 12 << 10
  /// A beginning whose words are in more files than this has its best documents in the index.
  static let filesOfBeginning = 3
  private static let bestCount = 48

  /// Reads all documents on several threads.
  static func read(_ documents: SearchDocuments, concurrency: Int) async -> SearchIndex {
    SearchIndex(
      documents, await inParallel(ranges(documents), concurrency: concurrency) { documents.words(of: $0) })
  }

  convenience init(_ documents: SearchDocuments) {
    self.init(documents, Self.ranges(documents).map(documents.words(of:)))
  }

  /// A few parts: what is noted of one is several times the size of what it becomes.
  private static func ranges(_ documents: SearchDocuments) -> [Range<Int>] {
    let count = 8
    return (0..<count).map { documents.count * $0 / count..<documents.count * ($0 + 1) / count }
  }

  private init(_ documents: SearchDocuments, _ parts: [SortedWords]) {
    self.documents = documents
    words = WordLists(merging: parts)
    files = Self.files(words)
    index = Self.index(documents, words, files)
  }

  /// Cuts the words into files.
  private static func files(_ words: WordLists) -> [Range<Int>] {
    var files: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for index in 0..<words.count {
      let size = words[index].count + words.list(of: index).count + 2
      if bytes + size > bytesOfFile, bytes > 0 {
        files.append(start..<index)
        (start, bytes) = (index, 0)
      }
      bytes += size
    }
    if start < words.count { files.append(start..<words.count) }
    return files
  }

  // MARK: Files

  var paths: [String] {
    let parts = (documents.count + Self.documentsOfFile - 1) / Self.documentsOfFile
    return [Self.indexPath, Self.tasksPath]
      + (0..<parts).map { "\(Self.folder)documents-\($0).js" } + files.indices.map { "\(Self.folder)words-\($0).js" }
  }

  /// One of its files; `nil` where there is none of that path.
  func render(_ path: String) -> [UInt8]? {
    guard path.hasPrefix(Self.folder), path.hasSuffix(".js") else { return nil }
    if path == Self.indexPath { return index }
    let name = path.dropFirst(Self.folder.count).dropLast(3)
    if path == Self.tasksPath {
      return Self.script(name) { json in json.array { documents.writeTaskNames(to: &$0) } }
    }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1]), number >= 0, parts[1] == "\(number)" else { return nil }
    switch parts[0] {
    case "documents":
      let start = number * Self.documentsOfFile
      guard start < documents.count else { return nil }
      return Self.script(name) { json in
        json.array { json in
          for number in start..<min(start + Self.documentsOfFile, documents.count) {
            documents.write(number, to: &json)
          }
        }
      }
    case "words":
      guard number < files.count else { return nil }
      return renderWords(files[number], name)
    default: return nil
    }
  }

  private func renderWords(_ range: Range<Int>, _ name: Substring) -> [UInt8] {
    var bytes = Array("orchsiteSearch(\"\(name)\",\"".utf8)
    bytes.reserveCapacity(2 * Self.bytesOfFile)
    // Words are letters and digits, lists letters, digits, `-`, `_` and `,`: nothing of it can end the text.
    for word in range {
      bytes.append(contentsOf: words[word])
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: words.list(of: word))
      bytes.append(UInt8(ascii: ";"))
    }
    bytes.append(contentsOf: "\")\n".utf8)
    return bytes
  }

  /// A file: one call with one value, in which nothing but data can be read.
  private static func script(_ name: some StringProtocol, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(options: .escapedForHTML)
    write(&json)
    return Array("orchsiteSearch(\"\(name)\",".utf8) + json.bytes + Array(")\n".utf8)
  }

  // MARK: The index of the files

  private static func index(
    _ documents: SearchDocuments, _ words: WordLists, _ files: [Range<Int>]
  ) -> [UInt8] {
    script("index") { json in
      json.object { json in
        json.field("documents", documents.count)
        json.field("tasks", documents.taskCount)
        json.field("part", documentsOfFile)
        json.array("starts") { json in
          for file in files { json.string(String(decoding: words[file.lowerBound], as: UTF8.self)) }
        }
        json.array("best") { json in
          writeBest(of: 0..<words.count, behind: 0, to: &json, words, files, documents.count)
        }
        json.array("pages") { json in
          for page in documents.pages {
            json.array {
              $0.string("page")
              $0.string(page.text)
              $0.string(page.href)
            }
          }
        }
      }
    }
  }

  /// Writes each beginning that many words of a range have, and the best of their documents.
  ///
  /// - Parameter length: the bytes that all words of the range begin with.
  private static func writeBest(
    of range: Range<Int>, behind length: Int, to json: inout JSONWriter, _ words: WordLists, _ files: [Range<Int>],
    _ documentCount: Int
  ) {
    // A beginning in few files has none in many.
    guard filesTouched(by: range, files) > filesOfBeginning else { return }
    if length > 0 {
      json.string(String(decoding: words[range.lowerBound].prefix(length), as: UTF8.self))
      json.string(String(decoding: best(of: range, words, documentCount), as: UTF8.self))
    }
    var start = range.lowerBound
    while start < range.upperBound {
      let word = words[start]
      guard word.count > length else {
        start += 1
        continue
      }
      var letterEnd = length + 1
      while letterEnd < word.count, word[word.startIndex + letterEnd] & 0xC0 == 0x80 { letterEnd += 1 }
      let beginning = word.prefix(letterEnd)
      var end = start + 1
      while end < range.upperBound, words[end].starts(with: beginning) { end += 1 }
      writeBest(
        of: start..<end, behind: letterEnd, to: &json, words, files, documentCount)
      start = end
    }
  }

  private static func filesTouched(by range: Range<Int>, _ files: [Range<Int>]) -> Int {
    files.count { $0.overlaps(range) }
  }

  /// The documents that have one of the words at the weightiest place, in their order, as a list.
  private static func best(
    of range: Range<Int>, _ words: WordLists, _ documentCount: Int
  ) -> [UInt8] {
    var isIn = [Bool](repeating: false, count: documentCount)
    var best: [[UInt32]] = []
    var count = 0
    for place in WordPlace.allCases where count < bestCount {
      var found: [UInt32] = []
      for word in range {
        for document in SearchList.documents(words.list(of: word), at: place)
        where !isIn[Int(document)] {
          isIn[Int(document)] = true
          found.append(document)
        }
      }
      found.sort()
      found.removeLast(max(0, found.count - (bestCount - count)))
      best.append(found)
      count += found.count
    }
    var list: [UInt8] = []
    SearchList.append(best, to: &list)
    return list
  }
}

/// All words, in order, each with its list as it stands in the files.
private struct WordLists: Sendable {
  private var text: [UInt8] = []
  private var ends = [0]
  private var lists: [UInt8] = []
  private var listEnds = [0]

  /// - Parameter parts: of documents that follow one another.
  init(merging parts: [SortedWords]) {
    lists.reserveCapacity(parts.reduce(0) { $0 + $1.places.count } * 5 / 4)
    var next = [Int](repeating: 0, count: parts.count)
    while true {
      var first: ArraySlice<UInt8>?
      var having: [Int] = []
      for part in parts.indices where next[part] < parts[part].count {
        let word = parts[part][next[part]]
        if let least = first, least.elementsEqual(word) {
          having.append(part)
        } else if first.map(word.lexicographicallyPrecedes) ?? true {
          (first, having) = (word, [part])
        }
      }
      guard let word = first else { break }
      text.append(contentsOf: word)
      ends.append(text.count)
      SearchList.append(having.map { parts[$0].places(of: next[$0]) }, to: &lists)
      listEnds.append(lists.count)
      for part in having { next[part] += 1 }
    }
  }

  var count: Int { ends.count - 1 }

  subscript(word: Int) -> ArraySlice<UInt8> { text[ends[word]..<ends[word + 1]] }

  func list(of word: Int) -> ArraySlice<UInt8> { lists[listEnds[word]..<listEnds[word + 1]] }
}
