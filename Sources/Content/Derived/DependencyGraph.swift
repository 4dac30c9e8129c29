/// Which tasks wait for which, in layers: a task stands to the right of all that it waits for. Circles do no harm: one
/// of their lines leads back.
package struct DependencyGraph: Sendable {
  package struct Node: Sendable {
    package let task: TrackedTask
    /// Not one of the tasks that the graph is of: one of them waits for it.
    package let isOutside: Bool
    package fileprivate(set) var layer = 0
    package fileprivate(set) var row = 0
  }

  package struct Edge: Sendable, Equatable {
    /// The places of two nodes: what is waited for, and what waits.
    package let from: Int
    package let to: Int
    /// Closes a circle.
    package fileprivate(set) var leadsBack = false
  }

  /// Tasks that wait or are waited for.
  package private(set) var nodes: [Node] = []
  package private(set) var edges: [Edge] = []
  /// Connected tasks beyond the limit: the done ones first, then those with the fewest connections.
  package let hiddenNodes: Int
  /// Connections between nodes beyond the limit of edges.
  package let hiddenEdges: Int
  /// Tasks that neither wait nor are waited for.
  package let unconnected: Int
  /// How many tasks and connections were looked at: it grows with their number.
  private(set) var effort = 0

  /// - Parameters:
  ///   - tasks: such as those of a sprint. Cancelled ones are left out, unless one of the others waits for them.
  ///   - nodeLimit: how many tasks are shown.
  init(
    of tasks: [TrackedTask], nodeLimit: Int, edgeLimit: Int, find: (TaskID) -> TrackedTask?
  ) {
    let own = Set(tasks.map(\.id))
    var all = tasks.filter { $0.task.status != .cancelled }
    let waiting = all
    var places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })
    for dependency in waiting.flatMap(\.unmetDependencies) where places[dependency] == nil {
      guard let task = find(dependency) else { continue }
      places[dependency] = all.count
      all.append(task)
    }

    var lines: [Edge] = []
    var degrees = [Int](repeating: 0, count: all.count)
    for (place, task) in waiting.enumerated() {
      var seen: Set<Int> = [place]
      for dependency in task.task.dependsOn {
        effort += 1
        guard let from = places[dependency], seen.insert(from).inserted else { continue }
        lines.append(Edge(from: from, to: place))
        degrees[from] += 1
        degrees[place] += 1
      }
    }

    let connected = all.indices.filter { degrees[$0] > 0 }
    unconnected = all.count - connected.count
    func rank(_ place: Int) -> (Int, Int, Int) { (all[place].task.status.isClosed ? 1 : 0, -degrees[place], place) }
    let shown = connected.sorted { rank($0) < rank($1) }.prefix(nodeLimit).sorted()
    hiddenNodes = connected.count - shown.count

    nodes = shown.map { Node(task: all[$0], isOutside: !own.contains(all[$0].id)) }
    let numbers = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let between = lines.compactMap { line -> Edge? in
      guard let from = numbers[line.from], let to = numbers[line.to] else { return nil }
      return Edge(from: from, to: to)
    }
    edges = Array(between.prefix(edgeLimit))
    hiddenEdges = between.count - edges.count
    effort += all.count + lines.count
    layer()
    arrange()
  }

  package var layers: Int { (nodes.map(\.layer).max() ?? -1) + 1 }
  package var rows: Int { (nodes.map(\.row).max() ?? -1) + 1 }

  /// Gives each node the layer behind the last of those that it waits for. Where all that are left wait for others, one
  /// that is in a circle goes ahead.
  private mutating func layer() {
    var outgoing = [[Int]](repeating: [], count: nodes.count)
    var incoming = outgoing
    var waits = [Int](repeating: 0, count: nodes.count)
    for edge in edges {
      outgoing[edge.from].append(edge.to)
      incoming[edge.to].append(edge.from)
      waits[edge.to] += 1
    }
    var order = [Int?](repeating: nil, count: nodes.count)
    var ready = nodes.indices.filter { waits[$0] == 0 }
    var next = 0
    var candidate = 0
    for number in nodes.indices {
      if next == ready.count {
        while order[candidate] != nil { candidate += 1 }
        // Back along what is waited for, until something comes again: that is in the circle, and not behind it.
        var place = candidate
        var seen: Set<Int> = []
        while seen.insert(place).inserted { place = incoming[place].first { order[$0] == nil } ?? place }
        effort += seen.count
        ready.append(place)
      }
      let place = ready[next]
      next += 1
      order[place] = number
      for target in outgoing[place] where order[target] == nil {
        effort += 1
        nodes[target].layer = max(nodes[target].layer, nodes[place].layer + 1)
        waits[target] -= 1
        if waits[target] == 0 { ready.append(target) }
      }
    }
    for index in edges.indices {
      edges[index].leadsBack = nodes[edges[index].from].layer >= nodes[edges[index].to].layer
    }
  }

  /// Orders the nodes of each layer by where those stand that they wait for, so that fewer lines cross.
  private mutating func arrange() {
    var incoming = [[Int]](repeating: [], count: nodes.count)
    for edge in edges where !edge.leadsBack { incoming[edge.to].append(edge.from) }
    for (_, members) in Dictionary(grouping: nodes.indices, by: { nodes[$0].layer }).sorted(by: { $0.key < $1.key }) {
      // A thousandth of a row is near enough.
      let middles = members.map { place in
        incoming[place].isEmpty
          ? 0 : incoming[place].reduce(0) { $0 + nodes[$1].row * 1_000 } / incoming[place].count
      }
      effort += members.count
      let sorted = members.indices.sorted { (middles[$0], $0) < (middles[$1], $1) }
      for (row, index) in sorted.enumerated() { nodes[members[index]].row = row }
    }
  }
}

extension Workspace {
  /// What waits for what among the tasks of the board.
  package func boardDependencies(nodeLimit: Int = 60, edgeLimit: Int = 240) -> DependencyGraph {
    DependencyGraph(of: boardTasks, nodeLimit: nodeLimit, edgeLimit: edgeLimit) { task($0) }
  }
}
