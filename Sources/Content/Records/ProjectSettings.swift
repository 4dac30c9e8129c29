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
  package let customFields: Set<ExactText>
  /// What agents do beside what every agent does; nil where `index.md` does not say.
  package let agentsMay: [String]?
  /// Files that are made anew rather than merged; without a word, lock files.
  package let radarQuiet: [String]

  package static let lockFiles = [
    "*.lock", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", "Package.resolved",
    "gradle.lockfile", "packages.lock.json",
  ]
  package internal(set) var site: SiteSettings
  package let pdf: String?
  /// Workers who are persons: everybody else's updates are an agent's.
  package let people: [String]
  package let sync: Sync
  package let seller: Seller?
  package let billing: BillingSettings
  package let taxes: [TaxRule]
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

  /// Whether commands pull and push by themselves.
  package enum Sync: String, FieldOption {
    case manual
    case auto

    package static let fieldName = "sync"
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

extension ProjectSettings: KeyedRecord {
  init?(_ reader: inout RecordReader<ProjectSettings>, source: RecordSource?) {
    let project = reader.read(Keys.project)
    let workspace = reader.read(Keys.workspace)
    language = reader.read(Keys.language) ?? "en"
    sprint = reader.read(Keys.sprint)
    worktrees = reader.read(Keys.worktrees) ?? ".worktrees"
    agent = reader.read(Keys.agent)
    staleAfterDays = reader.read(Keys.staleAfterDays) ?? 3
    autoCommit = reader.read(Keys.autoCommit) ?? .all
    wip = reader.read(Keys.wip) ?? [:]
    customFields = Set((reader.read(Keys.customFields) ?? []).map { ExactText($0) })
    agentsMay = reader.read(Keys.agentsMay)
    radarQuiet = reader.read(Keys.radarQuiet) ?? Self.lockFiles
    site = reader.read(Keys.site) ?? SiteSettings(baseURL: nil, title: nil, invoices: true)
    pdf = reader.read(Keys.pdf)
    people = reader.read(Keys.people) ?? []
    sync = reader.read(Keys.sync) ?? .manual
    seller = reader.read(Keys.seller)
    billing = reader.read(Keys.billing) ?? .none
    taxes = reader.read(Keys.taxes) ?? []
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
    autoCommit = .all
    wip = [:]
    customFields = []
    agentsMay = nil
    radarQuiet = Self.lockFiles
    // Whether money may be shown is not known: then it is not.
    site = SiteSettings(baseURL: nil, title: nil, invoices: false)
    pdf = nil
    people = []
    sync = .manual
    seller = nil
    billing = .none
    taxes = []
    source = nil
  }
}

extension ProjectSettings {
  enum Keys {
    static let project = Key<ProjectSettings, String>(
      "project", .text, required: true, client: .mapped { settings, _ in settings.site.title ?? settings.project }
    ) { $0.project }
    static let workspace = Key<ProjectSettings, String>(
      "workspace", .slug, client: .mapped { _, _ in "workspace" }
    ) { $0.workspace }
    static let language = Key<ProjectSettings, String>("language", .languageTag, client: .shown) { $0.language }
    static let sprint = Key<ProjectSettings, String>(
      "sprint", .slug, client: .mapped { _, restriction in restriction.currentSprint }
    ) { $0.sprint }
    static let worktrees = Key<ProjectSettings, String>("worktrees", .text, client: .hidden) { $0.worktrees }
    static let agent = Key<ProjectSettings, String>("agent", .text, client: .hidden) { $0.agent }
    static let staleAfterDays = Key<ProjectSettings, Int>("stale_after_days", .wholeNumber, client: .hidden) {
      $0.staleAfterDays
    }
    static let autoCommit = Key<ProjectSettings, AutoCommit>("auto_commit", .option, client: .hidden) {
      $0.autoCommit
    }
    static let wip = MapKey<ProjectSettings, [BoardTask.Status: Int]>(
      "wip", "map of status to whole number", client: .hidden, value: { $0.wip }
    ) { fields, key in fields.map(key) { $0.workInProgressLimits() } }
    static let customFields = Key<ProjectSettings, [String]>("custom_fields", .list(.text), client: .hidden) {
      $0.customFields.sorted().map(\.text)
    }
    static let agentsMay = Key<ProjectSettings, [String]>("agents_may", .list(.text), client: .hidden) {
      $0.agentsMay
    }
    static let radarQuiet = Key<ProjectSettings, [String]>("radar_quiet", .list(.text), client: .hidden) {
      $0.radarQuiet
    }
    /// The address of the team's own site is not the client's to know.
    static let site = MapKey<ProjectSettings, SiteSettings>(
      "site",
      client: .mapped { settings, restriction in
        SiteSettings(baseURL: restriction.client.baseURL, title: nil, invoices: settings.site.invoices)
      }, value: { $0.site }
    ) { fields, key in
      fields.map(key) { fields in
        let site = SiteSettings(
          baseURL: fields.optional("base_url", .webAddress), title: fields.optional("title", .text),
          invoices: fields.optional("invoices", .boolean) ?? true)
        fields.finish()
        return site
      }
    }
    static let pdf = Key<ProjectSettings, String>("pdf", .text, client: .hidden) { $0.pdf }
    static let people = Key<ProjectSettings, [String]>("people", .list(.slug, of: "slugs"), client: .hidden) {
      $0.people
    }
    static let sync = Key<ProjectSettings, Sync>("sync", .option, client: .hidden) { $0.sync }
    static let seller = MapKey<ProjectSettings, Seller>("seller", client: .hidden, value: { $0.seller }) {
      fields, key in Seller.read(&fields, key)
    }
    static let billing = MapKey<ProjectSettings, BillingSettings>("billing", client: .hidden, value: { $0.billing }) {
      fields, key in BillingSettings.read(&fields, key)
    }
    static let taxes = MapKey<ProjectSettings, [TaxRule]>(
      "taxes", "map of name to map", client: .hidden, value: { $0.taxes }
    ) { fields, key in TaxRule.readAll(&fields, key) }
  }

  package static let declaredKeys = declare(
    Keys.project, Keys.workspace, Keys.language, Keys.sprint, Keys.staleAfterDays, Keys.autoCommit, Keys.sync,
    Keys.wip, Keys.customFields, Keys.site, Keys.worktrees, Keys.agent, Keys.agentsMay, Keys.people, Keys.radarQuiet,
    Keys.pdf, Keys.seller, Keys.billing, Keys.taxes)
  package static let keys = declaredKeys.map(\.name)
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
    FieldType(text: "a language like en or de-AT", named: "language", example: "en") { text in
      let isTag =
        (2...35).contains(text.utf8.count) && text.first != "-"
        && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
      return isTag ? text : nil
    }
  }
}
