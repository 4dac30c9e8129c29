import Bytes
import Content
import FrontMatter
import Quantities

// Reports are recorded in the order of time. What makes one of them impossible to record is said with its line, and the
// rest is recorded.

extension LegacyPlanner {
  /// A report that can be read, with the moment that it counts for.
  private struct Timed {
    let report: LegacyReports.Report
    let block: WorkerUpdateBlock
    var at: Instant
    /// Whether the block says so itself.
    var isStated: Bool
    let place: Int
  }

  mutating func plan(_ file: LegacyReports, _ item: Int) {
    let name = items[item].path
    var seen: [String: Int] = [:]
    var new: [(LegacyReports.Report, WorkerUpdateBlock)] = []
    // Those that are there already say when the others were written, too.
    let moments = timed(file.reports.compactMap { report in (try? report.content.get()).map { (report, $0) } })
    for report in file.reports {
      if let path = records.reports[report.identity] {
        items[item].entries.append(.init(report.line, report.title, .known(path)))
      } else if let line = seen[report.identity] {
        items[item].entries.append(.init(report.line, report.title, .known("line \(line)")))
      } else {
        seen[report.identity] = report.line
        switch report.content {
        case .success(let block): new.append((report, block))
        case .failure(let refused):
          items[item].entries.append(
            .init(refused.line, report.title, .refused(refused.message, help: refused.help)))
        }
      }
    }
    askForMeaning(of: new, in: name)
    let lines = Set(new.map(\.0.line))
    let timed = moments.filter { lines.contains($0.report.line) }
      .sorted { ($0.at.milliseconds, $0.place) < ($1.at.milliseconds, $1.place) }
    noteMoments(of: timed, among: moments, item)
    makeTasks(for: timed, item)
    for report in timed { record(report, item) }
    items[item].entries.sort { $0.line < $1.line }
    keep(file.kept, titled: "What else \(name) said", of: item, on: timed.first?.at.day)
  }

  /// A total and an increment look the same.
  private mutating func askForMeaning(of reports: [(LegacyReports.Report, WorkerUpdateBlock)], in file: String) {
    guard options.times.meaning == nil, missing == nil,
      let first = reports.first(where: { $0.1.time != nil }), let time = first.1.time
    else { return }
    // The first task with several times shows what is at stake.
    var times: [ExactText: [Minutes]] = [:]
    var help = "say which: --time-is total, or --time-is increment"
    for (_, block) in reports {
      guard let time = block.time, let name = block.task ?? block.branch else { continue }
      times[ExactText(name), default: []].append(time)
    }
    for (_, block) in reports {
      guard let name = block.task ?? block.branch, let own = times[ExactText(name)], own.count > 1 else { continue }
      let sum = own.reduce(.zero, +)
      let last = own.max() ?? .zero
      help =
        "say which: with --time-is total, \"\(name)\" took \(last.spoken); with --time-is increment, \(sum.spoken)"
      break
    }
    missing = LegacyPlan.Missing(
      message: "\(file):\(first.0.timeLine): \"Time: \(time.duration)\" may be a total or what was added", help: help)
  }

  // MARK: Moments

  /// A block without a moment stands right behind the one before it in the file.
  private func timed(_ reports: [(LegacyReports.Report, WorkerUpdateBlock)]) -> [Timed] {
    var timed = reports.enumerated().map { place, report in
      Timed(
        report: report.0, block: report.1, at: report.1.at ?? options.asOf, isStated: report.1.at != nil, place: place)
    }
    func shift(_ at: Instant, _ count: Int) -> Instant {
      Instant(milliseconds: at.milliseconds + count, offset: at.offset)
    }
    if let first = timed.firstIndex(where: \.isStated) {
      for index in 0..<first { timed[index].at = shift(timed[first].at, index - first) }
    }
    let start = timed.firstIndex(where: \.isStated) ?? 0
    for index in timed.indices where index > start && !timed[index].isStated {
      timed[index].at = shift(timed[index - 1].at, 1)
    }
    return timed
  }

  private mutating func noteMoments(of timed: [Timed], among all: [Timed], _ item: Int) {
    let hasMoment = all.contains { $0.isStated }
    for report in timed where !report.isStated {
      note(
        item, .date,
        hasMoment
          ? "no timestamp: recorded by its place in the file, at \(report.at)"
          : "no timestamp in the whole file: recorded as of now, in the order of the file",
        line: report.report.line)
    }
  }

  // MARK: Tasks

