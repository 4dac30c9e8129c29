import Bytes
import Content
import Evidence
import Quantities
import Situation

/// `repos/<repo>.html`.
struct RepoPage {
  static let template = PageTemplate(
    "repo",
    values: """
      @layout @board @filter unreadable color facts{ @fact } body commands{ @command } has_commands
      branches{ name task{ @link } ahead behind uncommitted last state } has_branches
      collisions{ task{ @link } other{ @link } base text command }
      shared{ task{ @link } other{ @link } base text } merge_order{ text } has_collisions
      hours_table{ workers{ name } rows{ name sprint{ @link } cells{ text } sum } sums{ text } sum_all }
      hours_chart billing{ @fact } has_billing source
      """)

  let context: SiteContext
  let frame: PageFrame
  let repo: Repo

  func render() -> [UInt8] {
    let path = SitePath.repo(repo.slug)
    let root = SitePath.root(of: path)
    let tasks = context.workspace.tasks(ofRepo: repo.slug)
    var values = Values()
    Board(context: context).fill(&values, with: tasks, of: nil, root: root, isCurrent: false)
    values.html("unreadable", Board(context: context).unreadable)
    values.number("color", context.color(ofRepo: repo.slug))
    values.list("facts", facts(tasks))
    values.html("body", context.body(repo.source))
    fillGit(&values)
    values.list(
      "commands",
      repo.commands.map { command in
        Values {
          $0.text("label", command.name)
          $0.text("text", command.line)
        }
      })
    values.flag("has_commands", !repo.commands.isEmpty)
    values.values("hours_table", hoursTable(tasks))
    values.html(
      "hours_chart",
      HoursChart(title: "Hours by worker", id: "hours-title", bars: hoursByWorker(tasks)).html())
    BillingFacts(context: context).fill(&values) { $0.sum(of: tasks.map(\.id)) }
    values.text("source", repo.source?.path ?? "content/repos/\(repo.slug).md")
    return frame.page(
      path, template: Self.template, title: repo.title, about: .description(context.counts(tasks)),
      current: ReposPage.path,
      values)
  }

  /// The repo's branches but for those that everything comes home to, with what is known of the work on them.
  private func fillGit(_ values: inout Values) {
    let git = context.git?.repos[repo.slug]
    let rows = git?.branches.filter { $0.kind != .base }.map { branch in row(branch, git?.worktrees ?? []) } ?? []
    values.list("branches", rows)
    values.flag("has_branches", !rows.isEmpty)
    fillCollisions(&values)
  }

  /// What git could not put together, what both sides of a pair change all the same, and the order of merging.
  private func fillCollisions(_ values: inout Values) {
    let situation = context.situation
    func row(_ task: TrackedTask, _ other: TaskEvidence.Collision.Other, _ text: String, _ command: String?) -> Values {
      Values {
        $0.values("task", context.taskLink(task.id))
        switch other {
        case .task(let id):
          if context.workspace.task(id) == nil {
            $0.text("base", id.description)
          } else {
            $0.values("other", context.taskLink(id))
          }
        case .base(let branch): $0.text("base", branch)
        }
        $0.text("text", text)
        $0.text("command", command)
      }
    }
    let clashes = situation.clashes(inRepo: repo.slug)
    values.list(
      "collisions",
      clashes.map { row($0.task, $0.collision.other, $0.collision.words, situation.command(for: $0)) })
    values.list(
      "shared",
      situation.sharedFiles(inRepo: repo.slug).flatMap { shared in
        shared.overlap.words.map { row(shared.task, shared.overlap.other, $0, nil) }
      })
    let order = situation.mergeOrder(inRepo: repo.slug)
    values.texts("merge_order", order)
    values.flag("has_collisions", !clashes.isEmpty)
  }

  private func row(_ branch: RepoFacts.Branch, _ worktrees: [RepoFacts.Worktree]) -> Values {
    let situation = context.situation
    let task = situation.task(onBranch: branch.name, ofRepo: repo.slug)
    let worktree = worktrees.first { $0.branch == branch.name }
    return Values {
      $0.text("name", branch.name)
      if let task { $0.values("task", context.link(task.task.title, SitePath.task(task.id))) }
      $0.text("ahead", branch.distance.map { "\($0.ahead)" } ?? "?")
      $0.text("behind", branch.distance.map { "\($0.behind)" } ?? "?")
      $0.text("uncommitted", worktree?.uncommittedFiles.map { "\($0)" } ?? "–")
      $0.html("last", branch.lastCommit.map(context.times.ageHTML(_:)))
      $0.text("state", task.flatMap { situation.evidence(of: $0)?.merge.words })
    }
  }

