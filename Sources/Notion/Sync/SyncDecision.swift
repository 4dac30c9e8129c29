/// What is to be done with a page.
package enum SyncDecision: Equatable, Sendable {
  case create
  /// Its columns, its body, or both say something else.
  case update(properties: Bool, body: Bool)
  /// It was not finished when it was written last.
  case finish
  case same
  /// Somebody changed in Notion what this program wrote.
  case drift
  /// Somebody put it into the trash of Notion.
  case trashed
  /// There are several of it.
  case duplicate
  /// Its file cannot be read.
  case unreadable
  /// Its record is gone.
  case remove

  /// One character, as plans show it.
  package var sign: String {
    switch self {
    case .create: "+"
    case .update, .finish: "~"
    case .same: "="
    case .drift, .trashed, .duplicate, .unreadable: "!"
    case .remove: "-"
    }
  }

  package var words: String {
    switch self {
    case .create: "create"
    case .update(properties: true, body: true): "properties and body"
    case .update(properties: _, body: true): "body"
    case .update: "properties"
    case .finish: "was not finished"
    case .same: "same"
    case .drift: "changed in Notion: skipped (--force overwrites it)"
    case .trashed: "in Notion's trash: skipped (--trashed restore or recreate)"
    case .duplicate: "there are several in Notion: skipped"
    case .unreadable: "its file cannot be read: left as it is"
    case .remove: "its record is gone"
    }
  }

  /// Whether it is a change that is made without being asked for.
  package var isChange: Bool {
    switch self {
    case .create, .update, .finish: true
    case .same, .drift, .trashed, .duplicate, .unreadable, .remove: false
    }
  }

  /// By what the page's own Hash says; whether somebody changed it since is another question.
  package init(of page: BoardPage, there: RemotePage) {
    if there.hash.isEmpty {
      self = .finish
    } else {
      let properties = there.propertiesHash != page.propertiesHash
      let body = there.bodyHash != page.bodyHash
      self = properties || body ? .update(properties: properties, body: body) : .same
    }
  }
}
