import Bytes

/// `1.3.0`, `2.0.0-rc.1`, as semver.org has them.
package struct SemanticVersion: Sendable, Equatable, Comparable, CustomStringConvertible {
  package let major: Int
  package let minor: Int
  package let patch: Int
  /// Without its hyphen; empty for a release.
  package let preRelease: String
  package let build: String

  package enum Part: String, Sendable, CaseIterable {
    case major
    case minor
    case patch
  }

  private init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
    preRelease = ""
    build = ""
  }

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let plus = bytes.firstIndex(of: UInt8(ascii: "+")) ?? bytes.endIndex
    let hyphen = bytes[..<plus].firstIndex(of: UInt8(ascii: "-")) ?? plus
    let numbers = bytes[..<hyphen].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(
      Self.number)
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
    let before = hyphen < plus ? bytes[(hyphen + 1)..<plus] : []
    let behind = plus < bytes.endIndex ? bytes[(plus + 1)...] : []
    guard hyphen == plus || Self.areIdentifiers(before, areNumbersPlain: true),
      plus == bytes.endIndex || Self.areIdentifiers(behind, areNumbersPlain: false)
    else { return nil }
    self.major = major
    self.minor = minor
    self.patch = patch
    preRelease = String(decoding: before, as: UTF8.self)
    build = String(decoding: behind, as: UTF8.self)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy(\.isASCIIDigit),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func areIdentifiers(_ bytes: ArraySlice<UInt8>, areNumbersPlain: Bool) -> Bool {
    bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
      guard !part.isEmpty, part.allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }) else { return false }
      return !areNumbersPlain || !part.allSatisfy(\.isASCIIDigit) || part.count == 1 || part.first != UInt8(ascii: "0")
    }
  }

  package var description: String {
    "\(major).\(minor).\(patch)\(preRelease.isEmpty ? "" : "-\(preRelease)")\(build.isEmpty ? "" : "+\(build)")"
  }

  /// The next one. What comes behind `1.3.0-rc.1` is `1.3.0`.
  package func bumped(_ part: Part) -> SemanticVersion {
    let isPre = !preRelease.isEmpty
    switch part {
    case .major: return SemanticVersion(isPre && minor == 0 && patch == 0 ? major : major + 1, 0, 0)
    case .minor: return SemanticVersion(major, isPre && patch == 0 ? minor : minor + 1, 0)
    case .patch: return SemanticVersion(major, minor, isPre ? patch : patch + 1)
    }
  }

  package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    let (ours, theirs) = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
    if ours != theirs { return ours < theirs }
    // A release comes behind what leads up to it.
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    let (one, other) = (left.preRelease.split(separator: "."), right.preRelease.split(separator: "."))
    for (a, b) in zip(one, other) where !a.utf8.elementsEqual(b.utf8) {
      switch (Int(a), Int(b)) {
      case (let a?, let b?): return a < b
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return a.utf8.lexicographicallyPrecedes(b.utf8)
      }
    }
    return one.count < other.count
  }
}
