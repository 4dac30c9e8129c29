import Bytes
import Quantities

/// A branch, local or remote, or a tag, and where it stands.
package struct GitReference: Sendable, Equatable {
  /// `refs/heads/develop`.
  package let name: String
  /// A full commit id; of an annotated tag, the commit that it is about.
  package let commit: String
  package let committed: Instant?
  /// `refs/remotes/origin/develop`; nil without one.
  package let upstream: String?

  /// Without `refs/heads/`, `refs/remotes/` or `refs/tags/`.
  package static func shortName(_ name: String) -> String {
    for folder in [heads, remotes, tags] where name.utf8.starts(with: folder.utf8) {
      return String(decoding: name.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
    }
    return name
  }

  package static let heads = "refs/heads/"
  package static let remotes = "refs/remotes/"
  package static let tags = "refs/tags/"

  /// Whether a text can be the beginning of a branch's name: nothing that is read as an option, and none of the bytes
  /// that git refuses (git-check-ref-format(1)).
  package static func canBeginBranch(_ prefix: String) -> Bool {
    let bytes = Array(prefix.utf8)
    guard bytes.first != UInt8(ascii: "-"), bytes.first != UInt8(ascii: "/"), bytes.first != UInt8(ascii: ".") else {
      return false
    }
    return bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) } && !prefix.contains("..")
      && !prefix.contains("//") && !prefix.contains("@{") && !prefix.contains("/.")
  }
}

/// References of a repository, by name, as they were at one look.
package struct References: Sendable {
  package let all: [GitReference]
  /// Names of those whose commit is not there.
  package let missing: [String]
  /// Other names for some of them (`refs/remotes/origin/HEAD`), and what they stand for.
  package let aliases: [ExactText: String]
  private let places: [ExactText: Int]

  package init(_ all: [GitReference], missing: [String] = [], aliases: [ExactText: String] = [:]) {
    self.all = all
    self.missing = missing
    self.aliases = aliases
    places = Dictionary(all.enumerated().map { (ExactText($1.name), $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(_ name: String) -> GitReference? { places[ExactText(name)].map { all[$0] } }

  package func local(_ branch: String) -> GitReference? { self[GitReference.heads + branch] }

  /// The remote branch of that name: of `origin`, else of the first remote that has it.
  package func remote(_ branch: String) -> GitReference? {
    if let origin = self["\(GitReference.remotes)origin/\(branch)"] { return origin }
    let end = Array("/\(branch)".utf8)
    return all.first { reference in
      guard reference.name.utf8.starts(with: GitReference.remotes.utf8) else { return false }
      let short = Array(reference.name.utf8.dropFirst(GitReference.remotes.utf8.count))
      guard let slash = short.firstIndex(of: UInt8(ascii: "/")) else { return false }
      return short[slash...].elementsEqual(end)
    }
  }

  package var branches: [GitReference] { all.filter { $0.name.utf8.starts(with: GitReference.heads.utf8) } }
}

extension GitRunner {
  /// All references below some folders; without any, local and remote branches.
  ///
  /// - Throws: what `run` throws.
  package func references(
    below folders: [String] = [GitReference.heads, GitReference.remotes]
  ) async throws(GitError) -> References {
    let fields = ["refname", "objectname", "*objectname", "committerdate:iso8601-strict", "upstream", "symref"]
    let format = fields.map { "%(\($0))" }.joined(separator: "%00")
    var output = try await run(["for-each-ref", "--format=\(format)"] + folders, accepting: [0, 128])
    var missing: [String] = []
    if output.status != 0 {
      // One that names an object which is not there hides all others from git.
      let known = try await intactReferences(below: folders)
      missing = known.missing
      guard !missing.isEmpty else {
        throw .failed(GitFailure(command: "for-each-ref", status: output.status, message: output.errors))
      }
      output.bytes = []
      for names in known.intact.chunked(by: 500) {
        output.bytes += try await run(["for-each-ref", "--format=\(format)"] + names).bytes
      }
    }
    var all: [GitReference] = []
    var aliases: [ExactText: String] = [:]
    for line in output.text.utf8.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: 0, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard fields.count == 6 else { continue }
      if !fields[5].isEmpty {
        aliases[ExactText(fields[0])] = fields[5]
      } else {
        all.append(
          GitReference(
            name: fields[0], commit: fields[2].isEmpty ? fields[1] : fields[2], committed: Instant(fields[3]),
            upstream: fields[4].isEmpty ? nil : fields[4]))
      }
    }
    return References(all, missing: missing, aliases: aliases)
  }

  /// Names of references, by whether what they name is there.
  private func intactReferences(
    below folders: [String]
  ) async throws(GitError) -> (intact: [String], missing: [String]) {
    // Git looks at no object for these.
    let lines = try await run(["for-each-ref", "--format=%(objectname) %(refname)"] + folders).text.utf8.split(
      separator: UInt8(ascii: "\n"))
    let parts = lines.map { line in
      line.split(separator: UInt8(ascii: " "), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
    }.filter { $0.count == 2 }
    let kinds = try await run(
      ["cat-file", "--batch-check=%(objecttype)"], input: Array(parts.map { $0[0] + "\n" }.joined().utf8)
    ).text.split(separator: "\n")
    var (intact, missing): ([String], [String]) = ([], [])
    for (part, kind) in zip(parts, kinds) {
      if kind == "commit" || kind == "tag" { intact.append(part[1]) } else { missing.append(part[1]) }
    }
    return (intact, missing)
  }

  /// The commit that a name means; nil where there is none. The name may be anything: it is never an option.
  ///
  /// - Throws: what `run` throws.
  package func commit(named name: String) async throws(GitError) -> String? {
    let output = try await run(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], accepting: [0, 1, 128])
    return output.status == 0 && !output.line.isEmpty ? output.line : nil
  }

  /// What a symbolic reference points to; nil for one that is none.
  ///
  /// - Throws: what `run` throws.
  package func target(ofSymbolic name: String) async throws(GitError) -> String? {
    let output = try await run(["symbolic-ref", "--quiet", name], accepting: [0, 1, 128])
    return output.status == 0 && !output.line.isEmpty ? output.line : nil
  }

  /// Moves, makes or (with nil) removes a reference, if it still is where it was.
  ///
  /// - Parameters:
  ///   - old: the commit it must be at; nil: there must be none.
  ///   - reason: for its log.
  /// - Throws: what `run` throws; a failure where it is not as it was.
  package func update(
    _ reference: String, from old: String?, to new: String?, reason: String
  ) async throws(GitError) {
    let nothing = ""
    if let new {
      try await run(["update-ref", "-m", reason, "--", reference, new, old ?? nothing])
    } else {
      try await run(["update-ref", "-m", reason, "-d", "--", reference, old ?? nothing])
    }
  }
}

extension Array {
  /// In pieces of so many.
  fileprivate func chunked(by size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
