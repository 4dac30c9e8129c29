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

  func carryOut() async throws(Refusal) -> Done {
    if isRemoving, plan.steps.isEmpty { return Done() }
    if FileSystem.kind(of: home.path) == nil { try refusing { try FileSystem.makeDirectories(home.path) } }
    if plan.steps.contains(where: { $0.deed == .repository }) {
      try await refusing { _ = try await home.git.run(["init", "--quiet"]) }
    }
    let commitsAll = home.isThere ? try await home.workspace(asOf: stage.now).settings.autoCommit == .all : true
    var done = try await Change.run(
      in: home, stage, verb: "init", message: isRemoving ? "init --remove" : "init"
    ) { change throws(Refusal) in
      try writeFiles()
      try change.write { editor throws(EditError) in
        for step in plan.steps {
          switch step.deed {
          case .record(let record):
            // An earlier run that was ended may have been finished just now, when the lock was taken.
            let there = try? FileSystem.read("\(home.path)/\(step.path)", limit: ContentFiles.sizeLimit)
            if there != Array(record.text.utf8) { try editor.create(step.path, record) }
          case .removeRecord(let bytes): try editor.delete(step.path, holding: bytes)
          default: break
          }
        }
      }
      return Done()
    }
    if commitsAll { done.warnings += await commitFiles() }
    for step in plan.steps {
      guard case .clone(let url) = step.deed else { continue }
      do throws(Refusal) {
        try await Cloning(home: home).clone(url, to: step.path)
      } catch {
        done.failures.append((step.path, error))
      }
    }
    if isRemoving, !home.isThere { removeFolders(&done) }
    return done
  }

  /// All of them or none.
  private func writeFiles() throws(Refusal) {
    let changes = plan.steps.compactMap { step in
      let path = "\(home.path)/\(step.path)"
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

  // MARK: Commits

  /// Commits those files of which nothing but our part differs from HEAD: written now, or by a run that was ended before
  /// it got here. What else differs is a person's.
  private func commitFiles() async -> [Warning] {
    var paths: [String] = []
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
    var warnings: [Warning] = []
    if !mixed.isEmpty {
      let list = mixed.joined(separator: ", ")
      warnings.append(
        Warning(
          "written, but not committed: \(list) \(mixed.count == 1 ? "was" : "were") not as in HEAD before",
          help: "commit \(mixed.count == 1 ? "it" : "them") yourself"))
    }
    if paths.isEmpty { return warnings }
    let message = "chore: orchsite init\(isRemoving ? " --remove" : "")"
    do throws(CommitError) {
      let result = try await home.git.commit(paths: paths, message: { _ in message })
      for path in result.waiting {
        warnings.append(Warning("written, but not committed: \(path)", help: "commit it yourself"))
      }
    } catch .notARepository {
      // Said of content already.
    } catch {
      warnings.append(
        Warning("written, but not committed: \(paths.joined(separator: ", ")): \(error)", help: "commit them yourself"))
    }
    return warnings
  }

  private func committed(_ name: String) async -> [UInt8]? {
    let output = try? await home.git.run(["cat-file", "blob", "HEAD:./\(name)"], accepting: [0, 128])
    return output?.status == 0 ? output?.bytes : nil
  }

  /// What of a file is not ours; nil for nothing.
  private static func others(_ bytes: [UInt8]?, _ name: String) -> [UInt8]? {
    guard let bytes else { return nil }
    if name == MakeFile.name { return MakeFile.isUnedited(bytes) ? nil : bytes }
    guard case .found(let found) = MarkedBlock.look(in: bytes, name.hasSuffix(".md") ? .markdown : .makefile) else {
      return bytes
    }
    return MarkedBlock.removed(from: bytes, found)
  }

  // MARK: Folders

  /// Folders that held nothing else, and what the program keeps beside content.
  private func removeFolders(_ done: inout Done) {
    for folder in ["content/repos", "content/sprints", "content"] {
      _ = try? FileSystem.removeEmptyDirectory("\(home.path)/\(folder)")
    }
    let own = "\(home.path)/.orchsite"
    for name in ["lock", "clone.lock", "uncommitted", "changing", ".gitignore"] {
      try? FileSystem.removeFile("\(own)/\(name)")
    }
    if (try? FileSystem.removeEmptyDirectory(own)) != true, FileSystem.kind(of: own) != nil {
      done.warnings.append(
        Warning(".orchsite stays: it holds other things too", help: "look at it before you remove it"))
    }
  }
}
