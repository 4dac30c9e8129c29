import ArgumentParser
import Markdown
import SiteTemplates

@main struct Orchsite: ParsableCommand {
  func run() { print(v(), X.s) }
}
