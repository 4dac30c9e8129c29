import Billing
import Bytes

/// A page as the service tells of it.
package struct RemotePage: Sendable {
  package let id: String
  /// Nil for a row that somebody else made.
  package let key: PageKey?
  /// Empty for a page that was not finished.
  package let hash: String
  package let created: String
  /// To the minute.
  package let edited: String
  package let editor: String?
  package let creator: String?
  package let url: String
  package let isInTrash: Bool
  /// Of an object of JSON.
  package let properties: JSONValue

  package init?(_ json: JSONValue) {
    guard let id = json["id"]?.text else { return nil }
    self.id = id
    properties = json["properties"] ?? .null
    key = properties[Column.key].flatMap(Self.plainText).flatMap(PageKey.init)
    hash = properties[Column.hash].flatMap(Self.plainText) ?? ""
    created = json["created_time"]?.text ?? ""
    edited = json["last_edited_time"]?.text ?? ""
    editor = json["last_edited_by"]?["id"]?.text
    creator = json["created_by"]?["id"]?.text
    url = json["url"]?.text ?? ""
    isInTrash = json["in_trash"]?.flag ?? false
  }

  package var propertiesHash: String { String(hash.prefix { $0 != "-" }) }
  package var bodyHash: String { String(hash.drop { $0 != "-" }.dropFirst()) }

  /// What the page says in these columns, in short: to tell whether somebody has changed it.
  package func fingerprint(of columns: [String]) -> String {
    let parts = columns.map { name in
      guard let value = properties[name], let type = value["type"]?.text else { return "\(name)=" }
      let said: String =
        switch type {
        case "title", "rich_text": value[type].map(Self.plain) ?? ""
        case "number": value[type]?.number.map { "\($0)" } ?? ""
        case "select", "status": value[type]?["name"]?.text ?? ""
        case "multi_select":
          (value[type]?.items.compactMap { $0["name"]?.text } ?? []).distinct().joined(separator: ",")
        case "date": "\(value[type]?["start"]?.text ?? "") \(value[type]?["end"]?.text ?? "")"
        case "checkbox": value[type]?.flag == true ? "yes" : "no"
        case "relation": (value[type]?.items.compactMap { $0["id"]?.text } ?? []).distinct().joined(separator: ",")
        default: ""
        }
      return "\(name)=\(said)"
    }
    return String(Digest.sha256(Array(parts.joined(separator: "\n").utf8)).prefix(16))
  }

  private static func plainText(_ property: JSONValue) -> String? {
    (property["rich_text"] ?? property["title"]).map(plain)
  }

  static func plain(_ richText: JSONValue) -> String {
    richText.items.map { $0["plain_text"]?.text ?? $0["text"]?["content"]?.text ?? "" }.joined()
  }

  /// Whether the page says in our columns what it was given.
  ///
  /// - Parameter page: the id of a page by its key.
  package func says(_ wanted: [Property], page: (PageKey) -> String?) -> Bool {
    wanted.allSatisfy { property in
      guard let value = properties[property.name] else { return false }
      return Self.says(value, property.value, page)
    }
  }

  private static func says(_ json: JSONValue, _ value: PropertyValue, _ page: (PageKey) -> String?) -> Bool {
    switch value {
    case .title(let text): json["title"].map(plain) == TextFitting.parts(of: RichText(text))[0].plain
    case .text(let text): json["rich_text"].map(plain) == TextFitting.parts(of: RichText(text))[0].plain
    case .number(let number): json["number"]?.number == number.flatMap { Double($0.description) }
    case .select(let name):
      (json["select"] ?? json["status"])?["name"]?.text == name.map(PropertyValue.optionName)
    case .multiSelect(let names): Set(json["multi_select"]?.items.compactMap { $0["name"]?.text } ?? []) == Set(names)
    case .days(let start, let end):
      json["date"]?["start"]?.text == start?.description
        && json["date"]?["end"]?.text == (start == nil ? nil : end?.description)
    case .checkbox(let flag): json["checkbox"]?.flag == flag
    case .relation(let keys):
      Set(json["relation"]?.items.compactMap { $0["id"]?.text } ?? []) == Set(keys.compactMap(page))
    }
  }
}

