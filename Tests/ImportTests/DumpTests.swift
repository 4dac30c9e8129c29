import Testing
@testable import Import
@Suite struct Dump {
  @Test func dump() async throws {
    for (name, legacy) in [("A", Legacy.a), ("B", Legacy.b)] {
      let o = try await legacy.imported()
      print("=====", name)
      for f in o.plan.files { print("--", f.path); print(String(decoding: f.bytes, as: UTF8.self)) }
      print(o.fates.joined(separator: "\n")); print(o.notes.joined(separator: "\n"))
      print(try await o.problems.joined(separator: "\n"))
      let again = try await legacy.plan(into: o.content)
      print("again", again.files.map(\.path), Legacy.Outcome(plan: again).fates)
      var u = Legacy(updates: LegacySamples.updates, repo: nil, is: .total)
      u.times.units = name == "A" ? [:] : ["unit": .init(30), "day": .init(480)]
      let p = try await u.imported(into: o.content)
      print("== updates")
      for f in p.plan.files { print("--", f.path); print(String(decoding: f.bytes, as: UTF8.self)) }
      print(p.fates.joined(separator: "\n")); print(p.notes.joined(separator: "\n"))
      print(try await p.problems.joined(separator: "\n"))
      let more = try await u.plan(into: p.content)
      print("again", more.files.map(\.path), Legacy.Outcome(plan: more).fates)
    }
  }
}