  /// Makes the tasks that reports are about and that are not there, where a repo is named for them.
  private mutating func makeTasks(for reports: [Timed], _ item: Int) {
    guard let repo = options.repo else { return }
    var newest: [TaskID: (title: String, branch: String?, status: BoardTask.Status, report: Timed)] = [:]
    var order: [TaskID] = []
    for report in reports {
      let block = report.block
      switch tasks.task(branch: block.branch, title: block.task, repo: repo) {
      case .task(let known, _):
        if let entry = newest[known.id] {
          newest[known.id] = (entry.title, entry.branch, Self.status(of: block), entry.report)
        }
      case .several: continue
      case .none:
        let branchWord = block.branch?.split(separator: "/").last.map(String.init)
        guard let title = block.task ?? branchWord else { continue }
        let isDefault = block.branch.map { $0.hasPrefix("feature/") && Slug.isValid($0.dropFirst(8)) } ?? false
        let id = newTask(
          (isDefault ? branchWord.flatMap { slug(of: $0) } : nil) ?? slug(of: title), in: repo, from: title)
        newest[id] = (title, block.branch, Self.status(of: block), report)
        order.append(id)
        tasks.add(
          LegacyTasks.Known(id: id, title: title, branch: block.branch ?? "feature/\(id.task)", assignee: nil))
      }
    }
    for id in order {
      guard let task = newest[id] else { continue }
      makeRepo(repo, title: repo)
      let file = items[item].path
      add(.init(task.report.report.line, task.title, .task(id, task.status)), to: item) { origin in
        var draft = LegacyDraft(
          .task(id, task.status), "content/tasks/\(id).md", origin,
          required: [("title", .scalar(LegacyCell.plain(task.title))), ("status", .scalar(task.status.rawValue))])
        if let branch = task.branch { draft.wished.append(("branch", .scalar(branch), branch)) }
        draft.noted = [("x-board-file", .scalar(file)), ("x-board-task", .scalar(task.title))]
        return draft
      }
    }
  }

  private static func status(of block: WorkerUpdateBlock) -> BoardTask.Status {
    block.status ?? (block.isReady ? .review : .inProgress)
  }

  // MARK: Updates

  private mutating func record(_ timed: Timed, _ item: Int) {
    let block = timed.block
    let line = timed.report.line
    func refuse(_ message: String, _ help: String, at line: Int? = nil) {
      items[item].entries.append(
        .init(line ?? timed.report.line, timed.report.title, .refused(message, help: help)))
    }
    let task: LegacyTasks.Known
    switch tasks.task(branch: block.branch, title: block.task, repo: options.repo) {
    case .task(let known, let byTitle):
      task = known
      if byTitle, let branch = block.branch, ExactText(branch) != ExactText(known.branch) {
        note(item, .name, "\(known.id) was found by its title; the report says the branch \(branch)", line: line)
      }
    case .several(let ids):
      return refuse(
        "\(Self.named(block)) may be any of \(ids.prefix(5).map(\.description).joined(separator: ", "))",
        "name the repo with --repo, or write the branch of one of them into the report")
    case .none:
      return block.task == nil && block.branch == nil
        ? refuse("it names neither a task nor a branch", "add a line Task: or Branch:")
        : refuse("there is no task for \(Self.named(block))", "--repo NAME makes one there; or import the board first")
    }
    let worker = Self.worker(task.assignee ?? task.branch.split(separator: "/").last.map(String.init) ?? task.id.task)
    var known = task
    var minutes = block.time
    if let time = block.time, options.times.meaning == .total {
      let before = known.recorded[worker, default: 0]
      guard time.count >= before else {
        return refuse(
          "a total of \(time.spoken) is less than the \(Minutes(before).spoken) that \(worker) has on \(task.id)",
          "mend the time, or import the file with --time-is increment", at: timed.report.timeLine)
      }
      minutes = Minutes(time.count - before)
    }
    known.recorded[worker, default: 0] += minutes?.count ?? 0
    // In the old system each report says all that is in the way.
    let open = known.blockers[worker] ?? []
    let resolved = block.namesBlockers ? open.filter { !block.blockers.containsExactly($0) } : []
    known.blockers[worker] = open.filter { !resolved.containsExactly($0) } + block.blockers
    tasks[task.id] = known
    warnIfInvoiced(task, minutes, line, item)
    write(timed, task.id, worker, minutes, resolved, item)
  }

  private static func named(_ block: WorkerUpdateBlock) -> String {
    [block.branch.map { "the branch \($0)" }, block.task.map { "\"\($0)\"" }].compactMap(\.self)
      .joined(separator: ", ")
  }

