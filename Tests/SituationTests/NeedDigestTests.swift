import Content
import TestSupport
import Testing

@testable import Situation

/// The short list of needs: what is shown alone, together, and folded.
@Suite struct NeedDigestTests {
  /// `blocked 2 ready 8` as that many needs, one a task.
  private func digest(_ blocked: Int, _ ready: Int, review: Int = 0, room: Int = 5) async throws -> NeedDigest {
    var text = ""
    func add(_ kind: String, _ count: Int, _ update: (String) -> String) {
      for number in 0..<count {
        let id = "web/\(kind)\(number)"
        text += task(id, kind == "blocked" ? "in-progress" : "review") + update(id)
      }
    }
    add("blocked", blocked) { update($0, "14-10", "ada", "in-progress", "blockers: [stone]") }
    add("ready", ready) { update($0, "14-10", "ada", "review", "ready_for_merge: true") }
    add("slow", review) { update($0, "10-10", "ada", "review") }
    let situation = try await situation(text)
    #expect(situation.needs.count == blocked + ready + review)
    return situation.needDigest(room: room)
  }

  private func lines(_ lines: [NeedLine]) -> [String] {
    lines.map { line in
      switch line {
      case .one(let need): need.label
      case .several(let kind, let needs): kind.words(needs.count)
      }
    }
  }

  @Test func fewAreShownAlone() async throws {
    let short = try await digest(2, 3)
    #expect(lines(short.lines) == ["Blocked", "Blocked", "Ready to merge", "Ready to merge", "Ready to merge"])
    #expect(short.folded.isEmpty && short.foldWords == nil)
  }

  @Test func theUrgentOnesAreShownAloneAndTheRestTogether() async throws {
    #expect(
      lines(try await digest(2, 8).lines) == [
        "Blocked", "Blocked", "Ready to merge", "Ready to merge", "6 ready to merge",
      ])
    #expect(lines(try await digest(9, 1).lines) == ["Blocked", "Blocked", "Blocked", "6 blocked", "Ready to merge"])
    #expect(lines(try await digest(9, 9, room: 2).lines) == ["9 blocked", "9 ready to merge"])
  }

  @Test func whatIsLeastUrgentIsFoldedAndNamed() async throws {
    let short = try await digest(1, 4, review: 3, room: 2)
    #expect(lines(short.lines) == ["Blocked"])
    #expect(lines(short.folded) == ["4 ready to merge", "3 in review"])
    #expect(short.foldWords == "7 more: 4 ready to merge, 3 in review")
  }

  @Test(arguments: [(0, 0, 0), (1, 0, 0), (7, 7, 7), (30, 1, 2), (0, 0, 40)])
  func nothingIsLostAndNothingIsTold(_ blocked: Int, _ ready: Int, _ review: Int) async throws {
    for room in 2...6 {
      let short = try await digest(blocked, ready, review: review, room: room)
      #expect(short.lines.count + (short.folded.isEmpty ? 0 : 1) <= room)
      #expect((short.lines + short.folded).reduce(0) { $0 + $1.needs.count } == blocked + ready + review)
    }
  }
}