/// A block of a page as the service tells of it.
package struct RemoteBlock: Sendable {
  package let id: String
  /// Whether this program made it. What others made is never touched.
  package let isOurs: Bool
  /// Nil where it is of a kind that this program never makes.
  package let block: Block?
  /// Whether something of somebody else's is below it.
  package let holdsOthers: Bool
  /// Whether somebody else changed it, or something of ours below it.
  package let wasTouched: Bool

  /// - Parameters:
  ///   - children: its own, all of them.
  ///   - bot: who this program is to the service.
  ///   - key: which page an id belongs to.
  package init?(_ json: JSONValue, children: [RemoteBlock], bot: String, key: (String) -> PageKey?) {
    guard let id = json["id"]?.text, let type = json["type"]?.text else { return nil }
    self.id = id
    isOurs = json["created_by"]?["id"]?.text == bot && type != "child_page" && type != "child_database"
    holdsOthers = children.contains { !$0.isOurs || $0.holdsOthers }
    let editor = json["last_edited_by"]?["id"]?.text
    wasTouched = isOurs && editor != nil && editor != bot || children.contains(where: \.wasTouched)
    let inner = children.compactMap(\.block)
    let kind = json[type].flatMap { Self.kind(type, $0, key) }
    block = inner.count == children.count ? kind.map { Block($0, inner) } : nil
  }

  private static func kind(_ type: String, _ content: JSONValue, _ key: (String) -> PageKey?) -> Block.Kind? {
    let text = richText(content["rich_text"], key)
    switch type {
    case "paragraph": return .paragraph(text)
    case "heading_1": return .heading(1, text)
    case "heading_2": return .heading(2, text)
    case "heading_3": return .heading(3, text)
    case "heading_4": return .heading(4, text)
    case "bulleted_list_item": return .bulleted(text)
    case "numbered_list_item": return .numbered(text)
    case "to_do": return .toDo(text, isChecked: content["checked"]?.flag ?? false)
    case "toggle": return .toggle(text)
    case "quote": return .quote(text)
    case "callout":
      let icon = content["icon"]?["emoji"]?.text
      return Callout.allCases.first { $0.icon == icon }.map { .callout(text, $0) }
    case "code":
      return .code(text, language: content["language"]?.text ?? "", caption: richText(content["caption"], key))
    case "divider": return .divider
    case "table": return .table(width: Int(content["table_width"]?.number ?? 0))
    case "table_row": return .tableRow(content["cells"]?.items.map { richText($0, key) } ?? [])
    case "image":
      let caption = richText(content["caption"], key)
      if let url = content["external"]?["url"]?.text { return .image(.address(url), caption: caption) }
      // Which file it was is not told: it is one of ours, and equal to none.
      return .image(.file(UploadedFile(path: "", digest: "")), caption: caption)
    default: return nil
    }
  }

  private static func richText(_ json: JSONValue?, _ key: (String) -> PageKey?) -> RichText {
    RichText(
      (json?.items ?? []).map { item in
        let text = item["text"]?["content"]?.text ?? item["plain_text"]?.text ?? ""
        var target = TextRun.Target.none
        if let url = item["text"]?["link"]?["url"]?.text { target = .address(url) }
        if let id = item["mention"]?["page"]?["id"]?.text {
          target = .page(key(id) ?? PageKey(.task, id))
        }
        let annotations = item["annotations"]
        var style: TextStyle = []
        if annotations?["bold"]?.flag == true { style.insert(.bold) }
        if annotations?["italic"]?.flag == true { style.insert(.italic) }
        if annotations?["strikethrough"]?.flag == true { style.insert(.strikethrough) }
        if annotations?["underline"]?.flag == true { style.insert(.underline) }
        if annotations?["code"]?.flag == true { style.insert(.code) }
        // A mention has no text of its own.
        return TextRun(target.isPage && text.isEmpty ? "@" : text, style, target: target)
      })
  }
}
