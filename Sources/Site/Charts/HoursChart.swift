import Quantities

/// Logged time as flat bars, the longest first.
struct HoursChart {
  /// What the chart is about: "Hours per worker".
  let title: String
  /// Makes ids unique on a page with several.
  let id: String
  let bars: [(name: String, minutes: Minutes)]

  private static let rowHeight = 24
  private static let barStart = 94
  private static let barRoom = 240
  /// More bars than this are for the table.
  private static let limit = 12

  func html() -> HTML? {
    let bars = bars.filter { $0.minutes > .zero }.sorted { ($1.minutes, $0.name) < ($0.minutes, $1.name) }
    guard let longest = bars.first?.minutes.count else { return nil }
    let shown = bars.prefix(Self.limit)
    let summary = bars.prefix(6).map { "\($0.name) \($0.minutes.spoken)" }.joined(separator: ", ")
    let height = shown.count * Self.rowHeight + 8
    var svg = """
      <figure class="chart"><svg viewBox="0 0 400 \(height)" role="img" aria-labelledby="\(id)">\
      <title id="\(id)">\("\(title): \(summary)".escapedForHTML)</title>
      """
    for (index, bar) in shown.enumerated() {
      let top = index * Self.rowHeight + 5
      let width = max(Self.barRoom * bar.minutes.count / longest, 1)
      svg += label(bar.name.truncated(to: 12), x: Self.barStart - 8, y: top + 12, anchor: "end")
      svg +=
        "<rect class=\"bar\" x=\"\(Self.barStart)\" y=\"\(top)\" width=\"\(width)\" height=\"16\" rx=\"2\"/>"
      svg += label(
        bar.minutes.spoken, x: Self.barStart + width + 6, y: top + 12, anchor: nil, class: " value")
    }
    let rows = bars.map {
      "<tr><th scope=\"row\">\($0.name.escapedForHTML)</th><td class=\"number\">\($0.minutes.spoken)</td></tr>"
    }.joined()
    return HTML(
      """
      \(svg)</svg><details><summary>Numbers</summary><table><thead><tr><th scope="col">Worker</th>\
      <th scope="col" class="number">Time</th></tr></thead><tbody>\(rows)</tbody></table></details></figure>
      """)
  }
}

extension String {
  func truncated(to count: Int) -> String {
    self.count > count ? "\(prefix(count - 1))…" : self
  }
}
