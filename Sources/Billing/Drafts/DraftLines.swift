import Content
import FrontMatter
import Quantities

/// How unbilled work becomes the lines of a draft.
package enum DraftGrouping: String, CaseIterable, Sendable {
  case task
  case entry
  case day
  case repo
}

extension WorkLedger {
  /// Lines for pieces of work, in the order in which each group begins; fixed prices are lines of their own. Work at
  /// another rate is another line.
  package func lines(for work: [UnbilledWork], by grouping: DraftGrouping) -> [DraftLineText] {
    struct Group: Hashable {
      let name: String
      let rate: String
    }
    var order: [Group] = []
    var groups: [Group: [UnbilledWork]] = [:]
    for piece in work {
      let rate = (try? piece.rate.get()).map { "\($0.rate)" } ?? ""
      let group = Group(name: groupName(of: piece, grouping), rate: rate)
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(piece)
    }
    return order.map { group in
      let pieces = groups[group] ?? []
      return DraftLineText(text: text(of: pieces, grouping), refs: pieces.map(\.ref))
    }
  }

  private func groupName(of piece: UnbilledWork, _ grouping: DraftGrouping) -> String {
    guard piece.minutes != nil else { return piece.ref }
    return switch grouping {
    // Time without a task is one piece of work by what was written beside it.
    case .task: piece.task.map { "task \($0)" } ?? "text \(piece.text)"
    case .entry: piece.ref
    case .day: piece.day?.description ?? ""
    case .repo: piece.repo.map { "repo \($0)" } ?? "text \(piece.text)"
    }
  }

  private func text(of pieces: [UnbilledWork], _ grouping: DraftGrouping) -> String {
    guard let first = pieces.first else { return "" }
    guard first.minutes != nil else { return first.text }
    switch grouping {
    case .task: return first.text
    case .entry: return first.day.map { "\($0): \(first.text)" } ?? first.text
    case .repo: return first.repo.flatMap(workspace.repo(_:))?.title ?? first.text
    case .day:
      var texts: [String] = []
      for piece in pieces where !texts.contains(piece.text) { texts.append(piece.text) }
      return (first.day.map { "\($0): " } ?? "") + texts.joined(separator: "; ")
    }
  }
}

/// A line of a draft that is about to be written.
package struct DraftLineText: Sendable, Equatable {
  package let text: String
  package let refs: [String]

  /// As an item of `lines`.
  package var entries: [YAMLText.Entry] {
    [.init("text", .scalar(text)), .init("refs", .list(refs.map { .scalar($0) }))]
  }
}
