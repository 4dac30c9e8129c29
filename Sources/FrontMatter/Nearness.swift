/// The candidate a misspelling most likely means, if any is near enough.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    guard let distance = nearness(word, candidate), distance < best?.distance ?? .max else { continue }
    best = (candidate, distance)
  }
  return best?.candidate
}

/// How many slips lie between two words, where they are few enough that one may stand for the other: a third of the
/// shorter one's length.
func nearness(_ word: String, _ other: String) -> Int? {
  let (length, otherLength) = (word.utf8.count, other.utf8.count)
  let limit = max(1, min(length, otherLength) / 3)
  // Nobody misspells a word of this length: it is text.
  guard max(length, otherLength) <= 200, abs(length - otherLength) <= limit else { return nil }
  return editDistance(folded(word), folded(other), limit: limit)
}

/// Case and the difference between `-` and `_` are no slips.
private func folded(_ text: String) -> [UInt8] {
  text.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; `nil` as soon as
/// they are more than the limit. A broken link is compared with every path there is, and most are given up early.
private func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, leftByte) in left.enumerated() {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for (column, rightByte) in right.enumerated() {
      var cost = min(last[column + 1], current[column]) + 1
      cost = min(cost, last[column] + (leftByte == rightByte ? 0 : 1))
      if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    // A swap reaches back over one row, never over two.
    if let least = current.min(), least > limit, last.min() ?? 0 > limit { return nil }
    (beforeLast, last) = (last, current)
  }
  return last[right.count] <= limit ? last[right.count] : nil
}
