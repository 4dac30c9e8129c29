import Content
import Situation

/// A graph of what waits for what: each task is a link, with its status as a shape and a word, and its repo's colour
/// and name. It is as large as its tasks, and scrolls.
struct DependencyChart {
  let graph: DependencyGraph
  let context: SiteContext

  private static let node = (width: 184, height: 40)
  private static let gap = (x: 56, y: 12)
  /// Lines that lead back go around the outer layers.
  private static let margin = 30
  /// How wide the title of a node may be, in Latin letters.
  private static let titleWidth = 25
  private static let detailWidth = 26

  /// `nil` where no task waits for another.
  func html() -> HTML? {
    if graph.nodes.isEmpty { return nil }
    let width = 2 * Self.margin + graph.layers * (Self.node.width + Self.gap.x) - Self.gap.x
    let height = 8 + graph.rows * (Self.node.height + Self.gap.y)
    var drawing = ""
    for edge in graph.edges { drawing += path(edge) }
    for node in graph.nodes { drawing += self.drawing(node) }
    return HTML(
      """
      <figure class="chart graph"><div class="scroll" tabindex="0" role="group" aria-labelledby="graph-title">\
      <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="group" \
      aria-labelledby="graph-title"><title id="graph-title">\(title.escapedForHTML)</title>\
      <marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
      <path class="arrow" d="M0 0L8 4L0 8z"/></marker>\
      <clipPath id="graph-room"><rect width="\(Self.node.width)" height="\(Self.node.height)"/></clipPath>\
      \(drawing)</svg></div>\(table)</figure>
      """)
  }

  private var title: String {
    let circles = graph.edges.count(where: \.leadsBack)
    return "\(plural(graph.nodes.count, "task")), from left to right as they wait for each other"
      + (circles == 0
        ? ""
        : "; \(plural(circles, "line")) \(circles == 1 ? "closes a circle" : "close circles"), where nothing can start")
  }

  // MARK: Drawing

  private func corner(_ node: DependencyGraph.Node) -> (x: Int, y: Int) {
    (Self.margin + node.layer * (Self.node.width + Self.gap.x), 8 + node.row * (Self.node.height + Self.gap.y))
  }

  private func path(_ edge: DependencyGraph.Edge) -> String {
    let (from, to) = (corner(graph.nodes[edge.from]), corner(graph.nodes[edge.to]))
    let start = (x: from.x + Self.node.width, y: from.y + Self.node.height / 2)
    let end = (x: to.x, y: to.y + Self.node.height / 2)
    let bend = edge.leadsBack ? Self.margin - 4 : Self.gap.x / 2
    let kind = edge.leadsBack ? "edge back" : "edge"
    return "<path class=\"\(kind)\" d=\"M\(start.x) \(start.y)C\(start.x + bend) \(start.y) \(end.x - bend) \(end.y) "
      + "\(end.x) \(end.y)\" marker-end=\"url(#graph-arrow)\"/>"
  }

  private func drawing(_ node: DependencyGraph.Node) -> String {
    let (x, y) = corner(node)
    let task = node.task.task
    let repo = context.title(ofRepo: task.id.repo)
    let outside = node.isOutside ? ", in another sprint" : ""
    let details = "\(task.status.words) · \(repo)"
    let (width, height) = (Self.node.width - 2, Self.node.height - 2)
    return """
      <a href="\(SitePath.task(task.id).escapedForHTML)" transform="translate(\(x) \(y))" clip-path="url(#graph-room)">\
      <title>\("\(name(task)): \(task.status.words), \(repo)\(outside)".escapedForHTML)</title>\
      <rect class="node\(node.isOutside ? " outside" : "")" x="1" y="1" width="\(width)" height="\(height)" rx="4"/>\
      \(chartBar("bar r\(context.color(ofRepo: task.id.repo))", x: 1, y: 1, width: 4, height: height))\
      \(label(task.title.clipped(to: Self.titleWidth), x: 13, y: 17, anchor: nil, class: " value"))\
      \(Self.mark(task.status, x: 18, y: 29))\
      \(label(details.clipped(to: Self.detailWidth), x: 29, y: 33, anchor: nil))</a>
      """
  }

  /// A status as a shape: empty, half, ring, full, struck.
  private static func mark(_ status: BoardTask.Status, x: Int, y: Int) -> String {
    let kind = "mark \(status.rawValue)"
    if status == .cancelled {
      return "<rect class=\"\(kind)\" x=\"\(x - 4)\" y=\"\(y - 4)\" width=\"8\" height=\"8\"/>"
    }
    let circle = "<circle class=\"\(kind)\" cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\"/>"
    return switch status {
    case .inProgress: circle + "<path class=\"mark half\" d=\"M\(x) \(y - 4)a4 4 0 0 0 0 8z\"/>"
    case .review: circle + "<circle class=\"mark dot\" cx=\"\(x)\" cy=\"\(y)\" r=\"2\"/>"
    case .todo, .done, .cancelled: circle
    }
  }

  // MARK: In words

  /// A title that many wait for is there as many times.
  private func name(_ task: BoardTask) -> String { task.title.clipped(to: 120) }

  private var table: String {
    var waits = [[Int]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges { waits[edge.to].append(edge.from) }
    let rows = zip(graph.nodes, waits).map { node, waits in
      let names = waits.map { name(graph.nodes[$0].task.task).escapedForHTML }.joined(separator: ", ")
      let task = node.task.task
      return """
        <tr><th scope="row">\(HTML.link(name(task), to: SitePath.task(task.id)).text)</th>\
        <td>\(task.status.words)</td><td>\(context.title(ofRepo: task.id.repo).escapedForHTML)</td>\
        <td>\(names.isEmpty ? "–" : names)</td></tr>
        """
    }
    return Figure.details(
      "As a table", id: "graph-title",
      """
      <thead><tr><th scope="col">Task</th><th scope="col">Status</th><th scope="col">Repo</th>\
      <th scope="col">Waits for</th></tr></thead><tbody>\(rows.joined())</tbody>
      """)
  }
}
