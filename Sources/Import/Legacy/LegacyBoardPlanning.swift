import Bytes
import Content
import FrontMatter
import Quantities

// A row of a board becomes a task. What it says of days becomes updates of the board, because that is where a task's
// history stands.

extension LegacyPlanner {
  mutating func plan(_ board: LegacyBoard, _ item: Int) {
    let file = items[item].path
    items[item].sections = board.sections.map { ($0.heading, $0.tasks) }
    items[item].columns = board.columns.map { ($0.header, $0.column.map(Self.key(of:)) ?? $0.key) }
    if let title = board.title, project == nil { project = Self.project(in: title) }
    for line in board.withoutTitle {
      note(item, .name, "a row without a title: kept as text", line: line)
    }
    let sprints = board.sprints.map { plan($0, item) }
    var homeless: [LegacyBoard.TaskRow] = []
    for row in board.rows {
      guard let repo = row.plain(.repo).flatMap({ repo(named: $0) }) ?? options.repo else {
        homeless.append(row)
        continue
      }
      if options.repo == repo { makeRepo(repo, title: repo) }
      let id = row.plain(.id)
      let raw = row[.title] ?? row.title
      if let known = records.take(repo: repo, file: file, id: id, title: raw) {
        items[item].entries.append(.init(row.line.number, row.title, .known(known.path)))
        if let title = known.title, ExactText(title) != ExactText(raw) {
          note(
            item, .name, "\(id ?? "") \"\(row.title)\" is \(known.task), which came in as \"\(title)\"",
            line: row.line.number)
        }
        finish(known.task, row, sprint: row.sprint.flatMap { sprints[$0] }, of: board, item)
      } else {
        plan(row, in: repo, sprint: row.sprint.flatMap { sprints[$0] }, of: board, item)
      }
    }
    if let first = homeless.first, missing == nil {
      let titles = homeless.prefix(3).map { "\"\($0.title)\"" }.joined(separator: ", ")
      let have = homeless.count == 1 ? "a task has" : "\(homeless.count) tasks have"
      missing = LegacyPlan.Missing(
        message: "\(file):\(first.line.number): \(have) no repo: \(titles)\(homeless.count > 3 ? " …" : "")",
        help: "say which repo they are for: --repo NAME")
    }
    keep(
      board.kept, titled: board.title.map { "\($0): what else it said" } ?? "What else \(file) said", of: item,
      on: board.written)
  }

  /// What a board's title says behind "Sprint Board -".
  private static func project(in title: String) -> String? {
    for sign in [" - ", " – ", " — ", ": "] {
      guard let range = title.firstRange(of: sign) else { continue }
      let name = String(title[range.upperBound...]).trimmed
      return name.isVisible ? name : nil
    }
    return nil
  }

  private static func key(of column: LegacyColumn) -> String {
    switch column {
    case .id: "x-board-id"
    case .repo: "the repo"
    case .started, .completed: "an update of the board"
    case .blockers: "blockers of an update of the board"
    case .notes: "the text"
    default: column.rawValue
    }
  }

  // MARK: Sprints

  /// - Returns: the sprint's name; `nil` where it can be no record.
  private mutating func plan(_ sprint: LegacyBoard.SprintPart, _ item: Int) -> String? {
    let file = items[item].path
    guard let start = sprint.start else {
      note(
        item, .date, "\(sprint.name) has no first day: kept as text, and as x-board-sprint of its tasks",
        line: sprint.line)
      return nil
    }
    func slugOf(_ path: String) -> String { SourceRecord.stem(of: path) }
    if let path = records.sprints[ExactText("\(file) \(sprint.name)")] {
      items[item].entries.append(.init(sprint.line, sprint.name, .known(path)))
      let known = target.records.sprints.first { $0.source.path == path }
      if let known, known.start != start {
        note(item, .date, "\(sprint.name) begins on \(start) here, and on \(known.start) in \(path)", line: sprint.line)
      }
      return slugOf(path)
    }
    let wanted = slug(of: sprint.name) ?? "sprint"
    if let known = target.records.sprints.first(where: { $0.slug == wanted && $0.start == start }) {
      items[item].entries.append(.init(sprint.line, sprint.name, .known(known.source.path)))
      return known.slug
    }
    let name = sprintNames.name(wanted)
    let path = "content/sprints/\(name).md"
    let longest = 400
    let said = sprint.end.flatMap { $0 >= start && $0 - start < longest ? $0 : nil }
    let end = said ?? start.adding(Self.sprintDays - 1)
    if said == nil {
      let why = sprint.end.map { "its end is \($0)" } ?? "no end is given"
      note(
        item, .date, "\(sprint.name): \(why), so two weeks are assumed, to \(end): mend end in \(path)",
        line: sprint.line)
    }
    add(.init(sprint.line, sprint.name, .sprint(path)), to: item) { origin in
      var draft = LegacyDraft(
        .sprint, path, origin,
        required: [
          ("title", .scalar(sprint.name)), ("start", .bare(start.description)), ("end", .bare(end.description)),
        ])
      if let goal = sprint.goal { draft.wished.append(("goal", .scalar(goal), goal)) }
      draft.noted = [("x-board-file", .scalar(file)), ("x-board-sprint", .scalar(sprint.name))]
      if said == nil {
        let other = sprint.end.map { ": it says \($0)" } ?? ""
        draft.body = Array("\(file) does not say when it ends\(other). Two weeks are assumed.\n".utf8)
      }
      return draft
    }
    return name
  }

