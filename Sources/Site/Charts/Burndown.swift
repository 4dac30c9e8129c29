import Content
import Quantities
import Situation

/// How many tasks of a sprint were left at the end of each day, beside the straight line to none.
struct Burndown {
  let sprint: Sprint
  let figures: SprintFigures
  let times: TimeText

  private static let left = 34
  private static let right = 392
  private static let top = 10
  private static let bottom = 150

  /// The figure, or `nil` before the sprint has begun and for one without tasks.
  func html() -> HTML? {
    guard let title = figures.burndownWords, let now = figures.remaining.last else { return nil }
    let days = figures.days
    let elapsed = figures.elapsedDays
    // The first value stands at the sprint's beginning, each day's at its end.
    func x(_ day: Int) -> Int { Self.left + (Self.right - Self.left) * day / days }
    func y(_ left: Int) -> Int { Self.bottom - (Self.bottom - Self.top) * left / figures.total }

    var actual = "M\(x(0)) \(y(figures.remaining[0]))"
    for (day, left) in figures.remaining.enumerated().dropFirst() {
      actual += "H\(x(day))"
      if left != figures.remaining[day - 1] { actual += "V\(y(left))" }
    }
    let middle = figures.total / 2
    var figure = Figure(id: "burndown-title", title: title, height: 180)
    if figures.total > 3 {
      figure.drawing += "<path class=\"grid\" d=\"M\(Self.left) \(y(middle))H\(Self.right)\"/>"
      figure.drawing += label("\(middle)", x: Self.left - 6, y: y(middle) + 4, anchor: "end")
    }
    figure.drawing += """
      <path class="axis" d="M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)"/>\
      <path class="ideal" d="M\(Self.left) \(Self.top)L\(Self.right) \(Self.bottom)"/>\
      <path class="actual" d="\(actual)"/>\
      <circle class="now" cx="\(x(elapsed))" cy="\(y(now))" r="3.5"/>
      """
    figure.drawing += label("\(figures.total)", x: Self.left - 6, y: Self.top + 4, anchor: "end")
    figure.drawing += label("0", x: Self.left - 6, y: Self.bottom + 4, anchor: "end")
    figure.drawing += label(times.day(sprint.start), x: Self.left, y: Self.bottom + 20, anchor: nil)
    figure.drawing += label(times.day(sprint.end), x: Self.right, y: Self.bottom + 20, anchor: "end")
    return figure.html(
      columns: ["Day", "Tasks left"],
      rows: figures.remaining.enumerated().map { day, left in
        [day == 0 ? "at the start" : times.day(sprint.start.adding(day - 1)), "\(left)"]
      })
  }
}
