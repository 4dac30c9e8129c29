import Billing
import Bytes
import Content
import Diagnostics
import Evidence
import Situation

/// What every page is made from: the situation, and what is worked out once for all pages.
final class SiteContext: Sendable {
  let situation: BoardSituation
  /// That of the situation, which every card asks for.
  let workspace: Workspace
  /// Bodies that are rendered already.
  let renderings: Renderings
  let templates: TemplateLibrary
  let version: String
  /// The tasks that `next` would start.
  let next: Set<TaskID>
  /// The workers that have a place on the workers' page.
  private let crew: Set<ExactText>
  /// The paths in `content/` of all records that a page shows.
  let recordsWithPages: Set<ExactText>
  /// Attachments that are linked to and cannot be copied.
  let refused: Set<ExactText>
  /// What documents are printed on; a client's view has it too, though it knows no other setting of billing.
  let paper: BillingSettings.Paper
  /// Nil for a site that is written.
  let preview: PreviewMark?

  init(
    _ situation: BoardSituation, _ renderings: Renderings, templates: TemplateLibrary, version: String,
    refused: Set<ExactText> = [], paper: BillingSettings.Paper = .a4, preview: PreviewMark? = nil
  ) {
    self.situation = situation
    self.renderings = renderings
    workspace = situation.workspace
    self.templates = templates
    self.version = version
    self.refused = refused
    self.paper = paper
    self.preview = preview
    next = Set(situation.next.prefix(Self.nextCount).map(\.id))
    crew = Set(situation.crew.map { ExactText($0.name) })

    var paths = Set<ExactText>(minimumCapacity: workspace.tasks.count * 2)
    func add(_ source: RecordSource) { paths.insert(ExactText(source.path)) }
    for task in workspace.tasks {
      add(task.task.source)
      for update in task.updates { add(update.source) }
    }
    for repo in workspace.repos { repo.source.map(add) }
    for sprint in workspace.sprints { add(sprint.source) }
    for decision in workspace.decisions { add(decision.source) }
    paths.insert(ExactText(Scan.indexPath))
    recordsWithPages = paths
  }

  static let nextCount = 3

  var git: GitFacts? { situation.git }
  /// `nil` where the site says nothing about money.
  var invoices: InvoiceBook? { situation.invoices }
  var money: MoneyFacts? { situation.money }
  var times: TimeText { situation.times }

  /// Where the site is published, ending with a slash; without it there is no feed.
  var baseURL: String? { workspace.settings.site.baseURL }
  /// `rtl` for a language that is written from right to left.
  var direction: String? { workspace.settings.language.isWrittenFromTheRight ? "rtl" : nil }
  /// The files for machines, from the site's root folder.
  var dataFiles: [String] { baseURL == nil ? [SitePath.boardJSON] : [SitePath.boardJSON, SitePath.feed] }

  /// Colours are given in repo order and come round after eight.
  func color(ofRepo slug: String) -> Int { (workspace.order(ofRepo: slug) ?? 0) % 8 + 1 }
  func title(ofRepo slug: String) -> String { workspace.repo(slug)?.title ?? slug }

  /// A sprint in a sentence: its goal and its figures.
  func about(_ sprint: Sprint) -> HTML {
    let figures = situation.figures(of: sprint)
    let parts = [sprint.goal, "\(figures.done) of \(plural(figures.total, "task")) done", situation.days(of: sprint)]
    return .description(parts.compactMap(\.self).joined(separator: " · "))
  }

  /// `3 to do, 1 in progress, 2 done`.
  func counts(_ tasks: [TrackedTask]) -> String {
    let counts = BoardTask.Status.allCases.compactMap { status -> String? in
      let count = tasks.count { $0.task.status == status }
      return count == 0 ? nil : "\(count) \(status.words.lowercased())"
    }
    return counts.isEmpty ? "no tasks" : counts.joined(separator: ", ")
  }

