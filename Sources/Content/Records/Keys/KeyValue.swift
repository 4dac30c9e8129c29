import FrontMatter
import Quantities

/// The value of a key for whoever shows it, with what it is: each face decides once how that looks.
package enum KeyValue: Sendable, Equatable {
  case text(String)
  /// A word of git or a shell.
  case code(String)
  /// An address, or text in the place of one.
  case link(String)
  case texts([String])
  case codes([String])
  case tasks([TaskID])
  /// The client, whoever that is.
  case client
  /// A sprint, by its slug.
  case sprint(String)
  case day(Day)
  case minutes(Minutes)
  case number(Int)
  case decimal(ExactDecimal)
  case flag(Bool)

  static func option(_ option: some FieldOption) -> KeyValue { .text(option.rawValue) }

  /// In words, for a line of plain text; `nil` for an empty list.
  package var words: String? {
    switch self {
    case .text(let text), .code(let text), .link(let text), .sprint(let text): text
    case .texts(let texts), .codes(let texts): texts.isEmpty ? nil : texts.joined(separator: ", ")
    case .tasks(let tasks): tasks.isEmpty ? nil : tasks.map(\.description).joined(separator: ", ")
    case .client: "the client"
    case .day(let day): day.description
    case .minutes(let minutes): minutes.spoken
    case .number(let number): String(number)
    case .decimal(let decimal): decimal.description
    case .flag(let flag): flag ? "yes" : "no"
    }
  }
}
