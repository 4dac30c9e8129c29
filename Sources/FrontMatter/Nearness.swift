import Bytes

/// "did you mean x?", for a name that leads nowhere, if one of the names that there are is near enough.
///
/// - Parameter written: the name as somebody would write it in its place.
package func didYouMean(
  _ word: String, among names: some Sequence<String>, written: (String) -> String = { $0 }
) -> String? {
  nearest(to: word, among: names).map { question($0, written) }
}

/// The name that a misspelling most likely means, if one is near enough; of several that are equally near, the first
/// in the order of their bytes.
package func nearest(to word: String, among names: some Sequence<String>) -> String? {
  let word = Spelling(word)
  var best: (name: String, distance: Int)?
  for name in names {
    guard let distance = word.distance(to: Spelling(name), most: best?.distance ?? .max) else { continue }
    if let best, (best.distance, ExactText(best.name)) <= (distance, ExactText(name)) { continue }
    best = (name, distance)
  }
  return best?.name
}

/// How many slips lie between two words, where they are few enough that one may stand for the other: a third of the
/// shorter one's length.
func nearness(_ word: String, _ other: String) -> Int? { Spelling(word).distance(to: Spelling(other)) }

private func question(_ name: String, _ written: (String) -> String) -> String { "did you mean \(written(name))?" }

/// Names to be compared with one misspelling after the other: each is compared with few of them, however many there are.
package struct SuggestionIndex: Sendable {
  /// How many names a word is compared with.
  static let limit = 256
  /// How often a name that has two bytes in common with a word is counted.
  private static let hits = 8_192

  /// In the order of their bytes.
  private let names: [String]
  private let spellings: [Spelling]
  /// The places of the names that hold two bytes one behind the other; empty where all names are compared.
  private var places: [UInt16: [Int]] = [:]

  package init(_ names: some Sequence<String>) {
    self.names = names.sorted { ExactText($0) < ExactText($1) }
    spellings = self.names.map { Spelling($0) }
    guard spellings.count > Self.limit else { return }
    for (place, spelling) in spellings.enumerated() {
      for pair in spelling.pairs { places[pair, default: []].append(place) }
    }
  }

  /// "did you mean x?", if one of the names is near enough.
  ///
  /// - Parameters:
  ///   - written: the name as somebody would write it in its place.
  ///   - isOffered: which names may be proposed.
  package func didYouMean(
    _ word: String, written: (String) -> String = { $0 }, where isOffered: (String) -> Bool = { _ in true }
  ) -> String? {
    let spelling = Spelling(word)
    var best: (place: Int, distance: Int)?
    for place in candidates(for: spelling) {
      guard let distance = spelling.distance(to: spellings[place], most: best?.distance ?? .max),
        isOffered(names[place])
      else { continue }
      if let best, (best.distance, best.place) <= (distance, place) { continue }
      best = (place, distance)
    }
    return best.map { question(names[$0.place], written) }
  }

  /// The places of the names that are worth a comparison: all of a few, else those with the most pairs of bytes in
  /// common with the word. Pairs that few names have are looked up first, because they tell the most.
  func candidates(for word: Spelling) -> [Int] {
    if spellings.count <= Self.limit { return Array(spellings.indices) }
    let pairs = word.pairs.map { (places: places[$0] ?? [], pair: $0) }
      .sorted { ($0.places.count, $0.pair) < ($1.places.count, $1.pair) }
    var counts = [UInt8](repeating: 0, count: spellings.count)
    var found: [Int] = []
    var left = Self.hits
    for (places, _) in pairs {
      left -= places.count
      if left < 0 { break }
      for place in places {
        if counts[place] == 0 { found.append(place) }
        // A word has at most 199 pairs.
        counts[place] += 1
      }
    }
    // By how much they have in common. Only those of which not all are taken have to be put in order.
    var byCount: [[Int]] = Array(repeating: [], count: pairs.count + 1)
    for place in found { byCount[Int(counts[place])].append(place) }
    var candidates: [Int] = []
    for places in byCount.reversed() {
      let room = Self.limit - candidates.count
      if places.count <= room {
        candidates += places
        continue
      }
      func difference(_ place: Int) -> Int { abs(spellings[place].count - word.count) }
      candidates += places.sorted { (difference($0), $0) < (difference($1), $1) }.prefix(room)
      break
    }
    return candidates
  }
}

/// A word as it is compared: case and the difference between `-` and `_` are no slips.
struct Spelling: Sendable {
  let bytes: [UInt8]
  /// Of the word as it is written.
  let count: Int

  /// Nobody misspells a word of this length: it is text.
  private static let limit = 200

  init(_ word: String) {
    count = word.utf8.count
    bytes =
      count > Self.limit ? [] : word.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
  }

  /// Each two bytes that stand one behind the other, once.
  var pairs: Set<UInt16> { Set(zip(bytes, bytes.dropFirst()).map { UInt16($0) << 8 | UInt16($1) }) }

  /// - Parameter most: from which distance on the other word is of no interest.
  func distance(to other: Spelling, most: Int = .max) -> Int? {
    let limit = min(max(1, min(count, other.count) / 3), most)
    guard max(count, other.count) <= Self.limit, abs(count - other.count) <= limit else { return nil }
    return editDistance(bytes, other.bytes, limit: limit)
  }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; `nil` as soon as
/// they are more than the limit. A broken link is compared with every path there is, and most are given up early.
private func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
  let width = right.count + 1
  // Three rows of the table, which take turns: thousands of words are compared, and memory is asked for once each.
  return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { table in
    table.initialize(repeating: 0)
    for column in 0..<width { table[column] = column }
    var leastOfLast = 0
    for row in left.indices {
      let current = (row + 1) % 3 * width
      let last = row % 3 * width
      let beforeLast = (row + 2) % 3 * width
      table[current] = row + 1
      var least = row + 1
      for column in right.indices {
        var cost = min(table[last + column + 1], table[current + column]) + 1
        cost = min(cost, table[last + column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, table[beforeLast + column - 1] + 1)
        }
        table[current + column + 1] = cost
        least = min(least, cost)
      }
      // A swap reaches back over one row, never over two.
      if least > limit, leastOfLast > limit { return nil }
      leastOfLast = least
    }
    let distance = table[left.count % 3 * width + right.count]
    return distance <= limit ? distance : nil
  }
}