  private mutating func write(
    _ timed: Timed, _ task: TaskID, _ worker: String, _ minutes: Minutes?, _ resolved: [String], _ item: Int
  ) {
    let block = timed.block
    let file = items[item].path
    let path = newUpdate(of: task, at: timed.at, worker: worker)
    let source = options.sourceFolder
    add(.init(timed.report.line, timed.report.title, .update(path)), to: item) { origin in
      var draft = LegacyDraft(
        .update(task), path, origin,
        required: [
          ("at", .bare(timed.at.description)), ("worker", .scalar(worker)),
          ("status", .scalar(Self.status(of: block).rawValue)),
        ])
      if let minutes { draft.required.append(("minutes", .number(minutes.count))) }
      var notes = block.remarks
      if let commits = block.commits {
        if let count = Int(commits), count >= 0 {
          draft.wished.append(("commits", .number(count), commits))
        } else {
          notes.append("Commits: \(commits)")
        }
      }
      func add(_ key: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        draft.wished.append((key, .list(texts.map { .scalar($0) }), texts.joined(separator: "; ")))
      }
      add("done", block.done)
      add("next", block.next)
      add("blockers", block.blockers)
      add("resolves", resolved)
      if block.isReady { draft.wished.append(("ready_for_merge", .yes, "yes")) }
      draft.noted = [("x-board-file", .scalar(file)), ("x-board-block", .scalar(timed.report.identity, .doubleQuoted))]
      for (key, text) in [
        ("task", block.task), ("branch", block.branch), ("time", block.timeText), ("status", Self.oddStatus(block)),
      ] {
        if let text { draft.noted.append(("x-board-\(key)", .scalar(text))) }
      }
      let words = ([block.notes.trimmed] + notes).filter { !$0.isEmpty }.joined(separator: "\n\n")
      let lines = words.split(separator: "\n", omittingEmptySubsequences: false).map { KeptText.harmless(String($0)) }
      draft.body = words.isEmpty ? [] : Self.moved(Array("\(lines.joined(separator: "\n"))\n".utf8), file, path, source)
      return draft
    }
  }

  /// A status that is not just another spelling of ours.
  private static func oddStatus(_ block: WorkerUpdateBlock) -> String? {
    guard let text = block.statusText, let status = block.status else { return nil }
    let word = StatusWords.normalised(text)
    return word == status.rawValue.replacing("-", with: " ") || word == status.rawValue ? nil : text
  }

  // MARK: Invoices

  /// Says that some of a task's time was invoiced by the old system, where its list of invoices was imported.
  private mutating func warnIfInvoiced(_ task: LegacyTasks.Known, _ minutes: Minutes?, _ line: Int, _ item: Int) {
    guard let minutes, minutes > .zero, let path = records.invoiced[ExactText(task.title)] else { return }
    note(
      item, .billing,
      "\(minutes.spoken) of \(task.id), and \(path) says that time of it was invoiced before: bill only what was not",
      line: line)
  }

  mutating func plan(_ list: LegacyInvoices, _ item: Int) {
    items[item].sections = list.sections.map { ($0.heading, $0.tasks) }
    for work in list.work {
      let task: String
      switch tasks.task(branch: nil, title: work.task, repo: options.repo) {
      case .task(let known, _): task = "\(known.id)"
      case .several(let ids): task = "one of \(ids.prefix(3).map(\.description).joined(separator: ", "))"
      case .none: task = "no task is called so"
      }
      note(item, work.isInvoiced ? .invoiced : .unbilled, "\(work.text) → \(task)", line: work.line)
    }
    for invoice in list.invoices { note(item, .invoice, invoice.text, line: invoice.line) }
    let invoiced = list.work.filter(\.isInvoiced).map(\.task).distinct()
    warnOfReports(on: list.work.filter(\.isInvoiced), item)
    keep(
      list.kept, titled: list.title.map { "\($0), before this workspace" } ?? "Invoices before this workspace",
      of: item, on: list.written, keepsHeadings: true, invoiced: invoiced)
  }

  /// The same, for time that is here already or comes in along with the list; once a task.
  private mutating func warnOfReports(on invoiced: [LegacyInvoices.Work], _ item: Int) {
    var said: Set<TaskID> = []
    for work in invoiced {
      guard case .task(let task, _) = tasks.task(branch: nil, title: work.task, repo: options.repo) else { continue }
      let minutes = task.recorded.values.reduce(0, +)
      guard minutes > 0, said.insert(task.id).inserted else { continue }
      note(
        item, .billing,
        "\(Minutes(minutes).spoken) of \(task.id) are logged here, and time of it was invoiced before: bill only "
          + "what was not",
        line: work.line)
    }
  }
}
