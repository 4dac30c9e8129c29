import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Situation
import Terminal

struct InboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "Who needs you, since when, and the command that gets you there.",
    usage: "orchsite inbox [--peek] [<options>]",
    discussion: "The oldest first; what you have not read yet has a *. Listing it is reading it, but for --peek.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Leave what is unread unread.") var peek = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ShowInbox()
    request.isPeeking = peek
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ShowInbox.Outcome: ObjectAnswer {
  package var isFine: Bool { !isIncomplete }

  package func text(on screen: Screen) -> String {
    guard !items.isEmpty else { return "Nothing needs you.\n" }
    let unread = items.count(where: \.isUnread)
    return "\(items.count) \(items.count == 1 ? "needs" : "need") you\(unread > 0 ? ", \(unread) unread" : "")\n"
      + items.map { situation.lines(of: $0.need, sign: $0.isUnread ? "* " : "  ", on: screen) }.joined()
  }

  package func talk(on screen: Screen) -> String {
    problems.compactMap(\.warning).map(screen.warning).joined()
  }

  package var kind: String { "inbox" }

  package func write(to writer: inout JSONWriter) {
    writer.field("as_of", situation.asOf.description)
    writer.array("items") { writer in
      for item in items { writer.need(item.need, in: situation, isUnread: item.isUnread) }
    }
  }
}
