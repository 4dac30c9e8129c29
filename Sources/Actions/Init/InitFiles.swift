import Bytes
import Files

// The files beside `content/`: ours, and those of others that get a block.

extension InitPlan {
  /// A file of somebody else's that gets a block.
  private struct Host {
    let name: String
    let block: MarkedBlock
    /// Whether it is made where it is missing.
    var isMade = true
    /// Whether lines that are there stay, and new ones come behind them.
    var isGrowing = false
  }

  private static let sizeLimit = 4 << 20

  // MARK: .gitignore

  /// - Parameters:
  ///   - repos: paths of repos below home.
  ///   - hasOwnSite: whether `site/` is, or may become, the board's.
  mutating func ignore(_ repos: [String], worktrees: String, hasOwnSite: Bool) {
    var lines = ["/.orchsite/"]
    if !worktrees.hasPrefix("/"), !worktrees.isEmpty { lines.append(Self.pattern(worktrees) + "/") }
    if hasOwnSite { lines.append("/site/") }
    // Without a slash at the end: it may be a link to a folder.
    lines += repos.filter { $0 != "." }.map(Self.pattern)
    let name = ".gitignore"
    if FileSystem.kind(of: "\(home)/\(name)") == .symlink {
      return note(name, "left alone: git follows no link there; it should name \(lines.joined(separator: " "))")
    }
    put(Host(name: name, block: MarkedBlock(style: .makefile, place: .bottom, lines: lines), isGrowing: true))
  }

  /// A path as git's patterns have it.
  private static func pattern(_ path: String) -> String {
    var pattern = "/"
    for scalar in path.unicodeScalars {
      if "\\*?[".unicodeScalars.contains(scalar) { pattern.unicodeScalars.append("\\") }
      pattern.unicodeScalars.append(scalar)
    }
    return path.hasSuffix(" ") ? "\(pattern.dropLast())\\ " : pattern
  }

  // MARK: make

  private static let include = "-include \(MakeFile.name)"
  private static let defaultGoal = ".DEFAULT_GOAL := \(MakeFile.helpTarget)"
  private static let skip = "\(MakeFile.skipVariable) :="
  private static let makeComment =
    "# make \(MakeFile.helpTarget) names what this brings; orchsite init writes these lines."

  mutating func putMake() {
    let path = "\(home)/\(MakeFile.name)"
    switch read(MakeFile.name) {
    case .none: break
    case .missing: add(MakeFile.name, .file(MakeFile.bytes))
    case .bytes(let bytes, _) where bytes == MakeFile.bytes: break
    case .bytes(let bytes, let place) where place == path && MakeFile.isUnedited(bytes):
      add(MakeFile.name, .update(MakeFile.bytes, from: bytes))
    case .bytes(let bytes, _):
      note(MakeFile.name, "left alone: it was edited, or orchsite did not write it")
      // Somebody else's is not brought into their Makefile.
      guard MakeFile.isOurs(bytes) else { return }
    }
    let name = MakefileTargets.fileNames.first { FileSystem.kind(of: "\(home)/\($0)") != nil } ?? "Makefile"
    var lines = [Self.makeComment]
    var isNew = true
    if case .bytes(let bytes, _) = read(name, isQuiet: true) {
      isNew = false
      var own = bytes
      if case .found(let found) = MarkedBlock.look(in: bytes, .makefile) {
        isNew = found.lines.contains(Array(Self.defaultGoal.utf8))
        own = MarkedBlock.removed(from: bytes, found) ?? []
      } else if Self.includesByHand(bytes) {
        return
      }
      shadowed = MakefileTargets(own, in: home).shadowing(MakeTarget.all)
      if !shadowed.isEmpty { lines.append("\(Self.skip) \(shadowed.joined(separator: " "))") }
    }
    // Without targets of its own, make alone would say that there are none. In front, so that what is included knows.
    if isNew { lines.append(Self.defaultGoal) }
    lines.append(Self.include)
    put(Host(name: name, block: MarkedBlock(style: .makefile, place: .top, lines: lines)))
  }