  /// How long a sprint is that does not say when it ends.
  private static let sprintDays = 14

  // MARK: Tasks

  private mutating func plan(
    _ row: LegacyBoard.TaskRow, in repo: String, sprint: String?, of board: LegacyBoard, _ item: Int
  ) {
    let file = items[item].path
    let status = Self.status(of: row)
    let branch = row.plain(.branch)
    // A branch is what the worktree is called after too.
    let branched = branch.flatMap { name in name.hasPrefix("feature/") ? String(name.dropFirst(8)) : nil }
    let wanted = branched.flatMap { Slug.isValid($0) ? $0 : nil } ?? slug(of: row.title)
    let id = newTask(wanted, in: repo, from: row.line.text)
    var entry = LegacyPlan.Entry(row.line.number, row.title, .task(id, status.status))
    entry.originalStatus = status.original
    entry.hasNoStatus = status.isMissing
    let moves = moves(of: row, status.status, board, item, isNew: true)
    let translation = RowTranslation(
      row, sprint: sprint, status: status, repo: repo, moved: Set(moves.compactMap(\.column)))
    let folder = options.sourceFolder
    add(entry, to: item) { translation.draft(of: row, id, in: file, $0, board, folder) }
    tasks.add(
      LegacyTasks.Known(
        id: id, title: row.title, branch: branch ?? "feature/\(id.task)", assignee: translation.assignee))
    for move in moves { plan(move, of: id, row, item) }
  }

  /// What is missing of an import that was ended between a task and its days. Where somebody has changed the task
  /// since, nothing is.
  private mutating func finish(
    _ id: TaskID, _ row: LegacyBoard.TaskRow, sprint: String?, of board: LegacyBoard, _ item: Int
  ) {
    let file = items[item].path
    let status = Self.status(of: row)
    let moves = moves(of: row, status.status, board, item, isNew: false)
    let taken = takenNames["content/updates/\(id)"] ?? []
    let missing = moves.filter { move in
      move.isDated ? !taken.contains("\(move.at.stamp)-\(WorkerUpdate.board)") : taken.isEmpty
    }
    guard !missing.isEmpty else { return }
    let translation = RowTranslation(
      row, sprint: sprint, status: status, repo: id.repo, moved: Set(moves.compactMap(\.column)))
    let origin = LegacyDraft.Origin(item: item, entry: 0, line: row.line.number)
    var draft = translation.draft(of: row, id, in: file, origin, board, options.sourceFolder)
    guard let bytes = draft.settle(), let there = try? target.files.read(draft.path), bytes == there else { return }
    for move in missing { plan(move, of: id, row, item) }
  }

  struct StatusReading {
    var status: BoardTask.Status
    /// Every word that was written, where they are not just the plain ones.
    var original: String?
    var waitsFor: String?
    var isMissing = false
  }

  static func status(of row: LegacyBoard.TaskRow) -> StatusReading {
    let words = StatusWords(columns: [])
    let cell = row.plain(.status)
    let meaning = cell.flatMap { words.meaning(of: $0) } ?? row.heading?.meaning
    let status = meaning?.status ?? .todo
    let plain: [BoardTask.Status: [String]] = [
      .todo: ["To Do", "Todo"], .inProgress: ["In Progress"], .review: ["Review", "In Review"], .done: ["Done"],
    ]
    let text = row[.status] ?? row.heading?.text
    let isPlain = text.map { plain[status]?.containsExactly($0) ?? false } ?? false
    return StatusReading(
      status: status, original: isPlain ? nil : text,
      waitsFor: meaning?.isWaiting == true && row[.blockers] == nil ? cell ?? row.heading?.text : nil,
      isMissing: text == nil)
  }

