import Testing

@testable import Actions

@Suite struct MarkedBlockTests {
  private static func block(_ place: MarkedBlock.Place, _ style: MarkedBlock.Style = .makefile) -> MarkedBlock {
    MarkedBlock(style: style, place: place, lines: ["one", "two"])
  }

  private static let hosts: [[UInt8]] = [
    [], Array("\n".utf8), Array("a".utf8), Array("a\n".utf8), Array("a\n\n".utf8), Array("a\n\n\n".utf8),
    Array("a\r\n".utf8), Array("a\r\nb".utf8), Array("a\r\nb\n".utf8), Array("a\nb\r\n".utf8), Array("\r\n".utf8),
    Array("a\r".utf8), [0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF] + Array("a: b\n".utf8), [0xFF, 0xFE, 0x00, 0x0A],
    [0xC3], Array("#!/usr/bin/make -f\nall:\n".utf8), Array("# orchsite\n".utf8), Array("a: \\\n".utf8),
    Array("a\n<!-- orchsite: begin".utf8), [0], Array("é\u{2028}\n".utf8),
  ]

  @Test(arguments: hosts) func everyByteComesBack(_ host: [UInt8]) throws {
    for place in [MarkedBlock.Place.top, .bottom] {
      for style in [MarkedBlock.Style.makefile, .markdown] {
        let block = Self.block(place, style)
        let with = block.added(to: host)
        guard case .found(let found) = MarkedBlock.look(in: with, style) else {
          Issue.record("not found: \(String(decoding: with, as: UTF8.self))")
          continue
        }
        #expect(found.lines == ["one", "two"].map { Array($0.utf8) })
        #expect(MarkedBlock.removed(from: with, found) == host)
        #expect(block.replaced(in: with, found) == with)
        let other = MarkedBlock(style: style, place: place, lines: []).replaced(in: with, found)
        guard case .found(let emptied) = MarkedBlock.look(in: other, style) else {
          Issue.record("not found again")
          continue
        }
        #expect(MarkedBlock.removed(from: other, emptied) == host)
      }
    }
  }

  @Test func aFileOfItsOwnGoesWithItsBlock() {
    let with = Self.block(.bottom).added(to: nil)
    guard case .found(let found) = MarkedBlock.look(in: with, .makefile) else {
      Issue.record("not found")
      return
    }
    #expect(found.origin == .new)
    #expect(MarkedBlock.removed(from: with, found) == nil)
    guard case .found(let later) = MarkedBlock.look(in: with + Array("\nall:\n".utf8), .makefile) else { return }
    #expect(MarkedBlock.removed(from: with + Array("\nall:\n".utf8), later) == Array("\nall:\n".utf8))
  }

  @Test func whatAPersonPutAroundItStays() {
    let with = Self.block(.bottom).added(to: Array("a".utf8)) + Array("below\n".utf8)
    guard case .found(let found) = MarkedBlock.look(in: with, .makefile) else {
      Issue.record("not found")
      return
    }
    #expect(found.origin == .unended)
    #expect(MarkedBlock.removed(from: with, found) == Array("a\nbelow\n".utf8))
    let text = "a\n# orchsite: begin\none\n# orchsite: end\nb\n"
    guard case .found(let tight) = MarkedBlock.look(in: Array(text.utf8), .makefile) else { return }
    #expect(MarkedBlock.removed(from: Array(text.utf8), tight) == Array("a\nb\n".utf8))
  }

  @Test func marksThatDoNotMatch() {
    func look(_ text: String) -> MarkedBlock.Look { MarkedBlock.look(in: Array(text.utf8), .makefile) }
    #expect(look("a\n# orchsite: begin\n") == .broken(line: 2))
    #expect(look("# orchsite: end\n") == .broken(line: 1))
    #expect(look("# orchsite: begin\n# orchsite: begin\n# orchsite: end\n") == .broken(line: 2))
    #expect(look("# orchsite: begin\n# orchsite: end\n# orchsite: begin\n# orchsite: end\n") == .broken(line: 3))
    #expect(look(" # orchsite: begin\n") == .none)
  }
}
