import TestSupport

/// Everything that a whole site must keep, whatever the content is.
enum SiteChecker {
  /// - Returns: what is wrong, with the page; empty for a good site.
  static func problems(of site: Published) -> [String] {
    var ids: [String: Set<String>] = [:]
    var trees: [(page: String, root: HTMLNode)] = []
    var found: [String] = []
    for page in site.pages {
      let (root, problems) = HTMLReader.read(site.files[page] ?? "")
      found += problems.map { "\(page): \($0)" }
      let all = root.descendants.compactMap { $0.attributes["id"] }
      found += Dictionary(grouping: all, by: { $0 }).filter { $0.value.count > 1 }
        .map { "\(page): the id \($0.key) is there \($0.value.count) times" }
      found += all.filter { $0.isEmpty || $0.contains(where: \.isWhitespace) }.map { "\(page): the id \"\($0)\"" }
      if root.all("h1").count != 1 { found.append("\(page): \(root.all("h1").count) <h1>") }
      ids[page] = Set(all)
      trees.append((page, root))
    }
    for (page, root) in trees {
      for node in root.descendants {
        for (key, value) in node.attributes {
          switch key {
          case "href" where node.name == "link" && node.attributes["rel"] == "icon": break
          case "href", "src": found += problems(of: value, on: page, site, ids).map { "\(page): \($0)" }
          case "aria-labelledby", "for":
            if ids[page]?.contains(value) != true { found.append("\(page): \(key) names no id: \(value)") }
          default: break
          }
        }
      }
    }
    return found.sorted()
  }

  private static func problems(
    of address: String, on page: String, _ site: Published, _ ids: [String: Set<String>]
  ) -> [String] {
    if ["https:", "http:", "mailto:"].contains(where: address.hasPrefix) { return [] }
    let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard !parts[0].hasPrefix("/"), !parts[0].contains(":") else { return ["not relative: \(address)"] }
    let target = parts[0].isEmpty ? page : resolve(decoded(parts[0]), from: page)
    guard let target, site.files[target] != nil else { return ["leads nowhere: \(address)"] }
    guard parts.count > 1, !parts[1].hasPrefix("status="), !parts[1].hasPrefix("label=") else { return [] }
    let known = ids[target] ?? []
    return known.contains(parts[1]) || known.contains(decoded(parts[1])) ? [] : ["no such id: \(address)"]
  }

  private static func resolve(_ path: String, from page: String) -> String? {
    var folders = page.split(separator: "/").dropLast().map(String.init)
    for part in path.split(separator: "/").map(String.init) {
      if part != ".." {
        folders.append(part)
      } else if folders.popLast() == nil {
        return nil
      }
    }
    return folders.joined(separator: "/")
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
