import Content
import TestSupport
import Testing

@testable import Import

@Suite struct LegacyOddTests {
  // MARK: What a file is

  @Test(arguments: [
    ("notes.md", "# Sprint Board\n## To Do\n| Task |\n|-|\n| A |\n", "board"),
    ("board.md", "## Done\n| Task |\n|-|\n| A |\n", "board"),
    ("x.md", "# Billing\n| Task | Amount |\n|-|-|\n| A | 1 |\n", "invoices"),
    ("SPRINT_BOARD.md", "[WORKER UPDATE]\nTask: A\nDone: x\n", "updates"),
    ("INVOICES.md", "# Sprint Board\n## To Do\n| Task |\n|-|\n| A |\n", "board"),
    ("SPRINT_BOARD.md", "# Sprint Board\n## To Do\n| Task | Priority |\n|-|-|\n", "board"),
    ("INVOICES.md", "# Invoice Tracking\n", "invoices"),
    ("README.md", "# Readme\n| Name | Status |\n|-|-|\n| a | ok |\n", nil),
    ("README.md", "# Readme\n## Testing\n| Name | Command |\n|-|-|\n| a | b |\n", nil),
    ("README.md", "# Readme\n```\n[WORKER UPDATE]\nTask: x\n```\n", nil), ("empty.md", "", nil),
    ("nul.md", "a\u{0}b", nil),
  ])
  func itsKind(_ name: String, _ text: String, _ kind: String?) async throws {
    var legacy = Legacy([name: text], repo: "shop")
    legacy.times.meaning = .total
    let item = try await legacy.plan().items[0]
    #expect(item.kind?.rawValue == kind)
    #expect((item.reason == nil) == (kind != nil))
  }

  // MARK: Bytes

  @Test func lineEndsAndMarks() async throws {
    let plain = try await Legacy.a.imported()
    for form in ["crlf", "bom", "cr"] {
      var legacy = Legacy.a
      legacy.files = legacy.files.mapValues { bytes in
        switch form {
        case "crlf": Array(String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        case "cr": bytes.map { $0 == 0x0A ? 0x0D : $0 }
        default: [0xEF, 0xBB, 0xBF] + bytes
        }
      }
      let outcome = try await legacy.imported()
      #expect(outcome.content == plain.content, "\(form)")
    }
  }

  @Test func bytesThatAreNotUTF8() async throws {
    var legacy = Legacy.table("| Task |", "|-|", "| Caf_ |")
    legacy.files = legacy.files.mapValues { $0.map { $0 == UInt8(ascii: "_") ? 0xE9 : $0 } }
    let outcome = try await legacy.imported()
    #expect(outcome.text("tasks/shop/cafe.md")?.contains("title: Café\n") == true)
    #expect(outcome.notes == ["SPRINT_BOARD.md 1 byte is not UTF-8, read as Windows-1252"])
  }

  @Test func codeAndComments() async throws {
    let table = "| Task |\n|-|\n"
    let outcome = try await Legacy(
      board:
        "# Board\n## To Do\n```\n\(table)| Code |\n```\n<!--\n\(table)| Comment |\n-->\n\(table)| Real |\n~~~\n\(table)| Open |\n"
    ).imported()
    // A block that is never closed does not swallow what follows.
    #expect(outcome.written.filter { $0.hasPrefix("tasks/") } == ["tasks/shop/real.md", "tasks/shop/open.md"])
    #expect(
      outcome.notes.contains(
        "SPRINT_BOARD.md:16 the code block that begins here is never closed: read as if it did not begin"))
    let text = outcome.text("decisions/2026-01-05-board-what-else-it-said.md") ?? ""
    #expect(text.contains("```\n\(table)| Code |\n```\n") && text.contains("| Comment |"), "\(text)")
    #expect(try await outcome.errors == [])
  }

  @Test func twiceTheRowsAreTwiceTheWork() async throws {
    func effort(_ count: Int) async throws -> (first: Int, second: Int) {
      let rows = (0..<count).map { "| \($0 % 7) | Same title | low | web | feature/b\($0) |" }
      let text =
        "# Board\n## To Do\n| ID | Task | Priority | Repo | Branch |\n|-|-|-|-|-|\n" + rows.joined(separator: "\n")
      let legacy = Legacy(board: text)
      let outcome = try await legacy.imported()
      #expect(outcome.written.filter { $0.hasPrefix("tasks/") }.count == count)
      let again = try await legacy.plan(into: outcome.content)
      #expect(again.isEmpty)
      return (outcome.plan.effort, again.effort)
    }
    let (small, large) = (try await effort(1_000), try await effort(2_000))
    #expect(large.first <= small.first * 2 + 10 && large.second <= small.second * 2 + 10, "\(small) \(large)")
  }