  func repoLink(_ slug: String) -> Values {
    Values {
      $0.text("title", title(ofRepo: slug))
      $0.text("href", SitePath.repo(slug))
      $0.text("slug", slug)
      $0.number("color", color(ofRepo: slug))
    }
  }

  func taskLink(_ id: TaskID) -> Values {
    Values {
      $0.text("title", situation.title(of: id))
      $0.text("href", SitePath.task(id))
    }
  }

  /// Where a worker is shown; `nil` for a name that only closed tasks have.
  func workerHref(_ name: String) -> String? {
    crew.contains(ExactText(name)) ? "\(SitePath.workers)#\(SitePath.workerID(name).percentEncodedFragment)" : nil
  }

  /// The table of all tasks that have a label.
  func tagHref(_ label: String) -> String { "\(SitePath.tasks)#label=\(label.percentEncodedFragment)" }

  func tag(_ label: String) -> Values {
    Values {
      $0.text("text", label)
      $0.text("href", tagHref(label))
    }
  }

  /// What git counts of a task, with the moment of its last commit.
  func progressHTML(_ task: TrackedTask) -> HTML? {
    situation.progress(of: task).map { times.sinceHTML($0, situation.evidence(of: task)?.lastCommit) }
  }

  func link(_ title: String, _ href: String) -> Values {
    Values {
      $0.text("title", title)
      $0.text("href", href)
    }
  }
}

/// Paths of pages, from the site's root folder.
enum SitePath {
  static let index = "index.html"
  static let tasks = "tasks.html"
  static let sprints = "sprints.html"
  static let workers = "workers.html"
  static let decisions = "decisions.html"
  static let invoices = "invoices.html"
  static let boardJSON = "board.json"
  static let feed = "feed.xml"

  /// Where a record is shown, with the anchor of one that shares its page; `nil` for a record without a page.
  static func page(of record: RecordPath) -> String? {
    switch record {
    case .index: index
    case .task(let id): task(id)
    case .repo(let slug): repo(slug)
    case .sprint(let slug): sprint(slug)
    case .update(let id, let name): "\(task(id))#\(name.percentEncodedFragment)"
    case .decision(let name): "\(decisions)#\(name.percentEncodedFragment)"
    case .client, .time, .writeOff, .billing, .readme, .attachment, .misplaced: nil
    }
  }

  /// An assignee may be any text; an id has no spaces.
  static func workerID(_ name: String) -> String { "worker-\(name.percentEncodedFragment)" }
  static func task(_ id: TaskID) -> String { "tasks/\(id.repo)/\(id.task).html" }
  static func repo(_ slug: String) -> String { "repos/\(slug).html" }
  static func sprint(_ slug: String) -> String { "sprints/\(slug).html" }

  /// A number may be any ASCII text. What is more than letters, digits, `-`, `_` and `.` is written as `~` and two
  /// hexadecimal digits: two numbers never share a page, and the name needs no escaping in an address.
  static func invoice(_ number: String) -> String { "invoices/\(fileName(number)).html" }

  /// In a folder of its own: a draft may be called like an invoice. Nothing limits its name but the file system, so it
  /// may be too long for one of a page once it is written like this; then there is none.
  static func draft(_ name: String) -> String? {
    let file = fileName(name)
    return file.utf8.count <= 200 ? "invoices/drafts/\(file).html" : nil
  }

  private static func fileName(_ text: String) -> String {
    var name: [UInt8] = []
    for byte in text.utf8 {
      if byte.isUnreservedInURL, byte != UInt8(ascii: "~") {
        name.append(byte)
      } else {
        name.append(UInt8(ascii: "~"))
        name.append(hexadecimal: byte)
      }
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The way from a page back to the site's root folder.
  static func root(of path: String) -> String {
    let page = path.utf8.prefix { $0 != UInt8(ascii: "#") }
    return String(repeating: "../", count: page.count { $0 == UInt8(ascii: "/") })
  }
}
