import Files
import FrontMatter
import SiteTemplates

/// Writes copies of the built-in templates into a workspace, where they can be changed. Files that are there already
/// are left alone.
package struct EjectTemplates: Sendable {
  /// With or without `.mustache`; none means all.
  package var names: [String]

  package init(_ names: [String] = []) { self.names = names }

  package struct Outcome: Sendable, Equatable {
    package let name: String
    /// False where a file of that name is there already.
    package let isCreated: Bool
  }

  package func run(home: String) async throws(SiteRefusal) -> [Outcome] {
    do {
      let wanted = try names.isEmpty ? BuiltInTemplates.all : names.map(template(named:))
      let folder = "\(home)/site-templates"
      // Through a link, files would be made elsewhere.
      try FileSystem.makeDirectoryUnlinked(folder)
      FileSystem.sweepTemporaries(in: folder)
      return try wanted.map { try Outcome(name: $0.name, isCreated: write($0.bytes, at: "\(folder)/\($0.name)")) }
    } catch {
      throw SiteRefusal(error)
    }
  }

  private func write(_ bytes: [UInt8], at path: String) throws(FileError) -> Bool {
    do throws(FileError) {
      try FileSystem.createExclusively(bytes, at: path)
      return true
    } catch {
      guard error.reason == .exists else { throw error }
      return false
    }
  }

  private func template(named name: String) throws(SiteRefusal) -> (name: String, bytes: [UInt8]) {
    if let template = BuiltInTemplates.all.first(where: { $0.name == name || $0.name == "\(name).mustache" }) {
      return template
    }
    let names = BuiltInTemplates.all.map { template in
      template.name.hasSuffix(".mustache") ? String(template.name.dropLast(9)) : template.name
    }
    let near = nearest(to: name, among: names).map { "did you mean \($0)?" }
    throw .answer("there is no template \(name)", help: near ?? "one of \(names.joined(separator: ", "))")
  }
}
