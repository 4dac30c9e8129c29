import Files

/// Does the same with each item, some at a time: most of what git takes is waiting for it.
///
/// - Returns: what came of each, in the order of the items.
func sideBySide<Item: Sendable, Value: Sendable, Failure: Error>(
  _ items: [Item], _ body: @Sendable @escaping (Item) async throws(Failure) -> Value
) async -> [Result<Value, Failure>] {
  await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group in
    var results = [Result<Value, Failure>?](repeating: nil, count: items.count)
    var next = 0
    func start() {
      let place = next
      next += 1
      group.addTask {
        do throws(Failure) {
          return (place, .success(try await body(items[place])))
        } catch {
          return (place, .failure(error))
        }
      }
    }
    while next < min(items.count, 2 * Processors.count) { start() }
    for await (place, result) in group {
      results[place] = result
      if next < items.count { start() }
    }
    return results.compactMap(\.self)
  }
}
