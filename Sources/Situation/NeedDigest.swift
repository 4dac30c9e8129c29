/// A line of a short list of needs.
package enum NeedLine: Sendable {
  case one(Need)
  /// Two or more of a kind.
  case several(Need.Kind, [Need])

  package var needs: [Need] {
    switch self {
    case .one(let need): [need]
    case .several(_, let needs): needs
    }
  }
}

/// All that waits for a person, for a screen that has room for a few lines.
package struct NeedDigest: Sendable {
  package let lines: [NeedLine]
  /// What there was no room for: it goes behind a line of its own.
  package let folded: [NeedLine]

  /// Each by itself while there is room, the most urgent first; what is left of a kind together; and what is least
  /// urgent folded.
  ///
  /// - Parameters:
  ///   - needs: by kind.
  ///   - room: how many lines there may be, that of the fold included; at least two.
  init(_ needs: [Need], room: Int) {
    var kinds: [[Need]] = []
    for need in needs {
      if kinds.last?.last?.kind == need.kind {
        kinds[kinds.count - 1].append(need)
      } else {
        kinds.append([need])
      }
    }
    let isFolded = kinds.count > room
    let shown = isFolded ? room - 1 : kinds.count
    var spare = isFolded ? 0 : room - kinds.count
    lines = kinds[..<shown].flatMap { needs -> [NeedLine] in
      // One line is theirs anyway: for the last one, or for all that are left.
      let alone = min(needs.count - 1, spare)
      spare -= alone
      return needs[..<alone].map(NeedLine.one) + [Self.line(needs[alone...])]
    }
    folded = kinds[shown...].map { Self.line($0[...]) }
  }

  private static func line(_ needs: ArraySlice<Need>) -> NeedLine {
    needs.count == 1 ? .one(needs[needs.startIndex]) : .several(needs[needs.startIndex].kind, Array(needs))
  }

  /// `3 more: 2 silent, 1 to decide`; `nil` where nothing is folded.
  package var foldWords: String? {
    if folded.isEmpty { return nil }
    let kinds = folded.compactMap { line in line.needs.first.map { $0.kind.words(line.needs.count) } }
    return "\(folded.reduce(0) { $0 + $1.needs.count }) more: \(kinds.joined(separator: ", "))"
  }
}

extension BoardSituation {
  package func needDigest(room: Int) -> NeedDigest { NeedDigest(needs, room: room) }
}

extension Need.Kind {
  /// `8 ready to merge`: so many of a kind.
  package func words(_ count: Int) -> String {
    switch self {
    case .question: "\(count) \(count == 1 ? "asks" : "ask") you"
    case .session: "\(plural(count, "session")) waiting"
    case .blocked: "\(count) blocked"
    case .collision: plural(count, "collision")
    case .unproven: "\(count) without proof"
    case .ready: "\(count) ready to merge"
    case .merged: "\(count) merged"
    case .review: "\(count) in review"
    case .drift: "\(count) reported"
    case .stale: "\(count) silent"
    case .unreadable: "\(count) unreadable"
    case .undecidedTime: "time to decide"
    case .invoice: plural(count, "invoice")
    }
  }
}
