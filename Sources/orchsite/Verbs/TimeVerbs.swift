import Actions
import ArgumentParser
import Arguments
import Billing
import Bytes
import Content
import Diagnostics
import Quantities
import Situation
import Terminal

struct TimeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time", abstract: "Time: a person's own, and what of everybody's is billed.",
    subcommands: [TimeLog.self, TimeReview.self, TimeDecide.self, TimeList.self])
}

struct TimeLog: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Record a person's own time, for a client or on a task.",
    usage: "orchsite time log <client|repo/task> <duration> <text> [<options>]",
    discussion: "A duration has a unit: 90m, 1h30m, 1:30 or 1.5h.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("Whom it is for, or the task it was spent on.", valueName: "client|repo/task"))
  var place: String
  @Argument(help: "How long, for example 45m.") var duration: Minutes
  @Argument(help: "What it was, as it may stand on an invoice.") var text: String
  @Option(name: .customLong("as"), help: ArgumentHelp("Whose time; else the one name in people.", valueName: "name"))
  var person: String?
  @Option(help: "Another rate for an hour than the one that holds, for example 120.00.") var rate: ExactDecimal?
  @Flag(help: "It is not billed.") var notBillable = false
  @Option(
    help: ArgumentHelp(
      "An earlier entry of the same client; the duration is added to it, or taken back with --minus.",
      valueName: "entry"))
  var corrects: String?
  @Flag(help: "Take the duration back; with --corrects.") var minus = false

  private var request: LogTime {
    var request = LogTime(place, minus ? Minutes(-duration.count) : duration, text: text)
    request.person = person
    request.rate = rate
    if notBillable { request.isBillable = false }
    request.corrects = corrects
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension LogTime.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    "\(minutes.spoken) of \(person) for \(client)\ncreated \(path)\n"
  }

  package var kind: String { "time logged" }

  package func write(to writer: inout JSONWriter) {
    writer.field("path", path)
    writer.field("client", client)
    writer.field("person", person)
    writer.field("minutes", minutes.count)
  }
}

struct TimeDecide: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Say what of an agent's time is billed.",
    usage: "orchsite time decide <update> ... (--as-measured | --minutes <duration> | --nothing | --open) [<options>]",
    discussion: "An update is named by its file. --all means all that wait: --as-measured and --nothing only.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "Updates, as time list names them.") var update: [String] = []
  @Flag(help: "Bill what was measured.") var asMeasured = false
  @Option(help: ArgumentHelp("Bill so much of it.", valueName: "duration")) var minutes: Minutes?
  @Flag(help: "Bill nothing of it.") var nothing = false
  @Flag(help: "Take back what was decided.") var open = false
  @Flag(help: "All that wait.") var all = false
  @Option(help: "With --all: only time for this client.", completion: Completions.clients) var client: String?
  @Option(help: ArgumentHelp("With --all: only time until this day.", valueName: "date")) var through: Day?

  private var decisions: [TimeDecision] {
    (asMeasured ? [.asMeasured] : []) + (minutes.map { [.minutes($0)] } ?? []) + (nothing ? [.nothing] : [])
      + (open ? [.open] : [])
  }

  private var request: DecideTime {
    var request = DecideTime(update, decisions.first ?? .open)
    request.isAll = all
    request.client = client
    request.through = through
    return request
  }

  func validate() throws {
    guard decisions.count == 1 else {
      throw ValidationError("Say one of --as-measured, --minutes, --nothing and --open.")
    }
    try request.validateArguments()
  }

  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension DecideTime.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if decided.isEmpty { return "nothing waits for a decision\n" }
    return decided.map { decided in
      let what =
        switch decided.billable {
        case nil: "to be decided again"
        case .zero?: "nothing is billed"
        case let billable?: "\(billable.spoken) are billed"
        }
      return "\(decided.task): \(what) of \(decided.logged.spoken)\n"
    }.joined()
  }

  package var kind: String { "time decided" }

  package func write(to writer: inout JSONWriter) {
    writer.array("decided") { writer in
      for decided in decided {
        writer.object { writer in
          writer.field("ref", decided.ref)
          writer.field("task", decided.task.description)
          writer.field("minutes", decided.logged.count)
          writer.field("billable_minutes", decided.billable?.count)
        }
      }
    }
  }
}

