import Content
import Situation

/// `flow.html`: how long tasks take, how many are where, and what waits for what.
struct FlowPage: TeamPage {
  static let path = "flow.html"
  static let item = "Flow"
  static let template = PageTemplate(
    "flow",
    values: """
      @layout spans{ id heading about median most chart left_out } cumulative cumulative_note throughput
      throughput_note graph_of graph graph_notes{ text }
      """)

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let figures = context.workspace.flowFigures()
    let graph = context.workspace.boardDependencies()
    let values = Values { values in
      values.list("spans", [cycle(figures), lead(figures)])
      values.html("cumulative", CumulativeFlowChart(flow: figures.cumulative, times: context.times).html())
      values.text(
        "cumulative_note",
        leftOut(figures.cumulative.unknown, "of which nobody knows since when they are there or have their status"))
      values.html("throughput", ThroughputChart(tasks: context.workspace.tasks, times: context.times).html())
      values.text("throughput_note", leftOut(figures.unknownEnds, "that were set to done without a report"))
      values.text("graph_of", context.workspace.currentSprint?.title ?? "tasks in no sprint")
      values.html("graph", DependencyChart(graph: graph, context: context).html())
      values.texts("graph_notes", notes(graph))
    }
    return page(about: about(figures), values)
  }

  private func about(_ figures: FlowFigures) -> HTML {
    guard let median = figures.cycle.percentile(50) else { return .description("How work flows") }
    return .description("Half of the tasks take \(context.times.length(minutes: median)) or less")
  }

  private func cycle(_ figures: FlowFigures) -> Values {
    spans(
      figures.cycle, "cycle", "Cycle time", about: "from the first report of work to done",
      unknown: "without a report of work before the one that says done")
  }

  private func lead(_ figures: FlowFigures) -> Values {
    spans(
      figures.lead, "lead", "Lead time", about: "from the day it was created to the day it was done",
      unknown: "without a day of creation")
  }

  private func spans(
    _ spans: FlowFigures.Spans, _ id: String, _ heading: String, about: String, unknown: String
  ) -> Values {
    Values {
      $0.text("id", id)
      $0.text("heading", heading)
      $0.text("about", "\(about), of tasks done in the last \(FlowFigures.spanDays) days")
      $0.text("median", spans.percentile(50).map(context.times.length(minutes:)))
      $0.text("most", spans.percentile(85).map(context.times.length(minutes:)))
      $0.html("chart", SpansChart(spans: spans, title: heading, id: id, times: context.times).html())
      $0.text("left_out", leftOut(spans.unknown, unknown))
    }
  }

  /// `12 tasks that were set to done without a report are left out.`; `nil` for none.
  private func leftOut(_ count: Int, _ reason: String) -> String? {
    if count == 0 { return nil }
    return "\(plural(count, "task")) \(reason) \(count == 1 ? "is" : "are") left out."
  }

  private func notes(_ graph: DependencyGraph) -> [String] {
    var notes: [String] = []
    if graph.nodes.contains(where: \.isOutside) { notes.append("Dashed: in another sprint, or in none.") }
    if graph.hiddenNodes > 0 {
      notes.append(
        "\(plural(graph.hiddenNodes, "more task")) not shown: done ones first, then those with the fewest connections.")
    }
    if graph.hiddenEdges > 0 { notes.append("\(plural(graph.hiddenEdges, "more connection")) not shown.") }
    if graph.unconnected > 0, !graph.nodes.isEmpty {
      notes.append(
        "\(plural(graph.unconnected, "task")) \(graph.unconnected == 1 ? "waits" : "wait") for nothing, and nothing waits for "
          + "\(graph.unconnected == 1 ? "it" : "them").")
    }
    return notes
  }
}
