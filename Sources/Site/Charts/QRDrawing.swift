import Billing

/// A QR code as a picture: dark on light in either colour scheme, with the quiet zone of four modules that a scanner needs.
struct QRDrawing {
  let code: QRCode
  /// Unique on the page.
  let id: String
  /// What it is for, for whoever cannot see it.
  let title: String

  private static let quietZone = 4

  func html() -> HTML {
    let side = code.size + 2 * Self.quietZone
    return HTML(
      """
      <svg viewBox="0 0 \(side) \(side)" role="img" aria-labelledby="\(id)" shape-rendering="crispEdges">\
      <title id="\(id)">\(title.escapedForHTML)</title><rect width="\(side)" height="\(side)" fill="#fff"/>\
      <path fill="#000" d="\(path)"/></svg>
      """)
  }

  /// The dark modules of each row, those beside each other as one.
  private var path: String {
    var path = ""
    for row in 0..<code.size {
      var column = 0
      while column < code.size {
        let start = column
        while column < code.size, code[column, row] { column += 1 }
        if column > start {
          let width = column - start
          path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(width)v1h-\(width)z"
        }
        column += 1
      }
    }
    return path
  }
}
