/// A chart: a drawing with a title, and the numbers that it shows as a table.
struct Figure {
  /// Unique on a page with several.
  let id: String
  let title: String
  let height: Int
  /// What is inside the SVG, 400 wide.
  var drawing = ""

  /// - Parameters:
  ///   - columns: the headings; the first column names the rows, the others are numbers.
  func html(columns: [String], rows: [[String]]) -> HTML {
    func cells(_ texts: [String], _ first: String, _ other: (String) -> String) -> String {
      "<tr><th scope=\"\(first)\">\(texts[0].escapedForHTML)</th>"
        + texts.dropFirst().map { other($0.escapedForHTML) }.joined() + "</tr>"
    }
    let head = cells(columns, "col") { "<th scope=\"col\" class=\"number\">\($0)</th>" }
    let body = rows.map { cells($0, "row") { "<td class=\"number\">\($0)</td>" } }.joined()
    return HTML(
      """
      <figure class="chart"><svg viewBox="0 0 400 \(height)" role="img" aria-labelledby="\(id)">\
      <title id="\(id)">\(title.escapedForHTML)</title>\(drawing)</svg>\
      \(Self.details("Numbers", id: id, "<thead>\(head)</thead><tbody>\(body)</tbody>"))</figure>
      """)
  }
}

extension Figure {
  /// What a drawing shows as a table, which scrolls where it has no room.
  static func details(_ summary: String, id: String, _ rows: String) -> String {
    """
    <details><summary>\(summary)</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="\(id)">\
    <table>\(rows)</table></div></details>
    """
  }
}

/// Flat bars, a row each, with a name before and a value behind.
struct BarRows {
  /// Where the bars begin.
  let start: Int
  /// How long the longest is.
  let room: Int
  /// How many characters of a name there is room for.
  let nameLength: Int
  /// More rows than this are for the table.
  let limit: Int

  typealias Row = (name: String, bars: [(style: String, length: Int)], value: String)

  private static let rowHeight = 24

  /// - Parameter rows: the first bar of each is its longest.
  func figure(id: String, title: String, _ rows: [Row]) -> Figure {
    let longest = max(rows.compactMap(\.bars.first?.length).max() ?? 1, 1)
    let shown = rows.prefix(limit)
    var figure = Figure(id: id, title: title, height: shown.count * Self.rowHeight + 8)
    for (index, row) in shown.enumerated() {
      let top = index * Self.rowHeight + 5
      func width(_ length: Int) -> Int { max(room * length / longest, 1) }
      figure.drawing += label(row.name.truncated(to: nameLength), x: start - 8, y: top + 12, anchor: "end")
      for bar in row.bars where bar.length > 0 {
        figure.drawing += chartBar(bar.style, x: start, y: top, width: width(bar.length), height: 16)
      }
      let end = start + width(row.bars.first?.length ?? 0)
      figure.drawing += label(row.value, x: end + 6, y: top + 12, anchor: nil, class: " value")
    }
    return figure
  }
}

/// A bar of a chart.
func chartBar(_ style: String, x: Int, y: Int, width: Int, height: Int) -> String {
  "<rect class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"2\"/>"
}

/// A `<text>` of a chart.
func label(_ text: String, x: Int, y: Int, anchor: String?, class extra: String = "") -> String {
  let anchor = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
  return "<text class=\"label\(extra)\" x=\"\(x)\" y=\"\(y)\"\(anchor)>\(text.escapedForHTML)</text>"
}

extension String {
  func truncated(to count: Int) -> String {
    self.count > count ? "\(prefix(count - 1))…" : self
  }
}
