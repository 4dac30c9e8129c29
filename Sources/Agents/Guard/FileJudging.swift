import Bytes

// Which files may be written.

extension Guard {
  /// How a file is changed, as far as that is known.
  enum Writing {
    /// The file that was there is what it was, with some text in another's place.
    case edits([Edit])
    /// All of it is new.
    case whole(String)
    /// The file goes.
    case removal
    case unknown

    struct Edit: Equatable {
      let old: String
      let new: String
      var isEverywhere = false
    }
  }

  /// Refuses to write a file that is not the agent's.
  ///
  /// - Parameters:
  ///   - path: resolved.
  ///   - isFolder: whether what is written lies somewhere in it, under a name that is not known.
  func judge(writing path: String, _ writing: Writing = .unknown, isFolder: Bool = false) throws(GuardRefusal) {
    let place = places.place(of: path)
    let what = "writing \(places.shown(path))"
    switch place {
    case .device: return
    case .temporary: return
    default: break
    }
    if GuardPlaces.names(path).contains(".git") {
      throw GuardRefusal(
        what, "what is in .git is git's own", instead: "use a git command; what it refuses, a person does")
    }
    switch role {
    case .worker: try judgeWorker(writing: path, place, what)
    case .orchestrator: try judgeOrchestrator(writing: path, place, writing, what, isFolder)
    }
  }

  // MARK: Workers

  private func judgeWorker(writing path: String, _ place: GuardPlace, _ what: String) throws(GuardRefusal) {
    switch place {
    case .own(let rest):
      guard let worktree = places.worktree, places.look.exists("\(worktree)/content/index.md"),
        rest.begins("content/invoices/") || rest.begins("content/updates/")
      else { return }
      throw Self.records(what)
    case .worktree:
      throw GuardRefusal(
        what, "it lies in the worktree of another task", instead: "\(stay); orchsite blocked \"…\" asks for the change")
    case .repo:
      throw GuardRefusal(
        what, "it lies in a repo's main checkout, outside of your worktree",
        instead: "\(stay): the same file is there, on your branch")
    case .content, .home:
      throw GuardRefusal(
        what, "it lies in the workspace, and a worker writes there through orchsite only",
        instead: "orchsite report, blocked or done say it; files of yours go into \(worktreeName)")
    case .device, .temporary: return
    case .elsewhere:
      throw GuardRefusal(what, "it lies outside of your worktree", instead: "\(stay), or in /tmp")
    }
  }

  private var worktreeName: String { places.worktree ?? "your worktree" }
  private var stay: String { "work in \(worktreeName)" }

  private static func records(_ what: String) -> GuardRefusal {
    GuardRefusal(
      what, "invoices, updates and reports are records: they are added to, never edited",
      instead: "orchsite report adds an update")
  }

  // MARK: The orchestrator

  private func judgeOrchestrator(
    writing path: String, _ place: GuardPlace, _ writing: Writing, _ what: String, _ isFolder: Bool
  ) throws(GuardRefusal) {
    if isFolder {
      throw GuardRefusal(
        what, "which file this is cannot be told beforehand", instead: "write out the path, or use the Write tool")
    }
    switch place {
    case .device, .temporary: return
    case .own, .worktree: throw inRepo(what, "it lies in a worker's worktree")
    case .repo: throw inRepo(what, "it lies in a repo, and the orchestrator writes no code")
    case .content(let rest): try judgeContent(rest, path, writing, what)
    case .home(let rest): try judgeHome(rest, what)
    case .elsewhere:
      if let person = places.person, let rest = GuardPlaces.relative(path, to: person), rest.begins(".claude/plans/"),
        rest.ends(".md")
      {
        return
      }
      throw GuardRefusal(
        what, "it lies outside of the workspace", instead: "write below \(places.home)/content, or in /tmp")
    }
  }

  private func inRepo(_ what: String, _ why: String) -> GuardRefusal {
    GuardRefusal(
      what, why, instead: "orchsite task new REPO \"TITLE\" makes a task of it, which a worker does in its own worktree"
    )
  }