struct TimeList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List time, and where each piece of it stands.",
    usage: "orchsite time list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: "Only time for this client.", completion: Completions.clients) var client: String?
  @Option(help: "Only time on this task.") var task: TaskID?
  @Option(help: ArgumentHelp("Only time of this person or worker.", valueName: "name")) var person: String?
  @Option(help: "Only time that is to-decide, not-billable, unbilled, drafted, billed or written-off.")
  var state: String?
  @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: Day?
  @Option(help: ArgumentHelp("The last day.", valueName: "date")) var through: Day?
  @Flag(help: "Print CSV.") var csv = false
  @Flag(help: "Print JSON.") var json = false

  private var request: ListTime {
    var request = ListTime()
    request.client = client
    request.task = task
    request.person = person
    request.state = state
    request.from = from
    request.through = through
    return request
  }

  func validate() throws {
    try request.validateArguments()
    if csv, json { throw ValidationError("Either --csv or --json.") }
  }

  func run() async throws {
    let outcome = try await options.call(request, in: home)
    if csv { return try say(TimeTable(outcome: outcome), asData: true) }
    try say(outcome, asData: json)
  }
}

extension ListTime.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if entries.isEmpty { return "no time\n" }
    let rows = entries.map { entry in
      [
        entry.day.description, entry.client ?? "–", entry.person, entry.logged.spoken,
        entry.billable.map { $0 == entry.logged ? "=" : $0.spoken } ?? "?", entry.state.words,
        entry.task?.description ?? entry.text ?? entry.repo ?? "",
      ]
    }
    return Table(["DAY", "CLIENT", "WHO", "LOGGED", "BILLED", "STATE", "WORK"], rows, shortening: 5, sparing: [2, 4])
      .text(on: screen)
  }

  package func talk(on screen: Screen) -> String {
    sums.map { client, sums in "\(client ?? "for no client"): \(sums.words)\n" }.joined()
  }

  package var kind: String { "time" }

  package func write(to writer: inout JSONWriter) {
    writer.array("entries") { writer in
      for entry in entries {
        writer.object { writer in
          writer.field("ref", entry.ref)
          writer.field("day", entry.day.description)
          writer.field("at", entry.at.description)
          writer.field("client", entry.client)
          writer.field("repo", entry.repo)
          writer.field("task", entry.task?.description)
          writer.field("person", entry.person)
          writer.field("text", entry.text)
          writer.field("minutes", entry.logged.count)
          writer.field("billable_minutes", entry.billable?.count)
          writer.field("state", entry.state.word)
          writer.field("document", entry.state.document)
        }
      }
    }
    writer.workSums(sums)
  }
}

extension WorkEntry.State {
  /// For people.
  var words: String { document.map { "\(word) \($0)" } ?? word }

  /// The draft or invoice that claims it.
  var document: String? {
    switch self {
    case .drafted(let name), .billed(let name): name
    case .undecided, .notBillable, .unbilled, .writtenOff: nil
    }
  }
}

extension WorkSums {
  /// `12 h logged = 8 h billed + 2 h unbilled + 1 h to decide + 1 h not billable + 0 min written off`.
  var words: String {
    "\(logged.spoken) logged = \(billed.spoken) billed + \(unbilled.spoken) unbilled + \(toDecide.spoken) to decide"
      + " + \(notBillable.spoken) not billable + \(writtenOff.spoken) written off"
  }
}

extension JSONWriter {
  mutating func workSums(_ sums: [(client: String?, sums: WorkSums)]) {
    array("sums") { writer in
      for (client, sums) in sums {
        writer.object { writer in
          writer.field("client", client)
          writer.field("logged", sums.logged.count)
          writer.field("billed", sums.billed.count)
          writer.field("drafted", sums.drafted.count)
          writer.field("unbilled", sums.unbilled.count)
          writer.field("to_decide", sums.toDecide.count)
          writer.field("not_billable", sums.notBillable.count)
          writer.field("written_off", sums.writtenOff.count)
        }
      }
    }
  }
}

/// The same as CSV.
private struct TimeTable: DataAnswer {
  let outcome: ListTime.Outcome

  func text(on screen: Screen) -> String { String(decoding: data(), as: UTF8.self) }

  func data() -> [UInt8] {
    var table = CSVWriter(columns: [
      "ref", "day", "client", "repo", "task", "person", "text", "minutes", "billable_minutes", "state", "document",
    ])
    for entry in outcome.entries {
      table.row([
        entry.ref, entry.day.description, entry.client, entry.repo, entry.task?.description, entry.person, entry.text,
        String(entry.logged.count), entry.billable.map { String($0.count) }, entry.state.word, entry.state.document,
      ])
    }
    return table.bytes
  }
}

extension ExactDecimal: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
