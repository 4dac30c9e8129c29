import ArgumentParser
import Files
import FrontMatter
import SiteTemplates

struct TemplatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates", abstract: "Change the look of the site.", subcommands: [TemplatesEject.self])
}

struct TemplatesEject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eject", abstract: "Write copies of the built-in templates to change.",
    discussion: """
      They go to site-templates/ in the workspace, where a file replaces the built-in one of the same name. \
      Files that are there already are left alone. Without names: all of them.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(
    help: "For example card, or style.css.", completion: .list(BuiltInTemplates.all.map(\.name))) var names: [String] =
      []

  func run() async throws {
    let wanted = try names.isEmpty ? BuiltInTemplates.all : names.map(template(named:))
    let folder = "\(try await home.find().path)/site-templates"
    try FileSystem.makeDirectories(folder)
    for template in wanted { Console.say(try write(template.name, template.bytes, in: folder)) }
  }

  private func write(_ name: String, _ bytes: [UInt8], in folder: String) throws(FileError) -> String {
    do throws(FileError) {
      try FileSystem.createExclusively(bytes, at: "\(folder)/\(name)")
      return "created site-templates/\(name)"
    } catch {
      guard error.reason == .exists else { throw error }
      return "left alone site-templates/\(name): it is there already"
    }
  }

  private func template(named name: String) throws -> (name: String, bytes: [UInt8]) {
    if let template = BuiltInTemplates.all.first(where: { $0.name == name || $0.name == "\(name).mustache" }) {
      return template
    }
    let names = BuiltInTemplates.all.map { template in
      template.name.hasSuffix(".mustache") ? String(template.name.dropLast(9)) : template.name
    }
    let near = nearest(to: name, among: names).map { "did you mean \($0)?" }
    throw Failure.answer(
      "there is no template \(name)", help: near ?? "one of \(names.joined(separator: ", "))")
  }
}
