import Diagnostics
import FrontMatter

extension Workspace {
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
    let bySource = Dictionary(bodies.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let others = attachments.union(unreadable.map(\.path))
    lazy var known = SuggestionIndex(others.union(bySource.keys))
    // Headings are wanted only of the few documents that a link names one of.
    var anchors: [String: Set<String>] = [:]
    func anchorsOf(_ source: RecordSource) -> Set<String> {
      if let cached = anchors[source.path] { return cached }
      let found = Set(source.anchors)
      anchors[source.path] = found
      return found
    }
    for (source, links) in linking {
      for link in links {
        let place = link.link
        let target: RecordSource?
        switch place.target {
        case .external, .outside: continue
        case .here: target = source
        case .content(let path):
          target = bySource[path]
          if target == nil, !others.contains(path), !Self.isBrowsable(path) {
            found.append(
              Diagnostic(
                .error, "link", "there is no file \(path)",
                help: known.didYouMean(path)
                  ?? "mend the path; it is relative to this file",
                in: source.file, at: link.range))
          }
        }
        if let target, let fragment = place.fragment, !anchorsOf(target).contains(fragment) {
          found.append(
            Diagnostic(
              .error, "link", "there is no heading for #\(fragment) in \(target.path)",
              help: didYouMean(fragment, among: anchorsOf(target)) { "#\($0)" }
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
