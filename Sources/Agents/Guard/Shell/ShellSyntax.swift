/// A word of a shell command: what it says, and what stands in it that only the shell will know.
struct ShellWord {
  var pieces: [Piece] = []
  /// Commands whose output stands in it: `$(…)`, backticks, `<(…)`.
  var nested: [[ShellNode]] = []
  /// What is calculated in it, as it is written.
  var arithmetic: [[UInt8]] = []
  /// Whether it holds `${NAME@P}`.
  var readsAsScript = false

  enum Piece: Equatable {
    /// Letters as they are. Quoted ones are neither patterns nor braces.
    case text([UInt8], isQuoted: Bool)
    /// `$NAME`
    case variable(String, isQuoted: Bool)
    /// Whatever the shell makes of it.
    case unknown(isQuoted: Bool)
  }

  init() {}
  init(_ text: String, isQuoted: Bool = true) { pieces = [.text(Array(text.utf8), isQuoted: isQuoted)] }

  mutating func append(_ byte: UInt8, isQuoted: Bool) {
    if case .text(var bytes, isQuoted) = pieces.last {
      // Taken out first: appending to a copy would copy the text for each letter.
      pieces[pieces.count - 1] = .unknown(isQuoted: false)
      bytes.append(byte)
      pieces[pieces.count - 1] = .text(bytes, isQuoted: isQuoted)
    } else {
      pieces.append(.text([byte], isQuoted: isQuoted))
    }
  }

  /// The word where nothing in it is quoted or expanded: names of commands that belong to the language are such.
  var plain: String? {
    guard pieces.count == 1, case .text(let bytes, isQuoted: false) = pieces[0] else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// `> file` and its like.
struct ShellRedirection {
  enum Kind: Equatable {
    case read
    case write
    /// `<>`
    case readWrite
    case duplicate
    case here
  }
  let kind: Kind
  let target: ShellWord
  /// Of `<<`, which is read at the end of the line; of `<<<`, its word.
  var document: ShellDocument?
}

/// The text of a `<<`, known once the line has ended.
final class ShellDocument {
  var word = ShellWord()
}

struct ShellAssignment {
  let name: String
  let value: ShellWord
  /// Of a list in parentheses.
  var items: [ShellWord] = []
}

/// A command and what it is made of.
indirect enum ShellNode {
  case simple(ShellSimple)
  /// Each in a shell of its own, where there are several.
  case pipeline([ShellNode])
  /// One behind the other: `&&`, `||`.
  case chain(ShellNode, [(isAnd: Bool, ShellNode)])
  case background(ShellNode)
  case group([ShellNode], [ShellRedirection])
  case subshell([ShellNode], [ShellRedirection])
  /// What is run first, and what may be run then: one of them.
  case branches(first: [ShellNode], [[ShellNode]], [ShellRedirection])
  /// `for NAME in WORDS`, `while`, `until`; nil words are those that the shell has.
  case loop(name: String?, words: [ShellWord]?, body: [ShellNode], [ShellRedirection])
  case choice(ShellWord, [(patterns: [ShellWord], body: [ShellNode])], [ShellRedirection])
  case function(String, ShellNode)
  /// `[[ … ]]` and `(( … ))`: nothing in it but words.
  case test([ShellWord], [ShellRedirection])
}

struct ShellSimple {
  var assignments: [ShellAssignment] = []
  var words: [ShellWord] = []
  var redirections: [ShellRedirection] = []
}

/// Why a text is no script that can be read.
struct ShellError: Error, Equatable {
  let message: String
}
