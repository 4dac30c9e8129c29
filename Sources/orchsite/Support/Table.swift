import Diagnostics

/// Rows under headings, in aligned columns, the last one as long as it is. Texts may come from anywhere.
struct Table {
  private let rows: [[String]]

  init(_ headings: [String], _ rows: [[String]]) {
    self.rows = ([headings] + rows).map { $0.map(\.printable) }
  }

  var text: String {
    let widths = (0..<(rows.first?.count ?? 1) - 1).map { column in rows.map { $0[column].columns }.max() ?? 0 }
    return rows.map { row in
      let fixed = zip(row, widths).map { $0.padded(toColumns: $1) }
      return (fixed + [row.last ?? ""]).joined(separator: "  ") + "\n"
    }.joined()
  }
}
