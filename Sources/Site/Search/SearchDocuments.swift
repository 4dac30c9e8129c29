import Bytes
import Content
import Situation

/// What a search of the site finds, in the order in which it is offered: open tasks first, then closed ones, then what
/// is no task.
struct SearchDocuments: Sendable {
  private let context: SiteContext
  private let isForClient: Bool
  private let documents: [Document]
  /// The entries of the navigation, which are offered too.
  let pages: [(text: String, href: String)]

  private enum Document: Sendable {
    case task(TrackedTask)
    case decision(Decision)
    case repo(Repo)
    case sprint(Sprint)
    case worker(String)
  }

  init(_ context: SiteContext, isForClient: Bool, pages: [(text: String, href: String)]) {
    self.context = context
    self.isForClient = isForClient
    self.pages = pages
    let workspace = context.workspace
    let tasks = workspace.tasks
    var documents: [Document] = tasks.filter { !$0.task.status.isClosed }.map(Document.task)
    documents += tasks.filter(\.task.status.isClosed).map(Document.task)
    if !isForClient {
      documents += workspace.decisions.map(Document.decision)
      documents += workspace.repos.map(Document.repo)
      documents += workspace.sprints.map(Document.sprint)
      documents += context.situation.crew.map { Document.worker($0.name) }
    }
    self.documents = documents
  }

  var count: Int { documents.count }
  /// They come first.
  var taskCount: Int { context.workspace.tasks.count }

  // MARK: Words

  /// Notes the words of some documents.
  func words(of range: Range<Int>) -> SortedWords {
    var table = WordTable()
    var reader = WordReader()
    for number in range {
      table.begin(number)
      read(documents[number], &reader, &table)
    }
    return table.sorted()
  }

  private func read(_ document: Document, _ reader: inout WordReader, _ table: inout WordTable) {
    func read(_ place: WordPlace, _ texts: [String?]) {
      table.enter(place)
      for case let text? in texts { reader.read(text, into: &table) }
    }
    func readBody(_ source: RecordSource?) {
      table.enter(.text)
      if let html = context.body(source) { reader.read(html: html.bytes, into: &table) }
    }

    switch document {
    case .task(let task) where isForClient:
      read(.title, [task.task.title])
      read(.text, [task.task.clientNote])
    case .task(let task):
      read(.title, [task.task.title])
      read(.name, [task.id.task, task.id.repo, context.title(ofRepo: task.id.repo), task.worker])
      read(.name, task.task.labels)
      read(.name, task.task.source.customFields.map(\.value))
      readBody(task.task.source)
      for update in task.updates {
        for texts in [update.done, update.next, update.blockers] { read(.text, texts) }
        readBody(update.source)
      }
    case .decision(let decision):
      read(.title, [decision.title])
      read(.name, decision.tags + [decision.worker].compactMap(\.self))
      readBody(decision.source)
    case .repo(let repo):
      read(.title, [repo.title])
      read(.name, [repo.slug])
      readBody(repo.source)
    case .sprint(let sprint):
      read(.title, [sprint.title])
      read(.name, [sprint.slug])
      read(.text, [sprint.goal])
      readBody(sprint.source)
    case .worker(let name):
      read(.title, [name])
    }
  }

  // MARK: What is shown

  /// Writes one document: its kind, title and address, and of a task its status and repo.
  func write(_ number: Int, to json: inout JSONWriter) {
    json.array { json in
      switch documents[number] {
      case .task(let task):
        json.string("task")
        json.string(task.task.title)
        json.string(isForClient ? ClientPages.path(of: task) : SitePath.task(task.id))
        json.string(task.task.status.rawValue)
        if !isForClient { json.string(context.title(ofRepo: task.id.repo)) }
      case .decision(let decision):
        json.string("decision")
        json.string(decision.title)
        json.string("\(SitePath.decisions)#\(decision.name.percentEncodedFragment)")
      case .repo(let repo):
        json.string("repo")
        json.string(repo.title)
        json.string(SitePath.repo(repo.slug))
      case .sprint(let sprint):
        json.string("sprint")
        json.string(sprint.title)
        json.string(SitePath.sprint(sprint.slug))
      case .worker(let name):
        json.string("worker")
        json.string(name)
        // The anchor itself is written like an address, and its `%` once more.
        json.string("\(SitePath.workers)#\("worker-\(name.percentEncodedFragment)".percentEncodedFragment)")
      }
    }
  }

  /// Writes the names by which the filter of boards and tables knows tasks: of each repo in a row its slug, and those
  /// of the tasks.
  func writeTaskNames(to json: inout JSONWriter) {
    // A client's lists name no repos, and show all of what is searched.
    guard !isForClient else { return }
    var repo: String?
    for case .task(let task) in documents {
      if task.id.repo != repo {
        repo = task.id.repo
        json.string("\(task.id.repo)/")
      }
      json.string(task.id.task)
    }
  }
}