  @Test func aThousandMarksThatNothingCloses() async throws {
    let text =
      "# Board\n" + String(repeating: "<!-- open\n", count: 20_000) + String(repeating: "```x\n", count: 20_000)
    let plan = try await Legacy(["SPRINT_BOARD.md": text]).plan()
    #expect(plan.items[0].notes.count == 2)
  }

  // MARK: Again

  @Test func aSecondImportChangesNothing() async throws {
    for legacy in [Legacy.a, Legacy.b] {
      let outcome = try await legacy.imported()
      let second = try await legacy.plan(into: outcome.content)
      #expect(second.isEmpty)
      #expect(Legacy.Outcome(plan: second).fates.allSatisfy { $0.contains(": known content/") })
    }
  }

  /// Killed after any of the files: the rest is the same as in one go.
  @Test func anImportThatWasCutShortIsFinished() async throws {
    for legacy in [Legacy.a, Legacy.b] {
      let whole = try await legacy.imported()
      for count in 1..<whole.plan.files.count {
        let part = Dictionary(
          whole.plan.files.prefix(count).map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let outcome = try await legacy.imported(into: part)
        #expect(outcome.content == whole.content, "\(count)")
      }
    }
  }

  @Test func whatPeopleChangedIsLeftAlone() async throws {
    var content = try await Legacy.b.imported().content
    content["content/tasks/shop/price-rounding.md"] = Array(
      "---\ntitle: Round prices\nstatus: done\nx-board-file: SPRINT_BOARD.md\nx-board-task: Price rounding\n---\n".utf8)
    // Broken by hand since.
    content["content/tasks/shop/i18n.md"] = Array(
      "---\ntitle: fix: x\nx-board-file: SPRINT_BOARD.md\nx-board-task: Übersetzungen\n---\n".utf8)
    #expect(try await Legacy.b.plan(into: content).isEmpty)
  }

  @Test func whatIsNewIsAdded() async throws {
    let before = try await Legacy.b.imported().content
    var legacy = Legacy.b
    let text = LegacySamples.boardB
      .replacing("| Price rounding |", with: "| Gift cards | eva | feature/gift | high |\n| Price rounding |")
      .replacing("- 2026-01-08 11:40", with: "- 2026-01-09 09:00: Gift cards added\n- 2026-01-08 11:40")
      // Moved, and with a title that was renamed.
      .replacing("| Search filters | ada | feature/search-filters | #41 | yes |\n", with: "")
      .replacing(
        "| Übersetzungen |", with: "| Search filters | ada | feature/search-filters | 2026-01-09 |\n| Übersetzungen |")
    legacy.files["SPRINT_BOARD.md"] = Array(text.utf8)
    let outcome = try await legacy.imported(into: before)
    #expect(
      outcome.written == ["tasks/shop/gift.md", "decisions/2026-01-08-sprint-board-what-else-it-said-2.md"])
    #expect(
      outcome.text(outcome.written.last ?? "")?.hasSuffix(
        "# Sprint Board\n\n## Change Log (Pending Push)\n\n- 2026-01-09 09:00: Gift cards added\n") == true)
    #expect(try await legacy.plan(into: outcome.content).isEmpty)
  }

  @Test func anotherBoardOfTheSameName() async throws {
    let before = try await Legacy.a.imported().content
    let outcome = try await Legacy(
      board: """
        # Sprint Board - Other
        **Sprint:** 12
        **Started:** 2026-02-02
        ## To Do
        | ID | Task | Repo |
        |----|------|------|
        | 3 | Something else | backend |
        | 3 | Something else | shop |

        """
    ).imported(into: before)
    // Taken for the same, but not in silence.
    #expect(
      outcome.notes == [
        "SPRINT_BOARD.md:2 Sprint 12 begins on 2026-02-02 here, and on 2026-01-05 in content/sprints/sprint-12.md",
        "SPRINT_BOARD.md:7 3 \"Something else\" is backend/user-auth, which came in as \"User auth (JWT)\"",
      ])
    #expect(outcome.written.contains("tasks/shop/something-else.md"))
  }

  /// What a person took away comes back only where nobody has changed the task since.
  @Test func daysOfATaskThatWasChanged() async throws {
    var content = try await Legacy.b.imported().content
    let update = "content/updates/shop/i18n/20260106T235959000Z-board.md"
    content[update] = nil
    #expect(try await Legacy.b.plan(into: content).files.map(\.path) == [update])
    let task = "content/tasks/shop/i18n.md"
    content[task] = Array(
      String(decoding: content[task] ?? [], as: UTF8.self).replacing("status: done", with: "status: review").utf8)
    #expect(try await Legacy.b.plan(into: content).isEmpty)
  }

  // MARK: Nothing is lost

  /// Words that are the names of keys: what they mean is in the keys.
  private static let structure: Set<String> = [
    "done", "next", "blockers", "none", "ready", "for", "merge", "no", "yes", "timestamp", "status", "time", "commits",
    "task", "branch", "worker", "update", "notes", "to", "do", "in", "progress",
  ]

  private static func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  @Test func everyWordIsFound() async throws {
    var updates = Legacy(updates: LegacySamples.updates, repo: "shop", is: .total)
    updates.times.units = ["day": .init(480), "unit": .init(30)]
    for legacy in [Legacy.a, Legacy.b, updates] {
      let outcome = try await legacy.imported()
      let found = Self.words(outcome.everything)
      for (file, bytes) in legacy.files {
        let missing = Self.words(String(decoding: bytes, as: UTF8.self)).subtracting(found).subtracting(Self.structure)
        // Labels of the sprint, and moments, which are written in another way.
        let spared: Set = [
          "started", "sprint", "goal", "repo", "2026", "01", "06t10", "30", "00z", "08t09", "00", "03",
        ]
        #expect(missing.subtracting(spared) == [], "\(file)")
      }
    }
  }

  private static let pieces = [
    "|", "\n", "| x | y |\n", "|--|--|\n", "## Done\n", "## Other\n", "# Board\n", "```\n", "~~~\n", "<!--", "-->",
    "**", "`",
    "\\|", "- [ ] box\n", "Sprint: 3\n", "Started: 2026-01-06\n", "---\n", "\r\n", "\u{0}", "é", "🎉", "<<<<<<< a\n",
    "[a](b.md)", "]: c.md\n", "| Task | Repo |\n|-|-|\n| q | w |\n", "x-board-file: y\n", "[WORKER UPDATE]\n",
    "Time: 2h\n",
    "Task: One\n", "Timestamp: 2026-01-06T10:00:00Z\n", "\u{2028}", "\t", "    ", "\u{FEFF}",
    "Branch: feature/user-auth\n",
  ]

  @Test(arguments: 0..<60)
  func damagedFiles(_ seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let seeds = [
      LegacySamples.boardA, LegacySamples.boardB, LegacySamples.invoicesA, LegacySamples.invoicesB,
      LegacySamples.updates,
    ]
    var legacy = Legacy([:], repo: "shop")
    legacy.times.meaning = random.below(2) == 0 ? .total : .increment
    for name in ["SPRINT_BOARD.md", "INVOICES.md", "updates.txt", "board.md"] {
      var bytes = Array(random.pick(seeds).utf8)
      for _ in 0..<random.below(9) {
        let place = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0, 1: bytes.insert(contentsOf: random.pick(Self.pieces).utf8, at: place)
        case 2: bytes.removeSubrange(place..<min(place + random.below(30), bytes.count))
        default: if place < bytes.count { bytes[place] = UInt8(random.below(128)) }
        }
      }
      legacy.files[name] = bytes
    }
    if random.below(2) == 0 { legacy.sourceFolder = ["old"] }
    let outcome = try await legacy.imported()
    #expect(outcome.plan.items.count == 4)
    #expect(try await outcome.errors == [])
    let found = Self.words(outcome.everything)
    for item in outcome.plan.items {
      guard let bytes = legacy.files[item.path], item.kind != nil, item.kind != .updates,
        let text = String(validating: bytes, as: UTF8.self)
      else { continue }
      // Long words, which are neither labels nor names of columns.
      let words = Self.words(text).filter { word in
        word.utf8.count > 4 && word.allSatisfy { $0.isLetter && $0.isASCII } && LegacyColumn(header: word) == nil
          && !["sprint", "start", "started", "current"].contains(word)
      }
      #expect(words.subtracting(found) == [], "\(item.path) \(text)")
    }
    let second = try await legacy.plan(into: outcome.content)
    #expect(second.isEmpty, "\(second.files.map { String(decoding: $0.bytes, as: UTF8.self) })")
  }
}
