/// Numbers of documents as text: for each place, divided by `,`, the steps from one to the next, in digits of five bits
/// of which each but the last has a sixth one set.
enum SearchList {
  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  /// Appends places, each the numbers of its documents in order; empty ones at the end are left out.
  static func append(_ places: [[UInt32]], to bytes: inout [UInt8]) {
    var end = bytes.count
    for documents in places {
      var next: UInt32 = 0
      for document in documents {
        append(document - next, to: &bytes)
        next = document + 1
      }
      if !documents.isEmpty { end = bytes.count }
      bytes.append(UInt8(ascii: ","))
    }
    bytes.removeLast(bytes.count - end)
  }

  /// The same of what tables of words noted, of documents that follow one another from part to part.
  static func append(_ parts: [ArraySlice<UInt32>], to bytes: inout [UInt8]) {
    var end = bytes.count
    for place in WordPlace.allCases {
      var next: UInt32 = 0
      let before = bytes.count
      for part in parts {
        for find in part where find & 3 == place.rawValue {
          append((find >> 2) - next, to: &bytes)
          next = (find >> 2) + 1
        }
      }
      if bytes.count > before { end = bytes.count }
      bytes.append(UInt8(ascii: ","))
    }
    bytes.removeLast(bytes.count - end)
  }

  @inline(__always)
  private static func append(_ step: UInt32, to bytes: inout [UInt8]) {
    var step = step
    while step >= 32 {
      bytes.append(digits[Int(step & 31 | 32)])
      step >>= 5
    }
    bytes.append(digits[Int(step)])
  }

  /// The documents at a place.
  static func documents(_ list: ArraySlice<UInt8>, at place: WordPlace) -> [UInt32] {
    var documents: [UInt32] = []
    // Most words are in no title.
    if place == .title, list.first == UInt8(ascii: ",") { return documents }
    var current = 0
    var last: UInt32 = 0
    var step: UInt32 = 0
    var shift: UInt32 = 0
    for byte in list {
      if byte == UInt8(ascii: ",") {
        current += 1
        if current > place.rawValue { break }
        continue
      }
      guard current == place.rawValue else { continue }
      let value = values[Int(byte)]
      step |= UInt32(value & 31) << shift
      shift += 5
      if value & 32 == 0 {
        last += step
        documents.append(last)
        last += 1
        (step, shift) = (0, 0)
      }
    }
    return documents
  }
}
