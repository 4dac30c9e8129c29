import Content
import Quantities
import Situation

/// How many tasks were finished in each week, Monday to Sunday, up to the as-of day.
struct ThroughputChart {
  let tasks: [TrackedTask]
  let times: TimeText

  private static let weeks = 12
  private static let left = 34
  private static let right = 392
  private static let top = 18
  private static let bottom = 110

  /// `nil` where no task is known to be finished in these weeks.
  func html() -> HTML? {
    let today = times.asOf.day
    let thisWeek = today.adding(-today.weekday)
    let first = thisWeek.adding(-7 * (Self.weeks - 1))
    var counts = [Int](repeating: 0, count: Self.weeks)
    for task in tasks {
      guard let day = task.finished?.day, day >= first, day <= today else { continue }
      counts[(day - first) / 7] += 1
    }
    // Weeks before anything was finished say nothing.
    guard let start = counts.firstIndex(where: { $0 > 0 }), let most = counts.max() else { return nil }
    let shown = counts[start...].enumerated().map { offset, count in
      (monday: first.adding(7 * (start + offset)), count: count)
    }
    let room = (Self.right - Self.left) / shown.count
    let width = min(room * 2 / 3, 40)
    let summary = shown.suffix(4).map { "\($0.count) in the week of \(times.day($0.monday))" }.joined(separator: ", ")
    var figure = Figure(id: "throughput-title", title: "Tasks done: \(summary)", height: 140)
    figure.drawing = "<path class=\"axis\" d=\"M\(Self.left) \(Self.bottom)H\(Self.right)\"/>"
    for (index, week) in shown.enumerated() {
      let x = Self.left + index * room + (room - width) / 2
      let height = (Self.bottom - Self.top) * week.count / most
      if week.count > 0 {
        figure.drawing += chartBar("bar", x: x, y: Self.bottom - height, width: width, height: height)
      }
      figure.drawing += label(
        "\(week.count)", x: x + width / 2, y: Self.bottom - height - 5, anchor: "middle", class: " value")
      // Beyond six weeks, the labels of neighbours would touch.
      if shown.count <= 6 || (shown.count - 1 - index).isMultiple(of: 2) {
        let day = week.monday.short(relativeTo: week.monday)
        figure.drawing += label(day, x: x + width / 2, y: Self.bottom + 20, anchor: "middle")
      }
    }
    return figure.html(columns: ["Week of", "Done"], rows: shown.map { [times.day($0.monday), "\($0.count)"] })
  }
}
