import Content
import Quantities
import Situation

/// `tasks/<repo>/<task>.html`. A class, because thousands of pages hold it.
final class TaskPage: Sendable {
  static let template = PageTemplate(
    "task",
    values: """
      @layout @timeline task status status_text repo{ @repo-link } badges{ @badge } progress{ @progress }
      facts{ @fact } open_blockers{ text by age command } drift{ reported reporter reported_at accept }
      git_facts{ @fact } has_git_facts billing{ @fact } has_billing commands{ @command }
      depends_on{ title href state state_text } needed_by{ title href state state_text } has_dependencies body
      has_updates decisions{ title href date } has_decisions source
      """)

  let context: SiteContext
  private let frame: PageFrame
  /// Decisions by the task they are about.
  private let decisions: [TaskID: [Decision]]

  init(context: SiteContext, frame: PageFrame) {
    self.context = context
    self.frame = frame
    decisions = context.workspace.decisions.reduce(into: [:]) { decisions, decision in
      if let task = decision.task { decisions[task, default: []].append(decision) }
    }
  }

  @Sendable func render(_ task: TrackedTask) -> [UInt8] {
    let path = SitePath.task(task.id)
    let root = SitePath.root(of: path)
    let cards = Cards(context: context)
    let record = task.task
    var values = Values(reserving: 32) { _ in }
    values.text("task", task.name)
    values.text("status", record.status.rawValue)
    values.text("status_text", record.status.words)
    values.values("repo", context.repoLink(task.id.repo))
    values.list("badges", context.situation.badges(of: task).map { $0.values(context.times) })
    values.values("progress", cards.progress(task))
    values.list("facts", facts(task, root: root))
    values.list("open_blockers", record.status.isClosed ? [] : task.openBlockers.map { blocker(task, $0) })
    values.values("drift", task.reported.map { drift(task, $0) })
    let gitFacts = context.situation.gitFacts(of: task)
    values.list("git_facts", gitFacts.map { $0.values(context.times) })
    values.flag("has_git_facts", !gitFacts.isEmpty)
    BillingFacts(context: context).fill(&values) { $0.tasks[task.id] }
    values.list("commands", commands(task))
    let dependencies = record.dependsOn.compactMap(dependency(_:))
    let dependents = task.dependents.compactMap(dependency(_:))
    values.list("depends_on", dependencies)
    values.list("needed_by", dependents)
    values.flag("has_dependencies", !dependencies.isEmpty || !dependents.isEmpty)
    let body = context.body(record.source)
    let about = body?.excerpt() ?? .description("\(record.status.words) · \(context.title(ofRepo: task.id.repo))")
    values.html("body", body)
    values.list("updates", Timeline(context: context).entries(of: task))
    values.flag("has_updates", !task.updates.isEmpty)
    let decisions = decisions[task.id] ?? []
    values.list("decisions", decisions.map(decision(_:)))
    values.flag("has_decisions", !decisions.isEmpty)
    values.text("source", record.source.path)
    return frame.page(path, template: Self.template, title: record.title, about: about, current: SitePath.tasks, values)
  }

  private func blocker(_ task: TrackedTask, _ blocker: OpenBlocker) -> Values {
    Values {
      $0.text("text", blocker.text)
      $0.text("by", blocker.worker)
      $0.html("age", context.times.ageHTML(blocker.since))
      $0.text("command", SuggestedCommand.unblock(task.id))
    }
  }

  private func drift(_ task: TrackedTask, _ report: WorkerUpdate) -> Values {
    Values {
      $0.text("reported", report.status.words.lowercased())
      $0.text("reporter", report.worker)
      $0.html("reported_at", context.times.ageHTML(report.at))
      $0.text("accept", SuggestedCommand.accept(task.id))
    }
  }

  private func dependency(_ id: TaskID) -> Values? {
    guard let task = context.workspace.task(id) else { return nil }
    return Values {
      $0.text("title", task.task.title)
      $0.text("href", SitePath.task(id))
      $0.text("state", task.task.status.rawValue)
      $0.text("state_text", task.task.status.words)
    }
  }

