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

  static let current = TemplateContract(parsing: table)

  /// A line a template or group: the names that it is given, those of a dictionary or of a list's items in braces
  /// behind its name, and `@group` for all names of a group. Groups are the lines that no template is called after,
  /// and the parts that pages include.
  static let table = """
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
    index: @layout @board @filter @headline @needs @hours unreadable sprint{ @link } planned_sprint{ title href days } intro next_tasks{ @next-task } next_fold{ @next-task } next_more next_note since_heading since{ at by verb title href detail } since_more burndown unbilled{ text } has_unbilled
    sprint: @layout @board @filter @headline @hours unreadable state state_text body burndown plan{ rows{ name color plan_href planned finished estimate spent } sum_planned sum_finished sum_estimate sum_spent } billing{ @fact } has_billing previous_sprint{ @link } next_sprint{ @link }
    sprints: @layout sprints{ title href dates state state_text goal done total has_total spent planned } plan_chart throughput
    flow: @layout spans{ id heading about median most chart left_out } cumulative cumulative_note throughput throughput_note graph_of graph graph_notes{ text }
    backlog: @layout @filter @task-table closed
    tasks: @layout @filter @task-table total_count
    task: @layout @timeline task status status_text repo{ @repo-link } badges{ @badge } progress{ @progress } facts{ @fact } open_blockers{ text by age command } drift{ reported reporter reported_at accept } git_facts{ @fact } has_git_facts billing{ @fact } has_billing commands{ @command } depends_on{ title href state state_text } needed_by{ title href state state_text } has_dependencies body has_updates decisions{ title href date } has_decisions source
    repo: @layout @board @filter unreadable color facts{ @fact } body commands{ @command } has_commands branches{ name task{ @link } ahead behind uncommitted last state } has_branches collisions{ task{ @link } other{ @link } base text command } shared{ task{ @link } other{ @link } base text } merge_order{ text } has_collisions hours_table{ workers{ name } rows{ name sprint{ @link } cells{ text } sum } sums{ text } sum_all } hours_chart billing{ @fact } has_billing source
    repos: @layout has_repos repos{ title href color client todo in_progress review done blocked any_blocked spent workers }
    workers: @layout workers{ name id state state_text tasks{ title href repo color since progress{ @progress } git waits{ text } } has_tasks last{ at title href detail } spent active }
    decisions: @layout @filter decisions{ id title date repo{ @repo-link } task{ @link } worker worker_href tags{ @tag } labels body }
    document-row: number href client issued amount currency
    invoice-row: @document-row due open state state_text paid_on
    invoices: @layout unreadable outstanding{ sum } overdue{ sum } unbilled{ amounts{ sum } has_amounts to_decide decide_command groups{ client_name group_hours group_sums{ sum sum_currency } works{ date task{ @link } about hours rate amount unit note } } has_groups unbilled_sums{ sum sum_currency } } draft_rows{ name href client period amount currency ready state_text } has_draft_rows pending{ @invoice-row } has_pending pending_sums{ sum sum_open sum_currency } paid{ @invoice-row } has_paid paid_sums{ sum sum_currency } undone{ @invoice-row } has_undone credit_notes{ @document-row corrects{ title target } } has_credit_notes credit_sums{ sum sum_currency } drafts drafts_count
    party: name address{ text } country vat_id email
    invoice: @layout kind kind_text number paper to_issue{ name client summary problems{ position message help } command } has_figures void{ text by{ title target } } state{ slug text } seller{ @party } buyer{ @party } facts{ @fact } currency lines{ position text task{ @link } logged quantity rate tax_rate allowances{ reason off } amount } totals{ label sum strong } payable_label payable tax_notes{ text } notes{ text } has_notes pay_to{ @fact } has_pay_to payment_code payments{ date method note sum } has_payments credits{ title href date sum } has_credits balance record{ source frozen draft hash has_works works{ line_text rate_source refs{ title target } has_refs } }
    entry: title href status status_text note sprint_name due overdue since waits
    client-header: root project client as_of nav{ text href current }
    client-footer: root version data_links{ @link }
    client: @layout sprint{ goal done total has_total } delivered_count total_count billed asked{ @entry } has_asked columns{ id heading count entries{ @entry } has_entries more }
    client-tasks: @layout @filter total_count entries{ @entry } has_entries
    client-sprints: @layout sprints{ title state state_text goal done total has_total entries{ @entry } }
    client-task: @layout entry{ @entry } goal
    """

  /// The lines that are filled by themselves; the others are only used by them.
  private static let rendered: Set = [
    "header", "footer", "card", "task-row", "unreadable", "index", "sprint", "sprints", "flow", "backlog", "tasks",
    "task",
    "repo", "repos", "workers", "decisions", "invoices", "invoice", "client-header", "client-footer", "client",
    "client-tasks",
    "client-sprints", "client-task",
  ]

  init(parsing table: String) {
    var scopes: [String: Scope] = [:]
    for line in table.split(separator: "\n") {
      var words = line.split(separator: " ")[...]
      guard let name = words.popFirst()?.dropLast() else { continue }
      scopes[String(name)] = Self.scope(&words, within: String(name), scopes)
    }
    templates = scopes.filter { Self.rendered.contains($0.key) }
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
