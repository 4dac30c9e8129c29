import Diagnostics
import Testing

@testable import FrontMatter

/// Edits whose result is known to the byte.
@Suite struct EditExampleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let before: String
    let edit: FrontMatterEdit
    let after: String

    init(_ before: String, _ edit: FrontMatterEdit, _ after: String) {
      (self.before, self.edit, self.after) = (before, edit, after)
    }

    var testDescription: String { before }
  }

  private static let document = YAMLText.map([
    Entry("number", .scalar("I-1")), Entry("seller", .map([Entry("name", .scalar("no: \"x\""))])),
    Entry("lines", .list([line, .list([.scalar("e")]), .map([])])), Entry("notes", .list([])),
    Entry("no", .decimal("9.50")), Entry("minutes", .number(-5)),
  ])
  private static let line = YAMLText.map([Entry("text", .scalar("- a")), Entry("refs", .words(["b", "c, d"]))])
  private typealias Entry = YAMLText.Entry

  private static let payment = FrontMatterEdit.appendMap(
    key: "payments", [.init("id", .number(2)), .init("amount", .decimal("1.50"))])

  @Test(arguments: [
    Example("status: todo # why\n", .set(key: "status", to: "done"), "status: done # why\n"),
    Example("status: 'todo'\n", .set(key: "status", to: "done"), "status: 'done'\n"),
    Example("status: \"todo\"\n", .set(key: "status", to: "say \"x\""), "status: \"say \\\"x\\\"\"\n"),
    Example("status  :   todo  \n", .set(key: "status", to: "done"), "status  :   done  \n"),
    Example("status:\n", .set(key: "status", to: "done"), "status: done\n"),
    Example("status:   # why\n", .set(key: "status", to: "done"), "status: done   # why\n"),
    Example("status: todo\n", .set(key: "status", to: "a: b"), "status: \"a: b\"\n"),
    Example("status: todo\n", .set(key: "status", to: ""), "status: \"\"\n"),
    Example("status: todo\n", .set(key: "status", to: "todo"), "status: todo\n"),
    Example("rate: \"95.00\"\n", .set(key: "rate", to: "96.00"), "rate: \"96.00\"\n"),
    Example(
      "title: a\n", .set(key: "rate", to: "96.00", style: .doubleQuoted), "title: a\nrate: \"96.00\"\n"),
    Example("  title: a\n", .set(key: "status", to: "todo"), "  title: a\n  status: todo\n"),
    Example("title: a\r\n", .set(key: "status", to: "todo"), "title: a\r\nstatus: todo\r\n"),
    Example("", .set(key: "status", to: "todo"), "status: todo\n"),
    Example(
      "note: |\n  status: x\nstatus: todo\n", .set(key: "status", to: "done"),
      "note: |\n  status: x\nstatus: done\n"),
    Example(
      "meta:\n  status: x\nstatus: todo\n", .set(key: "status", to: "done"),
      "meta:\n  status: x\nstatus: done\n"),
    Example(
      "labels: [a, 'b, c'] # why\n", .append(key: "labels", item: "d"), "labels: [a, 'b, c', d] # why\n"),
    Example("labels: []\n", .append(key: "labels", item: "d"), "labels: [d]\n"),
    Example("labels: a\n", .append(key: "labels", item: "b"), "labels: [a, b]\n"),
    Example("labels:\n", .append(key: "labels", item: "b"), "labels: [b]\n"),
    Example("title: a\n", .append(key: "labels", item: "b"), "title: a\nlabels: [b]\n"),
    Example("done:\n- a\nx: 1\n", .append(key: "done", item: "b: c"), "done:\n- a\n- \"b: c\"\nx: 1\n"),
    Example(
      "done:\n  - a # why\n  # end\nx: 1\n", .append(key: "done", item: "b"),
      "done:\n  - a # why\n  - b\n  # end\nx: 1\n"),
    // Over several lines.
    Example("l: [a,\n b]\nx: 1\n", .append(key: "l", item: "c"), "l: [a,\n b,\n c]\nx: 1\n"),
    Example("l: [\n  'a',\n  b\n] # y\n", .takeOut(key: "l", item: "a"), "l: [\n  b\n] # y\n"),
    Example("l: [\n  a\n]\n", .takeOut(key: "l", item: "a"), "l: []\n"),
    Example("l: [\r\n  a\r\n]\r\nx: 1\r\n", .remove(key: "l"), "x: 1\r\n"),
    Example("l: [\n  a\n] # y\nx: 1\n", .remove(key: "l"), "x: 1\n"),
    // Other items keep their bytes.
    Example("l: [ 'a',b ,  \"c\" ] # x\n", .append(key: "l", item: "d"), "l: [ 'a',b ,  \"c\" ,  d ] # x\n"),
    Example("l: [a,b]\n", .append(key: "l", item: "c"), "l: [a,b,c]\n"),
    Example("l: [a, ]\n", .append(key: "l", item: "c"), "l: [a, c ]\n"),
    Example("l: ['a', 1,b]\n", .takeOut(key: "l", item: "a"), "l: [1,b]\n"),
    Example("l: [ 'a', 1,b ]\n", .takeOut(key: "l", item: "1"), "l: [ 'a',b ]\n"),
    Example("l: [ 'a', 1,b ]\n", .takeOut(key: "l", item: "b"), "l: [ 'a', 1 ]\n"),
    Example("l: [a, b, a]\n", .takeOut(key: "l", item: "a"), "l: [b]\n"),
    Example("l: [ a ] # x\n", .takeOut(key: "l", item: "a"), "l: [] # x\n"),
    Example("l: a\n", .takeOut(key: "l", item: "a"), "l: []\n"),
    Example("l: 'a'\n", .append(key: "l", item: "b"), "l: ['a', b]\n"),
    Example("l: a, b\n", .append(key: "l", item: "c"), "l: [\"a, b\", c]\n"),
    Example("l: ~\n", .append(key: "l", item: "c"), "l: [c]\n"),
    Example("l: ['b', a]\n", .setList(key: "l", to: ["a", "c", "b"]), "l: [a, c, 'b']\n"),
    Example("l:\n  - 'a' # x\n  # y\n  -   b\nx: 1\n", .takeOut(key: "l", item: "a"), "l:\n  # y\n  -   b\nx: 1\n"),
    Example("l:\n  - 'a' # x\n  # y\n  -   b\nx: 1\n", .takeOut(key: "l", item: "b"), "l:\n  - 'a' # x\nx: 1\n"),
    Example("l: # x\n- a\n# y\n", .takeOut(key: "l", item: "a"), "l: # x\n# y\n"),
    Example("l:\n -  a\n -  'b'\n", .setList(key: "l", to: ["c", "b"]), "l:\n -  c\n -  'b'\n"),
    Example("l:\n- a\n- b\n", .setList(key: "l", to: []), "l:\n"),
    Example("a: 1\nl:\n- a\n# x\n- b\n# y\nc: 2\n", .remove(key: "l"), "a: 1\n# y\nc: 2\n"),
    Example("l:\r\n- a\r\n- b\r\n", .takeOut(key: "l", item: "a"), "l:\r\n- b\r\n"),
    Example("labels: [a, b]\n", .setList(key: "labels", to: []), "labels: []\n"),
    Example("labels: a # why\n", .setList(key: "labels", to: ["b", "c"]), "labels: [b, c] # why\n"),
    Example("a: 1\nb: 2 # why\nc: 3\n", .remove(key: "b"), "a: 1\nc: 3\n"),
    Example("a: 1\nb: [x, y]\n", .remove(key: "b"), "a: 1\n"),
    Example("a:\n", .remove(key: "a"), ""),
    // Values of any depth.
    Example(
      "title: a # why\n",
      .insert(key: "document", document),
      """
      title: a # why
      document:
        number: I-1
        seller:
          name: "no: \\"x\\""
        lines:
          - text: "- a"
            refs: [b, "c, d"]
          - - e
          - {}
        notes: []
        "no": "9.50"
        minutes: -5

      """),
    Example("title: a\r\n", .insert(key: "b", .map([.init("c", .yes)])), "title: a\r\nb:\r\n  c: true\r\n"),
    Example(
      "  title: a\n", .insert(key: "b", .list([.scalar("c"), .scalar("two\nlines")])),
      "  title: a\n  b:\n    - c\n    - \"two\\nlines\"\n"),
    Example("a: 1\n", payment, "a: 1\npayments:\n  - id: 2\n    amount: \"1.50\"\n"),
    Example(
      "payments:   # none yet\na: 1\n", payment,
      "payments:   # none yet\n  - id: 2\n    amount: \"1.50\"\na: 1\n"),
    Example(
      "payments:\n- id: 1 # first\n  amount: \"1.00\"\n# of a\na: 1\n", payment,
      "payments:\n- id: 1 # first\n  amount: \"1.00\"\n- id: 2\n  amount: \"1.50\"\n# of a\na: 1\n"),
    Example(
      "payments:\n    - {id: 1}\n\n", payment, "payments:\n    - {id: 1}\n    - id: 2\n      amount: \"1.50\"\n\n"),
    Example(
      "payments:\n  - note: |\n      long\n\n      text\n", payment,
      "payments:\n  - note: |\n      long\n\n      text\n  - id: 2\n    amount: \"1.50\"\n"),
  ])
  func changesNothingButTheValue(_ example: Example) throws {
    let fence = example.before.utf8.contains(13) ? "---\r\n" : "---\n"
    for body in ["", "\nstatus: body\n---\nstatus: rule\n"] {
      let file = SourceFile(path: "a.md", text: fence + example.before + fence + body)
      let bytes = try FrontMatterDocument(file).applying(example.edit)
      #expect(String(decoding: bytes, as: UTF8.self) == fence + example.after + fence + body)
    }
  }

  @Test(
    arguments: [
      ("{title: a}\n", .set(key: "title", to: "b"), "2: the frontmatter is not one key a line"),
      ("a: 1\ntitle: |\n  text\n", .set(key: "title", to: "b"), "3: \"title\" is a block of text"),
      ("a: 1\ntitle: {b: c}\n", .set(key: "title", to: "b"), "3: \"title\" is a map"),
      ("a: 1\ntitle: [b]\n", .set(key: "title", to: "b"), "3: \"title\" is a list"),
      (
        "a: 1\ntitle: &x b\n", .set(key: "title", to: "b"),
        "3: \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: &x b\ntitle: *x\n", .set(key: "title", to: "b"),
        "3: \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: &x [b]\ntitle: *x\n", .append(key: "title", item: "b"),
        "3: \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: 1\ntitle: b\n  c\n", .set(key: "title", to: "b"),
        "3: \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: 1\ntitle:\n  b\n", .set(key: "title", to: "b"),
        "3: \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: 1\ntitle: [b, # why\n  c]\n", .setList(key: "title", to: []),
        "3: there is a comment inside the brackets of \"title\""
      ),
      ("a: 1\ntitle:\n- [b]\n", .setList(key: "title", to: []), "3: \"title\" holds more than text"),
      (
        "a: 1\ntitle:\n- |\n  b\n", .remove(key: "title"),
        "3: an item of \"title\" has an anchor, a tag or several lines"
      ),
      ("a: 1\ntitle:\n- {b: c}\n", .append(key: "title", item: "x"), "3: \"title\" holds more than text"),
      ("a: 1\ntitle: [{b: c}]\n", .append(key: "title", item: "x"), "3: \"title\" holds more than text"),
      (
        "a: 1\ntitle:\n- b\n  c\n", .append(key: "title", item: "x"),
        "3: an item of \"title\" has an anchor, a tag or several lines"
      ),
      (
        "a: 1\n? title\n: b\n", .set(key: "title", to: "x"),
        "3: the key \"title\" is written in an unusual way"
      ),
      ("a: 1\n", .remove(key: "title"), "2: there is no key \"title\""),
      ("a: 1\n...\n", .set(key: "title", to: "x"), "2: the result could not be read again"),
      ("a: 1\nb: c\n", .insert(key: "b", .yes), "3: \"b\" is there already"),
      (
        "a: 1\npayments: [{id: 1}]\n", .appendMap(key: "payments", [.init("id", .number(2))]),
        "3: \"payments\" is not a list with a dash for each item"
      ),
      (
        "a: 1\npayments: none\n", .appendMap(key: "payments", [.init("id", .number(2))]),
        "3: \"payments\" is not a list with a dash for each item"
      ),
      (
        "a: 1\npayments:\n  - note: |\n      # text\n", .appendMap(key: "payments", [.init("id", .number(2))]),
        "3: the change would reach further than \"payments\""
      ),
      ("a: &x b\nc: *x\n", .remove(key: "a"), "2: \"a\" has an anchor, a tag or several lines"),
    ] as [(String, FrontMatterEdit, String)])
  func refusesAndNamesTheLine(_ yaml: String, edit: FrontMatterEdit, refusal: String) throws {
    let document = try FrontMatterDocument(SourceFile(path: "a.md", text: "---\n\(yaml)---\n"))
    let error = #expect(throws: Diagnostic.self) { try document.applying(edit) }
    let prefix = "cannot be changed safely: "
    #expect(error?.message.hasPrefix(prefix) == true)
    #expect(error.map { "\($0.position.line): \($0.message.dropFirst(prefix.count))" } == refusal)
  }
}
