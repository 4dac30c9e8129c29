import Content
import Diagnostics

/// Says whose an issued document is. Frozen documents name their buyer in words, and whoever shows one to the wrong
/// client has told a secret: in doubt it is nobody's.
///
/// 1. the slug in `document.buyer.client`, else `client` beside `document`;
/// 2. else the one client whose `name` is the buyer's to the letter, and whose `vat_id` is too where both have one.
///    None, or more than one: nobody.
struct Attribution {
  private let slugs: Set<String>
  private let byName: [String: [Client]]

  init(_ clients: [Client]) {
    slugs = Set(clients.map(\.slug))
    byName = Dictionary(grouping: clients, by: \.name)
  }

  /// - Parameter named: `client` beside `document`.
  func client(
    of document: IssuedDocument, named: String?, in record: BillingRecord
  ) -> (slug: String?, problem: Diagnostic?) {
    if let slug = document.buyer.client ?? named {
      guard !slugs.contains(slug) else { return (slug, nil) }
      let place =
        document.buyer.client == nil
        ? record.document.range(of: "client") : record.document.range(of: "document", "buyer", "client")
      return (
        nil,
        Diagnostic(
          .error, "client", "unknown client \"\(slug)\"",
          help: RecordPath.adviceToWrite("content/clients/\(slug).md") ?? "name another",
          in: record.source.file, at: place)
      )
    }
    let matches = (byName[document.buyer.name] ?? []).filter { client in
      guard let own = client.vatID, let theirs = document.buyer.vatID else { return true }
      return own == theirs
    }
    return (matches.count == 1 ? matches[0].slug : nil, nil)
  }
}