  // MARK: Days

  /// What a row says of a moment in its task's life.
  private struct Move {
    var at: Instant
    var status: BoardTask.Status
    var blockers: [String] = []
    var text: String
    /// Where the day stands, if it is all that stands there.
    var column: LegacyColumn?
    /// Whether the board says the day.
    var isDated = true
  }

  private mutating func moves(
    of row: LegacyBoard.TaskRow, _ status: BoardTask.Status, _ board: LegacyBoard, _ item: Int, isNew: Bool
  ) -> [Move] {
    let file = items[item].path
    func day(_ column: LegacyColumn) -> Day? { row.plain(column).flatMap { LooseDate.day($0, format: "") } }
    func column(_ column: LegacyColumn, _ day: Day) -> LegacyColumn? {
      row.plain(column) == day.description ? column : nil
    }
    var moves: [Move] = []
    let completed = status.isClosed ? day(.completed) : nil
    // Work begins before all that is reported that day, and ends after it.
    if let started = day(.started), status == .inProgress || completed.map({ $0 >= started }) == true {
      moves.append(
        Move(
          at: started.start, status: .inProgress, text: "Started on \(started), says \(file).",
          column: column(.started, started)))
    }
    if let completed {
      let word = status == .cancelled ? "Closed" : "Completed"
      moves.append(
        Move(
          at: completed.end, status: status, text: "\(word) on \(completed), says \(file).",
          column: column(.completed, completed)))
    }
    if let blocker = row[.blockers], !status.isClosed, Self.saysBlocker(blocker) {
      if moves.isEmpty {
        let at = board.written?.end ?? options.asOf
        if board.written == nil, isNew {
          note(item, .date, "nothing says since when it is blocked: recorded as of now", line: row.line.number)
        }
        moves.append(
          Move(at: at, status: status, text: "Blocked, says \(file).", isDated: board.written != nil))
      }
      moves[moves.count - 1].blockers = [LegacyCell.plain(blocker)]
    }
    return moves
  }

  static func saysBlocker(_ cell: String) -> Bool {
    !["none", "no", "nothing", "n a", "na"].contains(StatusWords.normalised(cell))
  }

  private mutating func plan(_ move: Move, of task: TaskID, _ row: LegacyBoard.TaskRow, _ item: Int) {
    let file = items[item].path
    let path = newUpdate(of: task, at: move.at, worker: WorkerUpdate.board)
    let entry = LegacyPlan.Entry(row.line.number, row.title, .move(path))
    add(entry, to: item) { origin in
      var draft = LegacyDraft(
        .update(task), path, origin,
        required: [
          ("at", .bare(move.at.description)), ("worker", .scalar(WorkerUpdate.board)),
          ("status", .scalar(move.status.rawValue)),
        ])
      if !move.blockers.isEmpty {
        draft.wished.append(
          ("blockers", .list(move.blockers.map { .scalar($0) }), move.blockers.joined(separator: "; ")))
      }
      draft.noted = [("x-board-file", .scalar(file))]
      draft.body = Array("\(move.text)\n".utf8)
      return draft
    }
  }
}

extension Day {
  /// Its first and its last second, at UTC: a board knows no time of day.
  fileprivate var start: Instant { Instant(milliseconds: ordinal * 86_400_000) }
  fileprivate var end: Instant { Instant(milliseconds: (ordinal + 1) * 86_400_000 - 1_000) }
}

/// The keys and the body that the cells of a row become.
struct RowTranslation {
  private(set) var wished: [(key: String, value: YAMLText, original: String)] = []
  private(set) var noted: [(key: String, value: YAMLText)] = []
  private(set) var body: [UInt8] = []
  private(set) var assignee: String?
  private let status: BoardTask.Status

