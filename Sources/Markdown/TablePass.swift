import Bytes
import CCMark

// A table that is a whole paragraph outside of containers is put in that paragraph's place. For any other one the
// document is parsed again with the table's lines blanked out, each by an empty heading of the same length: then cmark
// itself reads the lines around the table as what they are (the paragraph in front of it, the list that interrupts
// it), and tells by where the headings come to stand which lines belong to the table: one that is indented too far, or
// that lacks the mark of a block quote, lands elsewhere, and is no row.
//
// Cells are inlines, and cmark parses only documents. So all cells of a document become headings of another one, with
// the document behind them for its link definitions.

/// Recognises tables.
struct TablePass {
  let source: ArraySlice<UInt8>
  let lines: LineIndex
  /// What sees to the insides of cells.
  let inlines: InlinePass
  let extensions: MarkdownExtensions

  /// How often a document may be parsed again because a table turned out to be shorter, or uncovered another one.
  private static let maximumRounds = 8

  init(source: ArraySlice<UInt8>, lines: LineIndex, inlines: InlinePass, _ extensions: MarkdownExtensions) {
    self.source = source
    self.lines = lines
    self.inlines = inlines
    self.extensions = extensions
  }

  /// Puts the tables into `tree`, which may become another one.
  func run(on tree: inout NodePointer, _ ranges: inout SourceRanges) {
    var finder = TableFinder(source: source, lines: lines)
    var tables = finder.tables(in: tree)
    guard !tables.isEmpty else { return }
    var places = tables.compactMap(\.paragraph)
    var parsed = source
    if places.count < tables.count {
      places = settle(&tables, &finder, &tree, &parsed)
    }
    guard !tables.isEmpty else { return }
    var cells = ParsedCells(of: tables, source: source, document: parsed, extensions)
    for (table, place) in zip(tables, places) {
      let node = makeNode(table, &cells, &ranges)
      place.insertBefore(node)
      // The table is one paragraph, or a blanked heading for each of its lines.
      for _ in 0..<(place.kind == .paragraph ? 1 : table.rows.count) { node.next?.free() }
    }
  }

  // MARK: Blanked lines

  /// Parses the document with the tables blanked out until every table stands where its lines are.
  ///
  /// - Returns: The first heading of each table. Where that does not come to an end, these are the tables that stood
  ///   last; where none ever did, those that are whole paragraphs, in the tree as it was.
  private func settle(
    _ tables: inout [FoundTable], _ finder: inout TableFinder, _ tree: inout NodePointer,
    _ parsed: inout ArraySlice<UInt8>
  ) -> [NodePointer] {
    let whole = tables.filter { $0.paragraph != nil }
    var standing = (tables: whole, places: whole.compactMap(\.paragraph), tree: tree, parsed: source)
    for _ in 0..<Self.maximumRounds {
      parsed = source
      for table in tables { parsed.blank(table) }
      tree = parsed.withUnsafeBufferPointer(NodePointer.init(parsing:))
      let headings = firstHeadings(of: tables, in: tree)
      var places: [NodePointer] = []
      var kept: [FoundTable] = []
      var isSettled = true
      for table in tables {
        let heading = headings[table.firstLine]
        let rows = heading.map { rowCount(of: table, from: $0) } ?? 0
        if let heading, rows >= 2 {
          places.append(heading)
          kept.append(table)
          kept[kept.count - 1].rows.removeLast(table.rows.count - rows)
        } else {
          finder.rejectedLines.insert(table.firstLine)
        }
        if rows != table.rows.count { isSettled = false }
      }
      tables = kept
      // What stands around a table may have become something else, and hold a table itself.
      let more = isSettled ? finder.tables(in: tree) : []
      if isSettled { standing = (tables, places, tree, parsed) }
      if isSettled, more.isEmpty { return places }
      tables += more
      tables.sort { $0.firstLine < $1.firstLine }
    }
    tables = standing.tables
    tree = standing.tree
    parsed = standing.parsed
    return standing.places
  }

