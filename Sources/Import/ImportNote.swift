/// Something that an import did with a file besides copying it, for the report.
package struct ImportNote: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The bytes were not UTF-8 text as content needs it.
    case encoding
    /// YAML that no parser reads was quoted, renamed or made a comment.
    case mended
    /// The frontmatter, or the body, stands in a fenced block, because nothing else would be readable.
    case preserved
    /// The title or the name was found elsewhere than usual.
    case name
    case date
    case dependency
    case link
    /// A key was moved aside, because the schema has one of that name and of another type.
    case key
    /// The file was imported before, from another place.
    case moved
    /// Of a list of invoices: work that was billed elsewhere, work that was not, and invoices.
    case invoiced, unbilled, invoice
    /// Time that is here and may have been billed elsewhere.
    case billing
  }

  package let kind: Kind
  /// What was done, without a full stop.
  package let message: String
  /// 1-based, in the source file; `nil` for the file as a whole.
  package let line: Int?
  package let column: Int?

  package init(_ kind: Kind, _ message: String, line: Int? = nil, column: Int? = nil) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
  }
}
