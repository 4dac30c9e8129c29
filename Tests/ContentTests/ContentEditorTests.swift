import Files
import FrontMatter
import Quantities
import TestSupport
import Testing

@testable import Content

/// Edits on disk: made whole, or not at all.
@Suite struct ContentEditorTests {
  let folder = TemporaryFolder()

  private static let path = "content/tasks/web/a.md"
  private static let task = "---\r\ntitle: 'A' # why\r\nstatus: todo\r\n---\r\nBody\r\n"

  @Test func oneEditChangesOneValue() async throws {
    folder.put(Self.task, at: Self.path)
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    #expect(try editor.edit(Self.path, [.set(key: "status", to: "done"), .append(key: "labels", item: "x")]))
    #expect(folder.text(Self.path) == Self.task)
    try editor.apply()
    #expect(
      folder.text(Self.path) == "---\r\ntitle: 'A' # why\r\nstatus: done\r\nlabels: [x]\r\n---\r\nBody\r\n")
    #expect(editor.changes == [.init(path: Self.path, kind: .edited)])
    editor.finish()
  }

  private static let `private` = [".gitignore", "lock", "uncommitted"]

  /// The folder as a process leaves it that is killed when one of three files is written.
  private func killed() async throws -> TemporaryFolder {
    for name in ["a", "b", "c"] { folder.put(Self.task, at: "content/tasks/web/\(name).md") }
    var editor = try await ContentEditor(home: folder.path, verb: "sprint close")
    editor.autoCommit = .all
    try editor.edit(Self.path, [.set(key: "status", to: "done")])
    try editor.create("content/tasks/web/new.md", "---\ntitle: New\n---\n")
    let bytes = Array(Self.task.utf8)
    try editor.edit("content/tasks/web/b.md", [.set(key: "status", to: "done")])
    try editor.delete("content/tasks/web/c.md", holding: bytes)
    let copy = TemporaryFolder()
    try editor.apply { done in
      guard done == 1 else { return }
      let words = ["cp", "-a", "\(folder.path)/.", copy.path]
      _ = Command(words, in: "/", environment: ["PATH": "/usr/bin:/bin"]).outcome()
    }
    editor.finish()
    #expect(copy.text("content/tasks/web/new.md") == nil)
    return copy
  }

  @Test func aChangeThatWasKilledInTheMiddleIsFinished() async throws {
    let copy = try await killed()
    let editor = try await ContentEditor(home: copy.path, verb: "test")
    #expect(editor.unfinished == nil)
    editor.finish()
    for name in ["a", "b", "c", "new"] {
      let path = "content/tasks/web/\(name).md"
      #expect(copy.text(path) == folder.text(path))
    }
    #expect(copy.picture(of: ".orchsite").keys.sorted() == Self.private)
    #expect(folder.picture(of: ".orchsite").keys.sorted() == Self.private)
  }

  @Test func aChangeThatWasPutBackIsNotFinished() async throws {
    let copy = try await killed()
    copy.put(Self.task, at: Self.path)
    let before = copy.picture(of: "content")
    let editor = try await ContentEditor(home: copy.path, verb: "test")
    #expect(editor.unfinished == nil)
    editor.finish()
    #expect(copy.picture(of: "content") == before)
    #expect(copy.picture(of: ".orchsite").keys.sorted() == Self.private)
  }

  @Test func aChangeThatSomebodyEditedSinceIsLeftToThem() async throws {
    let copy = try await killed()
    copy.put(Self.task + "mine", at: "content/tasks/web/b.md")
    let before = copy.picture(of: "content")
    let editor = try await ContentEditor(home: copy.path, verb: "test")
    #expect(editor.unfinished?.verb == "sprint close" && editor.unfinished?.paths.count == 4)
    #expect(try editor.journal().entries.allSatisfy { $0.kind == .yours })
    editor.finish()
    #expect(copy.picture(of: "content") == before)
  }

  @Test func anEditThatChangesNothingWritesNothing() async throws {
    folder.put(Self.task, at: Self.path)
    let before = folder.picture(of: "content")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    #expect(try editor.edit(Self.path, [.set(key: "status", to: "todo")]) == false)
    try editor.apply()
    #expect(editor.changes.isEmpty)
    editor.finish()
    #expect(folder.picture(of: "content") == before)
  }

  @Test func oneRefusedEditLeavesTheFileAsItWas() async throws {
    folder.put("---\ntitle: |\n  A\nstatus: todo\n---\n", at: Self.path)
    let before = folder.picture(of: "content")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    var refusal = ""
    do throws(EditError) {
      try editor.edit(Self.path, [.set(key: "status", to: "done"), .set(key: "title", to: "B")])
    } catch {
      if case .refused(let diagnostic) = error { refusal = text(of: [diagnostic]) }
    }
    editor.finish()
    #expect(
      refusal == """
        content/tasks/web/a.md:2:8: error[edit]: cannot be changed safely: "title" is a block of text
          2 | title: |
            |        ^
          help: edit this line by hand
        """)
    #expect(folder.picture(of: "content") == before)
  }

  @Test func newFilesReplaceNothingAndMustBeReadable() async throws {
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    try editor.create("content/tasks/web/new.md", "---\ntitle: New\n---\n")
    try editor.apply()
    #expect(folder.text("content/tasks/web/new.md") == "---\ntitle: New\n---\n")
    var refused = 0
    for (path, text) in [
      ("content/tasks/web/new.md", "---\ntitle: Other\n---\n"),
      ("content/tasks/web/bad.md", "---\ntitle: a: b\n---\n"),
    ] {
      do { try editor.create(path, text) } catch { refused += 1 }
    }
    #expect(refused == 2)
    #expect(editor.changes == [.init(path: "content/tasks/web/new.md", kind: .created)])
    editor.finish()
    #expect(folder.text("content/tasks/web/new.md") == "---\ntitle: New\n---\n")
    #expect(folder.text("content/tasks/web/bad.md") == nil)
  }

  @Test func aLinkIsNotEdited() async throws {
    folder.put(Self.task, at: "real.md")
    folder.makeFolder("content/tasks/web")
    folder.link(Self.path, to: folder("real.md"))
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    var isRefused = false
    do { try editor.edit(Self.path, [.set(key: "status", to: "done")]) } catch { isRefused = true }
    editor.finish()
    #expect(isRefused)
    #expect(folder.text("real.md") == Self.task)
  }

  // MARK: Deleting

  @Test func aDeletionIsTheLastStep() async throws {
    folder.put(Self.task, at: Self.path)
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.autoCommit = .all
    try editor.create("content/tasks/web/b.md", "---\ntitle: B\nstatus: todo\n---\n")
    try editor.delete(Self.path, holding: Array(Self.task.utf8))
    try editor.apply()
    #expect(
      editor.changes == [.init(path: "content/tasks/web/b.md", kind: .created), .init(path: Self.path, kind: .deleted)])
    // Both wait for the commit, the new one first.
    #expect(try editor.journal().entries.map(\.path) == ["content/tasks/web/b.md", Self.path])
    editor.finish()
    #expect(folder.text(Self.path) == nil)
  }

  @Test func whatIsNotAsItWasIsNotDeleted() async throws {
    folder.put(Self.task, at: Self.path)
    folder.put("precious", at: "precious.md")
    folder.link("content/tasks/web/link.md", to: folder("precious.md"))
    folder.makeFolder("elsewhere")
    folder.put(Self.task, at: "elsewhere/a.md")
    folder.link("content/tasks/other", to: folder("elsewhere"))
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.autoCommit = .all
    for (path, bytes) in [
      (Self.path, "other"), ("content/tasks/web/link.md", "precious"), ("content/tasks/web/none.md", ""),
      ("content/tasks/other/a.md", Self.task),
    ] {
      var isRefused = false
      do throws(EditError) { try editor.delete(path, holding: Array(bytes.utf8)) } catch { isRefused = true }
      #expect(isRefused, "\(path)")
    }
    try editor.apply()
    #expect(editor.changes == [])
    #expect(try editor.journal().entries == [])
    editor.finish()
    #expect(folder.text(Self.path) == Self.task)
    #expect(folder.text("precious.md") == "precious")
    #expect(folder.text("elsewhere/a.md") == Self.task)
  }

  // MARK: All or nothing

  @Test func whatCannotBeWrittenAsAWholeIsNotWrittenAtAll() async throws {
    folder.put(Self.task, at: Self.path)
    folder.put("in the way", at: "content/updates")
    let before = folder.picture(of: "content")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.autoCommit = .all
    try editor.edit(Self.path, [.set(key: "status", to: "done")])
    try editor.create("content/sprints/new/deep/s.md", "---\ntitle: S\n---\n")
    try editor.create("content/updates/web/a/u.md", "---\ntitle: U\n---\n")
    #expect(throws: FileError(.makeFolder, folder("content/updates/web"), .system(20))) { try editor.apply() }
    #expect(editor.changes == [])
    #expect(try editor.journal().entries == [])
    editor.finish()
    #expect(folder.picture(of: "content") == before)
    #expect(folder.text(".orchsite/uncommitted") == nil)
  }

  @Test func whatSomebodyWroteInTheMiddleStays() async throws {
    folder.put(Self.task, at: Self.path)
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    try editor.create("content/tasks/web/b.md", "---\ntitle: B\n---\n")
    try editor.edit(Self.path, [.set(key: "status", to: "done")])
    folder.put("theirs", at: Self.path)
    #expect(throws: FileError(.write, folder(Self.path), .changed)) { try editor.apply() }
    editor.finish()
    #expect(folder.text(Self.path) == "theirs")
    #expect(folder.text("content/tasks/web/b.md") == nil)
  }

  @Test func temporariesOfTheDeadAreSwept() async throws {
    folder.put(Self.task, at: Self.path)
    folder.put("half", at: ".orchsite/.orchsite-tmp-00000000000000a1")
    folder.put("half", at: "content/tasks/web/.orchsite-tmp-ffffffffffffffff")
    folder.put("9 task move\n", at: ".orchsite/lock")
    try await ContentEditor(home: folder.path, verb: "test").finish()
    #expect(folder.text(".orchsite/.orchsite-tmp-00000000000000a1") == nil)
    #expect(folder.text("content/tasks/web/.orchsite-tmp-ffffffffffffffff") == nil)
    #expect(folder.text(Self.path) == Self.task)
  }

  // MARK: The journal

  @Test func theJournalTellsItsOwnWritingFromThePersons() async throws {
    folder.put(Self.task, at: Self.path)
    folder.put("content/tasks/web/old.md\nother 0 ../x\nother 0 content/../x\nsomething\n", at: ".orchsite/uncommitted")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.autoCommit = .all
    try editor.edit(Self.path, [.set(key: "status", to: "done")])
    try editor.create("content/updates/web/a/u.md", "---\ntitle: U\n---\n")
    #expect(try editor.isOwn([Self.path]) == [false])
    try editor.apply()
    let entries = try editor.journal().entries
    // A line of an older version is a path alone.
    #expect(entries.map(\.path) == ["content/tasks/web/old.md", Self.path, "content/updates/web/a/u.md"])
    #expect(entries.map(\.kind) == [.update, .other, .update])
    #expect(entries[1].isAsWritten(folder.text(Self.path).map { Array($0.utf8) }))
    #expect(!entries[1].isAsWritten(Array(Self.task.utf8)) && !entries[1].isAsWritten(nil))
    try editor.edit(Self.path, [.set(key: "status", to: "review")])
    #expect(try editor.isOwn([Self.path]) == [true])
    try editor.apply(areYours: true)
    #expect(try editor.journal().entries.map(\.kind) == [.update, .yours, .update])
    editor.finish()
  }

  /// A process that dies between the two steps leaves both files, and its journal tells the next one of both.
  @Test func whoeverDiesBeforeADeletionLeavesBoth() async throws {
    folder.put(Self.task, at: Self.path)
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.autoCommit = .all
    try editor.create("content/tasks/web/b.md", "---\ntitle: B\nstatus: todo\n---\n")
    try editor.apply()
    editor.finish()
    let next = try await ContentEditor(home: folder.path, verb: "test")
    #expect(try next.journal().entries.map(\.path) == ["content/tasks/web/b.md"])
    next.finish()
    #expect(folder.text(Self.path) == Self.task)
  }

  // MARK: Nested values

  @Test func nestedRecordsAreWrittenAndProved() async throws {
    var record = RecordText(body: "Thanks.\n")
    record.add(
      "document",
      .map([.init("kind", .scalar("invoice")), .init("lines", .list([.map([.init("net", .decimal("9.50"))])]))]))
    record.add("hash", "sha256:0")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    try editor.create("content/invoices/I-1.md", record)
    let payment = FrontMatterEdit.appendMap(
      key: "payments", [.init("id", .scalar("1")), .init("amount", .decimal("9.50"))])
    #expect(try editor.edit("content/invoices/I-1.md", [payment]))
    try editor.apply()
    #expect(editor.changes == [.init(path: "content/invoices/I-1.md", kind: .created)])
    editor.finish()
    #expect(
      folder.text("content/invoices/I-1.md") == """
        ---
        document:
          kind: invoice
          lines:
            - net: "9.50"
        hash: sha256:0
        payments:
          - id: "1"
            amount: "9.50"
        ---

        Thanks.

        """)
  }

  @Test func aRecordThatWouldReadOtherwiseIsNotWritten() async throws {
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    for value in [YAMLText.bare("a: b"), .bare("~ #"), .bare(""), .bare("[1")] {
      var record = RecordText()
      record.add("title", value)
      var isRefused = false
      do throws(EditError) { try editor.create("content/tasks/web/x.md", record) } catch { isRefused = true }
      #expect(isRefused, "\(value)")
    }
    editor.finish()
    #expect(folder.text("content/tasks/web/x.md") == nil)
  }

  /// Every key that an update may have, read back.
  @Test func anUpdateWithEveryKey() async throws {
    let task = TaskID(repo: "web", task: "a")
    var draft = UpdateDraft(
      task: task, at: try #require(Instant("2026-01-06T09:00:00Z")), worker: "ada", status: .review)
    draft.minutes = Minutes(-30)
    draft.billableMinutes = Minutes(0)
    draft.commits = 3
    draft.head = "1234567"
    draft.done = ["a: b", "- c"]
    draft.next = ["no"]
    draft.blockers = ["which \"one\"?"]
    draft.resolves = ["all"]
    draft.readyForMerge = true
    draft.corrects = "20260105T090000000Z-ada"
    draft.decides = "20260105T090000000Z-ada"
    draft.rate = ExactDecimal("95.50")
    draft.notes = "Notes\n"
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    editor.machine = "bertha"
    let path = try editor.write(draft)
    #expect(try editor.write(draft) == path.replacing(".md", with: "-2.md"))
    try editor.apply()
    editor.finish()
    let scan = RecordLists(try await Scan.run(.onDisk(home: folder.path), .frontMatter))
    #expect(scan.updates.count == 2)
    let update = try #require(scan.updates.first { $0.source.path == path })
    #expect(scan.diagnostics.filter { $0.file.path == path } == [])
    #expect(update.minutes == draft.minutes && update.billableMinutes == draft.billableMinutes)
    #expect(update.commits == 3 && update.head == "1234567")
    #expect(update.done == draft.done && update.next == draft.next)
    #expect(update.blockers == draft.blockers && update.resolves == draft.resolves)
    #expect(update.readyForMerge && update.corrects == draft.corrects && update.decides == draft.decides)
    #expect(update.rate == draft.rate && update.machine == "bertha")
  }
}
