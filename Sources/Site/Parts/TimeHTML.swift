import Quantities
import Situation

extension TimeText {
  /// An age, with the moment that it counts from: a page is read long after it was built.
  func ageHTML(_ instant: Instant) -> HTML { sinceHTML(age(instant), instant) }
  /// A text with an age in it, likewise; alone where it has none.
  func sinceHTML(_ text: String, _ instant: Instant?) -> HTML {
    instant.map { .time($0, text, title: full($0)) } ?? .text(text)
  }
  func momentHTML(_ instant: Instant) -> HTML { .time(instant, moment(instant)) }
  func fullHTML(_ instant: Instant) -> HTML { .time(instant, full(instant)) }
  func dueHTML(_ day: Day) -> HTML { .time(day, due(day)) }
  func dayHTML(_ day: Day) -> HTML { .time(day, self.day(day)) }
}
