/// Frontmatter as nobody should write it, and somebody does. The body is the same everywhere.
enum HostileFiles {
  static let all: [(name: String, text: String)] = frontMatters.flatMap { name, yaml in
    let text = "---\n\(yaml)\n---\n\(body)"
    return [
      (name, text),
      (name + ", CRLF", text.replacingLineBreaks()),
      (name + ", BOM", "\u{FEFF}" + text),
      (name + ", closed at the end", "---\n\(yaml)\n---"),
    ]
  }

  private static let body = "\nstatus: todo\n\n---\ntitle: not this one\n---\n\n- [ ] a box\n"

  private static let frontMatters: [(String, String)] = [
    (
      "comments everywhere",
      "# one\ntitle: a # two\n# three\nstatus: todo   # four # five\n  # six\nlabels: [a, b] # seven\n# eight"
    ),
    (
      "all quotes",
      "title: 'it''s # no comment' # one\nother: \"say \\\"hi\\\" # no\"\nplain: it's \"fine\"\nlast: '' # e"
    ),
    ("empty values", "title:\nstatus: # nothing\nlabels:   \nlast:"),
    ("empty values, then more", "title:\n# a comment\nstatus: todo\nlabels:\n\n\nlast: 1"),
    ("flow lists", "a: [x, 'y, z', \"]\"]\nb: []\nc: [ it's, a#b ] # c\nd: [[x], {y: z}]\ne: [a, [b, 'c]']]"),
    ("flow list over lines", "a: [x,\n  y]\nb: [\n  x, # why\n  y\n]\nc: 1"),
    ("block lists", "a:\n- x\n- 'y' # why\nb:\n  - x\n  # between\n  - \"y: z\"\nc:\n    - deep\n\nd: 1"),
    (
      "block list of odd items",
      "a:\n- x\n-\nb:\n- |\n  text\nc:\n- k: v\nd:\n- [x]\ne:\n- - x\nf:\n- x\n  y\ng: 1"
    ),
    (
      "anchors and aliases",
      "a: &one x\nb: *one\nc: &two [x, y]\nd: *two\ne: [&three z, *three]\nf:\n- &four w\n- *four\ng: 1"
    ),
    ("tags", "a: !!str x\nb: !mine 'y'\nc: !!seq [x]\nd:\n- !!str x\n- !!str \"y\"\ne: !!null\nf: ! z"),
    (
      "block scalars",
      "a: |\n  status: x\n  title: y\nstatus: todo\nb: >-\n  folded\n\n  text: z\nc: |+\n  kept\n\nd: 1"
    ),
    ("block scalar at the end", "status: todo\na: |+\n  kept\n\n"),
    ("scalars over lines", "a: one\n  two\nb: 'one\n  two'\nc: \"one\\\n  two: x\"\nd:\n  alone\ne: x"),
    ("spaces before the colon", "title : a\nstatus   :   todo   # c\nlabels :[x]\nempty :"),
    ("quoted keys", "\"title\": a\n'status' : 'todo'\n\"a: b\": x\n'it''s': y\n\"tab\\tkey\": z"),
    (
      "unusual keys",
      "? title\n: a\n? status\n: todo\nkey with spaces: x\nkey#hash: y\na.b/c: z\n-dash: w\n日本: v\nü : 'u'"
    ),
    (
      "nested lookalikes",
      "meta:\n  title: inner\n  status: inner\ntitle: outer\nmore:\n  - status: x\n    title: y\nstatus: todo"
    ),
    ("indented throughout", "  title: a\n  status: todo # c\n  labels: [x]\n  done:\n    - x"),
    ("flow map", "{title: a, status: todo, labels: [x]}"),
    ("flow map over lines", "{\n  title: a,\n  status: todo\n}"),
    ("flow map as value", "title: {a: b}\nstatus: todo\nother: {}"),
    ("hashes and colons", "a: x#y\nb: http://x.y/z#w\nc: 12:30\nd: x:y\ne: 'a: b'#\nf: a :b"),
    ("quotes inside", "a: it's\nb: x \"y\" z\nc: a\\b\nd: \"a\\\\\"\ne: \"\\u00e9 \\x41\"\nf: '\\'"),
    ("unicode", "title: Grüße 👋🏽 日本語\nstatus: \"\u{2028}x\"\nlabels: [ä, '👩‍👩‍👧']\ne\u{301}: \u{A0}x\u{A0}"),
    ("odd line breaks", "a: x\u{2028}y\nb: 'x\u{85}y'\nc: \"x\ry\"\nd: z"),
    ("tabs", "a:\tx\nb: x\t# c\nc: \t'x'\t\nd: [x,\ty]\t# c"),
    ("directive lookalikes", "a: x\n...\n"),
    ("second document", "title: a\n--- # second"),
    ("only comments", "# nothing\n# here"),
    ("nothing", ""),
    ("blank lines", "\n\ntitle: a\n\n\n\nstatus: todo\n\n"),
    ("closing marks", "a: '---'\nb: |\n  ----\n  - ---\nc: x"),
    ("trailing blanks", "title: a   \nstatus: 'todo'  \nlabels: [x]  "),
    ("long", "title: " + String(repeating: "x", count: 3_000) + " # end\nstatus: todo"),
    ("merge key", "base: &b {x: 1}\n<<: *b\nother:\n  <<: *b\nlast: 1"),
    ("numbers as keys", "1: a\n2.5: b\ntrue: c\n~: d\nnull: e"),
    ("list of scalars as one", "labels: x\ndone: 'it: is'\nnext: [x"),
  ]
}

extension String {
  fileprivate func replacingLineBreaks() -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\n" { result.append("\r") }
      result.append(scalar)
    }
    return String(result)
  }
}
