import Notion
import Testing

private func leaf(_ text: String) -> Block { Block(.paragraph(RichText(text))) }

private func item(_ text: String, _ children: [Block] = []) -> Block { Block(.bulleted(RichText(text)), children) }

private func plan(_ blocks: [Block]) -> RequestPlan { RequestPlan(blocks.map(EncodedBlock.init)) }

private func depth(_ block: EncodedBlock) -> Int { 1 + (block.children.map(depth).max() ?? 0) }

private func widest(_ block: EncodedBlock) -> Int { max(block.children.count, block.children.map(widest).max() ?? 0) }

@Suite struct RequestPlanTests {
  @Test func whatFitsIsOneRequest() {
    let made = plan([item("a", [item("b", [leaf("c")])]), leaf("d")])
    #expect(made.requests.count == 1 && made.requests[0].count == 4)
  }

  @Test func deepTreesAreAppendedLevelByLevel() {
    let deep = (0..<6).reversed().reduce(leaf("end")) { item("\($1)", [$0]) }
    let made = plan([deep])
    #expect(made.requests.allSatisfy { $0.blocks.allSatisfy { depth($0) <= 3 } })
    #expect(made.requests.reduce(0) { $0 + $1.count } == 7)
    #expect(made.requests.map(\.parent) == [.root] + (0..<4).map { .result(request: $0, index: 0) })
  }

  @Test func whatDoesNotFitComesBehindWhatDoes() {
    let made = plan([item("top", (0..<250).map { leaf("\($0)") })])
    #expect(made.requests.map(\.count) == [101, 100, 50])
    #expect(made.requests.dropFirst().allSatisfy { $0.parent == .result(request: 0, index: 0) })
    // A child that is too deep keeps those behind it for later, so that all stay in order.
    let mixed = plan([item("top", [leaf("a"), item("b", [item("c", [leaf("d")])]), leaf("e")])])
    #expect(mixed.requests.map(\.count) == [2, 4])
  }

  @Test func noRequestIsTooLarge() {
    let large = (0..<40).map { _ in leaf(String(repeating: "x", count: 30_000)) }
    let made = plan(large)
    #expect(made.requests.count == 3 && made.requests.allSatisfy { $0.size < 500_000 })
    let many = plan((0..<30).map { item("\($0)", (0..<90).map { leaf("\($0)") }) })
    #expect(many.requests.allSatisfy { $0.count <= 1_000 })
    #expect(many.requests.reduce(0) { $0 + $1.count } == 30 * 91)
  }

  @Test func tablesAreOnTheTwoUpperLevels() {
    let row = Block(.tableRow([RichText("a")]))
    let table = Block(.table(width: 1), Array(repeating: row, count: 150))
    let made = plan([item("a", [item("b", [table])])])
    func check(_ block: EncodedBlock, level: Int) -> Bool {
      (block.type != "table" || level < 2 && !block.children.isEmpty) && widest(block) <= 100
        && block.children.allSatisfy { check($0, level: level + 1) }
    }
    #expect(made.requests.allSatisfy { $0.blocks.allSatisfy { check($0, level: 0) } })
    #expect(made.requests.reduce(0) { $0 + $1.count } == 153)
  }

  @Test func placeholdersAreNamedWithTheirPlaces() {
    let mention = Block(
      .paragraph(RichText([TextRun("see {{parent}} "), TextRun("T", target: .page(PageKey(.task, "web/b")))])))
    let requests = plan([item("a", [mention])]).exported(below: "{{page:task:web/a}}")
    #expect(
      requests[0].needs == [
        Need(pointer: "/path", placeholder: "{{page:task:web/a}}"),
        Need(
          pointer: "/body/children/0/bulleted_list_item/children/0/paragraph/rich_text/1/mention/page/id",
          placeholder: "{{page:task:web/b}}"),
      ])
    #expect(requests[0].path == "/blocks/{{page:task:web/a}}/children")
  }
}

@Suite struct BodyEditTests {
  private func known(_ text: String) -> [KnownBlock] {
    text.map { KnownBlock(id: "\($0)", fingerprint: $0.isUppercase ? nil : "\($0)") }
  }

  /// What comes of the edits: ids of what was there, and what is new.
  private func carriedOut(_ edits: BodyEdits, on blocks: [KnownBlock], _ wanted: [String]) -> String {
    var ids = blocks.map(\.id)
    for insertion in edits.insertions {
      let place = insertion.after.flatMap { after in ids.firstIndex(of: after).map { $0 + 1 } } ?? 0
      ids.insert(contentsOf: wanted[insertion.blocks].map { "+\($0)" }, at: place)
    }
    ids.removeAll { edits.deletions.contains($0) }
    return ids.joined()
  }

  @Test(arguments: [
    ("abc", "abc", "abc"), ("abc", "ac", "ac"), ("abc", "axc", "a+xc"), ("", "ab", "+a+b"), ("abc", "", ""),
    ("abc", "xabcy", "+xabc+y"), ("abc", "cab", "+cab"), ("abc", "xyz", "+x+y+z"),
    // Capitals are others' blocks: they stay where they are.
    ("AbCdE", "bd", "AbCdE"), ("AbC", "x", "AC+x"), ("AbCd", "bxd", "Ab+xCd"), ("Ab", "xb", "A+xb"),
  ]) func editsKeepWhatIsTheSame(before: String, wanted: String, after: String) {
    let wanted = wanted.map { "\($0)" }
    let edits = BodyEdits(from: known(before), to: wanted)
    #expect(carriedOut(edits, on: known(before), wanted) == after)
  }

  @Test func randomBodiesComeOutAsWanted() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let letters = Array("abcde")
      let before = (0..<Int.random(in: 0...8, using: &generator)).map { index in
        KnownBlock(id: "\(index)", fingerprint: Bool.random() ? "\(letters.randomElement()!)" : nil)
      }
      let wanted = (0..<Int.random(in: 0...8, using: &generator)).map { _ in "\(letters.randomElement()!)" }
      let edits = BodyEdits(from: before, to: wanted)
      var there = before
      for insertion in edits.insertions {
        let place = insertion.after.flatMap { after in there.firstIndex { $0.id == after }.map { $0 + 1 } } ?? 0
        there.insert(contentsOf: wanted[insertion.blocks].map { KnownBlock(id: "new", fingerprint: $0) }, at: place)
      }
      there.removeAll { edits.deletions.contains($0.id) }
      #expect(there.compactMap(\.fingerprint) == wanted)
      #expect(there.filter { $0.fingerprint == nil } == before.filter { $0.fingerprint == nil })
    }
  }

  @Test func aFingerprintIsOfWhatIsSaidAndNotOfHowItWasCut() {
    let cut = Block(.paragraph(TextFitting.parts(of: RichText(String(repeating: "word ", count: 900)))[0]))
    let whole = Block(.paragraph(RichText(String(repeating: "word ", count: 900))))
    #expect(cut != whole && cut.fingerprint == whole.fingerprint)
    #expect(leaf("a").fingerprint != leaf("b").fingerprint)
    #expect(item("a", [leaf("b")]).fingerprint != item("a").fingerprint)
  }
}
