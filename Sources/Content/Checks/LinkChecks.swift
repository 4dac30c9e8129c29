import Bytes
import Diagnostics
import FrontMatter

extension Workspace {
  /// Bodies that would take too long to read.
  ///
  /// - Parameter files: whose bodies are looked at.
  func checkLengths(in files: Subtrees) -> [Diagnostic] {
    bodies.filter { files.contain($0.path) }.compactMap { source in
      guard let excess = source.bodyFacts.excess else { return nil }
      let message: String
      let help: String
      switch excess.kind {
      case .depth(let depth, let limit):
        message = "\(depth) quotes or lists within one another; a file of this size may have \(limit)"
        help = "mend the line; until then the text is shown as it is written"
      case .brackets(let count, let limit):
        message = "\(count) brackets are open here; with as many that close there may be \(limit)"
        help = "divide the paragraph by empty lines; until then the text is shown as it is written"
      }
      return Diagnostic(
        .error, "limit", message, help: help, in: source.file, at: excess.offset..<excess.offset + 1)
    }
  }

  /// Relative links between content files that lead nowhere: a missing file, a missing heading.
  ///
  /// - Parameter files: whose links are looked at.
  func checkLinks(in files: Subtrees) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let bodies = bodies
    let linking = bodies.filter { files.contain($0.path) }
      .compactMap { source in
        let links = source.bodyFacts.links
        return links.isEmpty ? nil : (source, links)
      }
    if linking.isEmpty { return [] }
    let bySource = Dictionary(bodies.map { (ExactText($0.path), $0) }, uniquingKeysWith: { first, _ in first })
    let others = attachments.union(unreadable.map { ExactText($0.path) })
    lazy var known = SuggestionIndex(others.union(bySource.keys).map(\.text))
    // Headings are wanted only of the few documents that a link names one of.
    var anchors: [ExactText: Set<ExactText>] = [:]
    func anchorsOf(_ source: RecordSource) -> Set<ExactText> {
      if let cached = anchors[ExactText(source.path)] { return cached }
      let found = Set(source.anchors.map { ExactText($0) })
      anchors[ExactText(source.path)] = found
      return found
    }
    var suggestions: [ExactText: SuggestionIndex] = [:]
    func similarAnchors(_ source: RecordSource) -> SuggestionIndex {
      if let cached = suggestions[ExactText(source.path)] { return cached }
      let index = SuggestionIndex(anchorsOf(source).map(\.text))
      suggestions[ExactText(source.path)] = index
      return index
    }
    for (source, links) in linking {
      for link in links {
        let place = link.link
        let target: RecordSource?
        switch place.target {
        case .external, .outside: continue
        case .here: target = source
        case .content(let path):
          target = bySource[ExactText(path)]
          if target == nil, !others.contains(ExactText(path)), !Self.isBrowsable(path) {
            found.append(
              Diagnostic(
                .error, "link", "there is no file \(path)",
                help: known.didYouMean(path)
                  ?? "mend the path; it is relative to this file",
                in: source.file, at: link.range))
          }
        }
        if let target, let fragment = place.fragment, !anchorsOf(target).contains(ExactText(fragment)) {
          found.append(
            Diagnostic(
              .error, "link", "there is no heading for #\(fragment) in \(target.path)",
              help: similarAnchors(target).didYouMean(fragment, written: { "#\($0)" })
                ?? "mend the anchor, or link to the file alone",
              in: source.file, at: link.range))
        }
      }
    }
    return found
  }

  /// A folder, or a README for people who browse the files: fine on a git host.
  private static func isBrowsable(_ path: String) -> Bool {
    !path.hasSuffix(".md") && !path.contains(".") || RecordPath(path) == .readme
  }

  /// Every record that has a body.
  package var bodies: [RecordSource] {
    var sources: [RecordSource] = []
    if let source = settings.source { sources.append(source) }
    sources += repos.compactMap(\.source)
    sources += sprints.map(\.source)
    sources += clients.map(\.source)
    sources += decisions.map(\.source)
    for task in tasks {
      sources.append(task.task.source)
      sources += task.updates.map(\.source)
    }
    sources += orphanedUpdates.map(\.source)
    sources += time.map(\.source)
    sources += writeOffs.map(\.source)
    sources += billing.map(\.source)
    return sources
  }
}
