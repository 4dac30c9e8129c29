import Actions
import Bytes
import Content
import Diagnostics
import Evidence
import Files
import Sessions
import Site

/// Follows what changes in a workspace, and tells its board.
struct Following {
  let setup: PreviewBoard.Setup
  private let watch = FolderWatch()

  init(_ setup: PreviewBoard.Setup) { self.setup = setup }

  private var home: Home { setup.home }

  /// Watches everything, then reads it: what changes in between is told.
  func open() async throws(Refusal) -> (board: PreviewBoard, scan: Scan) {
    let scan = try await home.watched(by: watch, .site)
    watchTemplates()
    let templates: TemplateLibrary
    do {
      templates = try TemplateLibrary(overrides: TemplateLibrary.overrides(home: home.path))
    } catch let errors as TemplateErrors {
      throw .content(errors.diagnostics)
    } catch {
      throw Refusal(error)
    }
    let sessions = home.watchedSessions(by: watch)
    return (PreviewBoard(setup, .init(scan: scan, templates: templates, sessions: sessions)), scan)
  }

  private func watchTemplates() {
    watch.add(home.path, .itself(names: ["site-templates"]))
    watch.add("\(home.path)/site-templates")
  }

  /// Until the task is cancelled.
  func run(_ board: PreviewBoard, _ scan: Scan) async {
    var (following, scan) = (self, scan)
    while await following.follow(board, scan) {
      guard let next = await following.found(board) else { return }
      (following, scan) = next
    }
  }

  /// - Returns: whether there is nothing any more that could be read; else the task was cancelled.
  private func follow(_ board: PreviewBoard, _ scan: Scan) async -> Bool {
    var scan = scan
    var sessions: [SessionMark]?
    while true {
      // A save is one change or a few right behind each other: who waits longer for more is seen to wait.
      let changes = await watch.changes(
        until: setup.isFixed ? nil : .now + Self.tick, quiet: .milliseconds(4), atMost: .milliseconds(40))
      if Task.isCancelled { return false }
      if changes.isEmpty {
        if board.hub.hasListeners { _ = await board.current() }
        continue
      }
      var update = PreviewBoard.Update()
      var isChanged = false
      do throws(Refusal) {
        if let next = try await home.updating(scan, by: changes, watch, .site) {
          scan = next
          update.scan = next
          isChanged = true
        }
      } catch {
        await board.take(.init(contentFailure: Self.words(error)))
        return true
      }
      if concernsTemplates(changes) {
        watchTemplates()
        update.templates = templates()
        isChanged = true
      }
      if home.concernsSessions(changes) {
        let marks = home.watchedSessions(by: watch)
        // Hooks write with each tool that an agent uses; mostly nothing that is shown is another.
        if marks != sessions {
          sessions = marks
          update.sessions = .some(marks)
          isChanged = true
        }
      }
      guard isChanged else { continue }
      await board.take(update)
    }
  }

  /// Waits until the content is there again, and begins anew: a folder that was moved away and back is another one to
  /// the system. `nil`: the task was cancelled.
  private func found(_ board: PreviewBoard) async -> (Following, Scan)? {
    while !Task.isCancelled {
      _ = await watch.changes(until: .now + Self.lostTick)
      let fresh = Following(setup)
      guard home.isThere, let scan = try? await home.watched(by: fresh.watch, .site) else { continue }
      fresh.watchTemplates()
      await board.take(
        .init(scan: scan, templates: templates(), sessions: .some(home.watchedSessions(by: fresh.watch))))
      return (fresh, scan)
    }
    return nil
  }

  /// How often is looked whether what is gone is back.
  private static let lostTick = Duration.seconds(1)

  /// How often is looked whether time has passed.
  private static let tick = Duration.seconds(20)

  private static func words(_ refusal: Refusal) -> String {
    switch refusal {
    case .noHome: "content/index.md is not there any more"
    case .file(let error): "\(error)"
    default: "content/ cannot be read"
    }
  }

  private func concernsTemplates(_ changes: FolderChanges) -> Bool {
    let folder = "\(home.path)/site-templates"
    return changes.isIncomplete || changes.paths.contains { $0.utf8.starts(with: folder.utf8) }
  }

  private func templates() -> Result<TemplateLibrary, TemplateErrors> {
    do {
      return .success(try TemplateLibrary(overrides: TemplateLibrary.overrides(home: home.path)))
    } catch let errors as TemplateErrors {
      return .failure(errors)
    } catch {
      let folder = SourceFile(path: "site-templates", bytes: [])
      return .failure(TemplateErrors(diagnostics: [Diagnostic(.error, "template", "\(error)", in: folder)]))
    }
  }
}

/// Follows the repos of a workspace: git is asked in the background, and keeps no save from being seen.
enum RepoFollowing {
  static func run(_ board: PreviewBoard) async {
    let watch = FolderWatch()
    var evidence = EvidenceWatch(board.setup.home, .all)
    board.tellChanges(to: watch.wake)
    var hasFacts = false
    while !Task.isCancelled {
      let workspace = await board.snapshot().workspace
      evidence.meet(workspace)
      if evidence.isTimeToLook {
        await evidence.look(at: workspace, now: board.setup.clock, watch)
        if Task.isCancelled { return }
        // Where no repo is here, git was not read.
        let facts = evidence.facts.flatMap { $0.repos.isEmpty ? nil : $0 }
        if facts == nil, !hasFacts { continue }
        hasFacts = facts != nil
        await board.take(.init(facts: .some(facts)))
      } else {
        let changes = await watch.changes(until: evidence.nextLook)
        await evidence.take(changes, in: watch)
      }
    }
  }
}
