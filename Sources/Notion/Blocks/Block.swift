/// A block of a page, with the blocks below it. Its texts are within the limits; of children it may have any number on
/// any level: `RequestPlanner` sees to how they come into requests.
package struct Block: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case paragraph(RichText)
    /// Level 1 to 4.
    case heading(Int, RichText)
    case bulleted(RichText)
    case numbered(RichText)
    case toDo(RichText, isChecked: Bool)
    case toggle(RichText)
    case quote(RichText)
    case callout(RichText, Callout)
    /// `language` is one of `CodeLanguage.all`.
    case code(RichText, language: String, caption: RichText)
    case divider
    /// Its rows are its children, the header first.
    case table(width: Int)
    case tableRow([RichText])
    case image(Picture, caption: RichText)
  }

  package var kind: Kind
  package var children: [Block]

  package init(_ kind: Kind, _ children: [Block] = []) {
    self.kind = kind
    self.children = children
  }
}

/// Where a picture comes from.
package enum Picture: Equatable, Sendable {
  case address(String)
  /// A file that is uploaded.
  case file(UploadedFile)
}

/// A file beside the content that a page shows.
package struct UploadedFile: Hashable, Sendable {
  /// Relative to home.
  package let path: String
  /// SHA-256 of its bytes: another picture is another block.
  package let digest: String

  package init(path: String, digest: String) {
    self.path = path
    self.digest = digest
  }
}

/// The kinds of callouts of GitHub's markdown.
package enum Callout: String, Sendable, CaseIterable {
  case note
  case tip
  case important
  case warning
  case caution

  /// As an emoji.
  package var icon: String {
    switch self {
    case .note: "ℹ️"
    case .tip: "💡"
    case .important: "❗"
    case .warning: "⚠️"
    case .caution: "🛑"
    }
  }

  package var colour: String {
    switch self {
    case .note: "blue_background"
    case .tip: "green_background"
    case .important: "purple_background"
    case .warning: "yellow_background"
    case .caution: "red_background"
    }
  }
}
