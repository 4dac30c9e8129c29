import Content
import Quantities
import Situation

/// The figures beside a board's title: how the sprint goes, in numbers and in words.
struct Headline {
  let context: SiteContext

  /// Fills the values of the part `headline`.
  ///
  /// - Parameter crew: who is at work; only the board at nine in the morning says it.
  func fill(_ values: inout Values, for sprint: Sprint?, crew: [CrewMember] = []) {
    var figures: [Values] = []
    let progress = sprint.map(context.situation.figures(of:))
    if let sprint, let progress {
      figures.append(
        figure("days", context.times.span(sprint.start, sprint.end), context.situation.days(of: sprint)) {
          $0.flag("alert", sprint.end < context.workspace.asOf.day && progress.done < progress.total)
        })
      figures.append(figure("done", "Done", "\(progress.done)") { $0.text("rest", "of \(progress.total)") })
      if progress.spent > .zero || sprint.capacity ?? .zero > .zero {
        figures.append(
          figure("hours", "Hours", progress.spent == .zero ? "0 h" : progress.spent.spoken) {
            if let capacity = sprint.capacity, capacity > .zero {
              $0.text("rest", "of \(capacity.spoken)")
              $0.flag("alert", progress.spent > capacity)
            }
          })
      }
    }
    if !crew.isEmpty { figures.append(self.crew(crew)) }
    figures += progress.map(burndown(_:)) ?? []
    values.list("figures", figures)
    values.flag("has_figures", !figures.isEmpty)
    values.text("goal", sprint?.goal)
  }

  private func figure(_ id: String, _ name: String, _ value: String, _ more: (inout Values) -> Void = { _ in })
    -> Values
  {
    Values {
      $0.text("id", id)
      $0.text("name", name)
      $0.text("value", value)
      more(&$0)
    }
  }

  private func burndown(_ figures: SprintFigures) -> [Values] {
    guard let pace = figures.pace, let spark = Sparkline(figures: figures).html() else { return [] }
    return [
      figure("burndown", "Burndown", pace.words) {
        $0.html("spark", spark)
        if case .behind = pace { $0.flag("warn", true) }
      }
    ]
  }

  private func crew(_ crew: [CrewMember]) -> Values {
    func count(_ states: CrewMember.State...) -> Int { crew.count { states.contains($0.state) } }
    let waiting = crew.count(where: \.state.isWaiting)
    let rest = [
      (count(.stale), "silent"), (count(.idle, .unseen, .gone), "idle"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return figure("crew", "Workers", "\(count(.working)) working") {
      if waiting > 0 { $0.text("waits", "\(waiting) \(waiting == 1 ? "waits" : "wait") for you") }
      $0.text("rest", rest.joined(separator: ", "))
    }
  }
}
