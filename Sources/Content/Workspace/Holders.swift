import Bytes

// Work goes on where it was begun. Updates say on which machine that is.

extension TrackedTask {
  /// Who is at an active task, since it was last given back: of each machine the newest update that claims so, newest
  /// first. Those that name no machine count as one. A person's move on the board claims nothing; a start does.
  package var holders: [WorkerUpdate] {
    guard task.status.isActive else { return [] }
    var holders: [WorkerUpdate] = []
    var machines: Set<ExactText> = []
    for update in updates.reversed() where !update.isAnswer {
      guard update.status.isActive else { break }
      guard !update.isFromBoard || update.head != nil else { continue }
      if machines.insert(ExactText(update.machine ?? "")).inserted { holders.append(update) }
    }
    return holders
  }

  /// The newest claim, where it was made on another machine.
  ///
  /// - Parameter machine: this one; nil for one without a name, whose updates name none.
  package func holder(besides machine: String?) -> WorkerUpdate? {
    guard let newest = holders.first, let other = newest.machine,
      machine.map({ ExactText($0) }) != ExactText(other)
    else { return nil }
    return newest
  }
}
