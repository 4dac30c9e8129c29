import Foundation

// embed-files OUTPUT FILE...: writes a source file with the bytes of others. They are text, so that a string literal
// holds them, which is compiled at once; a literal of thousands of numbers is not.

func literal(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\\(scalar)"
    case "\n": literal += "\\n"
    case "\u{20}"..."\u{7E}": literal.unicodeScalars.append(scalar)
    default: literal += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return literal + "\""
}

var source = """
  /// Every file of this target that is no source, by name.
  enum EmbeddedFiles {
    static let all: [(name: String, bytes: [UInt8])] = [

  """
for path in CommandLine.arguments.dropFirst(2) {
  let url = URL(fileURLWithPath: path)
  guard let text = String(validating: try Data(contentsOf: url), as: UTF8.self) else {
    print("\(path):1:1: error: this is no UTF-8; only texts are embedded")
    exit(1)
  }
  source += "    (\(literal(url.lastPathComponent)), Array(\(literal(text)).utf8)),\n"
}
source += """
    ]
  }

  """
try Data(source.utf8).write(to: URL(fileURLWithPath: CommandLine.arguments[1]))
