import Content
import Situation

/// The burndown as small as a word: the line of tasks left beside the straight one, without scales.
struct Sparkline {
  let figures: SprintFigures

  private static let width = 120
  private static let height = 32
  /// Room for the strokes' own width.
  private static let edge = 3

  /// A picture with what it shows as its title; `nil` before the sprint has begun and for one without tasks.
  func html() -> HTML? {
    guard let title = figures.burndownWords, let now = figures.remaining.last else { return nil }
    let (first, last) = (Self.edge, Self.width - Self.edge)
    let (top, bottom) = (Self.edge, Self.height - Self.edge)
    func x(_ day: Int) -> Int { first + (last - first) * day / figures.days }
    func y(_ left: Int) -> Int { bottom - (bottom - top) * left / figures.total }

    var actual = "M\(first) \(y(figures.remaining[0]))"
    for (day, left) in figures.remaining.enumerated().dropFirst() where y(left) != y(figures.remaining[day - 1]) {
      actual += "H\(x(day))V\(y(left))"
    }
    let end = x(figures.elapsedDays)
    return HTML(
      """
      <svg class="chart sparkline" viewBox="0 0 \(Self.width) \(Self.height)" width="\(Self.width)" \
      height="\(Self.height)" role="img" aria-labelledby="sparkline-title">\
      <title id="sparkline-title">\(title.escapedForHTML)</title>\
      <path class="ideal" d="M\(first) \(top)L\(last) \(bottom)"/><path class="actual" d="\(actual)H\(end)"/>\
      <circle class="now" cx="\(end)" cy="\(y(now))" r="3"/></svg>
      """)
  }
}
