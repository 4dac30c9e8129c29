import Content
import Testing

/// Files that are not what they should be as files, as `check` reports them, word for word.
@Suite struct FileReportTests {
  @Test func everyFileThatIsNoTextWithFrontmatterIsNamed() async throws {
    #expect(
      try await report(Sound.with(Self.files)) == """
        content/drafts/notes.md:1:1: error[place]: not read: content/drafts/ holds no records
          help: move it to one of repos, sprints, tasks, updates, decisions, clients, time, invoices, write-offs, or out of content/
        content/notes.md:1:1: error[place]: not read: only index.md is a record here
          help: move it to one of repos, sprints, tasks, updates, decisions, clients, time, invoices, write-offs
        content/sprints/s2.MD:1:1: error[place]: not read: the ending must be .md in small letters
          help: rename it to s2.md
        content/task/web/a.md:1:1: error[place]: not read: content/task/ holds no records
          help: did you mean content/tasks/?
        content/tasks/Web/capital.md:1:1: error[place]: not read: "Web" is not a slug
          help: use lowercase letters, digits and -, at most 60; for example web
        content/tasks/deep/er/task.md:1:1: error[place]: not read: records here are content/tasks/<repo>/<task>.md
          help: move or rename it
        content/tasks/web/binary.md:2:9: error[binary]: a NUL byte: this is not text
          2 | title: A�B
            |         ^
          help: save it as UTF-8 text, or give it another ending than .md
        content/tasks/web/blank-line-first.md:1:1: error[frontmatter]: no frontmatter: the first line is not ---
          help: begin the file with ---, the keys, and --- again
        content/tasks/web/conflict-end.md:6:1: error[conflict]: an unresolved merge conflict
          6 | >>>>>>> feature/x
            | ^^^^^^^
          help: keep the lines that are right and delete the conflict markers
        content/tasks/web/conflict-in-body.md:7:1: error[conflict]: an unresolved merge conflict
          7 | <<<<<<< HEAD
            | ^^^^^^^
          help: keep the lines that are right and delete the conflict markers
        content/tasks/web/conflict.md:3:1: error[conflict]: an unresolved merge conflict
          3 | <<<<<<< HEAD
            | ^^^^^^^
          help: keep the lines that are right and delete the conflict markers
        content/tasks/web/never-closed.md:1:1: error[frontmatter]: the frontmatter is never closed
          1 | ---
            | ^^^
          help: put a line with --- behind the last key
        content/tasks/web/no-frontmatter.md:1:1: error[frontmatter]: no frontmatter: the first line is not ---
          1 | # A task without frontmatter
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: begin the file with ---, the keys, and --- again
        content/tasks/web/Ümläut Task.md:1:1: error[place]: not read: "Ümläut Task" is not a slug
          help: use lowercase letters, digits and -, at most 60; for example uemlaeut-task
        """)
  }

  static let files = """
    -- content/tasks/web/binary.md --
    ---
    title: A\0B
    status: todo
    ---
    -- content/tasks/web/conflict.md --
    ---
    title: A
    <<<<<<< HEAD
    status: todo
    =======
    status: done
    >>>>>>> feature/x
    ---
    -- content/tasks/web/conflict-in-body.md --
    ---
    title: A
    status: todo
    ---
    Text

    <<<<<<< HEAD
    one
    =======
    two
    >>>>>>> feature/x
    -- content/tasks/web/conflict-end.md --
    ---
    title: A
    status: todo
    ---
    two
    >>>>>>> feature/x
    -- content/tasks/web/no-frontmatter.md --
    # A task without frontmatter

    Text
    -- content/tasks/web/blank-line-first.md --

    ---
    title: A
    status: todo
    ---
    -- content/tasks/web/never-closed.md --
    ---
    title: A
    status: todo

    Text that goes on.
    -- content/tasks/Web/capital.md --
    ---
    title: A
    status: todo
    ---
    -- content/tasks/web/Ümläut Task.md --
    ---
    title: A
    status: todo
    ---
    -- content/tasks/deep/er/task.md --
    ---
    title: A
    status: todo
    ---
    -- content/task/web/a.md --
    ---
    title: A
    status: todo
    ---
    -- content/notes.md --
    Notes
    -- content/drafts/notes.md --
    Notes
    -- content/sprints/s2.MD --
    ---
    title: S
    ---
    -- content/README.md --
    For people who browse.
    """
}
