import Billing
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Git

/// What git knows of issued documents, and what was done to them since: only git remembers a document that is gone.
enum InvoiceHistory {
  /// - Returns: nil where home is in no git repository.
  /// - Throws: where git fails.
  static func check(_ home: Home, _ workspace: Workspace) async throws(Refusal) -> [Diagnostic]? {
    guard try await refusing({ try await home.git.checkout() }) != nil else { return nil }
    let parted = try await partedUpstream(home)
    let versions = try await refusing {
      try await home.git.versions(ofFilesIn: InvoiceBook.folder, in: parted.map { [$0] } ?? [])
    }
    let now = Dictionary(
      (workspace.billing.map { ($0.path, $0.source.file) } + workspace.unreadable.map { ($0.path, $0.file) })
        .map { (ExactText($0.0), $0.1) }, uniquingKeysWith: { first, _ in first })
    var found: [Diagnostic] = []
    for (path, versions) in versions.sorted(by: { $0.key < $1.key }) where isDocument(path.text) {
      let known = versions.compactMap { version in
        version.bytes.flatMap { Version(path: path.text, commit: version.commit, bytes: $0) }
      }
      // What never was a document that can be read was never issued.
      guard let first = known.first else { continue }
      let word = shellQuoted(path.text)
      guard let file = now[path] else {
        let last = known[known.count - 1].commit
        found.append(
          Diagnostic(
            .error, "issued", "this issued document is gone",
            help: "git log -p -- \(word) shows it; git checkout \(last) -- \(word) brings it back",
            in: SourceFile(path: path.text, bytes: [])))
        continue
      }
      guard let current = Version(path: path.text, commit: "", bytes: file.bytes) else { continue }
      let log = "git log -p -- \(word) shows what was changed"
      if first.says(current), !first.isWritten(as: current) {
        found.append(
          Diagnostic(
            .warning, "issued", "written otherwise than in commit \(first.commit.prefix(10)), where it was issued",
            help: "it says the same; git diff \(first.commit) -- \(word) shows the difference", in: current.file.file))
      }
      if !first.says(current) {
        found.append(
          Diagnostic(
            .error, "issued", "the file is not as it was issued, in commit \(first.commit.prefix(10))",
            help: "git diff \(first.commit) -- \(word) shows the difference; a correction is a credit note",
            in: current.file.file, at: current.file.range(ofKey: "document")))
      }
      for (older, newer) in zip(known, known.dropFirst() + [current]) where !newer.keeps(older) {
        found.append(
          Diagnostic(
            .error, "issued", "a payment that was recorded is gone or another one", help: log,
            in: current.file.file, at: current.file.range(ofKey: "payments")))
        break
      }
    }
    if workspace.settings.autoCommit != .none {
      for record in workspace.billing where isDocument(record.path) && versions[ExactText(record.path)] == nil {
        found.append(
          record.source.diagnostic(
            .warning, "issued", "this document is not in git yet", help: "git add it, and commit it"))
      }
    }
    return found
  }

  /// What was pushed, where the branch has parted from it since: documents that were issued there are issued. A branch
  /// that is only behind will have them.
  private static func partedUpstream(_ home: Home) async throws(Refusal) -> String? {
    let git = home.git
    guard let reference = try await refusing({ try await git.target(ofSymbolic: "HEAD") }),
      let head = try await refusing({ try await git.commit(named: reference) }),
      let upstream = try await refusing({ try await git.upstream(of: GitReference.shortName(reference)) }),
      let far = try await refusing({ try await git.commit(named: upstream.tracking) })
    else { return nil }
    let distance = try await refusing { try await git.divergence(of: head, and: far) }
    return distance.left > 0 && distance.right > 0 ? far : nil
  }

  private static func isDocument(_ path: String) -> Bool {
    guard let name = FileSystem.relative(path, to: InvoiceBook.folder) else { return false }
    return !name.utf8.contains(UInt8(ascii: "/")) && RecordPath(path) == .billing
  }

  private struct Version {
    let commit: String
    let file: FrontMatterDocument
    let document: YAMLValue
    let payments: [YAMLValue]

    init?(path: String, commit: String, bytes: [UInt8]) {
      guard let file = try? FrontMatterDocument(SourceFile(path: path, bytes: bytes)),
        let document = file.value(of: "document")
      else { return nil }
      self.commit = commit
      self.file = file
      self.document = document
      if case .list(let items, _) = file.value(of: "payments") { payments = items } else { payments = [] }
    }

    /// Whether both say the same, but for payments.
    func says(_ other: Version) -> Bool {
      let (own, others) = (entries, other.entries)
      return file.file.bytes[file.body].elementsEqual(other.file.file.bytes[other.file.body])
        && own.count == others.count
        && own.allSatisfy { entry in
          others.contains { ExactText($0.key) == ExactText(entry.key) && $0.value.means(entry.value) }
        }
        && CanonicalDocument.hash(of: file) == CanonicalDocument.hash(of: other.file)
    }

    private var entries: [YAMLValue.Entry] { file.entries.filter { !$0.isNamed("payments") && !$0.value.isNothing } }

    /// Whether both are equal to the byte, but for payments.
    func isWritten(as other: Version) -> Bool { bytesWithoutPayments == other.bytesWithoutPayments }

    private var bytesWithoutPayments: [UInt8] {
      guard let index = file.entries.firstIndex(where: { $0.isNamed("payments") }), let block = file.blocks?.keys[index]
      else { return file.file.bytes }
      return Array(file.file.bytes[..<block.lowerBound] + file.file.bytes[block.upperBound...])
    }

    /// Whether all payments of an older version are still here, in their order.
    func keeps(_ older: Version) -> Bool {
      payments.count >= older.payments.count && zip(older.payments, payments).allSatisfy { $0.means($1) }
    }
  }
}

extension YAMLValue {
  fileprivate var isNothing: Bool { if case .scalar(let scalar) = self { scalar.isAbsent } else { false } }
}

extension FrontMatterDocument {
  fileprivate func range(ofKey key: String) -> Range<Int> {
    entries.first { $0.isNamed(key) }.map(range(ofKey:)) ?? 0..<0
  }
}

extension UnreadableFile {
  fileprivate var file: SourceFile { diagnostics.first?.file ?? SourceFile(path: path, bytes: []) }
}