  private func facts(_ tasks: [TrackedTask]) -> [Values] {
    var facts: [Values] = []
    func add(_ id: String, _ name: String, _ html: HTML?) {
      guard let html, !html.bytes.isEmpty else { return }
      facts.append(
        Values {
          $0.text("id", id)
          $0.text("name", name)
          $0.html("value", html)
        })
    }
    add("path", "Path", repo.path == "none" ? .text("no repo") : .code(repo.path))
    add("client", "Client", repo.client.map { .text(context.workspace.client($0)?.name ?? $0) })
    let branches = [repo.branches.main, repo.branches.develop].compactMap { $0 }
    add(
      "branches", "Branches",
      branches.isEmpty ? nil : HTML(branches.map { HTML.code($0).text }.joined(separator: " ")))
    if let git = context.git?.repos[repo.slug] {
      let open = git.uncommittedFiles
      add(
        "checkout", "Checked out",
        HTML(
          (git.currentBranch.map { HTML.code($0).text } ?? "no branch")
            + (open > 0 ? ", \(plural(open, "uncommitted file"))" : "")))
      add("version", "Version", git.version.map { .text($0) })
      if let upstream = git.upstream, upstream.ahead + upstream.behind > 0 {
        add("upstream", "Upstream", .text("\(upstream.ahead) to push, \(upstream.behind) to pull"))
      }
    }
    add("url", "Address", repo.url.map(TaskPage.externalLink(_:)))
    let workers = tasks.filter { $0.task.status.isActive }.compactMap(\.worker).distinct()
    add("workers", "At work", workers.isEmpty ? nil : .text(workers.joined(separator: ", ")))
    if context.workspace.settings.site.invoices {
      add(
        "rate", "Rate",
        repo.billable == false ? .text("not billable") : repo.rate.map { .text($0.description) })
    }
    return facts
  }

  /// Hours by sprint and worker.
  private func hoursTable(_ tasks: [TrackedTask]) -> Values? {
    let workers = hoursByWorker(tasks).filter { $0.minutes != .zero }.map(\.name)
    guard !workers.isEmpty else { return nil }
    func cells(_ tasks: [TrackedTask]) -> (texts: [String], sum: Minutes, isEmpty: Bool) {
      let hours = Dictionary(uniqueKeysWithValues: hoursByWorker(tasks).map { ($0.name, $0.minutes) })
      return (
        workers.map { spoken(hours[$0] ?? .zero) }, hours.values.reduce(.zero) { $0 + $1 },
        hours.values.allSatisfy { $0 == .zero }
      )
    }
    let sprints: [Sprint?] = context.workspace.sprints.reversed() + [nil]
    let bySprint = Dictionary(grouping: tasks) { context.workspace.sprint(of: $0.task)?.slug }
    let rows = sprints.compactMap { sprint -> Values? in
      let own = cells(bySprint[sprint?.slug] ?? [])
      guard !own.isEmpty else { return nil }
      return Values {
        $0.text("name", sprint?.title ?? "no sprint")
        if let sprint { $0.values("sprint", context.link(sprint.title, SitePath.sprint(sprint.slug))) }
        $0.texts("cells", own.texts)
        $0.text("sum", spoken(own.sum))
      }
    }
    let all = cells(tasks)
    return Values {
      $0.list("workers", workers.map { name in Values { $0.text("name", name) } })
      $0.list("rows", rows)
      $0.texts("sums", all.texts)
      $0.text("sum_all", spoken(all.sum))
    }
  }
}

/// `repos.html`.
struct ReposPage: TeamPage {
  static let path = "repos.html"
  static let item = "Repos"
  static let template = PageTemplate(
    "repos",
    values: """
      @layout has_repos
      repos{ title href color client todo in_progress review done blocked any_blocked spent workers }
      """)

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let values = Values { values in
      values.flag("has_repos", !context.workspace.repos.isEmpty)
      values.list("repos", context.workspace.repos.map { row($0, context.workspace.tasks(ofRepo: $0.slug)) })
    }
    return page(
      about: .description(context.workspace.repos.prefix(20).map(\.title).joined(separator: ", ")), values)
  }

  private func row(_ repo: Repo, _ tasks: [TrackedTask]) -> Values {
    func count(_ status: BoardTask.Status) -> Int { tasks.count { $0.task.status == status } }
    let blocked = tasks.count(where: \.isBlocked)
    return Values {
      $0.text("title", repo.title)
      $0.text("href", SitePath.repo(repo.slug))
      $0.number("color", context.color(ofRepo: repo.slug))
      $0.text("client", repo.client.map { context.workspace.client($0)?.name ?? $0 })
      $0.number("todo", count(.todo))
      $0.number("in_progress", count(.inProgress))
      $0.number("review", count(.review))
      $0.number("done", count(.done))
      $0.number("blocked", blocked)
      $0.flag("any_blocked", blocked > 0)
      $0.text("spent", spoken(tasks.reduce(.zero) { $0 + $1.logged }))
      let workers = tasks.filter { $0.task.status.isActive }.compactMap(\.worker).distinct()
      $0.text("workers", workers.joined(separator: ", "))
    }
  }
}
