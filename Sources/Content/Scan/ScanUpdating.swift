import Files

extension Scan {
  /// The scan of the same workspace after some of its files were written: only these are read. With index.md among
  /// them all is read, because its `custom_fields` decide which keys are unknown elsewhere.
  package func updating(_ paths: Set<String>, from files: ContentFiles) async throws -> Scan {
    if paths.contains(Self.indexPath) { return try await Scan.run(files, concurrency: 2) }
    let entries = FileSystem.sorted(paths.union([Self.indexPath]).map { $0 })
      .map { TreeEntry(path: $0, kind: .regular) }
    let part = try await Scan.run(ContentFiles(list: { entries }, read: files.read), concurrency: 1)

    var scan = self
    func isOld(_ path: String) -> Bool { paths.contains(path) }
    scan.repos = scan.repos.filter { !isOld($0.source?.path ?? "") } + part.repos
    scan.sprints = scan.sprints.filter { !isOld($0.source.path) } + part.sprints
    scan.tasks = scan.tasks.filter { !isOld($0.source.path) } + part.tasks
    scan.updates = scan.updates.filter { !isOld($0.source.path) } + part.updates
    scan.decisions = scan.decisions.filter { !isOld($0.source.path) } + part.decisions
    scan.clients = scan.clients.filter { !isOld($0.source.path) } + part.clients
    scan.billing = (scan.billing.filter { !isOld($0.path) } + part.billing)
      .sorted { FileSystem.bytesPrecede($0.path, $1.path) }
    scan.unreadable = scan.unreadable.filter { !isOld($0.path) } + part.unreadable.filter { isOld($0.path) }
    scan.diagnostics =
      scan.diagnostics.filter { !isOld($0.file.path) } + part.diagnostics.filter { isOld($0.file.path) }
    return scan
  }
}
