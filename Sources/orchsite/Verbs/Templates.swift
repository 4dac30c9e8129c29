import Actions
import ArgumentParser
import Arguments
import Site
import SiteTemplates
import Terminal

struct TemplatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates", abstract: "Change the look of the site.", subcommands: [TemplatesEject.self])
}

struct TemplatesEject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eject", abstract: "Write copies of the built-in templates to change.",
    discussion: """
      They go to site-templates/ in the workspace, where a file replaces the built-in one of the same name. \
      Files that are there already are left alone. Without names: all of them.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(
    help: "For example card, or style.css.", completion: .list(BuiltInTemplates.all.map(\.name))) var names: [String] =
      []

  func run() async throws {
    let home = try await home.find()
    let outcomes = try await site { () throws(SiteRefusal) in try await EjectTemplates(names).run(home: home.path) }
    try say(EjectReport(outcomes: outcomes))
  }
}

private struct EjectReport: Answer {
  let outcomes: [EjectTemplates.Outcome]

  func text(on screen: Screen) -> String {
    outcomes.map { outcome in
      let path = "site-templates/\(outcome.name)"
      return outcome.isCreated ? "created \(path)\n" : "left alone \(path): it is there already\n"
    }.joined()
  }
}