  private func judgeContent(
    _ rest: String, _ path: String, _ writing: Writing, _ what: String
  ) throws(GuardRefusal) {
    let folded = rest.asciiLowercased
    if folded == "invoices" || folded.begins("invoices/") {
      throw GuardRefusal(
        what, "invoices are changed by verbs only: each has a number and a hash",
        instead: "orchsite invoice draft, show, issue, pay, credit")
    }
    if folded == "updates" || folded.begins("updates/"), places.look.exists(path) {
      throw GuardRefusal(
        what, "an update is a record: it is never edited",
        instead: "a new file beside it, with corrects: and its name, corrects it; orchsite task move moves the task")
    }
    if rest.isEmpty {
      throw GuardRefusal(what, "this is the whole of content/", instead: "name the file")
    }
    if folded == "index.md" || folded.begins("repos/") { try judgeSettings(path, writing, what) }
  }

  private func judgeHome(_ rest: String, _ what: String) throws(GuardRefusal) {
    let names = GuardPlaces.names(rest)
    guard let first = names.first, let last = names.last else {
      throw GuardRefusal(what, "this is the whole workspace", instead: "name the file")
    }
    if first == ".orchsite" {
      throw GuardRefusal(what, "what is in .orchsite is the program's own", instead: "use the verbs of orchsite")
    }
    if powers.contains(.settings) { return }
    let isHidden = names.contains { $0.begins(".") } && !(names.count == 1 && last == ".gitignore")
    let runs = ["makefile", "gnumakefile"].contains(last) || last.ends(".mk")
    if isHidden || runs {
      throw GuardRefusal(
        what, "it says what runs, or what agents may do: \(GuardPower.settings.deed) is for a person here",
        instead: "ask the person to do it; agents_may: [settings] in content/index.md would allow it")
    }
  }

  /// Keys of `content/` that make something run change only by the hand of a person.
  private func judgeSettings(_ path: String, _ writing: Writing, _ what: String) throws(GuardRefusal) {
    let isIndex = GuardPlaces.names(path).last == "index.md"
    if powers.contains(.settings), !isIndex { return }
    let keys = RunnableKeys.shown
    let why = "it changes what can be run, or what agents may do (\(keys)): that is for a person here"
    let before = places.look.read(path)
    if before == nil, places.look.exists(path) {
      throw GuardRefusal(what, "the file cannot be read, so nobody knows what changes", instead: "ask the person")
    }
    let after: [UInt8]
    switch writing {
    case .whole(let text): after = Array(text.utf8)
    case .removal: after = []
    case .edits(let edits):
      guard let applied = Self.apply(edits, to: before ?? []) else {
        throw GuardRefusal(
          what, "the text to replace is not in the file just so, so nobody knows what changes",
          instead: "read the file again and quote it exactly")
      }
      after = applied
    case .unknown where powers.contains(.settings): return
    case .unknown:
      throw GuardRefusal(
        what, "what this makes of \(keys) cannot be told beforehand", instead: "change it with the Edit or Write tool")
    }
    guard !isIndex || RunnableKeys.hasFrontMatter(after) else {
      throw GuardRefusal(
        what, "without front matter nobody is told what agents may do, and the guard refuses everything",
        instead: "keep the lines between the two ---")
    }
    if powers.contains(.settings) { return }
    guard RunnableKeys.text(of: before ?? []) == RunnableKeys.text(of: after) else {
      throw GuardRefusal(what, why, instead: "leave these keys as they are, or ask the person to edit them")
    }
  }

  static func apply(_ edits: [Writing.Edit], to bytes: [UInt8]) -> [UInt8]? {
    var bytes = bytes
    for edit in edits {
      let old = Array(edit.old.utf8)
      if old.isEmpty {
        // A file that is made by an edit.
        guard bytes.isEmpty else { return nil }
        bytes = Array(edit.new.utf8)
        continue
      }
      guard let range = bytes.firstRange(of: old) else { return nil }
      guard edit.isEverywhere else {
        bytes.replaceSubrange(range, with: Array(edit.new.utf8))
        continue
      }
      var result: [UInt8] = []
      var rest = bytes[...]
      while let range = rest.firstRange(of: old) {
        result += rest[..<range.lowerBound] + Array(edit.new.utf8)
        rest = rest[range.upperBound...]
      }
      bytes = result + rest
    }
    return bytes
  }
}
