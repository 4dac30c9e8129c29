/// Planned against done, a bar a sprint: the light bar is the plan, the full one in it what is done.
struct PlanChart {
  let bars: [(name: String, planned: Int, done: Int)]

  private static let rows = BarRows(start: 110, room: 220, nameLength: 14, limit: 10)

  /// `nil` without a sprint that has tasks. The newest come first.
  func html() -> HTML? {
    let bars = bars.filter { $0.planned > 0 }
    if bars.isEmpty { return nil }
    let summary = bars.prefix(6).map { "\($0.name) \($0.done) of \($0.planned)" }.joined(separator: ", ")
    return Self.rows.figure(
      id: "plan-title", title: "Done of planned tasks: \(summary)",
      bars.map { ($0.name, [("plan", $0.planned), ("bar", $0.done)], "\($0.done) of \($0.planned)") }
    ).html(columns: ["Sprint", "Planned", "Done"], rows: bars.map { [$0.name, "\($0.planned)", "\($0.done)"] })
  }
}
