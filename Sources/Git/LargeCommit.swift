import Bytes
import Files

// `git commit --only` compares each file of the index with each path: twenty thousand paths take half a minute, forty
// thousand longer than a call may take. Above some hundred the same is done in steps, under git's own lock: an index of
// HEAD and these paths, a commit of that index (so all hooks run), and the paths' entries in the real index.

extension GitRunner {
  /// How many paths `git commit --only` is asked to commit.
  static let pathspecsAtMost = 500

  /// Commits many paths.
  ///
  /// - Parameter gitDirectory: where the index of this working tree is.
  /// - Returns: why git did not, for the caller to look at HEAD then.
  /// - Throws: `.locked`, or what else keeps it from beginning.
  func commitMany(
    _ states: [PathState], message: String, gitDirectory: String
  ) async throws(CommitError) -> GitError? {
    let index = "\(gitDirectory)/index"
    let lock = "\(index).lock"
    do throws(FileError) {
      try FileSystem.createExclusively([], at: lock)
    } catch {
      if error.reason == .exists { throw .locked(lock) }
      throw .git(.notStarted(command: "commit", reason: "\(error)"))
    }
    defer { try? FileSystem.removeFile(lock) }
    do throws(GitError) {
      let base = try await commitID("HEAD")
      let failure = try await withCopy(of: index) { (copy: GitRunner) async throws(GitError) in
        _ = try await copy.run(["read-tree"] + (base == nil ? ["--empty"] : ["--reset", "HEAD"]))
        try await copy.set(
          states,
          to: { state in
            guard case .blob(let id) = state.file else { return nil }
            return BlobEntry(mode: state.head?.mode ?? state.index?.entry.mode ?? "100644", id: id)
          })
        do throws(GitError) {
          _ = try await copy.takingItsTime(for: states.count).run(["commit", "--quiet", "--message=\(message)"])
          return nil as GitError?
        } catch {
          return error
        }
      }
      if failure == nil, let made = try await commitID("HEAD"), try await commitID("HEAD~1") != base {
        // Nobody commits while this lock is held; but somebody moved the branch by other means (`git update-ref`)
        // between the look at HEAD and the commit, which would undo what they brought.
        _ = try await run(["update-ref", "HEAD", "HEAD~1", made])
        throw GitError.failed(GitFailure(command: "commit", status: 128, message: "cannot lock ref 'HEAD'"))
      }
      let head = try await entries(of: "HEAD", states.map(\.name.path))
      let moved = states.filter { head[ExactText($0.name.path)] != $0.head }
      if moved.isEmpty { return failure }
      try await withCopy(of: index) { (copy: GitRunner) async throws(GitError) in
        try await copy.set(moved, to: { head[ExactText($0.name.path)] })
        guard let file = copy.environment["GIT_INDEX_FILE"] ?? nil else { return }
        do throws(FileError) {
          try FileSystem.move(file, to: index)
        } catch {
          throw .notStarted(command: "update-index", reason: "\(error)")
        }
      }
      return failure
    } catch {
      throw try await classify(error)
    }
  }

  private func commitID(_ name: String) async throws(GitError) -> String? {
    let output = try await run(["rev-parse", "--verify", "--quiet", name], accepting: [0, 1])
    return output.status == 0 ? output.line : nil
  }

  /// Runs git on a copy of the index, which goes afterwards.
  private func withCopy<Value: Sendable>(
    of index: String, _ body: (GitRunner) async throws(GitError) -> Value
  ) async throws(GitError) -> Value {
    let copy = FileSystem.temporaryPath(in: FileSystem.folder(of: index))
    var runner = self
    runner.environment["GIT_INDEX_FILE"] = copy
    defer { try? FileSystem.removeFile(copy) }
    do throws(FileError) {
      if FileSystem.kind(of: index) != nil {
        try FileSystem.createExclusively(try FileSystem.read(index, limit: 1 << 32), at: copy)
      }
    } catch {
      throw .notStarted(command: "commit", reason: "\(error)")
    }
    return try await body(runner)
  }

  private func set(_ states: [PathState], to entry: (PathState) -> BlobEntry?) async throws(GitError) {
    let input = states.flatMap { Self.indexLine($0.name.path, entry($0), idLength: $0.idLength) }
    _ = try await run(["update-index", "-z", "--index-info"], input: input)
  }
}
