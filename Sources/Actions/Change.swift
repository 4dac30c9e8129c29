import Billing
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Git
import Quantities

/// One change of `content/`, from taking the lock to the commit.
///
/// It reads once, and what it writes it proves: by reading each file again, and where somebody gave the values, by
/// putting the workspace together with the file as it would be.
package struct Change: ~Copyable {
  package let home: Home
  package let stage: Stage
  /// The workspace as it was when the lock was taken.
  package let workspace: Workspace
  private let scan: Scan
  private var editor: ContentEditor
  private var warnings: [Warning] = []
  /// How many of the editor's changes were there at the last commit.
  private var committed = 0
  /// Whether what was written since the last commit is left to the person.
  private var isLeftToThePerson = false

  /// The moment to record.
  package var at: Instant { stage.now }

  /// Takes the lock, reads the workspace, makes the change, writes it as a whole, commits what `auto_commit` says, and
  /// gives the lock back. A dry run takes no lock and does all of it but writing and committing.
  ///
  /// - Parameters:
  ///   - verb: for processes that wait, such as "task move".
  ///   - message: the subject of the commit; of the last one, where the change makes several.
  ///   - body: makes the change and says what it did. Where it throws, nothing is written, except for steps of it that
  ///     were committed before.
  /// - Returns: what the body gave, with whatever else is to be said.
  package static func run<Outcome: Warned>(
    in home: Home, _ stage: Stage, verb: String, message: String,
    _ body: (inout Change) async throws(Refusal) -> Outcome
  ) async throws(Refusal) -> Outcome {
    guard !home.isCopy else {
      throw .answer(
        "nothing written: \(home.path) is a linked worktree on a side branch, and git names no main checkout that has content/",
        help: "name the workspace with --home DIR; to write to this one all the same: --home \(home.path) --anyway")
    }
    if !stage.insists { try await home.refuseWorkBranch() }
    var editor =
      stage.isDryRun
      ? ContentEditor(rehearsingIn: home.path, verb: verb)
      : try await refusing {
        try await ContentEditor(home: home.path, verb: verb) { stage.tell(.waiting($0)) }
      }
    let unfinished = editor.unfinished
    let half = stage.isDryRun ? nil : await SyncNote.takeUp(in: home)
    var scan = try await home.records()
    let linked = Workspace(linking: scan, asOf: stage.now)
    let queued = stage.isDryRun ? [] : Outbox.waiting(in: home, linked)
    var strays: [Warning] = []
    if !queued.isEmpty {
      do throws(FileError) {
        strays = try Outbox.collect(queued, with: &editor, in: home, linked)
      } catch {
        throw .file(error)
      }
      scan = try await home.records()
    }
    var change = Change(home, stage, scan, editor)
    for warning in strays { change.warn(warning.message, help: warning.help) }
    if let half { change.warn(half.message, help: half.help) }
    if let unfinished {
      let why =
        unfinished.isEdited
        ? "while it wrote them, and somebody has changed them since" : "while it put back what it had written"
      change.warn(
        "half done, and not committed: \(Self.listed(unfinished.paths)): orchsite \(unfinished.verb) was ended \(why)",
        help: "run orchsite \(unfinished.verb) again, then commit them together yourself")
    }
    let result: Result<Outcome, Refusal>
    do throws(Refusal) {
      let outcome = try await body(&change)
      try await change.flush()
      result = .success(outcome)
    } catch {
      result = .failure(error)
    }
    await change.commitWritten(message)
    let warnings = change.warnings
    change.finish()
    switch result {
    case .success(var outcome):
      outcome.warnings = warnings
      return outcome
    case .failure(let refusal):
      throw warnings.isEmpty ? refusal : .after(warnings, refusal)
    }
  }

  private init(_ home: Home, _ stage: Stage, _ scan: Scan, _ editor: consuming ContentEditor) {
    self.home = home
    self.stage = stage
    self.scan = scan
    workspace = Workspace(linking: scan, asOf: stage.now)
    self.editor = editor
    self.editor.machine = stage.machine
    // Where index.md is not there yet or cannot be read, it is decided when it is.
    self.editor.autoCommit = workspace.settings.source == nil ? nil : workspace.settings.autoCommit
  }

  private consuming func finish() { editor.finish() }
}

/// An outcome that can carry warnings: of a commit that could not be made, for one.
package protocol Warned: Sendable {
  var warnings: [Warning] { get set }
}

// MARK: - What a verb does with it

extension Change {
  package func task(_ id: TaskID) throws(Refusal) -> TrackedTask { try workspace.existingTask(id) }

