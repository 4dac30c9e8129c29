import Bytes
import Content
import Files
import Git
import Quantities

/// Carries out what `init` has planned, and finishes what an earlier run was kept from.
struct InitSteps {
  let plan: InitPlan
  let home: Home
  let stage: Stage
  let isRemoving: Bool

  struct Done: Warned {
    var warnings: [Warning] = []
    /// Steps that could not be done, when all others were: their paths, and why.
    var failures: [(path: String, reason: Refusal)] = []
  }

  /// Files of home that init writes or changes.
  private static let fileNames =
    [".gitignore", MakeFile.name] + MakefileTargets.fileNames + ["AGENTS.md", "CLAUDE.md"]
    + SkillFiles.all.map(\.path)

  func carryOut() async throws(Refusal) -> Done {
    if isRemoving { return try await takeOut() }
    if FileSystem.kind(of: home.path) == nil { try refusing { try FileSystem.makeDirectories(home.path) } }
    if plan.steps.contains(where: { $0.deed == .repository }) {
      try await refusing { _ = try await home.git.run(["init", "--quiet"]) }
    }
    let commitsAll = home.isThere ? try await home.workspace(asOf: stage.now).settings.autoCommit == .all : true
    var done = try await Change.run(
      in: home, stage, verb: "init", message: "init"
    ) { change throws(Refusal) in
      try writeFiles()
      try change.write { editor throws(EditError) in
        for step in plan.steps {
          guard case .record(let record) = step.deed else { continue }
          // An earlier run that was ended may have been finished just now, when the lock was taken.
          guard !Self.isThere(Array(record.text.utf8), at: "\(home.path)/\(step.path)") else { continue }
          try editor.create(step.path, record)
        }
      }
      return Done()
    }
    if commitsAll { _ = await commitFiles(and: [], &done) }
    for step in plan.steps {
      guard case .clone(let url) = step.deed else { continue }
      do throws(Refusal) {
        try await Cloning(home: home).clone(url, to: step.path)
      } catch {
        done.failures.append((step.path, error))
      }
    }
    return done
  }

  /// Takes out, and commits that. With `index.md`, the word of content on commits goes; so this is not a change like
  /// others: what an ended run has left to do is known by the journal.
  private func takeOut() async throws(Refusal) -> Done {
    var done = Done()
    let own = "\(home.path)/.orchsite"
    if plan.steps.isEmpty, FileSystem.kind(of: own) == nil { return done }
    if !stage.insists { try await home.refuseWorkBranch() }
    let commitsAll = home.isThere ? try await home.workspace(asOf: stage.now).settings.autoCommit == .all : true
    var editor = try await refusing {
      try await ContentEditor(home: home.path, verb: "init") { stage.tell(.waiting($0)) }
    }
    editor.autoCommit = commitsAll ? .all : ProjectSettings.AutoCommit.none
    try writeFiles()
    SkillFiles.removeFolders(of: plan.steps.map(\.path), in: home.path)
    do throws(EditError) {
      for step in plan.steps {
        guard case .removeRecord(let bytes) = step.deed, FileSystem.kind(of: "\(home.path)/\(step.path)") != nil else {
          continue
        }
        try editor.delete(step.path, holding: bytes)
      }
    } catch {
      throw Refusal(error)
    }
    do throws(FileError) { try editor.apply() } catch { throw .file(error) }
    var isCommitted = true
    if commitsAll {
      let journal = try? editor.journal()
      let gone = journal?.entries.map(\.path).filter { FileSystem.kind(of: "\(home.path)/\($0)") == nil } ?? []
      isCommitted = await commitFiles(and: home.isThere ? [] : gone, &done)
    }
    editor.finish()
    if !home.isThere {
      removeFolders()
      // The journal there says what is left to do.
      if isCommitted { removeOwnFolder(&done) }
    }
    return done
  }

  /// All of them or none.
  private func writeFiles() throws(Refusal) {
    let changes = plan.steps.compactMap { step -> FileChange? in
      let path = "\(home.path)/\(step.path)"
      // Another run may have been faster.
      if Self.isDone(step.deed, at: path) { return nil }
      return switch step.deed {
      case .file(let bytes): FileChange.create(path, bytes)
      case .update(let bytes, let old): FileChange.replace(path, old, with: bytes)
      case .block(let bytes, let old, let place), .unblock(let bytes, let old, let place):
        FileChange.replace(place, old, with: bytes)
      case .remove(let bytes): FileChange.remove(path, holding: bytes)
      case .repository, .clone, .record, .removeRecord: nil
      }
    }
    if changes.isEmpty { return }
    try refusing { try FileSystem.changeTogether(changes, temporaries: "\(home.path)/.orchsite") }
  }

  private static func isDone(_ deed: InitPlan.Deed, at path: String) -> Bool {
    switch deed {
    case .file(let bytes), .update(let bytes, _): isThere(bytes, at: path)
    case .block(let bytes, _, let place), .unblock(let bytes, _, let place): isThere(bytes, at: place)
    case .remove: FileSystem.kind(of: path) == nil
    case .repository, .clone, .record, .removeRecord: false
    }
  }

