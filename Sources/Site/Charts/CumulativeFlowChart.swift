import Content
import Quantities
import Situation

/// How many tasks had which status, day after day: areas on top of each other, each with its name.
struct CumulativeFlowChart {
  let flow: CumulativeFlow
  let times: TimeText

  private static let left = 38
  private static let right = 296
  private static let top = 12
  private static let bottom = 190
  /// From the bottom up, as work piles up.
  private static let statuses: [BoardTask.Status] = [.done, .review, .inProgress, .todo]

  /// `nil` before a second day is known.
  func html() -> HTML? {
    guard flow.days.count > 1, let now = flow.days.last else { return nil }
    let highest = flow.days.map(\.total).max() ?? 0
    let leastDone = flow.days.map(\.done).min() ?? 0
    // Where most was done long ago, what moves would be a thin line on top.
    let base = leastDone * 2 > highest ? leastDone : 0
    func x(_ day: Int) -> Int { Self.left + (Self.right - Self.left) * day / (flow.days.count - 1) }
    func y(_ count: Int) -> Int {
      Self.bottom - (Self.bottom - Self.top) * (count - base) / max(highest - base, 1)
    }

    let summary = Self.statuses.map { "\(now[$0]) \($0.words.lowercased())" }.joined(separator: ", ")
    var figure = Figure(
      id: "cumulative-title",
      title: "Cumulative flow since \(times.day(flow.firstDay)): now \(summary)", height: 226)
    var lower = [Int](repeating: base, count: flow.days.count)
    var names: [(text: String, y: Int)] = []
    for status in Self.statuses {
      let upper = zip(lower, flow.days).map { status == .done ? $1.done : $0 + $1[status] }
      var path = "M\(x(0)) \(y(upper[0]))"
      for day in upper.indices.dropFirst() { path += "L\(x(day)) \(y(upper[day]))" }
      for day in lower.indices.reversed() { path += "L\(x(day)) \(y(lower[day]))" }
      figure.drawing += "<path class=\"band \(status.rawValue)\" d=\"\(path)Z\"/>"
      names.append(("\(status.words) \(now[status])", (y(upper.last ?? 0) + y(lower.last ?? 0)) / 2 + 4))
      lower = upper
    }
    // Names of thin areas would stand on each other.
    for index in names.indices.dropFirst() { names[index].y = min(names[index].y, names[index - 1].y - 15) }
    let excess = max(Self.top - (names.last?.y ?? 0), 0)
    for (name, status) in zip(names, Self.statuses) {
      figure.drawing += "<rect class=\"band \(status.rawValue)\" x=\"\(Self.right + 8)\" y=\"\(name.y + excess - 9)\" "
      figure.drawing += "width=\"9\" height=\"9\"/>"
      figure.drawing += label(name.text, x: Self.right + 21, y: name.y + excess, anchor: nil, class: " value")
    }
    figure.drawing += "<path class=\"axis\" d=\"M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)\"/>"
    figure.drawing += label("\(highest)", x: Self.left - 6, y: Self.top + 4, anchor: "end")
    figure.drawing += label("\(base)", x: Self.left - 6, y: Self.bottom + 4, anchor: "end")
    figure.drawing += label(times.day(flow.firstDay), x: Self.left, y: Self.bottom + 20, anchor: nil)
    figure.drawing += label(times.day(times.asOf.day), x: Self.right, y: Self.bottom + 20, anchor: "end")
    return figure.html(
      columns: ["End of"] + Self.statuses.reversed().map(\.words) + ["All"],
      rows: weekEnds.map { day in
        let counts = flow.days[day]
        return [times.day(flow.firstDay.adding(day))] + Self.statuses.reversed().map { "\(counts[$0])" }
          + ["\(counts.total)"]
      })
  }

  /// The places of Sundays, and of today.
  private var weekEnds: [Int] {
    flow.days.indices.filter { flow.firstDay.adding($0).weekday == 6 || $0 == flow.days.count - 1 }
  }
}
