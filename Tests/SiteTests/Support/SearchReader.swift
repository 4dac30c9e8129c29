import Foundation
import Testing

/// Reads the index of a site's search back, as `palette.js` does, and insists that its files are calls with data.
struct SearchReader {
  struct Document: Equatable {
    let kind: String
    let title: String
    let href: String
  }

  /// Every word in order, with its documents at each place.
  private(set) var words: [(word: String, documents: [[Int]])] = []
  private(set) var documents: [Document] = []
  private(set) var starts: [String] = []
  private(set) var best: [String: [[Int]]] = [:]
  private(set) var tasks: [String] = []

  init(_ files: [String: String]) throws {
    let index = try #require(try Self.value(of: "index", in: files) as? [String: Any])
    starts = try #require(index["starts"] as? [String])
    let best = try #require(index["best"] as? [String])
    for place in stride(from: 0, to: best.count, by: 2) { self.best[best[place]] = Self.lists(best[place + 1]) }
    for number in starts.indices {
      let text = try #require(try Self.value(of: "words-\(number)", in: files) as? String)
      for entry in text.split(separator: ";") {
        let parts = entry.split(separator: " ")
        try #require(parts.count == 2)
        words.append((String(parts[0]), Self.lists(String(parts[1]))))
      }
    }
    for number in 0..<files.keys.count(where: { $0.hasPrefix("search/documents-") }) {
      let part = try #require(try Self.value(of: "documents-\(number)", in: files) as? [[String]])
      documents += part.map { Document(kind: $0[0], title: $0[1], href: $0[2]) }
    }
    tasks = try #require(try Self.value(of: "tasks", in: files) as? [String])
    #expect(index["documents"] as? Int == documents.count)
  }

  /// The one value that a file's call is made with.
  private static func value(of name: String, in files: [String: String]) throws -> Any {
    let text = try #require(files["search/\(name).js"], "\(name)")
    let start = "orchsiteSearch(\"\(name)\","
    try #require(text.hasPrefix(start) && text.hasSuffix(")\n"), "\(name)")
    for character in ["<", ">", "&", "\u{2028}", "\u{2029}"] {
      #expect(!text.unicodeScalars.contains(Unicode.Scalar(character)!), "\(name)")
    }
    return try JSONSerialization.jsonObject(
      with: Data(text.dropFirst(start.count).dropLast(2).utf8), options: .fragmentsAllowed)
  }

  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")

  private static func lists(_ text: String) -> [[Int]] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      var (numbers, next, step, shift) = ([Int](), 0, 0, 0)
      for digit in part {
        let value = digits.firstIndex(of: digit) ?? 0
        step += (value & 31) << shift
        shift += 5
        guard value & 32 == 0 else { continue }
        numbers.append(next + step)
        next += step + 1
        (step, shift) = (0, 0)
      }
      return numbers
    }
  }

  /// The addresses of documents that have a word.
  func addresses(of word: String) -> Set<String> {
    Set((words.first { $0.word == word }?.documents ?? []).joined().map { documents[$0].href })
  }

  /// Letters that Unicode does not take apart.
  private static let plain: [Unicode.Scalar: String] = ["ł": "l", "ß": "ss", "ı": "i", "ø": "o", "æ": "ae", "ς": "σ"]

  /// The words of a text in a script with spaces, folded by Foundation.
  static func words(in text: String) -> Set<String> {
    let folded = text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
      .filter { !CharacterSet.nonBaseCharacters.contains($0) }
    let words = folded.map { plain[$0] ?? String($0) }.joined().split { !$0.isLetter && !$0.isNumber }
    return Set(words.map { String($0.unicodeScalars.prefix(32).map(Character.init)) })
  }
}