  /// Something to be said beside the outcome.
  package mutating func warn(_ message: String, help: String? = nil) {
    let warning = Warning(message, help: help)
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  /// Says that an update cannot be recorded at the moment that was asked for.
  package mutating func warnIfLate(_ task: TrackedTask) {
    guard stage.isNamed, let newest = task.newestUpdate, newest.at.milliseconds >= at.milliseconds else { return }
    warn(
      "--at is earlier than the newest update, of \(newest.at)",
      help: "nothing to do: it was recorded just behind that one")
  }

  /// Changes content through the editor, which writes it when the body of the change or a step of it is done.
  package mutating func write<Value>(
    _ body: (inout ContentEditor) throws(EditError) -> Value
  ) throws(Refusal) -> Value {
    do throws(EditError) { return try body(&editor) } catch { throw Refusal(error) }
  }

  /// Creates a record that somebody gave the values of.
  ///
  /// - Returns: its path.
  package mutating func create(_ path: String, _ record: RecordText) async throws(Refusal) -> String {
    guard FileSystem.kind(of: "\(home.path)/\(path)") == nil else {
      throw .answer("\(path) is there already", help: "choose another name, or edit that file")
    }
    try await prove([path: Array(record.text.utf8)])
    try write { editor throws(EditError) in try editor.create(path, record) }
    return path
  }

  /// Edits a file by values that somebody gave.
  ///
  /// - Returns: whether it did not say so already.
  @discardableResult
  package mutating func edit(_ path: String, _ edits: [FrontMatterEdit]) async throws(Refusal) -> Bool {
    try await edit([(path, edits)])[0]
  }

  /// Edits several files by values that somebody gave; they are proved together.
  ///
  /// - Returns: of each, whether it did not say so already.
  package mutating func edit(_ files: [(path: String, edits: [FrontMatterEdit])]) async throws(Refusal) -> [Bool] {
    var after: [String: [UInt8]] = [:]
    for file in files {
      after[file.path] = try write { editor throws(EditError) in try editor.preview(file.path, file.edits) }
    }
    try await prove(after)
    return try write { editor throws(EditError) in
      try files.map { file throws(EditError) in try editor.edit(file.path, file.edits) }
    }
  }

  /// The workspace as it will be, with all that was changed so far.
  package func workspaceAfterwards() async throws(Refusal) -> Workspace {
    let files = editor.collectedFiles
    let after = try await refusing { try await scan.updating(Array(files.keys), from: home.files.adding(files)) }
    return Workspace(linking: after, asOf: at)
  }

  /// Refuses files that would bring an error into content: the workspace is put together once more with the files as
  /// they would be. What is wrong already hinders nobody.
  private func prove(_ files: [String: [UInt8]]) async throws(Refusal) {
    let paths = Array(files.keys)
    let after = try await refusing { try await scan.updating(paths, from: home.files.adding(files)) }
    let changed = Subtrees(paths)
    let errors = Self.errors(in: Workspace(linking: after, asOf: at), changed)
    if errors.isEmpty { return }
    let before = Set(Self.errors(in: workspace, changed).map(Self.identity))
    let new = errors.filter { !before.contains(Self.identity($0)) }
    if !new.isEmpty { throw .worse(new) }
  }

  /// - Parameter changed: of all bodies, these are the only ones whose links a change can break by itself.
  private static func errors(in workspace: Workspace, _ changed: Subtrees) -> [Diagnostic] {
    var found = workspace.check(linksIn: changed)
    if concernsBilling(changed) {
      let ledger = WorkLedger(workspace)
      found += ledger.book.diagnostics + ledger.diagnostics
    }
    return found.filter { $0.severity == .error }
  }

  /// Whether what invoices, rates and time say may be another thing now.
  private static func concernsBilling(_ changed: Subtrees) -> Bool {
    changed.contain(Scan.indexPath)
      || ["invoices", "clients", "time", "write-offs"].contains { changed.areBelow("content/\($0)") }
  }

  /// Without the place, which an edit moves.
  private static func identity(_ diagnostic: Diagnostic) -> [String] {
    [diagnostic.file.path, diagnostic.code, diagnostic.message]
  }
}

// MARK: - Commits

extension Change {
  /// Whether git holds a file as it is; false where nobody can tell.
  package func isInHead(_ path: String) async -> Bool {
    if stage.isDryRun { return true }
    do { return try await home.git.changed(among: [path]).isEmpty } catch { return false }
  }

