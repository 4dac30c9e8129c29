import Billing
import Bytes
import Content
import Diagnostics
import FrontMatter

// What must be there for a verb about money; the refusal suggests what was probably meant.

extension Workspace {
  package func existingClient(_ slug: String) throws(Refusal) -> Client {
    if let client = client(slug) { return client }
    if let file = unreadable.first(where: { $0.record == .client(slug) }) { throw .content(file.diagnostics) }
    throw .answer(
      "there is no client \(slug)",
      help: didYouMean(slug, among: clients.map(\.slug))
        ?? (clients.isEmpty ? "orchsite client new adds one" : "one of \(clients.map(\.slug).joined(separator: ", "))"))
  }
}

extension InvoiceBook {
  package func existingInvoice(_ number: String) throws(Refusal) -> Invoice {
    if let invoice = invoice(number) { return invoice }
    if creditNote(number) != nil { throw .answer("\(number) is a credit note, not an invoice") }
    throw unknown(number, "invoice")
  }

  /// An invoice or a credit note.
  func existingDocument(_ number: String) throws(Refusal) -> BookedDocument {
    if let document = document(number) { return document }
    if draft(number) != nil, issuedDrafts[ExactText(number)] == nil {
      throw .answer("\(number) is a draft", help: "orchsite invoice issue gives it a number")
    }
    throw unknown(number, "invoice or credit note")
  }

  func existingDraft(_ name: String) throws(Refusal) -> Draft {
    if let draft = draft(name) { return draft }
    throw unknown(name, "draft")
  }

  private func unknown(_ name: String, _ noun: String) -> Refusal {
    let paths = ["\(Self.folder)/\(name).md", Draft.path(of: name)].map { ExactText($0) }
    if let file = unreadable.first(where: { paths.contains(ExactText($0.path)) }) { return .content(file.diagnostics) }
    let known = documents.map(\.number) + liveDrafts.map(\.name)
    return .answer(
      "there is no \(noun) \(name)",
      help: didYouMean(name, among: known)
        ?? (known.isEmpty ? "nothing is there yet" : "orchsite invoice list shows all"))
  }
}

extension WorkLedger {
  /// The file that somebody means by a text: `updates/web/fix/2026…-ada`, that without its first folder, a path, or its
  /// name alone.
  func meant(by text: String, among entries: [WorkEntry]) throws(Refusal) -> WorkEntry {
    var word = text[...]
    if let folder = word.ranges(of: "content/").last, folder.lowerBound == word.startIndex {
      word = word[folder.upperBound...]
    }
    if word.utf8.suffix(3).elementsEqual(".md".utf8) { word = word.dropLast(3) }
    let tail = ExactText("/\(word)")
    if let entry = entry(String(word)) { return entry }
    let found = entries.filter { $0.ref.utf8.suffix(tail.text.utf8.count).elementsEqual(tail.text.utf8) }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw .answer(
        "\"\(text)\" may be any of \(found.count) pieces of work",
        help: "say which: \(found.prefix(5).map(\.ref).joined(separator: ", "))\(found.count > 5 ? ", …" : "")")
    }
    throw .answer(
      "there is no work \"\(text)\"",
      help: didYouMean(String(word), among: entries.map(\.ref)) ?? "orchsite time list shows all")
  }
}

extension Workspace {
  /// Whose own time is recorded: who is named, else the only one of `people`.
  func person(named name: String?) throws(Refusal) -> String {
    let people = settings.people
    guard let name else {
      if people.count == 1 { return people[0] }
      throw .usage(
        "whose time is it?",
        help: people.isEmpty
          ? "say --as NAME; people: in index.md names who are persons"
          : "say --as, one of \(people.joined(separator: ", "))")
    }
    let slug = Slug.suggestion(for: name) ?? Slug.standIn(for: name)
    guard people.isEmpty || people.contains(slug) else {
      throw .answer(
        "\(slug) is not one of people: in index.md",
        help: didYouMean(slug, among: people) ?? "add \(slug) there, if that is a person; an agent's time is reported")
    }
    return slug
  }
}
