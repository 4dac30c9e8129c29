import Agents
import Bytes
import Files

/// The files by which agents find their roles: `SKILL.md`, for Claude Code and, in `.agents`, for Codex and others.
enum SkillFiles {
  /// Relative to home, in order, with what they hold.
  static let all: [(path: String, bytes: [UInt8])] = [".claude", ".agents"].flatMap { folder in
    AgentRole.allCases.map { ("\(folder)/skills/\($0.rawValue)/SKILL.md", Array($0.skill.utf8)) }
  }

  static func bytes(at path: String) -> [UInt8]? { all.first { $0.path == path }?.bytes }

  /// A folder on the way that is a link or no folder: what is written there would lie somewhere else.
  static func obstacle(to path: String, in home: String) -> String? {
    var folder = FileSystem.folder(of: path)
    while folder != "." {
      if let kind = FileSystem.kind(of: "\(home)/\(folder)"), kind != .directory { return folder }
      folder = FileSystem.folder(of: folder)
    }
    return nil
  }

  /// Folders that are empty when their files are gone.
  static func removeFolders(of removed: [String], in home: String) {
    for (path, _) in all where removed.contains(path) {
      var folder = FileSystem.folder(of: path)
      while folder != ".", (try? FileSystem.removeEmptyDirectory("\(home)/\(folder)")) == true {
        folder = FileSystem.folder(of: folder)
      }
    }
  }
}

extension InitPlan {
  mutating func putSkills() {
    for (path, bytes) in SkillFiles.all {
      if let folder = SkillFiles.obstacle(to: path, in: home) {
        note(path, "not written: \(folder) is no folder of its own")
        continue
      }
      let place = "\(home)/\(path)"
      guard FileSystem.kind(of: place) != nil else {
        add(path, .file(bytes))
        continue
      }
      if (try? FileSystem.read(place, limit: 1 << 20)) != bytes {
        note(path, "left alone: it was edited, or orchsite did not write it")
      }
    }
  }

  mutating func removeSkills() {
    for (path, bytes) in SkillFiles.all {
      let place = "\(home)/\(path)"
      guard FileSystem.kind(of: place) != nil, SkillFiles.obstacle(to: path, in: home) == nil else { continue }
      if (try? FileSystem.read(place, limit: 1 << 20)) == bytes {
        add(path, .remove(bytes))
      } else {
        note(path, "stays: it was edited, or orchsite did not write it")
      }
    }
  }
}
