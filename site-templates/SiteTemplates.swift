/// The templates, the style sheet and the script: readable files in `site-templates/`, and part of the binary.
package enum BuiltInTemplates {
  /// Every file of the folder, by name.
  package static let all: [(name: String, bytes: [UInt8])] = [
    ("backlog.mustache", PackageResources.backlog_mustache),
    ("board.js", PackageResources.board_js),
    ("board.mustache", PackageResources.board_mustache),
    ("card.mustache", PackageResources.card_mustache),
    ("decisions.mustache", PackageResources.decisions_mustache),
    ("filter.mustache", PackageResources.filter_mustache),
    ("footer.mustache", PackageResources.footer_mustache),
    ("header.mustache", PackageResources.header_mustache),
    ("hours.mustache", PackageResources.hours_mustache),
    ("index.mustache", PackageResources.index_mustache),
    ("invoice.mustache", PackageResources.invoice_mustache),
    ("invoices.mustache", PackageResources.invoices_mustache),
    ("layout.mustache", PackageResources.layout_mustache),
    ("needs.mustache", PackageResources.needs_mustache),
    ("repo.mustache", PackageResources.repo_mustache),
    ("repos.mustache", PackageResources.repos_mustache),
    ("sprint.mustache", PackageResources.sprint_mustache),
    ("sprints.mustache", PackageResources.sprints_mustache),
    ("style.css", PackageResources.style_css),
    ("task-row.mustache", PackageResources.task_row_mustache),
    ("task-table.mustache", PackageResources.task_table_mustache),
    ("task.mustache", PackageResources.task_mustache),
    ("tasks.mustache", PackageResources.tasks_mustache),
    ("timeline.mustache", PackageResources.timeline_mustache),
    ("unreadable.mustache", PackageResources.unreadable_mustache),
    ("workers.mustache", PackageResources.workers_mustache),
  ]
}
