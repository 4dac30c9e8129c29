import Bytes

/// The rule for names that become file names, branches and URLs: `[a-z0-9][a-z0-9-]*`, at most 60 characters.
package enum Slug {
  package static let maximumLength = 60

  /// The name of a file for people who browse a folder: no record bears it.
  package static let readme = "readme"
  /// Names that are taken for something else, by people and by options: no new record bears one.
  package static let reserved: Set = [readme, "none", "current", "backlog"]

  package static func isValid(_ text: String) -> Bool { isValidSlug(text.utf8) }
  package static func isValid(_ text: Substring) -> Bool { isValidSlug(text.utf8) }
  package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { isValidSlug(bytes) }

  // Concrete outside and generic inside: a generic function is not specialised across modules.
  private static func isValidSlug(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, first != UInt8(ascii: "-"), bytes.count <= maximumLength else { return false }
    return bytes.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
  }

  /// The slug that a title suggests: letters and digits lowercased, accents taken off, everything else a
  /// hyphen; `nil` when nothing is left.
  package static func suggestion(for title: String) -> String? {
    var slug = ""
    for scalar in title.lowercased().unicodeScalars {
      let folded = foldings[scalar] ?? String(scalar)
      for character in folded.utf8 {
        if isValid(String(UnicodeScalar(character))) {
          slug.unicodeScalars.append(UnicodeScalar(character))
        } else if !slug.isEmpty, slug.last != "-" {
          slug += "-"
        }
      }
    }
    slug = String(slug.prefix(maximumLength))
    while slug.last == "-" { slug.removeLast() }
    return slug.isEmpty ? nil : slug
  }

  private static let foldings: [Unicode.Scalar: String] = [
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "à": "a", "á": "a", "â": "a", "ã": "a", "å": "a", "æ": "ae",
    "ç": "c", "è": "e", "é": "e", "ê": "e", "ë": "e", "ì": "i", "í": "i", "î": "i", "ï": "i", "ñ": "n",
    "ò": "o", "ó": "o", "ô": "o", "õ": "o", "ø": "o", "ù": "u", "ú": "u", "û": "u", "ý": "y", "ÿ": "y",
    "č": "c", "ć": "c", "đ": "d", "ě": "e", "ę": "e", "ğ": "g", "ı": "i", "ł": "l", "ń": "n", "ň": "n",
    "ř": "r", "ś": "s", "š": "s", "ş": "s", "ť": "t", "ů": "u", "ź": "z", "ż": "z", "ž": "z", "'": "", "’": "",
  ]
}
