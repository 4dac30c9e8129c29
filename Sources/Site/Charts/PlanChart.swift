import Content

/// Planned against done, a bar a sprint: the light bar is the plan, the full one in it what is done.
struct PlanChart {
  let bars: [(name: String, planned: Int, done: Int)]

  private static let rowHeight = 24
  private static let barStart = 110
  private static let barRoom = 220
  /// More bars than this are for the table.
  private static let limit = 10

  /// `nil` without a sprint that has tasks. The newest come first.
  func html() -> HTML? {
    let bars = bars.filter { $0.planned > 0 }
    guard let longest = bars.map(\.planned).max() else { return nil }
    let shown = bars.prefix(Self.limit)
    let summary = bars.prefix(6).map { "\($0.name) \($0.done) of \($0.planned)" }.joined(separator: ", ")
    var svg = """
      <figure class="chart"><svg viewBox="0 0 400 \(shown.count * Self.rowHeight + 8)" role="img" \
      aria-labelledby="plan-title"><title id="plan-title">\("Done of planned tasks: \(summary)".escapedForHTML)</title>
      """
    for (index, bar) in shown.enumerated() {
      let top = index * Self.rowHeight + 5
      func rectangle(_ name: String, _ count: Int) -> String {
        let width = max(Self.barRoom * count / longest, 1)
        return
          "<rect class=\"\(name)\" x=\"\(Self.barStart)\" y=\"\(top)\" width=\"\(width)\" height=\"16\" rx=\"2\"/>"
      }
      svg += label(bar.name.truncated(to: 14), x: Self.barStart - 8, y: top + 12, anchor: "end")
      svg += rectangle("plan", bar.planned)
      if bar.done > 0 { svg += rectangle("bar", bar.done) }
      svg += label(
        "\(bar.done) of \(bar.planned)", x: Self.barStart + max(Self.barRoom * bar.planned / longest, 1) + 6,
        y: top + 12, anchor: nil, class: " value")
    }
    let rows = bars.map { bar in
      """
      <tr><th scope="row">\(bar.name.escapedForHTML)</th><td class="number">\(bar.planned)</td>\
      <td class="number">\(bar.done)</td></tr>
      """
    }.joined()
    return HTML(
      """
      \(svg)</svg><details><summary>Numbers</summary><table><thead><tr><th scope="col">Sprint</th>\
      <th scope="col" class="number">Planned</th><th scope="col" class="number">Done</th></tr></thead>\
      <tbody>\(rows)</tbody></table></details></figure>
      """)
  }
}
