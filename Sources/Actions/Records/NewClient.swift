import Content

/// Writes a new client.
package struct NewClient: Verb {
  package var client: String
  package var name: String
  /// Two capital letters.
  package var country: String
  package var currency: String?
  package var email: String?

  package init(_ client: String, name: String, country: String) {
    self.client = client
    self.name = name
    self.country = country
  }

  package typealias Outcome = CreatedRecord

  package func validate() throws(Refusal) {
    try OneLine.checkName(client)
    try OneLine.checkTitle(name, of: "name")
    try OneLine.check(email, of: "email")
    try OneLine.check(country, of: "country")
    try OneLine.check(currency, of: "currency")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "client new", message: "new client: \(client)") {
      change throws(Refusal) in
      var record = RecordText()
      record.add("name", name)
      record.add("country", country, style: country == "NO" ? .doubleQuoted : .plain)
      record.add("currency", currency)
      record.add("email", email)
      return CreatedRecord(path: try await change.create("content/clients/\(client).md", record))
    }
  }
}
