import Bytes

/// What of `content/` becomes a page, and so a row of one of the databases.
package enum PageKind: String, Sendable, CaseIterable {
  // Those that others refer to come first.
  case repo
  case sprint
  case task
  case invoice

  /// The name of the database's file, and of its folder of pages.
  package var database: String { "\(rawValue)s" }
}

/// Which page: `task:backend/fix-migration`. It stands in the property Key, so the service itself knows what is there.
package struct PageKey: Hashable, Sendable {
  package let kind: PageKind
  /// The name of the record: `backend/fix-migration`, `backend`, `INV-2026-0001`.
  package let name: String

  package init(_ kind: PageKind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// Nil for a text that is no key.
  package init?(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let kind = PageKind(rawValue: String(text[..<colon]))
    else { return nil }
    self.init(kind, String(text[text.utf8.index(after: colon)...]))
  }

  package var text: String { "\(kind.rawValue):\(name)" }

  /// Names are compared as bytes.
  package static func == (left: PageKey, right: PageKey) -> Bool {
    left.kind == right.kind && ExactText(left.name) == ExactText(right.name)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(ExactText(name))
  }
}
