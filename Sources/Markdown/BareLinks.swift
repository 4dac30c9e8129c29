import Bytes

// Addresses without brackets, as GitHub Flavored Markdown finds them (section 6.9 of its specification, and what its
// reference implementation does where that is silent). One rule more: a `]` that no `[` in the address opens does not
// belong to it, as a `)`.

/// An address in the text that is a link by itself.
struct BareLink {
  /// What is put in front of the text to make the destination.
  enum Prefix {
    case none, http, mailto
  }

  var range: Range<Int>
  var prefix: Prefix
}

/// Finds bare links in the text of one block. Places must be asked for in order.
struct BareLinkFinder {
  let bytes: [UInt8]
  /// The first byte at or behind a place that ends every address, as found last.
  private var stop = 0
  private var stopIsFirstFrom = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The address that begins with `http://`, `https://` or `www.` at `start`, up to `limit` at most.
  mutating func address(at start: Int, limit: Int) -> BareLink? {
    let host: Int
    var prefix = BareLink.Prefix.none
    switch bytes[start] {
    case UInt8(ascii: "h"), UInt8(ascii: "H"):
      guard start == 0 || !bytes[start - 1].isASCIIAlphanumeric,
        let scheme = schemeEnd(from: start)
      else { return nil }
      host = scheme
    case UInt8(ascii: "w"):
      guard bytes[start...].starts(with: "www.".utf8), start == 0 || bytes[start - 1].mayPrecedeWWW
      else { return nil }
      host = start + 4
      prefix = .http
    default: return nil
    }
    let limit = min(limit, stop(from: start))
    guard isHost(from: host, limit: limit) else { return nil }
    let end = trimmed(start, limit)
    return end > host ? BareLink(range: start..<end, prefix: prefix) : nil
  }

  /// The e-mail address around an `@`, within `bounds`.
  func mailAddress(around at: Int, within bounds: Range<Int>) -> BareLink? {
    var start = at
    while start > bounds.lowerBound {
      if bytes[start - 1].isMailName {
        start -= 1
      } else if bytes[start - 1] == UInt8(ascii: "\\"), start < at, bytes[start].isASCIIPunctuation {
        // `first\_last@…` is an escape; what a backslash before the backslash makes of it is left alone.
        guard start - 1 == bounds.lowerBound || bytes[start - 2] != UInt8(ascii: "\\") else { return nil }
        start -= 1
      } else {
        break
      }
    }
    guard start < at, start == 0 || bytes[start - 1] != UInt8(ascii: "@"), at + 1 < bounds.upperBound,
      bytes[at + 1].isASCIIAlphanumeric
    else { return nil }
    var end = at + 1
    var periods = 0
    while end < bounds.upperBound {
      if bytes[end] == UInt8(ascii: ".") {
        guard end + 1 < bounds.upperBound, bytes[end + 1].isASCIIAlphanumeric else { break }
        periods += 1
      } else if !bytes[end].isHostName {
        break
      }
      end += 1
    }
    guard periods > 0, bytes[end - 1].isASCIILetter, end == bytes.count || bytes[end] != UInt8(ascii: "@") else {
      return nil
    }
    let scheme = Array("mailto:".utf8)
    let schemeStart = start - scheme.count
    if schemeStart >= bounds.lowerBound, bytes[schemeStart..<start].elementsEqual(scheme),
      schemeStart == 0 || !bytes[schemeStart - 1].isASCIIAlphanumeric
    {
      return BareLink(range: schemeStart..<end, prefix: .none)
    }
    return BareLink(range: start..<end, prefix: .mailto)
  }

  /// The end of an address without the punctuation of the sentence around it.
  func trimmed(_ start: Int, _ end: Int) -> Int {
    var end = end
    var surplus = (parentheses: 0, brackets: 0)
    for byte in bytes[start..<end] {
      switch byte {
      case UInt8(ascii: ")"): surplus.parentheses += 1
      case UInt8(ascii: "("): surplus.parentheses -= 1
      case UInt8(ascii: "]"): surplus.brackets += 1
      case UInt8(ascii: "["): surplus.brackets -= 1
      default: break
      }
    }
    while end > start {
      switch bytes[end - 1] {
      case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
        UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "'"), UInt8(ascii: "\""),
        UInt8(ascii: "\\"):
        end -= 1
      case UInt8(ascii: ";"):
        // What looks like a character reference goes as a whole.
        var name = end - 1
        while name > start, bytes[name - 1].isASCIIAlphanumeric || bytes[name - 1] == UInt8(ascii: "#") { name -= 1 }
        end = name > start && name < end - 1 && bytes[name - 1] == UInt8(ascii: "&") ? name - 1 : end - 1
      case UInt8(ascii: ")") where surplus.parentheses > 0:
        surplus.parentheses -= 1
        end -= 1
      case UInt8(ascii: "]") where surplus.brackets > 0:
        surplus.brackets -= 1
        end -= 1
      default: return end
      }
    }
    return end
  }

  // MARK: Parts

  private func schemeEnd(from start: Int) -> Int? {
    let rest = bytes[start...].prefix(8)
    for scheme in ["http://", "https://"] where rest.count >= scheme.utf8.count {
      if zip(rest, scheme.utf8).allSatisfy({ $0.asciiLowercased == $1 }) { return start + scheme.utf8.count }
    }
    return nil
  }

  /// True for a host: letters, digits, `-`, `_`, `.`, any other script; no `_` in its last two parts.
  private func isHost(from start: Int, limit: Int) -> Bool {
    guard start < limit, bytes[start].isASCIIAlphanumeric || bytes[start] >= 0x80 else { return false }
    var isOdd = (last: false, before: false)
    for byte in bytes[start..<limit] {
      if byte == UInt8(ascii: ".") {
        isOdd = (false, isOdd.last)
      } else if byte == UInt8(ascii: "_") {
        isOdd.last = true
      } else if !byte.isHostName, byte < 0x80 {
        break
      }
    }
    return !isOdd.last && !isOdd.before
  }

  /// The first white space or `<` at or behind an offset, looked for once and not from each place again.
  private mutating func stop(from offset: Int) -> Int {
    if offset < stopIsFirstFrom || offset > stop || stop == 0 {
      stopIsFirstFrom = offset
      stop = bytes[offset...].firstIndex { $0.isASCIISpace || $0 == UInt8(ascii: "<") } ?? bytes.count
    }
    return stop
  }
}

extension UInt8 {
  fileprivate var isHostName: Bool {
    isASCIIAlphanumeric || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }

  fileprivate var isMailName: Bool {
    isHostName || self == UInt8(ascii: ".") || self == UInt8(ascii: "+")
  }

  fileprivate var mayPrecedeWWW: Bool {
    switch self {
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "("): true
    default: isASCIISpace
    }
  }
}
