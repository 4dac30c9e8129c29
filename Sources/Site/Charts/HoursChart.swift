import Quantities

/// Logged time as flat bars, the longest first.
struct HoursChart {
  /// What the chart is about: "Hours per worker".
  let title: String
  /// Makes ids unique on a page with several.
  let id: String
  let bars: [(name: String, minutes: Minutes)]

  private static let rows = BarRows(start: 94, room: 240, nameLength: 12, limit: 12)

  func html() -> HTML? {
    let bars = bars.filter { $0.minutes > .zero }.sorted { ($1.minutes, $0.name) < ($0.minutes, $1.name) }
    if bars.isEmpty { return nil }
    let summary = bars.prefix(6).map { "\($0.name) \($0.minutes.spoken)" }.joined(separator: ", ")
    return Self.rows.figure(
      id: id, title: "\(title): \(summary)", bars.map { ($0.name, [("bar", $0.minutes.count)], $0.minutes.spoken) }
    ).html(columns: ["Worker", "Time"], rows: bars.map { [$0.name, $0.minutes.spoken] })
  }
}
