import Bytes
import Quantities

/// An Atom feed (RFC 4287), as bytes.
struct AtomFeed {
  /// Where the site is published, ending with a slash. All addresses are below it.
  let address: String
  let title: String
  let language: String
  /// When there are no entries.
  let asOf: Instant
  /// The newest first.
  let entries: [Entry]

  struct Entry {
    /// From the site's root folder; also what tells entries apart, so it must not change.
    let id: String
    /// The page that says more, from the site's root folder.
    let href: String
    let title: String
    let updated: Instant
    /// Who said it; without one it is the project.
    let author: String?
    let content: HTML?
  }

  func render() -> [UInt8] {
    var xml: [UInt8] = []
    xml.reserveCapacity(1_024 + entries.count * 1_024)
    xml.append(
      literal: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"")
    xml.appendEscapingXML(language)
    xml.append(literal: "\">\n")
    xml.element("id", address)
    xml.element("title", title)
    xml.element("updated", (entries.map(\.updated).max() ?? asOf).description)
    xml.append(literal: "<author>")
    xml.element("name", title, lineBreak: false)
    xml.append(literal: "</author>\n")
    xml.link("self", "application/atom+xml", address + SitePath.feed)
    xml.link("alternate", "text/html", address)
    for entry in entries { append(entry, to: &xml) }
    xml.append(literal: "</feed>\n")
    return xml
  }

  private func append(_ entry: Entry, to xml: inout [UInt8]) {
    xml.append(literal: "<entry>\n")
    xml.element("id", address + entry.id)
    xml.element("title", entry.title)
    xml.element("updated", entry.updated.description)
    if let author = entry.author {
      xml.append(literal: "<author>")
      xml.element("name", author, lineBreak: false)
      xml.append(literal: "</author>\n")
    }
    xml.link("alternate", "text/html", address + entry.href)
    if let content = entry.content {
      xml.append(literal: "<content type=\"html\">")
      xml.appendEscapingXML(content.text)
      xml.append(literal: "</content>\n")
    }
    xml.append(literal: "</entry>\n")
  }
}

extension [UInt8] {
  fileprivate mutating func element(_ name: String, _ text: String, lineBreak: Bool = true) {
    append(utf8: "<\(name)>")
    appendEscapingXML(text)
    append(utf8: lineBreak ? "</\(name)>\n" : "</\(name)>")
  }

  fileprivate mutating func link(_ relation: String, _ type: String, _ address: String) {
    append(utf8: "<link rel=\"\(relation)\" type=\"\(type)\" href=\"")
    appendEscapingXML(address)
    append(literal: "\"/>\n")
  }

  /// What HTML escapes is what XML 1.0 escapes, and what HTML forbids covers what XML forbids, but for the form feed.
  fileprivate mutating func appendEscapingXML(_ text: String) {
    guard text.utf8.contains(0x0C) else {
      appendEscapingHTML(text)
      return
    }
    appendEscapingHTML(text.utf8.map { $0 == 0x0C ? UInt8(ascii: " ") : $0 })
  }
}
