import Actions
import ArgumentParser
import FrontMatter

/// Arguments that the argument parser takes for a wish to see help: it would print that, and call it a success.
enum Slips {
  static func refuse(_ arguments: [String], of root: any ParsableCommand.Type) throws(Refusal) {
    if arguments.first == "help" {
      try refuseUnknownVerb(arguments.dropFirst(), of: root)
    } else if arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      try refuseUnknownVerb(arguments.prefix { !$0.hasPrefix("-") }, of: root)
    }
    let word = arguments.prefix { $0 != "--" }.first { isRowOfFlags($0) }
    guard let word else { return }
    throw .usage(
      "\"\(word)\" begins with -, as options do",
      help: "write -- in front of it, behind all options; for the value of an option, write --option=VALUE")
  }

  /// `-fix the header`, which the parser reads as `-f -i -x …`, with `-h` among them. No two options of ours are
  /// written as one.
  private static func isRowOfFlags(_ word: String) -> Bool {
    // What help and the version have behind an equals sign is not looked at.
    if word.hasPrefix("--help=") || word.hasPrefix("--version=") { return true }
    let bytes = Array(word.utf8)
    guard bytes.count > 2, bytes[0] == UInt8(ascii: "-"), bytes[1] != UInt8(ascii: "-") else { return false }
    // `-m=TEXT`
    return bytes[2] != UInt8(ascii: "=") || bytes[1] == UInt8(ascii: "h")
  }

  /// `help nope` and `nope --help`, which the parser answers with the help of everything.
  private static func refuseUnknownVerb(
    _ words: ArraySlice<String>, of root: any ParsableCommand.Type
  ) throws(Refusal) {
    var verbs = root.configuration.subcommands
    for word in words {
      if word.hasPrefix("-") || word == "help" { continue }
      // What stands behind a verb without verbs of its own are arguments.
      if verbs.isEmpty { return }
      // Closures and not key paths: the compiler (6.3) crashes on these, through types. A configuration holds a name
      // only where it is not the type's.
      guard let verb = verbs.first(where: { $0._commandName == word }) else {
        let names = verbs.map { $0._commandName }
        throw .usage(
          "there is no verb \"\(word)\"",
          help: didYouMean(word, among: names) ?? "\(root._commandName) --help names them all")
      }
      verbs = verb.configuration.subcommands
    }
  }
}