  /// - Parameter moved: columns whose cells are all in updates.
  init(
    _ row: LegacyBoard.TaskRow, sprint: String?, status: LegacyPlanner.StatusReading, repo: String,
    moved: Set<LegacyColumn>
  ) {
    self.status = status.status
    let raw = row[.title] ?? row.title
    let id = row.plain(.id)
    if let id { note("id", id) }
    // What a row without an id is recognised by, whatever the task is called later.
    if id == nil || !raw.utf8.elementsEqual(row.title.utf8) { note("task", raw) }
    if let original = status.original { note("status", original) }
    if let sprint { wished.append(("sprint", .scalar(sprint), sprint)) }
    if let waitsFor = status.waitsFor { wished.append(("waits_for", .scalar(waitsFor), waitsFor)) }
    if let cell = row[.repo], LegacyCell.plain(cell) != repo { note("repo", cell) }
    priority(row)
    assignee(row)
    scalar(row, .branch, "branch")
    day(row, .due, "due")
    day(row, .created, "created")
    scalar(row, .pullRequest, "pr")
    if let cell = row[.estimate] {
      let text = LegacyCell.plain(cell).replacing(" ", with: "").lowercased()
      if let minutes = Minutes(duration: text) {
        wished.append(("estimate", .scalar(minutes.duration), cell))
        if minutes.duration != cell { note("estimate", cell) }
      } else {
        note("estimate", cell)
      }
    }
    if let cell = row[.labels] {
      let labels = cell.split { ",;".contains($0) }.map { LegacyCell.plain(String($0).trimmed) }.filter { !$0.isEmpty }
      wished.append(("labels", .words(labels), cell))
    }
    // Days become updates where they say enough; the others stay as they are written.
    for column in [LegacyColumn.started, .completed] where !moved.contains(column) {
      if let cell = row[column] { note(column.rawValue, cell) }
    }
    if let cell = row[.blockers],
      status.status.isClosed || !LegacyPlanner.saysBlocker(cell)
        || !LegacyCell.plain(cell).utf8.elementsEqual(cell.utf8)
    {
      note("blockers", cell)
    }
    for (key, value) in row.others { noted.append((key, .scalar(value))) }
    if let notes = row[.notes] { body = Array("\(KeptText.harmless(notes))\n".utf8) }
  }

  private mutating func note(_ name: String, _ text: String) { noted.append(("x-board-\(name)", .scalar(text))) }

  private mutating func scalar(_ row: LegacyBoard.TaskRow, _ column: LegacyColumn, _ key: String) {
    guard let cell = row[column] else { return }
    let text = LegacyCell.plain(cell)
    wished.append((key, .scalar(text), cell))
    // A link leads somewhere; marks of emphasis say nothing.
    if cell.utf8.firstRange(of: "](".utf8) != nil { note(key, cell) }
  }

  private mutating func day(_ row: LegacyBoard.TaskRow, _ column: LegacyColumn, _ key: String) {
    guard let cell = row[column] else { return }
    guard let day = LooseDate.day(LegacyCell.plain(cell), format: "") else { return note(key, cell) }
    wished.append((key, .bare(day.description), cell))
    if cell != day.description { note(key, cell) }
  }

  func draft(
    of row: LegacyBoard.TaskRow, _ id: TaskID, in file: String, _ origin: LegacyDraft.Origin, _ board: LegacyBoard,
    _ folder: [String]?
  ) -> LegacyDraft {
    var draft = LegacyDraft(
      .task(id, status), "content/tasks/\(id).md", origin,
      required: [("title", .scalar(row.title)), ("status", .scalar(status.rawValue))])
    draft.noted = [("x-board-file", .scalar(file))]
    if let sprint = row.sprint, !wished.contains(where: { $0.key == "sprint" }) {
      draft.noted.append(("x-board-sprint", .scalar(board.sprints[sprint].name)))
    }
    draft.wished = wished
    draft.noted += noted
    draft.body = LegacyPlanner.moved(body, file, draft.path, folder)
    return draft
  }

  private mutating func priority(_ row: LegacyBoard.TaskRow) {
    guard let cell = row[.priority] else { return }
    guard let priority = PriorityWords.meaning(of: LegacyCell.plain(cell)) else { return note("priority", cell) }
    wished.append(("priority", .scalar(priority.rawValue), cell))
    if cell.lowercased() != priority.rawValue { note("priority", cell) }
  }

  private mutating func assignee(_ row: LegacyBoard.TaskRow) {
    guard let cell = row[.assignee] else { return }
    let text = LegacyCell.plain(cell)
    let first = text.split { ",;&+/".contains($0) }.first.map { String($0).trimmed } ?? text
    let isNobody = ["none", "nobody", "unassigned", "n a", "na", "tbd"].contains(StatusWords.normalised(text))
    if !isNobody {
      let name = LegacyPlanner.worker(first)
      assignee = name
      wished.append(("assignee", .scalar(name), cell))
      if name == text { return }
    }
    note("assignee", cell)
  }
}