  private func firstHeadings(of tables: [FoundTable], in tree: NodePointer) -> [Int: NodePointer] {
    let wanted = Set(tables.map(\.firstLine))
    var headings: [Int: NodePointer] = [:]
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      guard step.isEntering else { continue }
      switch step.kind {
      case .heading:
        walk.skipChildren()
        if wanted.contains(step.node.startLine) { headings[step.node.startLine] = step.node }
      case .paragraph: walk.skipChildren()
      default: break
      }
    }
    return headings
  }

  /// How many of a table's lines stand one behind the other.
  private func rowCount(of table: FoundTable, from heading: NodePointer) -> Int {
    var count = 0
    var node: NodePointer? = heading
    while let row = node, count < table.rows.count, row.kind == .heading, row.startLine == table.firstLine + count,
      row.endLine == row.startLine
    {
      count += 1
      node = row.next
    }
    return count
  }

  // MARK: Nodes

  private func makeNode(
    _ table: FoundTable, _ cells: inout ParsedCells, _ ranges: inout SourceRanges
  ) -> NodePointer {
    let end = table.rows.last?.upperBound ?? table.start
    let node = makeBlock(.table, table.start..<end, &ranges)
    for (index, row) in table.rows.enumerated() where index != 1 {
      let isHeader = index == 0
      let rowNode = makeBlock(.tableRow, row, isHeader: isHeader, &ranges)
      var given = source.tableCells(in: row).makeIterator()
      for alignment in table.columns {
        let place = given.next() ?? row.upperBound..<row.upperBound
        let cell = makeBlock(.tableCell, place, isHeader: isHeader, alignment: alignment, &ranges)
        if !place.isEmpty {
          cells.moveNext(to: cell)
          inlines.run(on: cell, at: place, &ranges)
        }
        rowNode.append(cell)
      }
      node.append(rowNode)
    }
    return node
  }

  private func makeBlock(
    _ kind: MarkdownNode.Kind, _ range: Range<Int>, isHeader: Bool = false, alignment: TableAlignment? = nil,
    _ ranges: inout SourceRanges
  ) -> NodePointer {
    let node = NodePointer.make(CMARK_NODE_CUSTOM_BLOCK)
    node.set(MadeNode(kind, range: ranges.add(range), isHeader: isHeader, alignment: alignment))
    return node
  }
}

/// The inlines of all cells of a document, parsed as the headings of another one.
private struct ParsedCells {
  private var next: NodePointer?

  init(
    of tables: [FoundTable], source: ArraySlice<UInt8>, document: ArraySlice<UInt8>, _ extensions: MarkdownExtensions
  ) {
    var bytes: [UInt8] = []
    var count = 0
    for table in tables {
      for (index, row) in table.rows.enumerated() where index != 1 {
        for cell in source.tableCells(in: row).prefix(table.columns.count) where !cell.isEmpty {
          bytes += "# ".utf8
          bytes.appendUnescapingPipes(source[cell])
          // cmark takes one closing sequence away, and with it this one, not the cell's.
          bytes += " #\n".utf8
          count += 1
        }
      }
    }
    bytes.appendDefinitions(of: document)
    let tree = bytes.withUnsafeBufferPointer { NodePointer(parsing: $0) }
    // Where these cells end is all that is asked of this document's lines; their links get their places elsewhere.
    var unused = SourceRanges()
    Rereading.run(
      on: tree, of: bytes[...], lines: LineIndex(bytes[...], .commonMark), extensions, through: count,
      definitions: document, &unused)
    next = tree.firstChild
  }

  /// Moves the inlines of the next cell to where they belong.
  mutating func moveNext(to cell: NodePointer) {
    while let inline = next?.firstChild { cell.append(inline) }
    next = next?.next
  }
}

extension ArraySlice<UInt8> {
  /// Puts an empty heading in the place of each line of a table.
  fileprivate mutating func blank(_ table: FoundTable) {
    for (index, row) in table.rows.enumerated() {
      let line = (index == 0 ? table.start : row.lowerBound)..<row.upperBound
      for offset in line { self[offset] = UInt8(ascii: " ") }
      if let first = line.first { self[first] = UInt8(ascii: "#") }
    }
  }

}

extension [UInt8] {
  /// Appends a document for its link definitions, if it may hold one.
  mutating func appendDefinitions(of document: ArraySlice<UInt8>) {
    let mayHoldDefinition = document.withUnsafeBufferPointer { bytes in
      var offset = 0
      while let bracket = bytes.firstOffset(of: UInt8(ascii: "]"), from: offset) {
        if bracket + 1 < bytes.count, bytes[bracket + 1] == UInt8(ascii: ":") { return true }
        offset = bracket + 1
      }
      return false
    }
    // The byte order mark is one only at the beginning.
    if mayHoldDefinition { self += document.dropFirst(document.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }
  }

  fileprivate mutating func appendUnescapingPipes(_ cell: ArraySlice<UInt8>) {
    for offset in cell.indices {
      if cell[offset] == UInt8(ascii: "\\"), offset + 1 < cell.endIndex, cell[offset + 1] == UInt8(ascii: "|") {
        continue
      }
      append(cell[offset])
    }
  }
}
