import Actions
import ArgumentParser
import Arguments
import Billing
import Bytes
import Diagnostics
import Quantities
import Situation
import Terminal

struct TimeReview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Decide what of the agents' time is billed, one key an entry.",
    usage: "orchsite time review [<options>]",
    discussion: """
      Each decision is written at once, so that you can stop at any time and go on later. \
      On a terminal only; scripts use time decide.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Option(help: "Only time for this client.", completion: Completions.clients) var client: String?

  func run() async throws {
    let home = try await home.find()
    var request = ListUndecided()
    request.client = client
    let pieces = try await request.run(in: home, Stage(now: Clock.now))
    if options.json { return try await options.say(ReviewList(pieces: pieces)) }
    guard let keys = Keyboard() else {
      throw Refusal.answer(
        pieces.isEmpty
          ? "nothing waits for a decision" : "\(pieces.count) entries wait, and there is no terminal to ask on",
        help: "orchsite time decide UPDATE --as-measured, --minutes 30m or --nothing")
    }
    let summary = try await review(pieces, home, keys)
    keys.restore()
    try await options.say(summary)
  }

  private func review(_ pieces: [ListUndecided.Piece], _ home: Home, _ keys: Keyboard) async throws -> ReviewSummary {
    var summary = ReviewSummary(total: pieces.count)
    var index = 0
    defer { keys.restore() }
    while index < pieces.count {
      let piece = pieces[index]
      Console.talk(Self.card(piece, index, pieces.count, Console.errors))
      let key = keys.next()
      switch key {
      case .enter, .letter("b"):
        try await decide(piece, .asMeasured, home, &summary, at: index)
        index += 1
      case .letter("n"):
        try await decide(piece, .nothing, home, &summary, at: index)
        index += 1
      case .letter("m"), .digit:
        guard let minutes = keys.minutes(after: key) else {
          Console.talk("  that is no duration: 45m, 1h30m, 1:30 or 1.5h\n")
          continue
        }
        try await decide(piece, .minutes(minutes), home, &summary, at: index)
        index += 1
      case .letter("s"):
        Console.talk("  skipped\n")
        index += 1
      case .letter("u"):
        guard index > 0 else {
          Console.talk("  nothing to undo\n")
          continue
        }
        index -= 1
        if summary.decided.removeValue(forKey: index) != nil {
          try await call(DecideTime([pieces[index].entry.ref], .open), home)
          Console.talk("  undone\n")
        }
      case .letter("q"), .end:
        Console.talk("  stopped\n")
        return summary
      default:
        Console.talk(
          "  b or Enter: bill as measured · a figure: bill that · n: nothing · s: skip · u: undo · q: stop\n")
      }
    }
    return summary
  }

  private func decide(
    _ piece: ListUndecided.Piece, _ decision: TimeDecision, _ home: Home, _ summary: inout ReviewSummary, at index: Int
  ) async throws {
    let outcome = try await call(DecideTime([piece.entry.ref], decision), home)
    let billed = outcome.decided.first?.billable ?? .zero
    summary.decided[index] = billed
    summary.warnings += outcome.warnings.filter { !summary.warnings.contains($0) }
    Console.talk("  \(billed == .zero ? "nothing" : billed.spoken) billed\n")
  }

  @discardableResult
  private func call(_ verb: DecideTime, _ home: Home) async throws -> DecideTime.Outcome {
    try await options.call(verb, in: home)
  }

  /// One entry on a few lines: who, when, how long, what was done, what it would come to.
  private static func card(_ piece: ListUndecided.Piece, _ index: Int, _ count: Int, _ screen: Screen) -> String {
    let entry = piece.entry
    let amount = piece.rate.flatMap { rate in
      piece.currency.flatMap { Money(entry.logged, atHourly: rate.rate, $0) }
    }
    let worth = amount.map { ", \($0.spoken) at \(piece.rate?.rate.spoken ?? "")" } ?? ""
    var lines = [
      "", "\(index + 1)/\(count)  \(entry.client ?? "")  \(entry.day)  \(entry.person): \(entry.logged.spoken)\(worth)",
      "  \(piece.title) (\(entry.task?.description ?? entry.ref))",
    ]
    lines += piece.done.prefix(3).map { "  - \($0)" }
    if piece.done.count > 3 { lines.append("  - and \(piece.done.count - 3) more") }
    let text = lines.map { $0.printable.truncated(toColumns: screen.width) + "\n" }.joined()
    return text + "  [b]ill · a figure · [n]othing · [s]kip · [u]ndo · [q]uit > "
  }
}

private struct ReviewSummary: ObjectAnswer {
  let total: Int
  /// What is billed, by the place of the entry.
  var decided: [Int: Minutes] = [:]
  var warnings: [Warning] = []

  func text(on screen: Screen) -> String {
    if total == 0 { return "nothing waits for a decision\n" }
    let billed = decided.values.reduce(Minutes.zero, +)
    let left = total - decided.count
    return "decided \(decided.count) of \(total): \(billed.spoken) billed"
      + (left > 0 ? "; \(left) still wait" : "") + "\n"
  }

  var kind: String { "time reviewed" }

  func write(to writer: inout JSONWriter) {
    writer.field("decided", decided.count)
    writer.field("left", total - decided.count)
  }
}

/// What waits, for whoever decides elsewhere.
private struct ReviewList: ObjectAnswer {
  let pieces: [ListUndecided.Piece]

  func text(on screen: Screen) -> String { "" }
  var kind: String { "time to decide" }

  func write(to writer: inout JSONWriter) {
    writer.array("entries") { writer in
      for piece in pieces {
        writer.object { writer in
          writer.field("ref", piece.entry.ref)
          writer.field("client", piece.entry.client)
          writer.field("task", piece.entry.task?.description)
          writer.field("title", piece.title)
          writer.field("day", piece.entry.day.description)
          writer.field("person", piece.entry.person)
          writer.field("minutes", piece.entry.logged.count)
          writer.strings("done", piece.done)
        }
      }
    }
  }
}
