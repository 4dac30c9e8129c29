import Bytes
import Content
import Situation

/// `decisions.html`: the log, linkable one by one.
struct DecisionsPage: TeamPage {
  static let path = SitePath.decisions
  static let item = "Decisions"
  static let template = PageTemplate(
    "decisions",
    values: """
      @layout @filter
      decisions{ id title date repo{ @repo-link } task{ @link } worker worker_href tags{ @tag } labels body }
      """)

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let decisions = context.workspace.decisions
    let values = Values { values in
      values.values("filter", filter(decisions))
      values.list("decisions", decisions.map { self.values($0) })
    }
    return page(
      about: .description(
        (["\(plural(decisions.count, "decision"))"] + decisions.prefix(3).map(\.title)).joined(separator: " · ")),
      values)
  }

  private func values(_ decision: Decision) -> Values {
    Values {
      $0.text("id", decision.name)
      $0.text("title", decision.title)
      $0.html("date", context.times.dayHTML(decision.date))
      if let repo = decision.repo ?? decision.task?.repo, context.workspace.repo(repo) != nil {
        $0.values("repo", context.repoLink(repo))
      }
      if let task = decision.task, context.workspace.task(task) != nil {
        $0.values("task", context.taskLink(task))
      }
      $0.text("worker", decision.worker)
      $0.text("worker_href", decision.worker.flatMap(context.workerHref(_:)))
      $0.list("tags", decision.tags.map(tag(_:)))
      $0.text("labels", decision.tags.joined(separator: "\n"))
      $0.html("body", context.body(decision.source))
    }
  }

  /// A tag, and all decisions that have it.
  private func tag(_ tag: String) -> Values {
    Values {
      $0.text("text", tag)
      $0.text("href", "\(SitePath.decisions)#label=\(tag.percentEncodedFragment)")
    }
  }

  private func filter(_ decisions: [Decision]) -> Values? {
    guard decisions.count > 1 else { return nil }
    let board = Board(context: context)
    let repos = Set(decisions.compactMap { $0.repo ?? $0.task?.repo })
    return Values {
      $0.text("noun", "decisions")
      $0.number("total", decisions.count)
      $0.values(
        "repos",
        board.options(
          context.workspace.repos.filter { repos.contains($0.slug) }.map { ($0.slug, $0.title) }))
      $0.values("workers", board.options(decisions.compactMap(\.worker).distinct().map { ($0, $0) }))
      $0.values("labels", board.options(decisions.flatMap(\.tags).distinct().map { ($0, $0) }))
      $0.flag("has_blocked", false)
    }
  }
}
