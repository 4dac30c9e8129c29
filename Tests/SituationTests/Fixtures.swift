import Billing
import Content
import Evidence
import Quantities
import Sessions
import TestSupport

@testable import Situation

/// The moment that these situations are seen from: a Thursday at noon.
let noon = "2026-01-15T12:00:00Z"

func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }

/// `13-08`: a day and an hour of January 2026.
func at(_ time: String) -> Instant { instant("2026-01-\(time.prefix(2))T\(time.suffix(2)):00:00Z") }

func id(_ text: String) -> TaskID { TaskID(text) ?? TaskID(repo: "", task: "") }

/// A workspace in one string (see `files(in:)`) and whatever else is known, put together.
func situation(
  _ parts: String..., asOf: String = noon, git: [String: TaskEvidence]? = nil, money: MoneyFacts? = nil,
  sessions: [SessionMark]? = nil, concurrency: Int = 2
) async throws -> BoardSituation {
  let workspace = try await Workspace.load(
    .inMemory(files(in: board + parts.joined())), .bodyFacts, asOf: instant(asOf), concurrency: concurrency)
  let facts = git.map { git in
    GitFacts(
      readAt: workspace.asOf, tasks: Dictionary(uniqueKeysWithValues: git.map { (id($0.key), $0.value) }))
  }
  return BoardSituation(
    of: workspace, git: facts, invoices: InvoiceBook(workspace), money: money, sessions: sessions)
}

private let board = """
  -- content/index.md --
  ---
  project: P
  ---
  -- content/repos/web.md --
  ---
  title: Web
  path: "../web shop"
  order: 2
  ---
  -- content/repos/api.md --
  ---
  title: API
  order: 1
  ---
  -- content/clients/acme.md --
  ---
  name: Acme
  country: AT
  ---
  -- content/sprints/s1.md --
  ---
  title: S
  start: 2026-01-12
  end: 2026-01-18
  ---
  """

func task(_ id: String, _ status: String, _ keys: String...) -> String {
  let lines = (["title: Task \(id)", "status: \(status)", "sprint: s1"] + keys).joined(separator: "\n")
  return "\n-- content/tasks/\(id).md --\n---\n\(lines)\n---"
}

func update(_ id: String, _ time: String, _ worker: String, _ status: String, _ keys: String...) -> String {
  let lines = (["at: \(at(time))", "worker: \(worker)", "status: \(status)"] + keys).joined(separator: "\n")
  let name = "202601\(time.prefix(2))T\(time.suffix(2))0000000Z-\(worker)"
  return "\n-- content/updates/\(id)/\(name).md --\n---\n\(lines)\n---"
}

func invoice(_ number: String, due: String) -> String {
  """

  -- content/invoices/\(number).md --
  ---
  document:
    kind: invoice
    number: \(number)
    issued: 2025-12-01
    due: \(due)
    currency: EUR
    seller: {name: Me, address: Street 1, country: AT}
    buyer: {name: Acme, address: Road 2, country: AT, client: acme}
    lines: [{text: Work, quantity: "1", amount: "1000.00"}]
    taxes: []
    totals: {lines: "1000.00", net: "1000.00", tax: "0.00", total: "1000.00", payable: "1000.00"}
  ---
  """
}

/// A need as a terminal might print it, so that a test shows words, order and command at once.
func line(_ need: Need, in situation: BoardSituation) -> String {
  let age = need.waitsSince(situation.asOf).map(situation.times.age)
  return [
    need.label, need.tasks.map(\.description).joined(separator: " + "), need.worker, need.sentence, age,
    situation.command(for: need).map { "$ \($0)" },
  ].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: " · ")
}
