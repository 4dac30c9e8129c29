import FrontMatter

/// What becomes one line of frontmatter, of a card and of a commit's subject: a title with a line break in it is a
/// slip of the shell, not a wish.
enum OneLine {
  static func check(_ text: String?, of name: String) throws(Refusal) {
    guard let text else { return }
    let isOneLine = text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: false
      default: true
      }
    }
    guard isOneLine else { throw .usage("The \(name) must be one line, without control characters.") }
    guard text.isEmpty || text.isVisible else { throw .usage("The \(name) is empty.") }
  }

  static func checkTitle(_ text: String, of name: String = "title") throws(Refusal) {
    guard !text.isEmpty else { throw .usage("The \(name) is empty.") }
    try check(text, of: name)
  }

  static func checkName(_ text: String) throws(Refusal) {
    guard Slug.isValid(text) else {
      throw .usage("\"\(text)\" is not a name: use lowercase letters, digits and -.")
    }
    guard !Slug.reserved.contains(text) else {
      throw .usage("\"\(text)\" is a reserved name: choose another, for example \(text)-2.")
    }
  }
}

extension StringProtocol {
  /// Without spaces at either end.
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