  private func decision(_ decision: Decision) -> Values {
    Values {
      $0.text("title", decision.title)
      $0.text("href", "\(SitePath.decisions)#\(decision.name.percentEncodedFragment)")
      $0.html("date", context.times.dayHTML(decision.date))
    }
  }

  private func commands(_ task: TrackedTask) -> [Values] {
    context.situation.steps(for: task).map { step in
      Values {
        $0.text("label", step.label)
        $0.text("text", step.command)
      }
    }
  }
}

// MARK: - Facts

extension TaskPage {
  private func facts(_ task: TrackedTask, root: String) -> [Values] {
    let record = task.task
    let times = context.times
    var facts: [Values] = []
    facts.reserveCapacity(12)
    func add(_ id: String, _ name: String, _ setValue: (inout Values) -> Void) {
      facts.append(
        Values(reserving: 3) {
          $0.text("id", id)
          $0.text("name", name)
          setValue(&$0)
        })
    }
    func add(_ id: String, _ name: String, _ html: HTML?) {
      if let html { add(id, name) { $0.html("value", html) } }
    }
    func add(_ id: String, _ name: String, text: String?) {
      if let text, !text.isEmpty { add(id, name) { $0.text("value", text) } }
    }
    add(
      "worker", "Worker",
      task.worker.map { name in
        context.workerHref(name).map { HTML.link(name, to: root + $0) } ?? HTML.text(name)
      })
    for key in BoardTask.pageKeys {
      if let value = key.value(record) {
        add(key.id, key.label, key.name == "labels" ? tags(record.labels, root: root) : html(value, root: root))
      }
      // What is derived stands behind what it is about.
      switch key.name {
      case "estimate": if task.logged != .zero { add("time", "Time", text: task.logged.spoken) }
      case "created":
        add("started", "Started", task.started.map(times.fullHTML(_:)))
        add("finished", "Finished", task.finished.map(times.fullHTML(_:)))
      case "pr":
        let client = record.client ?? context.workspace.repo(task.id.repo)?.client
        add("client", "Client", text: client.map { context.workspace.client($0)?.name ?? $0 })
      default: break
      }
    }
    for field in record.source.customFields where !BoardTask.keys.contains(field.key) {
      add("custom", field.key, field.value.isWebAddress ? Self.externalLink(field.value) : HTML.text(field.value))
    }
    if context.workspace.settings.site.invoices { add("billing", "Billing", text: billing(record)) }
    return facts
  }

  /// `nil` where there is nothing to show.
  private func html(_ value: KeyValue, root: String) -> HTML? {
    switch value {
    case .code(let code): HTML.code(code)
    case .codes(let codes): codes.isEmpty ? nil : HTML(codes.map { HTML.code($0).text }.joined(separator: " "))
    case .link(let address): Self.externalLink(address)
    case .day(let day): context.times.dayHTML(day)
    case .sprint(let slug):
      context.workspace.sprint(slug).map { HTML.link($0.title, to: root + SitePath.sprint($0.slug)) }
    case .text, .texts, .tasks, .client, .minutes, .number, .decimal, .flag: value.words.map(HTML.text(_:))
    }
  }

  private func tags(_ labels: [String], root: String) -> HTML? {
    if labels.isEmpty { return nil }
    return HTML(
      labels.map { "<a class=\"tag\" href=\"\(root)\(context.tagHref($0))\" dir=\"auto\">\($0.escapedForHTML)</a>" }
        .joined(separator: " "))
  }

  private func billing(_ record: BoardTask) -> String? {
    if record.billable == false { return "not billable" }
    if let price = record.fixedPrice { return "fixed price \(price)" }
    if let rate = record.rate { return "hourly, \(rate)" }
    return record.billing?.rawValue
  }

  /// A link for http and https, text for anything else: `javascript:` is an address too.
  static func externalLink(_ address: String) -> HTML {
    address.isWebAddress ? HTML.link(address, to: address) : HTML.text(address)
  }
}

extension GitFact {
  fileprivate func values(_ times: TimeText) -> Values {
    Values {
      $0.text("id", kind.rawValue)
      $0.text("name", name)
      $0.html("value", isCode ? .code(value) : times.sinceHTML(value, since))
    }
  }
}

extension String {
  fileprivate var isWebAddress: Bool { hasPrefix("https://") || hasPrefix("http://") }
}
