import Billing
import Content
import Files
import FrontMatter
import Quantities

/// Says of some work that it will never be billed, and why.
package struct WriteOffWork: Verb {
  /// Names of updates and of records of time.
  package var names: [String]
  package var reason: String
  package var person: String?

  package init(_ names: [String], reason: String) {
    self.names = names
    self.reason = reason
  }

  package struct Outcome: Warned, Equatable {
    package let path: String
    package let refs: [String]
    package let minutes: Minutes
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    guard !names.isEmpty else { throw .usage("Name the work: updates or records of time.") }
    try OneLine.checkTitle(reason, of: "reason")
    try OneLine.check(person, of: "name")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "invoice write-off", message: "write off: \(reason)") {
      change throws(Refusal) in
      let ledger = WorkLedger(change.workspace)
      var refs: [String] = []
      var minutes = Minutes.zero
      for name in names {
        let entry = try ledger.meant(by: name, among: ledger.entries)
        switch entry.state {
        case .billed(let number):
          throw .answer(
            "\(entry.ref) is billed by \(number)",
            help: "what is billed is taken back by a credit note")
        case .drafted(let draft):
          throw .answer("\(entry.ref) is on the draft \(draft)", help: "take it out there first")
        case .writtenOff: throw .answer("\(entry.ref) is written off already")
        case .notBillable: throw .answer("none of \(entry.ref) is billed anyway")
        case .undecided, .unbilled: break
        }
        guard !refs.containsExactly(entry.ref) else { continue }
        refs.append(entry.ref)
        minutes += entry.billable ?? entry.logged
      }
      var record = RecordText()
      record.add("at", .bare(change.at.description))
      record.add("refs", sentences: refs)
      record.add("reason", reason)
      record.add("person", person.map { Slug.suggestion(for: $0) ?? Slug.standIn(for: $0) })
      let path = FileSystem.freePath("content/write-offs/\(change.at.stamp)", in: home.path)
      return Outcome(path: try await change.create(path, record), refs: refs, minutes: minutes)
    }
  }
}
