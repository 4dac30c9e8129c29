import Quantities
import Situation

extension TimeText {
  func ageHTML(_ instant: Instant) -> HTML { .time(instant, age(instant)) }
  func momentHTML(_ instant: Instant) -> HTML { .time(instant, moment(instant)) }
  func fullHTML(_ instant: Instant) -> HTML { .time(instant, full(instant)) }
  func dueHTML(_ day: Day) -> HTML { .time(day, due(day)) }
  func dayHTML(_ day: Day) -> HTML { .time(day, self.day(day)) }
}
