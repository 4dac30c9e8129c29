import Bytes

/// A file as a commit left it.
package struct FileVersion: Sendable, Equatable {
  package let commit: String
  /// nil where the commit took it away.
  package let bytes: [UInt8]?
}

extension GitRunner {
  /// What every commit that leads to HEAD, or to other commits, made of the files of a folder, each file's oldest version first. A renamed
  /// file is two.
  ///
  /// - Parameter folder: relative to the folder that git runs in.
  /// - Returns: by the path relative to that folder; nothing where there is no commit.
  /// - Throws: what `run` throws.
  package func versions(
    ofFilesIn folder: String, in commits: [String] = []
  ) async throws(GitError) -> [ExactText: [FileVersion]] {
    guard try await commit(named: "HEAD") != nil else { return [:] }
    // A commit, and its raw lines: `:100644 100644 OLD NEW M`, then a path.
    let output = try await run(
      [
        "log", "--format=%H", "--raw", "-z", "--no-abbrev", "--no-renames", "-m", "--full-history", "--relative",
      ] + ["HEAD"] + commits + ["--", folder])
    struct Step {
      let path: String
      let commit: String
      let blob: String?
    }
    var steps: [Step] = []
    var commit = ""
    var blob: String??
    for piece in output.bytes.split(separator: 0) {
      var text = String(decoding: piece, as: UTF8.self)
      while text.hasPrefix("\n") { text.removeFirst() }
      if let id = blob {
        steps.append(Step(path: text, commit: commit, blob: id))
        blob = nil
      } else if text.hasPrefix(":") {
        let words = text.split(separator: " ")
        guard words.count == 5 else { continue }
        blob = .some(words[4].hasPrefix("D") ? nil : String(words[3]))
      } else {
        commit = text
      }
    }
    let contents = try await blobs(Set(steps.compactMap(\.blob)).sorted())
    var versions: [ExactText: [FileVersion]] = [:]
    for step in steps.reversed() {
      let version = FileVersion(commit: step.commit, bytes: step.blob.flatMap { contents[$0] })
      // A merge tells of each of its sides.
      if versions[ExactText(step.path)]?.last?.bytes == version.bytes, versions[ExactText(step.path)] != nil {
        continue
      }
      versions[ExactText(step.path), default: []].append(version)
    }
    return versions
  }

  /// The bytes of blobs, by id.
  private func blobs(_ ids: [String]) async throws(GitError) -> [String: [UInt8]] {
    guard !ids.isEmpty else { return [:] }
    let bytes = try await run(["cat-file", "--batch"], input: Array(ids.map { $0 + "\n" }.joined().utf8)).bytes
    var blobs: [String: [UInt8]] = [:]
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      // `ID blob SIZE`, the bytes, and a line break.
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard words.count == 3, let size = Int(words[2]), rest.count > size else { continue }
      blobs[String(words[0])] = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
    }
    return blobs
  }
}
