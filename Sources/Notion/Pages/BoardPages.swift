import Billing
import Bytes
import Content
import Diagnostics
import Quantities
import Situation

/// A page of the board, ready to be written.
package struct BoardPage: Sendable {
  package let key: PageKey
  /// The file that it comes from, relative to home; empty for what a client may not know.
  package let source: String
  package let title: String
  /// In the order of the columns, without Hash.
  package private(set) var properties: [Property]
  package let body: [Block]
  package let blocks: [EncodedBlock]
  /// What the page says in its columns and in its body, as it is compared: they change apart.
  package let propertiesHash: String
  package let bodyHash: String
  package let warnings: [Diagnostic]

  /// What stands in the column Hash.
  package var hash: String { "\(propertiesHash)-\(bodyHash)" }

  /// The pages that its columns lead to.
  package var related: [PageKey] {
    properties.flatMap { property -> [PageKey] in
      if case .relation(let keys) = property.value { keys } else { [] }
    }
  }

  /// The pages that its body mentions.
  package var mentioned: [PageKey] { Self.mentioned(in: blocks) }

  private static func mentioned(in blocks: [EncodedBlock]) -> [PageKey] {
    blocks.flatMap { block -> [PageKey] in
      let own = block.references.compactMap { reference -> PageKey? in
        if case .page(let key) = reference.value { key } else { nil }
      }
      return own + mentioned(in: block.children)
    }
  }

  /// The page with another name for the column of its title, as a person gave it, and without relations to pages that
  /// are not there.
  package func adapted(title: String?, without missing: Set<PageKey>) -> BoardPage {
    var copy = self
    copy.properties = properties.map { property in
      switch property.value {
      case .title: Property(title ?? property.name, property.value)
      case .relation(let keys) where !missing.isEmpty:
        Property(property.name, .relation(keys.filter { !missing.contains($0) }))
      default: property
      }
    }
    return copy
  }

  init(
    _ key: PageKey, source: String, title: String, _ properties: [Property], _ blocks: [Block] = [],
    _ warnings: [Diagnostic] = [], statusType: StatusType
  ) {
    self.key = key
    self.source = source
    self.title = title
    self.properties = properties
    self.warnings = warnings
    body = blocks
    self.blocks = blocks.map(EncodedBlock.init)
    var encoder = Encoder()
    encoder.write(properties, statusType, "")
    propertiesHash = Self.short(encoder.writer.bytes)
    var bytes: [UInt8] = []
    for block in blocks { block.append(to: &bytes) }
    bodyHash = Self.short(bytes)
  }

  private static func short(_ bytes: [UInt8]) -> String { String(Digest.sha256(bytes).prefix(16)) }
}

/// The pages of a board: what of it goes to Notion.
package struct BoardPages: Sendable {
  package let audience: Audience
  package let statusType: StatusType
  /// Repos, sprints, tasks, invoices, each in the order of the bytes of their names.
  package let pages: [BoardPage]

  /// The databases that are needed, those that others refer to first.
  package var schemas: [Schema] {
    kinds.map { Schema($0, for: client, statusType: statusType) }
  }

  /// The slug of the client that sees it, instead of the team.
  private let client: String?
  private let kinds: [PageKind]

  /// - Parameters:
  ///   - client: who sees the pages, instead of the team; the situation is restricted here, so that nobody can forget
  ///     it.
  ///   - file: a picture of `content/` that can be uploaded, by its path.
  package init(
    _ situation: BoardSituation, for client: Client? = nil, statusType: StatusType = .select,
    file: @escaping @Sendable (String) -> UploadedFile?
  ) async {
    let situation = client.map(situation.restricted(to:)) ?? situation
    let maker = PageMaker(
      situation: situation, audience: client == nil ? .team : .client, statusType: statusType, file: file)
    audience = maker.audience
    self.client = client?.slug
    self.statusType = statusType
    kinds = PageKind.allCases.filter { kind in
      switch kind {
      // Their names are the team's.
      case .repo: client == nil
      case .sprint, .task: true
      case .invoice: situation.invoices?.isEmpty == false
      }
    }
    pages = await maker.pages(of: kinds)
  }

  /// All warnings, by place.
  package var warnings: [Diagnostic] { pages.flatMap(\.warnings).sortedByPlace() }
}

/// Makes pages of records.
private struct PageMaker: Sendable {
  let situation: BoardSituation
  let audience: Audience
  let statusType: StatusType
  let file: @Sendable (String) -> UploadedFile?
  /// The pages that links may lead to, by the path of their record.
  private var linked: [ExactText: LinkedPage]