  private static func isThere(_ bytes: [UInt8], at path: String) -> Bool {
    (try? FileSystem.read(path, limit: bytes.count)) == bytes
  }

  // MARK: Commits

  /// Commits those files of which nothing but our part differs from HEAD: written now, or by a run that was ended before
  /// it got here. What else differs is a person's.
  ///
  /// - Parameter records: what else is committed: records that are gone.
  /// - Returns: whether nothing waits for a commit that could be made later.
  private func commitFiles(and records: [String], _ done: inout Done) async -> Bool {
    var paths = records
    var mixed: [String] = []
    for name in Self.fileNames {
      let path = "\(home.path)/\(name)"
      guard FileSystem.kind(of: path) != .symlink else { continue }
      let now = try? FileSystem.read(path, limit: 4 << 20)
      let head = await committed(name)
      if now == head { continue }
      if Self.others(now, name) == Self.others(head, name) {
        paths.append(name)
      } else if plan.steps.contains(where: { $0.path == name }) {
        mixed.append(name)
      }
    }
    if !mixed.isEmpty {
      let list = mixed.joined(separator: ", ")
      let words = mixed.map { SuggestedWord($0).description }.joined(separator: " ")
      done.warnings.append(
        Warning(
          "written, but not committed: \(list) \(mixed.count == 1 ? "was" : "were") not as in HEAD before",
          help: "commit \(mixed.count == 1 ? "it" : "them") yourself: git add \(words) && git commit \(words)"
        ))
    }
    if paths.isEmpty { return true }
    let message = "chore: orchsite init\(isRemoving ? " --remove" : "")"
    do throws(CommitError) {
      let result = try await home.git.commit(paths: paths, message: { _ in message })
      for path in result.waiting {
        done.warnings.append(Warning("written, but not committed: \(path)", help: "commit it yourself"))
      }
    } catch .notARepository {
      // Adding has said so of content; and what was never committed needs no commit that takes it out.
    } catch {
      done.warnings.append(
        Warning(
          "written, but not committed: \(paths.joined(separator: ", ")): \(error)",
          help: "commit them yourself, or run \(isRemoving ? "orchsite init --remove" : "orchsite init") again"))
      return false
    }
    return true
  }

  private func committed(_ name: String) async -> [UInt8]? {
    let output = try? await home.git.run(["cat-file", "blob", "HEAD:./\(name)"], accepting: [0, 128])
    return output?.status == 0 ? output?.bytes : nil
  }

  /// What of a file is not ours; nil for nothing.
  static func others(_ bytes: [UInt8]?, _ name: String) -> [UInt8]? {
    guard let bytes else { return nil }
    if let own = SkillFiles.bytes(at: name) { return bytes == own ? nil : bytes }
    if name == MakeFile.name { return MakeFile.isUnedited(bytes) ? nil : bytes }
    guard case .found(let found) = MarkedBlock.look(in: bytes, name.hasSuffix(".md") ? .markdown : .makefile) else {
      return bytes
    }
    return MarkedBlock.removed(from: bytes, found)
  }

  // MARK: Folders

  /// Folders that held nothing else.
  private func removeFolders() {
    for folder in ["content/repos", "content/sprints", "content"] {
      _ = try? FileSystem.removeEmptyDirectory("\(home.path)/\(folder)")
    }
  }

  /// Files that are written anew whenever they are needed.
  private func removeNotes(_ folder: String) {
    let entries = (try? FileSystem.list(folder)) ?? []
    for entry in entries.reversed() {
      let path = "\(folder)/\(entry.path)"
      if entry.kind == .directory {
        _ = try? FileSystem.removeEmptyDirectory(path)
      } else {
        try? FileSystem.removeFile(path)
      }
    }
    _ = try? FileSystem.removeEmptyDirectory(folder)
  }

  /// What the program keeps beside content.
  private func removeOwnFolder(_ done: inout Done) {
    let own = "\(home.path)/.orchsite"
    FileSystem.sweepTemporaries(in: own)
    let locks = ((try? FileSystem.list("\(own)/repos")) ?? []).map { "repos/\($0.path)" }
    for folder in ["agents", "sessions"] { removeNotes("\(own)/\(folder)") }
    for name in ["lock", "clone.lock", "uncommitted", "changing", "looked", "inbox", ".gitignore"]
      + locks.filter({ $0.utf8.suffix(5).elementsEqual(".lock".utf8) })
    {
      try? FileSystem.removeFile("\(own)/\(name)")
    }
    _ = try? FileSystem.removeEmptyDirectory("\(own)/repos")
    if (try? FileSystem.removeEmptyDirectory(own)) != true, FileSystem.kind(of: own) != nil {
      done.warnings.append(
        Warning(".orchsite stays: it holds other things too", help: "look at it before you remove it"))
    }
  }
}
