import Content
import Quantities
import TestSupport
import Testing

/// The keys that bills go by: decoded once, and every wrong one is said where it stands.
@Suite struct BillingKeyTests {
  @Test func settingsAndClientsAreRead() async throws {
    let workspace = try await load(
      """
      -- content/index.md --
      ---
      project: P
      people: [ada, bo]
      sync: auto
      seller:
        name: S
        address: [Lane 1, 1010 Wien]
        country: AT
        vat_id: ATU1
        iban: AT61
        bic: X
        email: a@b.example
        peppol: {scheme: "9915", id: b}
      billing:
        currency: EUR
        rate: "95.00"
        terms_days: 30
        tax: AT20
        agent_time: as-logged
        cash_step: "0.05"
        series: {invoice: "INV-{seq:4}", credit_note: "CN-{seq:4}"}
        paper: Letter
      taxes:
        AT20: {category: S, rate: "20"}
        RC: {category: AE, rate: "0", note: Reverse charge, code: VATEX-EU-AE}
      ---
      -- content/clients/acme.md --
      ---
      name: Acme
      country: AT
      address: Lane 2
      currency: CHF
      rate: "100"
      rates: [{from: 2026-02-01, rate: "120"}, {from: 2026-01-01, rate: "110"}]
      tax: RC
      terms_days: 14
      rounding: {minutes: 15, mode: nearest, per: task-day}
      reference: PO
      withholding: "20"
      cash_step: "0.05"
      peppol: {scheme: "9915", id: c}
      email: c@d.example
      language: de
      ---
      """)
    #expect(text(of: workspace.check()) == "")
    let settings = workspace.settings
    #expect(settings.people == ["ada", "bo"] && settings.sync == .auto)
    #expect(settings.seller?.address == ["Lane 1", "1010 Wien"])
    #expect(settings.seller?.peppol?.scheme == "9915")
    #expect(settings.billing.rate?.description == "95.00" && settings.billing.agentTime == .asLogged)
    #expect(settings.billing.series.creditNote == "CN-{seq:4}" && settings.billing.paper == .letter)
    #expect(settings.taxes.map(\.key) == ["AT20", "RC"] && settings.taxes[1].category == .reverseCharge)
    let client = try #require(workspace.client("acme"))
    #expect(client.currency?.code == "CHF" && client.address == ["Lane 2"] && client.tax == "RC")
    #expect(client.rounding?.increment == Minutes(15) && client.rounding?.per == .taskDay)
    let days = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].compactMap { Day($0) }
    #expect(days.map { client.rate(on: $0)?.description } == ["100", "110", "110", "120"])
  }

  @Test func whatIsNotWrittenHasItsDefault() async throws {
    let workspace = try await load(Sound.text)
    #expect(workspace.settings.billing.agentTime == .manual && workspace.settings.billing.paper == .a4)
    #expect(workspace.settings.sync == .manual && workspace.settings.seller == nil && workspace.settings.taxes.isEmpty)
  }

  @Test func wrongValuesAreSaidWhereTheyStand() async throws {
    let printed = try await report(
      """
      -- content/index.md --
      ---
      project: P
      sync: always
      seller: {country: Austria, peppol: {scheme: "1"}}
      billing: {currency: eur, rate: 95.00, tax: AT02, agent_time: never, cash_step: "0", paper: A5, colour: red}
      taxes:
        AT20: {category: X, rate: "20"}
        AT10: {category: S, rate: "-1"}
      ---
      -- content/clients/acme.md --
      ---
      name: Acme
      country: AT
      currency: EURO
      rates: [{from: 2026-01-01, rate: "1"}, {from: 2026-01-01, rate: "2"}, {from: soon}]
      rounding: {minutes: 0, mode: sideways}
      withholding: "-5"
      tax: nothing
      ---
      """)
    let problems = printed.split(separator: "\n").filter { $0.hasPrefix("content/") }
    #expect(
      problems == [
        "content/clients/acme.md:4:11: error[value]: \"currency\" is \"EURO\", not a currency of ISO 4217",
        "content/clients/acme.md:5:8: error[value]: two rates from 2026-01-01 on",
        "content/clients/acme.md:5:72: error[missing]: the key \"rates.rate\" is missing",
        "content/clients/acme.md:5:78: error[value]: \"rates.from\" is \"soon\", not a date like 2026-01-06",
        "content/clients/acme.md:6:21: error[value]: \"rounding.minutes\" is \"0\", not a whole number of minutes from 1 to 1440",
        "content/clients/acme.md:6:30: error[mode]: unknown mode \"sideways\"",
        "content/clients/acme.md:7:14: error[value]: \"-5\": a percentage is not negative",
        "content/clients/acme.md:8:6: error[tax]: no entry of \"taxes\" in index.md has the key \"nothing\"",
        "content/index.md:3:7: error[sync]: unknown sync \"always\"",
        "content/index.md:4:19: error[value]: \"seller.country\" is \"Austria\", not a country code of two capital letters",
        "content/index.md:4:28: error[missing]: the key \"seller.peppol.id\" is missing",
        "content/index.md:5:21: error[value]: \"billing.currency\" is \"eur\", not a currency of ISO 4217",
        "content/index.md:5:32: error[decimal]: a decimal must be quoted",
        "content/index.md:5:44: error[tax]: no entry of \"taxes\" in index.md has the key \"AT02\"",
        "content/index.md:5:62: error[agent_time]: unknown agent_time \"never\"",
        "content/index.md:5:80: error[value]: \"0\": a step is more than nothing",
        "content/index.md:5:92: error[paper]: unknown paper \"A5\"",
        "content/index.md:5:96: warning[key]: unknown key \"billing.colour\"",
        "content/index.md:7:20: error[category]: unknown category \"X\"",
        "content/index.md:8:29: error[value]: \"-1\": a percentage is not negative",
      ])
  }

  @Test func timeAndWriteOffsAreRecords() async throws {
    let workspace = try await load(
      Sound.with(
        """
        -- content/time/acme/20260115T071900000Z-ada.md --
        ---
        at: 2026-01-15T08:19:00+01:00
        person: ada
        minutes: 45
        text: A call
        task: web/good
        rate: "120"
        ---
        -- content/time/acme/20260115T081900000Z-ada.md --
        ---
        at: 2026-01-15T09:19:00+01:00
        person: ada
        minutes: -5
        repo: web
        task: good
        corrects: 20260115T071900000Z-ada
        ---
        -- content/write-offs/20260115T091900000Z.md --
        ---
        at: 2026-01-15T10:19:00+01:00
        refs: [time/acme/20260115T071900000Z-ada]
        reason: Goodwill
        ---
        """))
    #expect(text(of: workspace.check()) == "")
    #expect(workspace.time.map(\.minutes.count) == [45, -5] && workspace.time.allSatisfy { $0.client == "acme" })
    #expect(workspace.time[1].task == TaskID(repo: "web", task: "good"))
    #expect(workspace.writeOffs.map(\.reason) == ["Goodwill"])
  }

  @Test func whatTimeAndWriteOffsNameMustBeThere() async throws {
    let printed = try await report(
      Sound.with(
        """
        -- content/time/acme/20260115T071900000Z-bo.md --
        ---
        at: 2026-01-15T08:19:00+01:00
        person: ada
        minutes: 45
        ---
        -- content/time/acne/20260115T071900000Z-ada.md --
        ---
        at: 2026-01-15T08:19:00+01:00
        person: ada
        minutes: -45
        repo: wep
        task: wep/good
        ---
        -- content/time/acme/20260115T081900000Z-ada.md --
        ---
        at: 2026-01-15T09:19:00+01:00
        person: ada
        minutes: 5
        corrects: 20260115T081900000Z-ada
        ---
        -- content/write-offs/20260115T091901000Z.md --
        ---
        at: 2026-01-15T10:19:00+01:00
        refs: [time/acme/x]
        reason: Goodwill
        ---
        -- content/write-offs/20260115T091900000Z.md --
        ---
        at: 2026-01-15T10:19:00+01:00
        refs: [time/acme/20260115T081900000Z-adda, time/acme/20260115T071900000Z-bo]
        reason: Goodwill
        ---
        """))
    #expect(
      printed == """
        content/time/acme/20260115T071900000Z-bo.md:2:5: error[name]: the name says "20260115T071900000Z-bo", the file says "20260115T071900000Z-ada"
          2 | at: 2026-01-15T08:19:00+01:00
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^
          help: rename the file to 20260115T071900000Z-ada.md, or mend at: and person:
        content/time/acme/20260115T081900000Z-ada.md:5:11: error[corrects]: no earlier entry of acme is called 20260115T081900000Z-ada
          5 | corrects: 20260115T081900000Z-ada
            |           ^^^^^^^^^^^^^^^^^^^^^^^
          help: name an earlier file of the same folder, without .md
        content/time/acne/20260115T071900000Z-ada.md:1:1: error[client]: time for the client "acne", who does not exist
          help: did you mean acme?
        content/time/acne/20260115T071900000Z-ada.md:4:10: error[minutes]: negative minutes without corrects:
          4 | minutes: -45
            |          ^^^
          help: name the entry that this one corrects: corrects: <its file name without .md>
        content/time/acne/20260115T071900000Z-ada.md:5:7: error[repo]: unknown repo "wep"
          5 | repo: wep
            |       ^^^
          help: did you mean web?
        content/time/acne/20260115T071900000Z-ada.md:6:7: error[task]: there is no task wep/good
          6 | task: wep/good
            |       ^^^^^^^^
          help: did you mean web/good?
        content/write-offs/20260115T091900000Z.md:3:8: error[refs]: there is no update and no time time/acme/20260115T081900000Z-adda
          3 | refs: [time/acme/20260115T081900000Z-adda, time/acme/20260115T071900000Z-bo]
            |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: did you mean time/acme/20260115T081900000Z-ada?
        content/write-offs/20260115T091901000Z.md:2:5: error[name]: the name says "20260115T091901000Z", the file says "20260115T091900000Z"
          2 | at: 2026-01-15T10:19:00+01:00
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^
          help: rename the file to 20260115T091900000Z.md, or mend at:
        """)
  }
}
