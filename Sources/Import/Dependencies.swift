import Content

/// The tasks that ids lead to, whatever the prefix: files called `back-12` are what an old `task-12` means.
struct DependencyIndex {
  private var byID: [BacklogID: [TaskID]] = [:]
  private var byNumber: [String: [TaskID]] = [:]

  mutating func add(_ id: BacklogID?, _ task: TaskID) {
    guard let id else { return }
    byID[id, default: []].append(task)
    // Drafts have numbers of their own.
    if !id.isDraft { byNumber[id.number, default: []].append(task) }
  }

  enum Answer: Equatable {
    case task(TaskID)
    case missing
    case ambiguous(Int)
  }

  func answer(to text: String) -> Answer {
    guard let id = BacklogID(text) else { return .missing }
    let found = byID[id] ?? (id.isDraft ? nil : byNumber[id.number]) ?? []
    switch found.count {
    case 0: return .missing
    case 1: return .task(found[0])
    default: return .ambiguous(found.count)
    }
  }
}

/// Who depends on whom, and which of the new edges would close a circle.
struct DependencyGraph {
  private var numbers: [TaskID: Int] = [:]
  private var names: [TaskID] = []
  private var edges: [[Int]] = []
  private var isFixed: [Bool] = []

  /// - Parameter isFixed: whether the edges from this task are in content already.
  mutating func add(_ task: TaskID, dependsOn: [TaskID], isFixed fixed: Bool) {
    let number = number(of: task)
    edges[number] += dependsOn.map { self.number(of: $0) }
    isFixed[number] = fixed
  }

  private mutating func number(of task: TaskID) -> Int {
    if let number = numbers[task] { return number }
    let number = names.count
    numbers[task] = number
    names.append(task)
    edges.append([])
    isFixed.append(true)
    return number
  }

  /// Takes out one new edge of every circle.
  ///
  /// - Returns: the edges taken out, in the order in which they were found.
  mutating func breakCircles() -> [(task: TaskID, dependency: TaskID)] {
    var removed: [(TaskID, TaskID)] = []
    // Nearly always the edge that closes a circle can go, and one walk finds all of them. Where it is in content
    // already, another one of the circle goes, and the walk begins anew.
    while let more = walk() { removed += more }
    return removed
  }

  /// - Returns: `nil` when there was no circle.
  private mutating func walk() -> [(TaskID, TaskID)]? {
    enum Colour { case white, grey, black }
    var colours = [Colour](repeating: .white, count: names.count)
    var removed: [(TaskID, TaskID)] = []
    for root in names.indices where colours[root] == .white {
      var path: [(node: Int, next: Int)] = [(root, 0)]
      colours[root] = .grey
      while let (node, next) = path.last {
        guard next < edges[node].count else {
          colours[node] = .black
          path.removeLast()
          continue
        }
        let target = edges[node][next]
        switch colours[target] {
        case .black: path[path.count - 1].next += 1
        case .white:
          path[path.count - 1].next += 1
          colours[target] = .grey
          path.append((target, 0))
        case .grey:
          if !isFixed[node] {
            edges[node].remove(at: next)
            removed.append((names[node], names[target]))
          } else {
            let start = path.firstIndex { $0.node == target } ?? 0
            guard let step = path[start..<path.count - 1].lastIndex(where: { !isFixed[$0.node] }) else {
              // All of it is in content: not ours to break.
              path[path.count - 1].next += 1
              continue
            }
            let place = path[step]
            removed.append((names[place.node], names[edges[place.node][place.next - 1]]))
            edges[place.node].remove(at: place.next - 1)
            return removed
          }
        }
      }
    }
    return removed.isEmpty ? nil : removed
  }
}
