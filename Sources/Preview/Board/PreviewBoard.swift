import Actions
import Billing
import Bytes
import Content
import Diagnostics
import Evidence
import Files
import Quantities
import Sessions
import Site
import Situation
import Synchronization

/// What is known at this moment, and the snapshot that is made of it whenever something changes.
package actor PreviewBoard {
  nonisolated let hub = EventHub()
  /// Proves that who asks for a change has seen a page of this process.
  package nonisolated let token = random(bytes: 32)
  nonisolated let setup: Setup
  /// Read without waiting for the next one.
  private nonisolated let latest: Mutex<Snapshot>
  /// Called when the content is another.
  private nonisolated let follower = Mutex<(@Sendable () -> Void)?>(nil)

  private var known: Known
  private var problems = Problems()
  /// Tells the pages of another process from this one's.
  private let process = random(bytes: 4)
  private var number = 0
  /// How often the templates were others: with them, style sheet and script are.
  private var templatesNumber = 0
  private var isChecking = false
  /// What the newest snapshot is checked by; nil where that is done.
  private var unchecked: (number: Int, check: @Sendable () -> [Diagnostic])?

  /// What does not change.
  package struct Setup: Sendable {
    package let home: Home
    package let version: String
    package let clock: @Sendable () -> Instant
    /// Whether the clock stands still, because somebody named the moment.
    package let isFixed: Bool
    package let asksGit: Bool

    package init(
      home: Home, version: String, clock: @escaping @Sendable () -> Instant, isFixed: Bool = false, asksGit: Bool = true
    ) {
      self.home = home
      self.version = version
      self.clock = clock
      self.isFixed = isFixed
      self.asksGit = asksGit
    }
  }

  struct Known {
    var scan: Scan
    var templates: TemplateLibrary
    var sessions: [SessionMark]?
    var facts: GitFacts?
  }

  init(_ setup: Setup, _ known: Known) {
    self.setup = setup
    self.known = known
    number = 1
    let first = Self.picture(setup, known, PreviewMark(snapshot: "\(process)-1", token: token))
    latest = Mutex(first.snapshot)
    problems.unreadable = first.unreadable
    unchecked = (1, first.check)
  }

  /// To be called once, when it is shown: checks what is there already.
  func begin() {
    tell()
    checkNext()
  }

  private static func random(bytes count: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator).hexadecimal }.joined()
  }
}

// MARK: - Changes

extension PreviewBoard {
  /// What has changed; nil for what has not.
  struct Update: Sendable {
    var scan: Scan?
    /// Why there is none any more.
    var contentFailure: String?
    /// Those that cannot be used leave the last good ones in their place.
    var templates: Result<TemplateLibrary, TemplateErrors>?
    var sessions: [SessionMark]??
    var facts: GitFacts??
  }

  func take(_ update: Update) {
    if let scan = update.scan {
      known.scan = scan
      problems.content = nil
    }
    if let failure = update.contentFailure { problems.content = failure }
    switch update.templates {
    case .success(let templates)?:
      known.templates = templates
      templatesNumber += 1
      problems.templates = []
    case .failure(let errors)?: problems.templates = errors.diagnostics
    case nil: break
    }
    if let sessions = update.sessions { known.sessions = sessions }
    if let facts = update.facts { known.facts = facts }
    publish()
    if update.scan != nil { follower.withLock { $0 }?() }
  }

  /// - Parameter follower: is called whenever the content is another.
  nonisolated func tellChanges(to follower: @escaping @Sendable () -> Void) {
    self.follower.withLock { $0 = follower }
  }

  /// The newest; where time has passed, as it is now.
  package func current() -> Snapshot {
    if isOld(latest.withLock { $0 }) { publish() }
    return latest.withLock { $0 }
  }

  package nonisolated func snapshot() async -> Snapshot {
    let snapshot = latest.withLock { $0 }
    return isOld(snapshot) ? await current() : snapshot
  }

  /// Words such as "41 min" are right for a minute, which the next look must not come behind.
  private nonisolated func isOld(_ snapshot: Snapshot) -> Bool {
    !setup.isFixed && setup.clock().milliseconds - snapshot.workspace.asOf.milliseconds >= 40_000
  }

  private func publish() {
    number += 1
    // What makes too much may not do so with the content of this moment.
    if known.templates.excess != nil { known.templates.forgetExcess() }
    let next = Self.picture(setup, known, PreviewMark(snapshot: "\(process)-\(number)", token: token))
    latest.withLock { $0 = next.snapshot }
    problems.unreadable = next.unreadable
    unchecked = (number, next.check)
    tell()
    checkNext()
  }

  private func tell() {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("snapshot", latest.withLock { $0.mark.snapshot })
      writer.field("templates", templatesNumber)
      problems.write(to: &writer)
    }
    hub.send(Array("data: ".utf8) + writer.endLine() + [UInt8(ascii: "\n")])
  }

  private struct Picture {
    let snapshot: Snapshot
    let unreadable: [Diagnostic]
    let check: @Sendable () -> [Diagnostic]
  }

  /// The same as a build makes of it.
  private static func picture(_ setup: Setup, _ known: Known, _ mark: PreviewMark) -> Picture {
    let workspace = Workspace(linking: known.scan, asOf: setup.clock())
    let invoices = InvoiceBook(workspace)
    let ledger = WorkLedger(workspace, invoices)
    let situation = BoardSituation(
      of: workspace, git: known.facts, invoices: invoices, money: MoneyFacts(ledger),
      sessions: setup.asksGit ? known.sessions : nil)
    let pages = SitePages(
      situation, Renderings(known.scan), attachments: .onDisk(home: setup.home.path), templates: known.templates,
      version: setup.version, preview: mark)
    let snapshot = Snapshot(
      mark: mark, pages: pages, workspace: workspace, templates: known.templates, home: setup.home.path)
    return Picture(
      snapshot: snapshot, unreadable: situation.unreadable.flatMap(\.diagnostics).filter { $0.severity == .error }
    ) {
      (workspace.check() + ledger.book.diagnostics + ledger.diagnostics + pages.refused).filter {
        $0.severity == .error
      }
    }
  }
}

// MARK: - Checking

extension PreviewBoard {
  /// A check takes longer than a snapshot: pages are told first, and of many snapshots in a row not each is checked.
  private func checkNext() {
    guard !isChecking, let next = unchecked else { return }
    unchecked = nil
    isChecking = true
    Task.detached(priority: .utility) { [weak self] in
      let found = next.check()
      await self?.take(found, of: next.number)
    }
  }

  private func take(_ found: [Diagnostic], of number: Int) {
    isChecking = false
    // Of one that is old already nothing is said, but for what was there at the beginning.
    if number == self.number || number == 1 { problems.take(found) }
    if number == self.number { tell() }
    checkNext()
  }
}