  init(
    situation: BoardSituation, audience: Audience, statusType: StatusType,
    file: @escaping @Sendable (String) -> UploadedFile?
  ) {
    self.situation = situation
    self.audience = audience
    self.statusType = statusType
    self.file = file
    linked = [:]
    var linked: [ExactText: LinkedPage] = [:]
    func add(_ source: RecordSource?, _ key: PageKey, _ title: String) {
      if let path = source?.path, !path.isEmpty { linked[ExactText(path)] = LinkedPage(key: key, title: title) }
    }
    let workspace = situation.workspace
    for repo in workspace.repos { add(repo.source, PageKey(.repo, repo.slug), repo.title) }
    for sprint in workspace.sprints { add(sprint.source, key(of: sprint), sprint.title) }
    for task in workspace.tasks { add(task.task.source, Self.key(of: task.id, audience), task.task.title) }
    self.linked = linked
  }

  /// To clients a sprint has a number, which another one may get later: its title stays what it is.
  private func key(of sprint: Sprint) -> PageKey {
    let isAlone = situation.workspace.sprints.count { ExactText($0.title) == ExactText(sprint.title) } == 1
    return PageKey(.sprint, audience == .client && isAlone ? sprint.title : sprint.slug)
  }

  /// A repo is not named to clients.
  private static func key(of task: TaskID, _ audience: Audience) -> PageKey {
    PageKey(.task, audience == .team ? task.description : task.task)
  }

  func pages(of kinds: [PageKind]) async -> [BoardPage] {
    var pages: [BoardPage] = []
    let workspace = situation.workspace
    for kind in kinds {
      let made: [BoardPage] =
        switch kind {
        case .repo: workspace.repos.map(page)
        case .sprint: workspace.sprints.map(page)
        case .task: await tasks(workspace.tasks)
        case .invoice: (situation.invoices?.invoices ?? []).map(page)
        }
      pages += made.sorted { ExactText($0.key.name) < ExactText($1.key.name) }
    }
    return pages
  }

