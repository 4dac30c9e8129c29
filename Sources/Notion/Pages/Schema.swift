import Billing
import Bytes
import Content
import Situation

/// A column of a database.
package struct Column: Sendable {
  package enum Kind: Sendable {
    case title
    case text
    /// `format` is the service's.
    case number(format: String)
    /// The options that are known before; others come with the pages.
    case select([Option])
    case multiSelect
    case date
    case checkbox
    case relation(PageKind)
  }

  package struct Option: Sendable {
    package let name: String
    package let colour: String
  }

  package let name: String
  package let kind: Kind

  init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  // Those that the sync itself goes by.
  package static let key = "Key"
  package static let hash = "Hash"
  package static let status = "Status"
}

/// For whom pages are made: who may see what is decided where the situation is restricted; here it decides which columns
/// there are at all.
package enum Audience: Sendable {
  case team
  case client
}

/// What the kind of the property Status is.
package enum StatusType: String, Sendable, CaseIterable {
  /// Options come with the pages that have them.
  case select
  /// Notion's own; it takes only options that are there.
  case status
}

/// A database: one for each kind of page.
package struct Schema: Sendable {
  package let kind: PageKind
  package let title: String
  package let columns: [Column]
  let statusType: StatusType
  private let client: String?

  /// - Parameter client: the slug of the client that sees it, instead of the team.
  package init(_ kind: PageKind, for client: String? = nil, statusType: StatusType = .select) {
    self.kind = kind
    self.statusType = statusType
    self.client = client
    let audience: Audience = client == nil ? .team : .client
    switch kind {
    case .repo:
      title = "Repos"
      columns = [
        Column("Name", .title), Column(Column.key, .text), Column("Address", .text), Column(Column.hash, .text),
      ]
    case .sprint:
      title = "Sprints"
      // When a sprint begins and ends is the team's business.
      let days = audience == .team ? [Column("Days", .date), Column("State", .select(Self.sprintStates))] : []
      columns =
        [Column("Name", .title), Column(Column.key, .text)] + days
        + [Column("Goal", .text), Column(Column.hash, .text)]
    case .task:
      title = "Tasks"
      let own: [Column] =
        audience == .team
        ? [
          Column("Repo", .relation(.repo)), Column("Sprint", .relation(.sprint)),
          Column("Priority", .select(Self.priorities)),
          Column("Assignee", .text), Column("Labels", .multiSelect), Column("Estimate", .number(format: "number")),
          Column("Time", .number(format: "number")), Column("Progress", .number(format: "percent")),
          Column("Blocked", .text), Column("Branch", .text),
        ] : [Column("Sprint", .relation(.sprint)), Column("Waits for you", .checkbox)]
      columns =
        [Column("Name", .title), Column(Column.key, .text), Column(Column.status, .select(Self.taskStatuses))] + own
        + [Column("Due", .date), Column(Column.hash, .text)]
    case .invoice:
      title = "Invoices"
      columns =
        [Column("Number", .title), Column(Column.key, .text)]
        + (audience == .team ? [Column("Client", .text)] : [])
        + [Column("Issued", .date), Column("Due", .date)]
        + ["Net", "Tax", "Total", "Open"].map { Column($0, .number(format: "number")) }
        + [
          Column("Currency", .select([])), Column(Column.status, .select(Self.invoiceStatuses)),
          Column("Paid on", .date),
          Column(Column.hash, .text),
        ]
    }
  }

  private static let taskStatuses = zip(BoardTask.Status.allCases, ["default", "blue", "yellow", "green", "gray"]).map {
    Column.Option(name: $0.words, colour: $1)
  }
  private static let priorities = zip(BoardTask.Priority.allCases.reversed(), ["red", "orange", "yellow", "gray"]).map {
    Column.Option(name: $0.rawValue.capitalisedWord, colour: $1)
  }
  private static let sprintStates = [
    Column.Option(name: SprintState.current.words, colour: "blue"),
    Column.Option(name: SprintState.planned.words, colour: "default"),
    Column.Option(name: SprintState.over.words, colour: "gray"),
  ]
  private static let invoiceStatuses = Invoice.Status.allCases.map {
    Column.Option(name: $0.words, colour: colour(of: $0))
  }

  private static func colour(of status: Invoice.Status) -> String {
    switch status {
    case .paid, .credited: "green"
    case .overdue: "red"
    case .void: "gray"
    case .open, .partlyPaid, .overpaid: "default"
    }
  }

  /// What the description of a database says, so that it is found again under any title.
  package var mark: String { "\(Self.markStart)\(kind.database)\(client.map { " for \($0)" } ?? "")" }

  /// What all marks begin with.
  package static let markStart = "orchsite:"

  /// Whether a description has the mark of this database; people may have written on.
  package func isMarked(_ description: String) -> Bool {
    guard description.utf8.starts(with: mark.utf8) else { return false }
    let rest = description.utf8.dropFirst(mark.utf8.count)
    let goesOn = rest.first.map { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") } ?? false
    return !goesOn && !rest.starts(with: " for ".utf8)
  }

  /// What the service calls the kind of a column.
  package func type(of column: Column) -> String {
    switch column.kind {
    case .title: "title"
    case .text: "rich_text"
    case .number: "number"
    case .select: column.name == Column.status ? statusType.rawValue : "select"
    case .multiSelect: "multi_select"
    case .date: "date"
    case .checkbox: "checkbox"
    case .relation: "relation"
    }
  }

  /// The body of `POST /databases`.
  package func creation() -> (body: [UInt8], references: [Reference]) {
    var encoder = Encoder()
    encoder.object { encoder in
      encoder.writer.key("parent")
      encoder.object { encoder in
        encoder.writer.field("type", "page_id")
        encoder.reference("page_id", .parent, "/parent")
      }
      encoder.writer.key("title")
      encoder.write(RichText(title), "/title")
      encoder.writer.key("description")
      encoder.write(RichText(mark), "/description")
      encoder.writer.key("initial_data_source")
      encoder.object { $0.writeColumns(self.columns, self.statusType, "/initial_data_source") }
    }
    return (encoder.writer.bytes, encoder.references)
  }

  /// The body of `PATCH /data_sources/{id}` that adds columns.
  package func addition(of columns: [Column]) -> (body: [UInt8], references: [Reference]) {
    var encoder = Encoder()
    encoder.object { $0.writeColumns(columns, self.statusType, "") }
    return (encoder.writer.bytes, encoder.references)
  }

  /// The body of `POST /views` that makes a board of the tasks.
  package func board() -> (body: [UInt8], references: [Reference])? {
    guard kind == .task else { return nil }
    var encoder = Encoder()
    encoder.object { encoder in
      encoder.reference("database_id", .container(.task), "")
      encoder.reference("data_source_id", .database(.task), "")
      encoder.writer.field("name", "Board")
      encoder.writer.field("type", "board")
      encoder.writer.key("configuration")
      encoder.object { encoder in
        encoder.writer.field("type", "board")
        encoder.writer.key("group_by")
        encoder.object { encoder in
          encoder.writer.field("type", self.statusType.rawValue)
          if self.statusType == .status { encoder.writer.field("group_by", "option") }
          encoder.reference("property_id", .property(.task, Column.status), "/configuration/group_by")
          encoder.writer.object("sort") { $0.field("type", "manual") }
        }
      }
    }
    return (encoder.writer.bytes, encoder.references)
  }
}

extension String {
  /// `High` of `high`.
  var capitalisedWord: String { prefix(1).uppercased() + dropFirst() }
}

extension Encoder {
  fileprivate mutating func writeColumns(_ columns: [Column], _ statusType: StatusType, _ pointer: String) {
    writer.key("properties")
    object { encoder in
      for column in columns {
        encoder.writer.key(column.name)
        encoder.object { $0.writeContent(of: column, statusType, "\(pointer)/properties/\(column.name)") }
      }
    }
  }

  private mutating func writeContent(of column: Column, _ statusType: StatusType, _ pointer: String) {
    switch column.kind {
    case .title: writer.object("title") { _ in }
    case .text: writer.object("rich_text") { _ in }
    case .number(let format): writer.object("number") { $0.field("format", format) }
    case .select where column.name == Column.status && statusType == .status: writer.object("status") { _ in }
    case .select(let options):
      writer.object("select") { writer in
        writer.array("options") { writer in
          for option in options {
            writer.object { writer in
              writer.field("name", option.name)
              writer.field("color", option.colour)
            }
          }
        }
      }
    case .multiSelect: writer.object("multi_select") { $0.array("options") { _ in } }
    case .date: writer.object("date") { _ in }
    case .checkbox: writer.object("checkbox") { _ in }
    case .relation(let kind):
      writer.key("relation")
      object { encoder in
        encoder.reference("data_source_id", .database(kind), "\(pointer)/relation")
        encoder.writer.object("single_property") { _ in }
      }
    }
  }
}
