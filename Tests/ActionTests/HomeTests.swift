import Actions
import Files
import TestSupport
import Testing

/// Which workspace a verb works on.
@Suite struct HomeFindingTests {
  private let board = Board()
  private let elsewhere = TemporaryFolder()

  private func find(_ start: String, named: String? = nil) async throws(Refusal) -> String {
    try await Home.find(from: start, named: named).path
  }

  private func refusal(_ start: String, named: String? = nil) async -> Refusal? {
    do throws(Refusal) {
      _ = try await find(start, named: named)
      return nil
    } catch {
      return error
    }
  }

  @Test func theNearestAtOrAbove() async throws {
    let home = board.folder.path
    #expect(try await find(home) == home)
    #expect(try await find(board.folder("content/tasks/web")) == home)
    #expect(try await find(elsewhere.path, named: home) == home)
    #expect(try await find(board.folder("content"), named: "..") == home)
  }

  @Test func noWorkspace() async {
    #expect(await refusal(elsewhere.path) == .noHome(elsewhere.path))
    #expect(
      await refusal(board.folder.path, named: board.folder("content"))
        == .noHome(board.folder("content"), isNamed: true))
    #expect(await refusal(elsewhere("nowhere")) == .file(.init(.read, elsewhere("nowhere"), .notFound)))
  }

  @Test func aPlaceForANewOne() async throws {
    #expect(try await Home.findOrPlace(from: elsewhere.path, named: nil).path == elsewhere.path)
    #expect(try await Home.findOrPlace(from: board.folder("content"), named: nil).path == board.folder.path)
    elsewhere.put("# a site's page\n", at: "content/post.md")
    var refused: Refusal?
    do throws(Refusal) { _ = try await Home.findOrPlace(from: elsewhere.path, named: nil) } catch { refused = error }
    #expect(
      refused
        == .answer(
          "\(elsewhere.path)/content holds other files, and no index.md",
          help: "name another place for the workspace with --home DIR"))
  }
}
