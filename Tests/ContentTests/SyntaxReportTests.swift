import Content
import Testing

/// Files that cannot be read at all, as `check` reports them, word for word.
@Suite struct SyntaxReportTests {
  @Test func everyMistakeInYAMLIsNamedWhereItIs() async throws {
    #expect(
      try await report(Sound.with(Self.yaml)) == """
        content/tasks/web/at-sign-in-list.md:4:15: error[yaml]: a value cannot begin with "@" unless it is quoted
          4 | labels: [api, @ada]
            |               ^
          help: quote it: "@ada"
        content/tasks/web/at-sign-item.md:6:5: error[yaml]: a value cannot begin with "@" unless it is quoted
          6 |   - @ada
            |     ^
          help: quote it: "@ada"
        content/tasks/web/at-sign.md:4:11: error[yaml]: a value cannot begin with "@" unless it is quoted
          4 | assignee: @ada  # who else
            |           ^
          help: quote the value: assignee: "@ada"
        content/tasks/web/backtick.md:2:8: error[yaml]: a value cannot begin with "`" unless it is quoted
          2 | title: `code` breaks
            |        ^
          help: quote the value: title: "`code` breaks"
        content/tasks/web/bracket.md:4:9: error[yaml]: a comma or ] is missing in this list
          4 | labels: [api, web
            |         ^
          help: put commas between its entries and ] at its end
        content/tasks/web/colon-comment.md:2:13: error[yaml]: a second ": " in the value of "title"
          2 | title: Größe: "x" und so # warum
            |             ^
          help: quote the value: title: "Größe: \\"x\\" und so"
        content/tasks/web/colon-in-item.md:5:12: error[yaml]: a second ": " in the value of "fix"
          5 |   - fix: it: now
            |            ^
          help: quote the value: - "fix: it: now"
        content/tasks/web/colon.md:2:11: error[yaml]: a second ": " in the value of "title"
          2 | title: fix: x
            |           ^
          help: quote the value: title: "fix: x"
        content/tasks/web/control-c1.md:3:11: error[yaml]: a control character that YAML does not allow
          3 | status: to�do
            |           ^
          help: delete it
        content/tasks/web/control.md:2:13: error[yaml]: a control character that YAML does not allow
          2 | title: grün �x
            |             ^
          help: delete it
        content/tasks/web/duplicate-in-flow.md:4:21: error[yaml]: the key "a" is there twice
          4 | x-map: {a: 1, b: 2, a: 3}
            |                     ^
          help: keep one; the first is on this line
        content/tasks/web/duplicate-nested.md:9:3: error[yaml]: the key "a" is there twice
          9 |   a: 4
            |   ^
          help: keep one; the first is on line 7
        content/tasks/web/duplicate.md:4:1: error[yaml]: the key "title" is there twice
          4 | "title": B
            | ^^^^^^^
          help: keep one; the first is on line 2
        content/tasks/web/escape.md:2:25: error[yaml]: YAML knows no escape \\d
          2 | title: "C:\\\\new \\\\drive \\d"
            |                         ^^
          help: double the backslash, or use single quotes
        content/tasks/web/indent.md:3:3: error[yaml]: this line is indented, but the line before it has a value already
          3 |   status: todo
            |   ^^^^^^
          help: begin all keys in the same column
        content/tasks/web/key-list.md:4:1: error[yaml]: a key must be plain text
          4 | [a, b]: c
            | ^
          help: write key: value
        content/tasks/web/no-colon.md:3:1: error[yaml]: a line that is not "key: value"
          3 | status todo
            | ^^^^^^^^^^^
          help: put ": " behind the key
        content/tasks/web/not-a-map.md:2:1: error[yaml]: the frontmatter is not a list of keys and values
          2 | - title
            | ^^^^^^^
          help: write key: value, a line each
        content/tasks/web/only-text.md:2:1: error[yaml]: the frontmatter is not a list of keys and values
          2 | just a sentence
            | ^^^^^^^^^^^^^^^
          help: write key: value, a line each
        content/tasks/web/percent.md:2:8: error[yaml]: a value cannot begin with "%" unless it is quoted
          2 | title: %d items
            |        ^
          help: quote the value: title: "%d items"
        content/tasks/web/quote-behind.md:2:12: error[yaml]: text behind a closing quotation mark
          2 | title: "A" and more
            |            ^
          help: quote the whole value: title: "\\"A\\" and more"
        content/tasks/web/quote.md:2:8: error[yaml]: a quotation mark is never closed
          2 | title: "Grüße
            |        ^
          help: close it, or quote the text with the other kind of quotes
        content/tasks/web/tab-map.md:3:1: error[yaml]: a tab cannot indent YAML
          3 |  status: todo
            | ^
          help: use spaces
        content/tasks/web/tab.md:5:1: error[yaml]: a tab cannot indent YAML
          5 |  - api
            | ^
          help: use spaces
        content/tasks/web/undefined-alias.md:4:9: error[yaml]: a value cannot begin with "*" unless it is quoted
          4 | labels: *.swift
            |         ^
          help: quote the value: labels: "*.swift"
        """)
  }

  static let yaml = """
    -- content/tasks/web/at-sign.md --
    ---
    title: A
    status: todo
    assignee: @ada  # who else
    ---
    -- content/tasks/web/at-sign-in-list.md --
    ---
    title: A
    status: todo
    labels: [api, @ada]
    ---
    -- content/tasks/web/at-sign-item.md --
    ---
    title: A
    status: todo
    labels:
      - api
      - @ada
    ---
    -- content/tasks/web/backtick.md --
    ---
    title: `code` breaks
    status: todo
    ---
    -- content/tasks/web/bracket.md --
    ---
    title: A
    status: todo
    labels: [api, web
    ---
    -- content/tasks/web/colon.md --
    ---
    title: fix: x
    status: todo
    ---
    -- content/tasks/web/colon-comment.md --
    ---
    title: Größe: "x" und so # warum
    status: todo
    ---
    -- content/tasks/web/colon-in-item.md --
    ---
    title: A
    status: todo
    labels:
      - fix: it: now
    ---
    -- content/tasks/web/control.md --
    ---
    title: grün \u{1}x
    status: todo
    ---
    -- content/tasks/web/control-c1.md --
    ---
    title: grün
    status: to\u{80}do
    ---
    -- content/tasks/web/duplicate.md --
    ---
    title: A
    status: todo
    "title": B
    ---
    -- content/tasks/web/duplicate-in-flow.md --
    ---
    title: A
    status: todo
    x-map: {a: 1, b: 2, a: 3}
    ---
    -- content/tasks/web/duplicate-nested.md --
    ---
    title: A
    status: todo
    x-one:
      a: 1
    x-two:
      a: 2
      b: 3
      a: 4
    ---
    -- content/tasks/web/indent.md --
    ---
    title: A
      status: todo
     sprint: s1
    ---
    -- content/tasks/web/no-colon.md --
    ---
    title: A
    status todo
    sprint: s1
    ---
    -- content/tasks/web/not-a-map.md --
    ---
    - title
    - status
    ---
    -- content/tasks/web/only-text.md --
    ---
    just a sentence
    ---
    -- content/tasks/web/percent.md --
    ---
    title: %d items
    status: todo
    ---
    -- content/tasks/web/quote.md --
    ---
    title: "Grüße
    status: todo
    ---
    -- content/tasks/web/quote-behind.md --
    ---
    title: "A" and more
    status: todo
    ---
    -- content/tasks/web/escape.md --
    ---
    title: "C:\\\\new \\\\drive \\d"
    status: todo
    ---
    -- content/tasks/web/tab.md --
    ---
    title: A
    status: todo
    labels:
    \t- api
    ---
    -- content/tasks/web/tab-map.md --
    ---
    title: A
    \tstatus: todo
    ---
    -- content/tasks/web/undefined-alias.md --
    ---
    title: A
    status: todo
    labels: *.swift
    ---
    -- content/tasks/web/key-list.md --
    ---
    title: A
    status: todo
    [a, b]: c
    ---
    """
}
