import Bytes

/// Holds a request against what the service takes, as it would be sent: apart from how requests are made, so that a
/// mistake there is found here.
package enum RequestLimits {
  /// What is wrong, each with its place as RFC 6901 has it.
  ///
  /// - Parameter size: of the body, in bytes.
  package static func problems(of body: JSONValue, size: Int) -> [String] {
    var check = RequestCheck()
    if let parent = body["parent"], parent[parent["type"]?.text ?? ""]?.text == nil {
      check.found.append("/parent: no id")
    }
    if size > Limits.request { check.found.append(": \(size) bytes, more than \(Limits.request)") }
    if let children = body["children"] { check.children(children, 0, "/children", inside: nil) }
    for property in body["properties"]?.members ?? [] {
      check.property(property.value, "/properties/\(property.name)")
    }
    if check.blocks > Limits.blocks {
      check.found.append("/children: \(check.blocks) blocks, more than \(Limits.blocks)")
    }
    return check.found
  }
}

private struct RequestCheck {
  var found: [String] = []
  var blocks = 0

  private struct Shape {
    let hasText: Bool
    let hasChildren: Bool
  }

  /// The types that this program makes.
  private static let shapes: [String: Shape] = {
    var shapes: [String: Shape] = [:]
    for type in ["paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "callout"] {
      shapes[type] = Shape(hasText: true, hasChildren: true)
    }
    for type in ["heading_1", "heading_2", "heading_3", "heading_4", "code"] {
      shapes[type] = Shape(hasText: true, hasChildren: false)
    }
    for type in ["divider", "image", "table_row"] { shapes[type] = Shape(hasText: false, hasChildren: false) }
    shapes["table"] = Shape(hasText: false, hasChildren: true)
    return shapes
  }()

  mutating func children(_ value: JSONValue, _ level: Int, _ place: String, inside parent: String?) {
    guard case .array(let items) = value else { return found.append("\(place): no list") }
    count(items, place)
    for (index, item) in items.enumerated() { block(item, level, "\(place)/\(index)", inside: parent) }
  }

  private mutating func count(_ items: [JSONValue], _ place: String) {
    if items.count > Limits.elements { found.append("\(place): \(items.count) elements, more than \(Limits.elements)") }
  }

  private mutating func block(_ block: JSONValue, _ level: Int, _ place: String, inside parent: String?) {
    blocks += 1
    guard let type = block["type"]?.text, let content = block[type] else { return found.append("\(place): no block") }
    guard let shape = Self.shapes[type] else { return found.append("\(place): \"\(type)\" is no type of blocks") }
    if shape.hasText, content["rich_text"].map({ $0.isList }) != true { found.append("\(place)/\(type): no rich_text") }
    if !shape.hasChildren, content["children"] != nil { found.append("\(place)/\(type): takes no children") }
    if level >= Limits.levels { found.append("\(place): on level \(level + 1), deeper than \(Limits.levels)") }
    if type == "table_row", parent != nil, parent != "table" { found.append("\(place): a row outside of a table") }
    if parent == "table", type != "table_row" { found.append("\(place): \(type) in a table") }
    if let text = content["rich_text"] { richText(text, "\(place)/\(type)/rich_text") }
    if let text = content["caption"] { richText(text, "\(place)/\(type)/caption") }
    switch type {
    case "code":
      let language = content["language"]?.text ?? ""
      if !CodeLanguage.all.contains(language) { found.append("\(place)/code/language: \"\(language)\" is unknown") }
    case "table":
      let width = Int(content["table_width"]?.number ?? 0)
      let rows = content["children"]?.items ?? []
      if rows.isEmpty { found.append("\(place)/table: no rows") }
      if level >= Limits.levels - 1 { found.append("\(place): a table on level \(level + 1)") }
      for (index, row) in rows.enumerated() where row["table_row"]?["cells"]?.items.count != width {
        found.append("\(place)/table/children/\(index): not \(width) cells")
      }
    case "table_row":
      let cells = content["cells"]?.items ?? []
      count(cells, "\(place)/table_row/cells")
      for (index, cell) in cells.enumerated() { richText(cell, "\(place)/table_row/cells/\(index)") }
    case "image":
      if let url = content["external"]?["url"]?.text { address(url, "\(place)/image/external/url") }
    default: break
    }
    if let inner = content["children"] {
      children(inner, level + 1, "\(place)/\(type)/children", inside: type)
    }
  }

  private mutating func richText(_ value: JSONValue, _ place: String) {
    count(value.items, place)
    for (index, item) in value.items.enumerated() {
      let text = item["text"]?["content"]?.text ?? ""
      if text.unitCount > Limits.text {
        found.append("\(place)/\(index): \(text.unitCount) characters, more than \(Limits.text)")
      }
      if let url = item["text"]?["link"]?["url"]?.text { address(url, "\(place)/\(index)/text/link/url") }
    }
  }

  private mutating func address(_ url: String, _ place: String) {
    if WebLink.address(url) != url { found.append("\(place): \"\(url)\" is no address that is taken") }
  }

  mutating func property(_ value: JSONValue, _ place: String) {
    for type in ["title", "rich_text"] { if let text = value[type] { richText(text, "\(place)/\(type)") } }
    for type in ["multi_select", "relation"] { if let items = value[type]?.items { count(items, "\(place)/\(type)") } }
    if case .string? = value["number"] { found.append("\(place): a number as a text") }
    for option in (value["multi_select"]?.items ?? []) + [value["select"] ?? .null, value["status"] ?? .null] {
      guard let name = option["name"]?.text else { continue }
      if name.unitCount > Limits.option || name.utf8.contains(UInt8(ascii: ",")) {
        found.append("\(place): \"\(name)\" is no name of an option")
      }
    }
  }
}
