import Content
import Situation

/// How many tasks took how long: a bar a length, with marks where half and 85 of 100 tasks end.
struct SpansChart {
  let spans: FlowFigures.Spans
  /// What was measured: "Cycle time".
  let title: String
  /// Makes ids unique on a page with several.
  let id: String
  let times: TimeText

  /// The steps of the scale: where each begins, in days. The last one has no end.
  private static let steps: [(start: Int, name: String)] = [
    (0, "< 1"), (1, "1"), (2, "2"), (3, "3–4"), (5, "5–7"), (8, "8–14"), (15, "15–30"), (31, "> 30"),
  ]
  private static let left = 8
  private static let room = 48
  private static let top = 42
  private static let bottom = 138

  /// `nil` without a task whose length is known.
  func html() -> HTML? {
    guard let median = spans.percentile(50), let most = spans.percentile(85) else { return nil }
    var counts = [Int](repeating: 0, count: Self.steps.count)
    for minutes in spans.minutes { counts[Self.step(of: minutes)] += 1 }
    let highest = max(counts.max() ?? 1, 1)
    let right = Self.left + Self.room * Self.steps.count
    let count = plural(spans.minutes.count, "task")
    var figure = Figure(
      id: "\(id)-title",
      title: "\(title) of \(count): half took \(words(median)) or less, 85 of 100 \(words(most)) or less", height: 176)
    figure.drawing = "<path class=\"axis\" d=\"M\(Self.left) \(Self.bottom)H\(right)\"/>"
    for (index, count) in counts.enumerated() {
      let x = Self.left + index * Self.room
      let height = (Self.bottom - Self.top) * count / highest
      if count > 0 {
        figure.drawing += chartBar("bar", x: x + 8, y: Self.bottom - height, width: Self.room - 16, height: height)
      }
      figure.drawing += label(
        "\(count)", x: x + Self.room / 2, y: Self.bottom - height - 5, anchor: "middle", class: " value")
      figure.drawing += label(Self.steps[index].name, x: x + Self.room / 2, y: Self.bottom + 17, anchor: "middle")
    }
    figure.drawing += label("days", x: right, y: Self.bottom + 33, anchor: "end")
    figure.drawing += mark(median, "half", anchor: "end", offset: -4)
    figure.drawing += mark(most, "85 %", anchor: nil, offset: 4)
    return figure.html(
      columns: ["Days", "Tasks"], rows: zip(Self.steps, counts).map { [$0.name, "\($1)"] })
  }

  private func words(_ minutes: Int) -> String { times.length(minutes: minutes) }

  /// A line across the bars, within its step as far as the length is.
  private func mark(_ minutes: Int, _ text: String, anchor: String?, offset: Int) -> String {
    let step = Self.step(of: minutes)
    let start = Self.steps[step].start * 1_440
    let width = step + 1 < Self.steps.count ? Self.steps[step + 1].start * 1_440 - start : start
    let x = Self.left + step * Self.room + Self.room * min(minutes - start, width) / width
    // At the left edge there is no room before the line.
    let isFirst = anchor == "end" && x < 40
    return "<path class=\"ideal\" d=\"M\(x) 6V\(Self.bottom)\"/>"
      + label(text, x: isFirst ? x + 4 : x + offset, y: 14, anchor: isFirst ? nil : anchor)
  }

  private static func step(of minutes: Int) -> Int {
    (steps.lastIndex { $0.start * 1_440 <= minutes }) ?? 0
  }
}
