import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Situation
import Terminal

struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "What content/ could run on this machine, and whether you let it.",
    usage: "orchsite trust [<options>]",
    discussion: """
      Commands that content/ names run only after a person has approved their exact text, on this machine and for this \
      workspace. On a terminal you are asked for each that waits.
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Approve all that is shown.") var yes = false
  @Flag(help: "Take back all that was approved for this workspace.") var revoke = false
  @Flag(help: "Print JSON, and ask nothing.") var json = false

  func validate() throws {
    if yes, revoke { throw ValidationError("--yes approves and --revoke takes back: choose one.") }
  }

  func run() async throws {
    var approvals = Environment.approvals
    if json { approvals.ask = nil }
    var request = Trust(approvals)
    request.wish = yes ? .approve : revoke ? .revoke : .ask
    try say(try await request.run(in: try await home.find(), Stage(now: Clock.now)), asData: json)
  }
}

extension Trust.Outcome: ObjectAnswer {
  package var isFine: Bool { waiting == 0 }

  package func text(on screen: Screen) -> String {
    if isRevoking { return "\(plural(revoked, "text")) taken back: nothing of content/ runs here any more\n" }
    var text = ""
    for item in items {
      text += "\(item.isApproved ? "approved" : "waits   ")  \(item.text.path), \(item.text.key)".printable + "\n"
      for line in item.text.visibleLines { text += "          \(line)\n" }
      if let warning = item.text.warning { text += "          (\(warning))\n" }
    }
    if items.isEmpty { text += "content/ names nothing to run\n" }
    for other in others {
      let lines = RunnableText(approved: other).visibleLines
      text += "approved  not in content/ now\n" + lines.map { "          \($0)\n" }.joined()
    }
    return text
  }

  package var warnings: [Warning] {
    guard waiting > 0 else { return [] }
    return [
      Warning(
        "\(plural(waiting, "text")) \(waiting == 1 ? "waits" : "wait") for your approval and will not run",
        help: "orchsite trust on a terminal asks for each; --yes approves all that is shown")
    ]
  }

  package var kind: String { "trust" }

  package func write(to writer: inout JSONWriter) {
    writer.field("waiting", waiting)
    writer.field("revoked", revoked)
    writer.array("texts") { writer in
      for item in items {
        writer.object { writer in
          writer.field("path", item.text.path)
          writer.field("key", item.text.key)
          writer.field("text", item.text.text)
          writer.field("approved", item.isApproved)
          writer.field("hidden_characters", item.text.hasHiddenCharacters)
        }
      }
    }
    writer.array("others") { writer in for text in others { writer.string(text) } }
  }
}
