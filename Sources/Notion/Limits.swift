/// What one request may hold, as https://developers.notion.com/reference/request-limits has it.
package enum Limits {
  /// UTF-16 code units of one text.
  package static let text = 2_000
  /// Elements of a rich text, and of a list of children.
  package static let elements = 100
  /// Blocks of a request, on all levels.
  package static let blocks = 1_000
  /// Bytes of a request. The service says 500 KB and not which; the smaller one counts.
  package static let request = 500_000
  /// UTF-16 code units of an address.
  package static let address = 2_000
  /// UTF-16 code units of the name of an option.
  package static let option = 100
  /// Levels of blocks in a request.
  package static let levels = 3

  /// Bytes that the blocks of a request may take together: what stands around them fits into the rest.
  static let payload = 480_000
  /// Bytes of one rich text. Far below that of a request, so that a block always fits into one.
  static let richText = 400_000
}

extension StringProtocol {
  /// UTF-16 code units: what the service counts.
  package var unitCount: Int { utf16.count }
}