  /// In chunks, on several threads: bodies are what takes time.
  private func tasks(_ tasks: [TrackedTask]) async -> [BoardPage] {
    let size = 64
    return await withTaskGroup(of: (Int, [BoardPage]).self) { group in
      for start in stride(from: 0, to: tasks.count, by: size) {
        let chunk = tasks[start..<min(start + size, tasks.count)]
        group.addTask { (start, chunk.map(page)) }
      }
      var chunks: [(Int, [BoardPage])] = []
      for await chunk in group { chunks.append(chunk) }
      return chunks.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }

  // MARK: Records

  private func page(_ repo: Repo) -> BoardPage {
    page(
      PageKey(.repo, repo.slug), repo.source, repo.title,
      [Property("Name", .title(repo.title)), Property("Address", .text(repo.url ?? ""))])
  }

  private func page(_ sprint: Sprint) -> BoardPage {
    var properties = [Property("Name", .title(sprint.title))]
    if audience == .team {
      properties += [
        Property("Days", .days(sprint.start, through: sprint.end)),
        Property("State", .select(situation.state(of: sprint).words)),
      ]
    }
    properties.append(Property("Goal", .text(sprint.goal ?? "")))
    return page(key(of: sprint), sprint.source, sprint.title, properties)
  }

  private func page(_ tracked: TrackedTask) -> BoardPage {
    let task = tracked.task
    let sprint = situation.workspace.sprint(of: task).map(key)
    var properties = [Property("Name", .title(task.title)), Property(Column.status, .select(task.status.words))]
    var labels: [Diagnostic] = []
    switch audience {
    case .team:
      let names = options(task.labels, of: task, &labels)
      properties += [
        Property("Repo", .relation(situation.workspace.repo(task.id.repo).map { [PageKey(.repo, $0.slug)] } ?? [])),
        Property("Sprint", .relation(sprint.map { [$0] } ?? [])),
        Property("Priority", .select(task.priority?.rawValue.capitalisedWord)),
        Property("Assignee", .text(task.assignee ?? "")), Property("Labels", .multiSelect(names)),
        Property("Estimate", .number(task.estimate.flatMap(Self.hours))),
        Property("Time", .number(Self.hours(tracked.logged))),
        Property("Progress", .number(tracked.progress.flatMap(Self.part))),
        Property("Blocked", .text(tracked.isBlocked ? tracked.openBlockers.map(\.text).joined(separator: "\n") : "")),
        Property("Branch", .text(task.branchName)),
      ]
    case .client:
      properties += [
        Property("Sprint", .relation(sprint.map { [$0] } ?? [])),
        Property("Waits for you", .checkbox(task.waitsFor == .client && !task.status.isClosed)),
      ]
    }
    properties.append(Property("Due", .days(task.due)))
    let note = audience == .client ? task.clientNote : nil
    return page(
      Self.key(of: task.id, audience), task.source, task.title, properties, warnings: labels,
      before: note.map { text in TextFitting.parts(of: RichText(text)).map { Block(.paragraph($0)) } } ?? [])
  }

  private func page(_ invoice: Invoice) -> BoardPage {
    let document = invoice.document
    let number = document.number
    var properties = [Property("Number", .title(number))]
    if audience == .team {
      properties.append(Property("Client", .text(document.buyer.name)))
    }
    func exact(_ money: Money) -> PropertyValue { .number(ExactDecimal(money.description)) }
    properties += [
      Property("Issued", .days(document.issued)), Property("Due", .days(document.due)),
      Property("Net", exact(document.totals.net)), Property("Tax", exact(document.totals.tax)),
      Property("Total", exact(document.totals.total)), Property("Open", exact(invoice.open)),
      Property("Currency", .select(document.currency.code)),
      Property(Column.status, .select(invoice.status.words)), Property("Paid on", .days(invoice.paidOn)),
    ]
    let key = PageKey(.invoice, number)
    return BoardPage(
      key, source: audience == .team ? "\(InvoiceBook.folder)/\(number).md" : "", title: number, keyed(properties, key),
      statusType: statusType)
  }

  private func page(
    _ key: PageKey, _ source: RecordSource?, _ title: String, _ properties: [Property], warnings: [Diagnostic] = [],
    before: [Block] = []
  ) -> BoardPage {
    var result: BlockConversion.Result?
    if let source, source.hasBody {
      let surroundings = Surroundings(
        page: { destination in
          guard case .content(let path) = ContentLink(destination, in: source.path).target else { return nil }
          return self.linked[ExactText(path)]
        },
        file: { destination in
          guard case .content(let path) = ContentLink(destination, in: source.path).target else { return nil }
          return self.file(path)
        })
      result = BlockConversion.run(source.body, in: source.file, title: title, surroundings)
    }
    return BoardPage(
      key, source: source?.path ?? "", title: title, keyed(properties, key), before + (result?.blocks ?? []),
      warnings + (result?.warnings ?? []), statusType: statusType)
  }

  /// With the key, which is second in every database.
  private func keyed(_ properties: [Property], _ key: PageKey) -> [Property] {
    [properties[0], Property(Column.key, .text(key.text))] + properties.dropFirst()
  }

  // MARK: Values

  /// Hours, to two digits: what is exact is in minutes, in `content/`.
  private static func hours(_ minutes: Minutes) -> ExactDecimal? {
    ExactDecimal(hundredths: (minutes.count * 100 + (minutes.count < 0 ? -30 : 30)) / 60)
  }

  private static func part(_ progress: Progress) -> ExactDecimal? {
    progress.total > 0 ? ExactDecimal(hundredths: progress.done * 100 / progress.total) : nil
  }

  /// Labels as names of options: without commas, not too long, not too many, each once.
  private func options(_ labels: [String], of task: BoardTask, _ warnings: inout [Diagnostic]) -> [String] {
    var names: [String] = []
    for (index, label) in labels.enumerated() {
      let name = PropertyValue.optionName(label)
      if names.contains(where: { ExactText($0) == ExactText(name) }) { continue }
      let isTooMany = names.count == Limits.elements
      if isTooMany || ExactText(name) != ExactText(label) {
        warnings.append(
          Diagnostic(
            .warning, "W-OPTION",
            isTooMany
              ? "the label \"\(label)\" is left out: a page has \(Limits.elements) at most"
              : "the label \"\(label)\" is \"\(name)\" in Notion",
            help: "options of Notion have no commas and \(Limits.option) characters at most", in: task.source.file,
            at: task.source.range(of: "labels", item: index)))
      }
      if isTooMany { break }
      names.append(name)
    }
    return names
  }
}

extension ExactDecimal {
  /// `hundredths / 100`.
  fileprivate init?(hundredths: Int) {
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    self.init("\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)")
    self = shortest
  }
}