  /// Commits what a person has done to a file, before the change takes the file away. Where that cannot be, `isInHead`
  /// says so.
  package func commitAsItIs(_ path: String, _ subject: String) async {
    guard workspace.settings.autoCommit == .all, await !isInHead(path) else { return }
    let message = CommitMessage(subject: subject, written: [ExactText(path)])
    _ = try? await home.git.commit(paths: [path], watching: [], together: [], message: message.text)
  }

  /// Ends a step of the change: what was changed until now is written and committed before anything else is. At the end
  /// of a change that happens by itself.
  ///
  /// A commit that cannot be made becomes a warning; the files are written, and the next commit takes them along.
  ///
  /// - Returns: whether nothing of the step waits for a commit any more that should be committed.
  @discardableResult
  package mutating func commit(_ message: String) async throws(Refusal) -> Bool {
    try await flush()
    return await commitWritten(message)
  }

  /// Writes what was collected, all or nothing.
  private mutating func flush() async throws(Refusal) {
    guard !editor.pending.isEmpty else { return }
    if stage.isDryRun {
      do throws(FileError) { return try editor.apply() } catch { throw .file(error) }
    }
    let different = try await changedBefore()
    let all = editor.pending.map(\.path)
    let tell = stage.tell
    do throws(FileError) {
      try editor.apply(areYours: !different.isEmpty) { tell(.written($0, of: all.count)) }
    } catch {
      throw .file(error)
    }
    isLeftToThePerson = !different.isEmpty
    if different.isEmpty { return }
    warn(
      "written, but not committed: \(Self.listed(different)) \(different.count == 1 ? "was" : "were") not as in HEAD before",
      help: "commit \(all.count == 1 ? "it" : "them together") yourself: \(Self.listed(all))")
  }

  /// The files of the change that were not as in HEAD before it, other than by changes that wait for their commit. With
  /// one of them the person has plans of their own; half of a change must not be committed, so then none of it is.
  private mutating func changedBefore() async throws(Refusal) -> [String] {
    let covered = editor.pending.filter { change in editor.autoCommit.map { $0.covers(change) } ?? true }
    var changed: [String]
    do throws(CommitError) {
      changed = try await home.git.changed(among: covered.map(\.path))
    } catch .git(.notStarted(let command, let reason)) {
      // The machine is at its limits; nothing is written yet.
      throw .git(.notStarted(command: command, reason: reason))
    } catch .git(.timedOut(let command, let limit)) {
      // A git that hangs would be waited for again and again, with the lock held.
      throw .git(.timedOut(command: command, limit: limit))
    } catch {
      // Nobody can tell: what was there before may not be in git. Why, the commit will say.
      changed = covered.filter { $0.kind != .created }.map(\.path)
    }
    let isOwn = try refusing { try editor.isOwn(changed) }
    return zip(changed, isOwn).filter { !$0.1 }.map(\.0)
  }

  /// Commits what waits for it.
  @discardableResult
  private mutating func commitWritten(_ message: String) async -> Bool {
    if stage.isDryRun { return true }
    let written = Set(editor.changes[committed...].map { ExactText($0.path) })
    committed = editor.changes.count
    let isLeft = isLeftToThePerson
    isLeftToThePerson = false
    // The next verb at home finds it: whoever writes from a sandbox can do nothing about it.
    if editor.isWithoutJournal { return true }
    do {
      var journal = try editor.journal()
      let strays = await strayUpdates(journal)
      guard !journal.entries.isEmpty || !strays.isEmpty else { return true }
      guard let autoCommit = try await autoCommitNow() else {
        warn(
          "written, but not committed: content/index.md cannot be read",
          help: "orchsite check says why; the next verb that writes commits it too")
        return false
      }
      // What waits from a time when auto_commit was another does not count against the person's word.
      guard autoCommit != .none else { return true }
      let changed = changedSinceWritten(journal, written)
      let isChanged = Set(changed.map { ExactText($0) })
      let own = journal.entries.filter {
        $0.kind != .yours && autoCommit.covers(isUpdate: $0.kind == .update) && !isChanged.contains(ExactText($0.path))
      }
      let others = journal.entries.filter { $0.kind == .yours || isChanged.contains(ExactText($0.path)) }
      let subject = CommitMessage(subject: message, written: written)
      let result = try await home.git.commit(
        paths: own.map(\.path) + strays, watching: others.map(\.path),
        together: Dictionary(grouping: own.filter { $0.change != 0 }, by: \.change).values.map { $0.map(\.path) },
        message: subject.text)
      if result.isCommitted { stage.tell(.committed(syncs: workspace.settings.sync == .auto)) }
      journal.forget(result.held)
      // Only now: what was never written, or was put back, is as in HEAD, and nobody has changed it.
      let held = Set(result.held.map { ExactText($0) })
      leaveToThePerson(changed.filter { !held.contains(ExactText($0)) }, in: &journal)
      // What is still named there without need is found as in HEAD the next time.
      try? editor.write(journal)
      for path in result.waiting.prefix(Self.namedAtMost) {
        let isOwn = written.contains(ExactText(path.path))
        warn("\(isOwn ? "" : Self.earlier)written, but not committed: \(path)", help: Self.help(for: path.reason))
      }
      if result.waiting.count > Self.namedAtMost {
        let isOwn = result.waiting.dropFirst(Self.namedAtMost).contains { written.contains(ExactText($0.path)) }
        warn(
          "\(isOwn ? "" : Self.earlier)\(result.waiting.count - Self.namedAtMost) more files are written, but not committed"
        )
      }
      return !isLeft && !result.waiting.contains { written.contains(ExactText($0.path)) }
    } catch {
      let help = (error as? CommitError).map(Self.help(for:)) ?? "the next verb that writes commits it too"
      warn("\(written.isEmpty ? Self.earlier : "")written, but not committed: \(error)", help: help)
      return false
    }
  }

