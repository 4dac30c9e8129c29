import Bytes

/// All that a server offers to its client.
package struct Offer: Sendable {
  package let name: String
  package let title: String
  package let version: String
  /// What the client's model is told of it, in less than 2 KB.
  package let instructions: String
  package let tools: [Tool]
  package let resources: [Resource]
  package let templates: [ResourceTemplate]
  package let prompts: [Prompt]
  /// What is at an address; nil for an address that no resource has.
  package let read: @Sendable (_ address: String) async -> ResourceText?

  package init(
    name: String, title: String, version: String, instructions: String, tools: [Tool], resources: [Resource] = [],
    templates: [ResourceTemplate] = [], prompts: [Prompt] = [],
    read: @escaping @Sendable (_ address: String) async -> ResourceText? = { _ in nil }
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.instructions = instructions
    self.tools = tools
    self.resources = resources
    self.templates = templates
    self.prompts = prompts
    self.read = read
  }
}

package struct Resource: Sendable {
  let address: String
  let name: String
  let title: String
  let about: String
  let mediaType: String

  package init(_ address: String, name: String, title: String, about: String, mediaType: String) {
    self.address = address
    self.name = name
    self.title = title
    self.about = about
    self.mediaType = mediaType
  }
}

/// Resources whose addresses have a form in common.
package struct ResourceTemplate: Sendable {
  let form: String
  let name: String
  let title: String
  let about: String
  let mediaType: String

  package init(_ form: String, name: String, title: String, about: String, mediaType: String) {
    self.form = form
    self.name = name
    self.title = title
    self.about = about
    self.mediaType = mediaType
  }
}

/// What a resource says.
package enum ResourceText: Sendable {
  case text(String, mediaType: String)
  /// Why it cannot be read.
  case refusal(String)
}

package struct Prompt: Sendable {
  let name: String
  let title: String
  let about: String
  let text: String

  package init(_ name: String, title: String, about: String, text: String) {
    self.name = name
    self.title = title
    self.about = about
    self.text = text
  }
}

// MARK: - As JSON

extension Offer {
  func writeGreeting(agreed version: String, to writer: inout JSONWriter) {
    writer.field("protocolVersion", version)
    writer.object("capabilities") { writer in
      writer.object("tools") { $0.field("listChanged", false) }
      if !resources.isEmpty || !templates.isEmpty {
        writer.object("resources") { writer in
          writer.field("subscribe", false)
          writer.field("listChanged", false)
        }
      }
      if !prompts.isEmpty { writer.object("prompts") { $0.field("listChanged", false) } }
    }
    writer.object("serverInfo") { writer in
      writer.field("name", name)
      writer.field("title", title)
      writer.field("version", self.version)
    }
    writer.field("instructions", instructions)
  }
}

extension Resource {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("uri", address)
      writer.field("name", name)
      writer.field("title", title)
      writer.field("description", about)
      writer.field("mimeType", mediaType)
    }
  }
}

extension ResourceTemplate {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("uriTemplate", form)
      writer.field("name", name)
      writer.field("title", title)
      writer.field("description", about)
      writer.field("mimeType", mediaType)
    }
  }
}

extension Prompt {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", name)
      writer.field("title", title)
      writer.field("description", about)
    }
  }

  func writeMessages(to writer: inout JSONWriter) {
    writer.field("description", about)
    writer.array("messages") { writer in
      writer.object { writer in
        writer.field("role", "user")
        writer.object("content") { writer in
          writer.field("type", "text")
          writer.field("text", text)
        }
      }
    }
  }
}
