/// Where in a document a word stands, the weightiest first.
enum WordPlace: UInt32, CaseIterable {
  case title
  /// What a task is called and sorted by: slug, repo, worker, labels, custom fields.
  case name
  case text
}

/// The words of some documents, and in which of them each stands. Made on one thread; several are put together by
/// `SearchIndex`.
struct WordTable {
  /// All words, one after the other.
  private var text: [UInt8] = []
  private var starts: [UInt32] = [0]
  private var hashes: [UInt32] = []
  /// The last document that has the word: one is noted once, by the place that was read first.
  private var lastDocuments: [UInt32] = []
  /// By hash; the number of a word and one, or zero.
  private var slots: [UInt32]
  private var mask: UInt32
  /// The words of each document, with the place in the two highest bits.
  private var finds: [UInt32] = []
  /// Documents, and where the finds of each begin.
  private var documents: [(number: UInt32, start: Int)] = []
  private var document: UInt32 = .max
  private var place = WordPlace.title
  private var wordsOfDocument = 0

  /// A document of more different words is a dump of data: what comes later in it is not searched.
  static let wordsOfOneDocument = 20_000
  static let emptyHash: UInt32 = 2_166_136_261

  @inline(__always)
  static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 16_777_619 }

  init() {
    let count = 1 << 14
    slots = [UInt32](repeating: 0, count: count)
    mask = UInt32(count - 1)
  }

  /// Documents are begun in the order of their numbers.
  mutating func begin(_ document: Int) {
    self.document = UInt32(document)
    wordsOfDocument = 0
    documents.append((self.document, finds.count))
  }

  /// What is read from now on stands there; weightier places are read first.
  mutating func enter(_ place: WordPlace) { self.place = place }

  mutating func add(_ word: [UInt8]) {
    word.withUnsafeBufferPointer { add($0, hash: $0.reduce(Self.emptyHash, Self.hash)) }
  }

  mutating func add(_ word: UnsafeBufferPointer<UInt8>, hash: UInt32) {
    var slot = (hash ^ hash >> 15) & mask
    var number = UInt32.max
    while true {
      let found = slots[Int(slot)]
      if found == 0 { break }
      if hashes[Int(found - 1)] == hash, isWord(Int(found - 1), word) {
        number = found - 1
        break
      }
      slot = (slot + 1) & mask
    }
    if number == .max {
      guard wordsOfDocument < Self.wordsOfOneDocument else { return }
      number = UInt32(hashes.count)
      slots[Int(slot)] = number + 1
      text.append(contentsOf: word)
      starts.append(UInt32(text.count))
      hashes.append(hash)
      lastDocuments.append(.max)
      if hashes.count * 2 > slots.count { grow() }
    }
    guard lastDocuments[Int(number)] != document else { return }
    lastDocuments[Int(number)] = document
    wordsOfDocument += 1
    finds.append(place.rawValue << 30 | number)
  }

  private func isWord(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(starts[number])
    guard Int(starts[number + 1]) - start == word.count else { return false }
    return text.withUnsafeBufferPointer { text in
      for index in 0..<word.count where text[start + index] != word[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    let count = slots.count * 4
    slots = [UInt32](repeating: 0, count: count)
    mask = UInt32(count - 1)
    for (number, hash) in hashes.enumerated() {
      var slot = (hash ^ hash >> 15) & mask
      while slots[Int(slot)] != 0 { slot = (slot + 1) & mask }
      slots[Int(slot)] = UInt32(number) + 1
    }
  }

  /// In the order of the bytes of words; the documents of each in their order.
  func sorted() -> SortedWords {
    // Most words differ in their first eight bytes, which are compared as one number.
    var keys: [(key: UInt64, number: UInt32)] = (0..<hashes.count).map { number in
      var key: UInt64 = 0
      let range = Int(starts[number])..<Int(starts[number + 1])
      for byte in text[range].prefix(8) { key = key << 8 | UInt64(byte) }
      return (key << UInt64(8 * max(0, 8 - range.count)), UInt32(number))
    }
    func bytes(_ number: UInt32) -> ArraySlice<UInt8> {
      text[Int(starts[Int(number)])..<Int(starts[Int(number) + 1])]
    }
    keys.sort { left, right in
      left.key == right.key
        ? bytes(left.number).lexicographicallyPrecedes(bytes(right.number)) : left.key < right.key
    }

    var ranks = [UInt32](repeating: 0, count: keys.count)
    var words = SortedWords()
    words.text.reserveCapacity(text.count)
    for (rank, entry) in keys.enumerated() {
      ranks[Int(entry.number)] = UInt32(rank)
      words.text.append(contentsOf: bytes(entry.number))
      words.starts.append(words.text.count)
    }
    words.ends = [Int](repeating: 0, count: keys.count + 1)
    for find in finds { words.ends[Int(ranks[Int(find & Self.numberMask)]) + 1] += 1 }
    for rank in 0..<keys.count { words.ends[rank + 1] += words.ends[rank] }
    var next = words.ends
    words.places = [UInt32](repeating: 0, count: finds.count)
    for (index, document) in documents.enumerated() {
      let end = index + 1 < documents.count ? documents[index + 1].start : finds.count
      for find in finds[document.start..<end] {
        let rank = Int(ranks[Int(find & Self.numberMask)])
        words.places[next[rank]] = document.number << 2 | find >> 30
        next[rank] += 1
      }
    }
    return words
  }

  private static let numberMask: UInt32 = (1 << 30) - 1
}

/// Words in the order of their bytes.
struct SortedWords: Sendable {
  /// All of them, one after the other.
  fileprivate(set) var text: [UInt8] = []
  /// Where each begins, and the last one ends.
  fileprivate(set) var starts = [0]
  /// Where the finds of each begin in `places`, and of the last one end.
  fileprivate(set) var ends: [Int] = []
  /// Document and `WordPlace`, in two bits.
  fileprivate(set) var places: [UInt32] = []

  var count: Int { starts.count - 1 }

  subscript(word: Int) -> ArraySlice<UInt8> { text[starts[word]..<starts[word + 1]] }

  func places(of word: Int) -> ArraySlice<UInt32> { places[ends[word]..<ends[word + 1]] }
}