  /// Updates that HEAD lacks and that no journal names: a sandbox let an agent write them, and neither the journal nor
  /// git's own folder.
  private func strayUpdates(_ journal: Journal) async -> [String] {
    let folder = "content/updates"
    guard FileSystem.kind(of: "\(home.path)/\(folder)") == .directory else { return [] }
    let known = Set(journal.entries.map { ExactText($0.path) })
    let strays = ((try? await home.git.untracked(below: folder)) ?? []).filter { path in
      guard case .update = RecordPath(path) else { return false }
      return !known.contains(ExactText(path))
    }
    // Who has committed nothing of content/ yet will do it as they like.
    guard !strays.isEmpty, (try? await home.git.holds(Scan.indexPath)) == true else { return [] }
    return strays
  }

  /// `auto_commit` as `index.md` says now; nil where that cannot be read.
  private func autoCommitNow() async throws(Refusal) -> ProjectSettings.AutoCommit? {
    if workspace.settings.source != nil { return workspace.settings.autoCommit }
    // The change itself may have made the workspace.
    guard home.isThere, editor.changes.contains(where: { $0.path == Scan.indexPath }) else { return nil }
    let settings = Workspace(linking: try await home.records(), asOf: at).settings
    return settings.source == nil ? nil : settings.autoCommit
  }

  /// The paths that waited, and whose files are not as they were written.
  private func changedSinceWritten(_ journal: Journal, _ written: Set<ExactText>) -> [String] {
    journal.entries.filter { entry in
      guard entry.kind != .yours, !written.contains(ExactText(entry.path)) else { return false }
      do throws(FileError) {
        return !entry.isAsWritten(try FileSystem.read("\(home.path)/\(entry.path)", limit: ContentFiles.sizeLimit))
      } catch {
        // A file that is gone is a change like any other: the person's, unless a change deleted it.
        return error.reason != .notFound || !entry.isAsWritten(nil)
      }
    }.map(\.path)
  }

  /// A file that waits, and that somebody has edited since, is theirs to commit.
  private mutating func leaveToThePerson(_ edited: [String], in journal: inout Journal) {
    guard !edited.isEmpty else { return }
    journal.leaveToThePerson(edited)
    warn(
      "not committed: \(Self.listed(edited)) \(edited.count == 1 ? "has" : "have") been changed since \(edited.count == 1 ? "it was" : "they were") written",
      help: "commit \(edited.count == 1 ? "it" : "them") yourself")
  }

  private static let namedAtMost = 10

  /// In front of what is said about files that this change did not write.
  private static let earlier = "of an earlier change: "

  private static func listed(_ paths: [String]) -> String {
    let more = paths.count - CommitMessage.pathsAtMost
    return paths.prefix(CommitMessage.pathsAtMost).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private static func help(for error: CommitError) -> String {
    switch error {
    case .notARepository: "git init makes one; auto_commit: none in content/index.md keeps this quiet"
    default: "the next verb that writes commits it too"
    }
  }

  private static func help(for reason: WaitingPath.Reason) -> String {
    switch reason {
    case .ignored: "mend .gitignore, or write auto_commit: none into content/index.md"
    case .hidden: "git update-index --no-skip-worktree --no-assume-unchanged FILE lets git look at it again"
    case .unmerged: "resolve it; the next verb that writes commits it too"
    case .staged: "commit it yourself"
    case .together: "it is committed when all files of its change can be"
    case .committedOtherwise, .refused: "the next verb that writes tries again"
    }
  }
}
