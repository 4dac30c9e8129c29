import Bytes
import FrontMatter
import Quantities

/// `content/index.md`: the project and its settings.
package struct ProjectSettings: Sendable {
  package let project: String
  package let workspace: String
  /// BCP 47, for the `lang` of pages.
  package let language: String
  /// Pins the current sprint.
  package let sprint: String?
  package let worktrees: String
  /// The command that a worker's terminal starts.
  package let agent: String?
  package let staleAfterDays: Int
  package let autoCommit: AutoCommit
  package let wip: [BoardTask.Status: Int]
  package let customFields: Set<String>
  package let agentsMay: [String]
  package let radarQuiet: [String]
  package internal(set) var site: SiteSettings
  package let pdf: String?
  /// `nil` when `index.md` could not be read and defaults stand in.
  package let source: RecordSource?

  /// Which edits are committed at once.
  package enum AutoCommit: String, FieldOption {
    /// New updates, time and decisions.
    case updates
    case all
    case none

    package static let fieldName = "auto_commit"
  }

  package struct SiteSettings: Sendable, Equatable {
    /// Where the site is published; ends with a slash.
    package let baseURL: String?
    package let title: String?
    /// Whether pages show money.
    package let invoices: Bool
  }

  /// The same, for pages without money.
  package func withoutMoney() -> ProjectSettings {
    var settings = self
    settings.site = SiteSettings(baseURL: site.baseURL, title: site.title, invoices: false)
    return settings
  }
}

extension ProjectSettings {
  init?(_ fields: inout Fields, source: RecordSource) {
    let project = fields.required("project", .text)
    let workspace = fields.optional("workspace", .slug)
    language = fields.optional("language", .languageTag) ?? "en"
    sprint = fields.optional("sprint", .slug)
    worktrees = fields.optional("worktrees", .text) ?? ".worktrees"
    agent = fields.optional("agent", .text)
    staleAfterDays = fields.optional("stale_after_days", .wholeNumber) ?? 3
    autoCommit = fields.optional("auto_commit", .option) ?? .updates
    wip = fields.map("wip") { $0.workInProgressLimits() } ?? [:]
    customFields = Set(fields.optional("custom_fields", .list(.text)) ?? [])
    agentsMay = fields.optional("agents_may", .list(.text)) ?? []
    radarQuiet = fields.optional("radar_quiet", .list(.text)) ?? []
    site =
      fields.map("site") { fields in
        let site = SiteSettings(
          baseURL: fields.optional("base_url", .webAddress), title: fields.optional("title", .text),
          invoices: fields.optional("invoices", .boolean) ?? true)
        fields.finish()
        return site
      } ?? SiteSettings(baseURL: nil, title: nil, invoices: true)
    pdf = fields.optional("pdf", .text)
    fields.leaveAlone("seller", "billing", "taxes")
    guard let project else { return nil }
    self.project = project
    self.workspace = workspace ?? Slug.suggestion(for: project) ?? "workspace"
    self.source = source
  }

  /// Stands in for an `index.md` that could not be read, so that everything else still has a board.
  init(standIn: Void) {
    project = "Workspace"
    workspace = "workspace"
    language = "en"
    sprint = nil
    worktrees = ".worktrees"
    agent = nil
    staleAfterDays = 3
    autoCommit = .updates
    wip = [:]
    customFields = []
    agentsMay = []
    radarQuiet = []
    // Whether money may be shown is not known: then it is not.
    site = SiteSettings(baseURL: nil, title: nil, invoices: false)
    pdf = nil
    source = nil
  }
}

extension Fields {
  fileprivate mutating func workInProgressLimits() -> [BoardTask.Status: Int] {
    var limits: [BoardTask.Status: Int] = [:]
    for status in BoardTask.Status.allCases {
      if let limit = optional(status.rawValue, .wholeNumber) { limits[status] = limit }
    }
    finish()
    return limits
  }
}

extension FieldType where Value == String {
  /// Letters, digits and hyphens: what may stand in an HTML `lang` attribute.
  static var languageTag: FieldType {
    FieldType(text: "a language like en or de-AT", example: "en") { text in
      let isTag =
        (2...35).contains(text.utf8.count) && text.first != "-"
        && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
      return isTag ? text : nil
    }
  }
}
