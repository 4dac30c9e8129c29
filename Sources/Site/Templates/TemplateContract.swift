/// The names that templates are given. A value that is given only sometimes cannot be found by looking at one site, so
/// they are declared here, once; tests hold this table against what pages really give, and against
/// `docs/templates.md`.
struct TemplateContract: Sendable {
  /// The templates that are filled with values, with what they are given.
  let templates: [String: Scope]

  /// The names of one dictionary, of the items of a list, or of a whole template.
  struct Scope: Sendable {
    var names: [String: Name] = [:]
  }

  indirect enum Name: Sendable {
    /// What it is called in the table: `board.columns.limit`. A name of a group has the same wherever it is used.
    case leaf(id: String)
    case dictionary(id: String, Scope)

    var id: String {
      switch self {
      case .leaf(let id), .dictionary(let id, _): id
      }
    }
  }

  static let current = TemplateContract(parsing: lines)

  /// A line a template or group: the names that it is given, those of a dictionary or of a list's items in braces
  /// behind its name, and `@group` for all names of a group of an earlier line. Groups are the lines that no template is
  /// called after, and the parts that pages include. Each page says its line itself.
  static let lines =
    groups.split(separator: "\n").map(String.init)
    + (TeamPages.templates + ClientPages.templates).map { "\($0.name): \($0.values)" }

  private static let groups = """
    link: title href
    repo-link: title href slug color
    badge: kind text
    progress: done total
    fact: id name value
    command: label text
    layout: root lang dir page page_title description address project feed header footer preview{ snapshot token }
    header: root project as_of git_read git_note nav{ text href current }
    footer: root version data_links{ @link }
    tag: text href
    item: root task title href status repo repo_slug color worker priority labels blocked worker_href tags{ @tag } more_tags progress{ @progress } has_begun waits_for badges{ @badge } due due_soon due_day updated_at sprint_name ticket
    card: @item initials tone next waiting priority_badge git finished
    task-row: @item status_text sprint{ @link } hours updated
    board: has_tasks columns{ id heading count limit over_limit cards more{ href text } } empty{ @command }
    options: options{ value text }
    filter: filter{ noun total repos{ @options } workers{ @options } labels{ @options } statuses{ @options } priorities{ @options } groupings{ @options } sortings{ @options } has_blocked }
    need: kind task blocker label tasks{ @link } text repo{ title color } by age command
    need-line: need{ @need } group{ kind label names needs{ @need } }
    needs: needs_count need_lines{ @need-line } needs_fold{ fold_text need_lines{ @need-line } }
    headline: figures{ id name value alert warn spark waits rest } has_figures goal
    next-task: title href repo color command why
    unreadable: count one files{ position message help excerpt } command
    task-table: rows empty{ @command } unreadable
    timeline: updates{ id at by reported{ slug text } spent billable commits head ready done_items{ text } next_items{ text } resolved_items{ text } blocker_items{ text resolved } notes corrects has_done has_next has_resolved has_blockers }
    hours: capacity{ spent spent_minutes planned planned_minutes over } hours_only hours_chart has_hours
    document-row: number href client issued amount currency
    invoice-row: @document-row due open state state_text paid_on
    party: name address{ text } country vat_id email
    entry: title href status status_text note sprint_name due overdue since waits
    client-header: root project client as_of nav{ text href current }
    client-footer: root version data_links{ @link }
    """

  /// The parts that are filled by themselves, as pages are; other groups are only used by them.
  private static let parts = [
    "header", "footer", "card", "task-row", "unreadable", "client-header", "client-footer",
  ]

  init(parsing lines: [String]) {
    var scopes: [String: Scope] = [:]
    for line in lines {
      var words = line.split(separator: " ")[...]
      guard let name = words.popFirst()?.dropLast() else { continue }
      scopes[String(name)] = Self.scope(&words, within: String(name), scopes)
    }
    let filled = Set(Self.parts + (TeamPages.templates + ClientPages.templates).map(\.name))
    templates = scopes.filter { filled.contains($0.key) }
  }

  /// Reads names up to the closing brace or the end.
  private static func scope(
    _ words: inout ArraySlice<Substring>, within id: String, _ groups: [String: Scope]
  ) -> Scope {
    var scope = Scope()
    while let word = words.popFirst(), word != "}" {
      if word.hasPrefix("@") {
        scope.names.merge(groups[String(word.dropFirst())]?.names ?? [:]) { own, _ in own }
      } else if word.hasSuffix("{") {
        let name = String(word.dropLast())
        scope.names[name] = .dictionary(id: "\(id).\(name)", Self.scope(&words, within: "\(id).\(name)", groups))
      } else {
        scope.names[String(word)] = .leaf(id: "\(id).\(word)")
      }
    }
    return scope
  }
}

extension TemplateContract.Scope {
  /// Every name below, as the table calls it.
  var ids: Set<String> {
    names.values.reduce(into: []) { ids, name in
      ids.insert(name.id)
      if case .dictionary(_, let inner) = name { ids.formUnion(inner.ids) }
    }
  }
}
