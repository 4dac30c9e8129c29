import Content

/// Writes a new repo.
package struct NewRepo: Verb {
  package var repo: String
  /// Else made from the name.
  package var title: String?
  /// Else the name.
  package var path: String?
  package var url: String?
  package var client: String?

  package init(_ repo: String) { self.repo = repo }

  package typealias Outcome = CreatedRecord

  package func validate() throws(Refusal) {
    try OneLine.checkName(repo)
    if let title { try OneLine.checkTitle(title) }
    try OneLine.check(path, of: "path")
    try OneLine.check(url, of: "url")
    try OneLine.check(client, of: "client")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "repo new", message: "new repo: \(repo)") {
      change throws(Refusal) in
      var record = RecordText()
      record.add("title", title ?? repo.prefix(1).uppercased() + repo.dropFirst())
      record.add("path", path)
      record.add("url", url)
      record.add("client", client)
      return CreatedRecord(path: try await change.create("content/repos/\(repo).md", record))
    }
  }
}
