import Bytes

/// Takes texts apart into the words that are searched: letters and digits, small and without accents.
///
/// `palette.js` does the same with what somebody types; what differs here and there is never found.
enum Words {
  /// Of a longer word only its beginning is searched: nobody types more, and a file may be one word.
  static let longest = 32

  /// What a byte of ASCII is in a word; zero parts words.
  fileprivate static let ascii: [UInt8] = (0..<128).map { (byte: UInt8) in
    byte.isASCIIAlphanumeric ? byte.asciiLowercased : 0
  }

  fileprivate enum Folded {
    /// It is as if it were not there.
    case mark
    case separator
    case letter
    /// Bytes that stand for it, in which a dot parts words.
    case bytes([UInt8])
  }

  fileprivate static let table: [UInt32: [UInt8]] = foldingTable.withUTF8Buffer { buffer in
    var table: [UInt32: [UInt8]] = [:]
    for entry in String(decoding: buffer, as: UTF8.self).split(separator: " ") {
      guard let letter = entry.unicodeScalars.first else { continue }
      table[letter.value] = Array(String(entry.unicodeScalars.dropFirst()).utf8)
    }
    return table
  }

  fileprivate static func fold(_ scalar: Unicode.Scalar) -> Folded {
    if let bytes = table[scalar.value] { return .bytes(bytes) }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
    case .uppercaseLetter, .titlecaseLetter:
      return .bytes(Array(scalar.properties.lowercaseMapping.utf8))
    case .lowercaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber, .otherNumber:
      // A few numbers have small forms too.
      return scalar.properties.changesWhenLowercased
        ? .bytes(Array(scalar.properties.lowercaseMapping.utf8)) : .letter
    default: return .separator
    }
  }

  /// Whether its script puts no spaces between words: pairs of letters are searched then. Thai and Lao, Myanmar, Khmer,
  /// kana, Han.
  fileprivate static func isUnspaced(_ scalar: UInt32) -> Bool {
    guard scalar >= 0x0E00 else { return false }
    return switch scalar {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}

/// Reads the words of texts, and hands each to a table of words.
struct WordReader {
  private var word: [UInt8] = []
  /// Scalars in it.
  private var length = 0
  private var hash = WordTable.emptyHash
  /// The last letter of a run in a script without spaces, waiting for the next one.
  private var waiting: [UInt8] = []

  init() { word.reserveCapacity(4 * Words.longest) }

  /// Reads plain text.
  mutating func read(_ text: String, into table: inout WordTable) {
    var text = text
    text.withUTF8 { read($0, isHTML: false, into: &table) }
  }

  /// Reads what a page shows of HTML that this program wrote: tags and character references part words.
  mutating func read(html bytes: [UInt8], into table: inout WordTable) {
    bytes.withUnsafeBufferPointer { read($0, isHTML: true, into: &table) }
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>, isHTML: Bool, into table: inout WordTable) {
    Words.ascii.withUnsafeBufferPointer { classes in
      var index = 0
      while index < text.count {
        let byte = text[index]
        if byte < 0x80 {
          index += 1
          let small = classes[Int(byte)]
          if small != 0 {
            if !waiting.isEmpty { endRun(&table) }
            append(ascii: small)
            continue
          }
          end(&table)
          guard isHTML else { continue }
          if byte == UInt8(ascii: "<") {
            while index < text.count, text[index] != UInt8(ascii: ">") { index += 1 }
          } else if byte == UInt8(ascii: "&") {
            while index < text.count, text[index] != UInt8(ascii: ";") { index += 1 }
          }
        } else {
          var length = 1
          while index + length < text.count, text[index + length] & 0xC0 == 0x80, length < 4 { length += 1 }
          read(scalar: text[index..<index + length], into: &table)
          index += length
        }
      }
      end(&table)
    }
  }

  /// Reads one letter beyond ASCII.
  private mutating func read(scalar bytes: Slice<UnsafeBufferPointer<UInt8>>, into table: inout WordTable) {
    guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return }
    switch Words.fold(scalar) {
    case .mark: break
    case .separator: end(&table)
    case .letter where Words.isUnspaced(scalar.value): appendUnspaced(Array(bytes), &table)
    case .letter: append(bytes, &table)
    case .bytes(let folded): append(folded, &table)
    }
  }

  private mutating func append(_ bytes: some Collection<UInt8>, _ table: inout WordTable) {
    endRun(&table)
    for byte in bytes {
      if byte == UInt8(ascii: ".") { end(&table) } else { append(ascii: byte) }
    }
  }

  @inline(__always)
  private mutating func append(ascii byte: UInt8) {
    // Bytes within a letter belong to it.
    if byte & 0xC0 != 0x80 { length += 1 }
    guard length <= Words.longest else { return }
    word.append(byte)
    hash = WordTable.hash(hash, byte)
  }

  private mutating func appendUnspaced(_ letter: [UInt8], _ table: inout WordTable) {
    endWord(&table)
    if !waiting.isEmpty { table.add(waiting + letter) }
    waiting = letter
  }

  private mutating func end(_ table: inout WordTable) {
    endWord(&table)
    endRun(&table)
  }

  @inline(__always)
  private mutating func endWord(_ table: inout WordTable) {
    guard length > 0 else { return }
    word.withUnsafeBufferPointer { table.add($0, hash: hash) }
    word.removeAll(keepingCapacity: true)
    length = 0
    hash = WordTable.emptyHash
  }

  /// The last letter is found by itself, and every one before it as the beginning of a pair.
  private mutating func endRun(_ table: inout WordTable) {
    guard !waiting.isEmpty else { return }
    table.add(waiting)
    waiting = []
  }
}