  private static func includesByHand(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n")).contains { line in
      let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
      return ["include", "-include", "sinclude"].contains(words.first) && words.contains("\(MakeFile.name)")
    }
  }

  // MARK: Texts for agents

  /// What an agent has to know to ask for the rest. It names no version and no detail, so it stays true.
  private static let agentLines = [
    "## orchsite", "",
    "The work of this workspace is coordinated with `orchsite`: its board is markdown in `content/`, which the program keeps in order.",
    "",
    "- In a worktree that `orchsite worker start` made you are a worker. `orchsite brief` says what your task is and which commands are yours.",
    "- In this folder, and not in a repo below it, you are the orchestrator: you coordinate. You write no code, do not work in the repos, and create no feature branches. `orchsite status` says what there is to do, and who needs whom.",
    "- `orchsite help VERB` says how a verb is called. Files below `content/updates/` and `content/invoices/` are never edited.",
  ]

  mutating func putAgentTexts() {
    let block = MarkedBlock(style: .markdown, place: .bottom, lines: Self.agentLines)
    put(Host(name: "AGENTS.md", block: block))
    // It is never made: an agent that finds one does not look for AGENTS.md.
    guard case .bytes(let bytes, let place) = read("CLAUDE.md", isQuiet: true) else {
      if FileSystem.kind(of: "\(home)/CLAUDE.md") != nil { _ = read("CLAUDE.md") }
      return
    }
    if Self.importsAgents(bytes) || place == (try? FileSystem.resolve("\(home)/AGENTS.md")) { return }
    put(Host(name: "CLAUDE.md", block: block, isMade: false))
  }

  /// `@AGENTS.md`, as a word of its own and not in a block of code.
  private static func importsAgents(_ bytes: [UInt8]) -> Bool {
    var isCode = false
    for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      let text = String(decoding: line, as: UTF8.self)
      let words = text.split { $0 == " " || $0 == "\t" }
      if words.first?.hasPrefix("```") == true || words.first?.hasPrefix("~~~") == true { isCode.toggle() }
      if !isCode, words.contains("@AGENTS.md") || words.contains("@./AGENTS.md") { return true }
    }
    return false
  }

  // MARK: Blocks

  private mutating func put(_ host: Host) {
    switch read(host.name) {
    case .none: return
    case .missing: if host.isMade { add(host.name, .file(host.block.added(to: nil))) }
    case .bytes(let bytes, let place):
      switch MarkedBlock.look(in: bytes, host.block.style) {
      case .none: addBlock(host, host.block.added(to: bytes), bytes, place)
      case .broken(let line): note(host.name, "left alone: the mark of orchsite's block in line \(line) has no match")
      case .found(let found):
        guard Self.isUnedited(found, in: host.name) else {
          return note(host.name, "left alone: orchsite's block in it was edited")
        }
        let there = Set(found.lines)
        let old = found.lines.map { String(decoding: $0, as: UTF8.self) }
        let missing = host.block.lines.filter { !there.contains(Array($0.utf8)) }
        let lines = host.isGrowing ? old + missing : host.block.lines
        guard lines != old else { return }
        let block = MarkedBlock(style: host.block.style, place: host.block.place, lines: lines)
        addBlock(host, block.replaced(in: bytes, found), bytes, place)
      }
    }
  }

  private mutating func addBlock(_ host: Host, _ bytes: [UInt8], _ before: [UInt8], _ place: String) {
    guard !FileSystem.isReadOnly(place) else { return note(host.name, "left alone: it is read-only") }
    add(host.name, .block(bytes, from: before, at: place))
  }

  private enum Reading {
    case missing
    /// And where they are: a link may lead to another place.
    case bytes([UInt8], at: String)
    /// Nothing that could be written; it is noted why.
    case none
  }

  private mutating func read(_ name: String, isQuiet: Bool = false) -> Reading {
    let path = "\(home)/\(name)"
    func refuse(_ reason: String) -> Reading {
      if !isQuiet { note(name, "left alone: \(reason)") }
      return .none
    }
    var place = path
    switch FileSystem.kind(of: path) {
    case nil: return .missing
    case .regular: break
    case .symlink:
      guard let target = try? FileSystem.resolve(path) else { return refuse("it is a link that leads nowhere") }
      // What lies in a repo is the repo's.
      guard let below = FileSystem.relative(target, to: home), !below.utf8.contains(UInt8(ascii: "/")) else {
        return refuse("it is a link to \(target), which is not directly in this folder")
      }
      guard FileSystem.kind(of: target) == .regular else { return refuse("it is a link to something else than a file") }
      place = target
    default: return refuse("it is no file")
    }
    do throws(FileError) {
      return .bytes(try FileSystem.read(place, limit: Self.sizeLimit), at: place)
    } catch {
      return refuse("\(error)")
    }
  }

  // MARK: Taking out

  mutating func removeFiles() {
    var done: Set<ExactText> = []
    let hosts: [(String, MarkedBlock.Style)] =
      MakefileTargets.fileNames.map { ($0, .makefile) }
      + [(".gitignore", .makefile), ("AGENTS.md", .markdown), ("CLAUDE.md", .markdown)]
    for (name, style) in hosts {
      guard case .bytes(let bytes, let place) = read(name, isQuiet: true) else { continue }
      switch MarkedBlock.look(in: bytes, style) {
      case .none: break
      case .broken(let line): note(name, "stays: the mark of orchsite's block in line \(line) has no match")
      case .found(let found):
        guard done.insert(ExactText(place)).inserted else { continue }
        guard Self.isUnedited(found, in: name) else {
          note(name, "stays: orchsite's block in it was edited")
          continue
        }
        guard !FileSystem.isReadOnly(place) else {
          note(name, "stays: it is read-only")
          continue
        }
        if let rest = MarkedBlock.removed(from: bytes, found) {
          add(name, .unblock(rest, from: bytes, at: place))
        } else {
          add(name, .remove(bytes))
        }
      }
    }
    if case .bytes(let bytes, let place) = read(MakeFile.name, isQuiet: true) {
      if place == "\(home)/\(MakeFile.name)", MakeFile.isUnedited(bytes) {
        add(MakeFile.name, .remove(bytes))
      } else {
        note(MakeFile.name, "stays: it was edited, or orchsite did not write it")
      }
    }
  }

  /// Whether a block holds nothing but lines that init writes into such a file.
  private static func isUnedited(_ found: MarkedBlock.Found, in name: String) -> Bool {
    if name == ".gitignore" { return found.lines.allSatisfy { $0.first == UInt8(ascii: "/") } }
    if name.hasSuffix(".md") { return found.lines == agentLines.map { Array($0.utf8) } }
    return found.lines.allSatisfy { line in
      [makeComment, include, defaultGoal].contains { line == Array($0.utf8) } || line.starts(with: skip.utf8)
    }
  }
}
