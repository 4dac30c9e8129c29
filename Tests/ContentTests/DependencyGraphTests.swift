import TestSupport
import Testing

@testable import Content

/// What waits for what.
@Suite struct DependencyGraphTests {
  /// - Parameter tasks: `a done: b, c`, a name, a status and what it waits for; `x/` in front of a name is another sprint.
  private func graph(_ tasks: String..., nodeLimit: Int = 60, edgeLimit: Int = 240) async throws -> DependencyGraph {
    try await graph(tasks, nodeLimit: nodeLimit, edgeLimit: edgeLimit)
  }

  private func graph(_ tasks: [String], nodeLimit: Int = 60, edgeLimit: Int = 240) async throws -> DependencyGraph {
    var text = "-- content/index.md --\n---\nproject: P\n---"
    text += "\n-- content/sprints/s.md --\n---\ntitle: S\nstart: 2026-01-12\nend: 2026-01-18\n---"
    for task in tasks {
      let parts = task.split(separator: ":", omittingEmptySubsequences: false)
      let words = parts[0].split(separator: " ")
      let isOutside = words[0].hasPrefix("x/")
      let name = isOutside ? words[0].dropFirst(2) : words[0]
      text += "\n-- content/tasks/web/\(name).md --\n---\ntitle: \(name)\nstatus: \(words[1])\n"
      if !isOutside { text += "sprint: s\n" }
      if parts.count > 1 { text += "depends_on: [\(parts[1])]\n" }
      text += "---"
    }
    let workspace = try await load(text)
    #expect(workspace.unreadable.isEmpty)
    return workspace.boardDependencies(nodeLimit: nodeLimit, edgeLimit: edgeLimit)
  }

  private func places(_ graph: DependencyGraph) -> [String] {
    graph.nodes.map { "\($0.task.id.task) \($0.layer) \($0.row)\($0.isOutside ? " outside" : "")" }
  }

  private func lines(_ graph: DependencyGraph) -> [String] {
    graph.edges.map { edge in
      let (from, to) = (graph.nodes[edge.from].task.id.task, graph.nodes[edge.to].task.id.task)
      return "\(from) \(edge.leadsBack ? "back" : "to") \(to)"
    }
  }

  @Test func eachStandsBehindAllThatItWaitsFor() async throws {
    let graph = try await graph("a todo: b, c", "b todo: c", "c done", "lone todo", "gone cancelled: c")
    #expect(places(graph) == ["a 2 0", "b 1 0", "c 0 0"])
    #expect(lines(graph) == ["b to a", "c to a", "c to b"])
    #expect(graph.layers == 3 && graph.rows == 1)
    #expect(graph.unconnected == 1 && graph.hiddenNodes == 0 && graph.hiddenEdges == 0)
  }

  @Test func linesThatNeedNotCrossDoNot() async throws {
    let graph = try await graph("a todo", "b todo", "c todo: b", "d todo: a")
    #expect(places(graph) == ["a 0 0", "b 0 1", "c 1 1", "d 1 0"])
  }

  @Test func whatIsWaitedForInAnotherSprint() async throws {
    let graph = try await graph(
      "a todo: far, old, dropped, nowhere", "x/far todo: farther", "x/farther todo", "x/old done", "dropped cancelled")
    #expect(places(graph) == ["a 1 0", "far 0 0 outside", "dropped 0 1"])
  }

  @Test func circlesDoNoHarm() async throws {
    let graph = try await graph("d todo: c", "c todo: b", "b todo: a", "a todo: c", "self todo: self, a, a")
    #expect(graph.edges.count(where: \.leadsBack) == 1)
    // What stands behind a circle is not in it.
    #expect(!lines(graph).contains("c back d"))
    #expect(lines(graph).filter { $0.hasSuffix(" self") } == ["a to self"])
    for edge in graph.edges where !edge.leadsBack {
      #expect(graph.nodes[edge.from].layer < graph.nodes[edge.to].layer)
    }
    let all = (0..<30).map { number in
      "t\(number) todo: " + (0..<30).map { "t\($0)" }.joined(separator: ", ")
    }
    let mesh = try await self.graph(all, edgeLimit: 10_000)
    #expect(mesh.nodes.count == 30 && mesh.edges.count == 870)
    #expect(Set(mesh.nodes.map { "\($0.layer) \($0.row)" }).count == 30, "each has a place of its own")
  }

  @Test func theMostConnectedOfTheOpen() async throws {
    let graph = try await graph(
      "a done", "b todo: a", "c todo: b, a", "d todo: b, c", nodeLimit: 3)
    #expect(graph.nodes.map(\.task.id.task) == ["b", "c", "d"] && graph.hiddenNodes == 1)
    let few = try await self.graph("a todo", "b todo: a", "c todo: b, a", "d todo: b, c", edgeLimit: 2)
    #expect(few.edges.count == 2 && few.hiddenEdges == 3)
  }

  @Test func nothingToDraw() async throws {
    let graph = try await graph("a todo", "b todo: nowhere")
    #expect(graph.nodes.isEmpty && graph.layers == 0 && graph.rows == 0 && graph.unconnected == 2)
  }

  @Test func twiceTheTasksAreTwiceTheWork() async throws {
    func effort(_ count: Int) async throws -> Int {
      try await graph((0..<count).map { "t\($0) todo: t\(($0 + 1) % count), t\(($0 + 7) % count)" }).effort
    }
    let (small, large) = (try await effort(200), try await effort(400))
    #expect(large <= small * 2)
  }
}
