import ArgumentParser

import SiteTemplates

@main struct Orchsite: ParsableCommand {
  func run() { print(X.s) }
}
