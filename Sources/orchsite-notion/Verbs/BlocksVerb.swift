import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Notion
import Terminal

struct BlocksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocks", abstract: "Turn a file of markdown into Notion's blocks, as JSON.",
    discussion: """
      Any file, in a workspace or not; without one, or with -, standard input. Front matter is no part of the text. \
      What Notion cannot show is warned of, with its line; nothing is left out without that.
      """)

  @Argument(help: "The file.", completion: .file(extensions: ["md", "markdown"])) var file: String?
  @Flag(help: "Print the requests that would make the blocks below a page, each within the limits of the service.")
  var requests = false
  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  var directory: String?

  func run() throws {
    let source = try read()
    let start = Self.bodyStart(of: source)
    let result = BlockConversion.run(source.bytes[start...], in: source)
    try say(BlocksAnswer(result: result, areRequests: requests))
  }

  private func read() throws(Refusal) -> SourceFile {
    let name = file ?? "-"
    let limit = ContentFiles.sizeLimit
    let path = name == "-" || name.hasPrefix("/") ? name : directory.map { "\($0)/\(name)" } ?? name
    let bytes = try refusing { try name == "-" ? Console.readInput(limit: limit) : FileSystem.read(path, limit: limit) }
    guard bytes.count <= limit else {
      throw .answer("\(name) has more than \(limit) bytes", help: "split it")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .answer("\(name == "-" ? "standard input" : name) is not UTF-8", help: "save it as UTF-8")
    }
    return SourceFile(path: name == "-" ? "standard input" : name, bytes: bytes)
  }

  /// Behind the front matter. What begins with a line of dashes and then has an empty line or no keys is none: the
  /// dashes are a break.
  private static func bodyStart(of file: SourceFile) -> Int {
    let second = file.bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    if !second.allSatisfy(\.isASCIISpace), let document = try? FrontMatterDocument(file), !document.entries.isEmpty {
      return document.body.lowerBound
    }
    return file.hasByteOrderMark ? SourceFile.byteOrderMark.count : 0
  }
}

private struct BlocksAnswer: Answer {
  let result: BlockConversion.Result
  let areRequests: Bool

  func text(on screen: Screen) -> String {
    let bytes = areRequests ? BlockList.requests(for: result.blocks) : BlockList.tree(of: result.blocks)
    return String(decoding: bytes, as: UTF8.self)
  }

  func talk(on screen: Screen) -> String {
    DiagnosticPrinter(colour: screen.hasColour, width: screen.isTerminal ? screen.width : 100).text(result.warnings)
  }
}
