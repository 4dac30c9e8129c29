#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What changed in folders that are watched.
package struct FolderChanges: Sendable, Equatable {
  /// What came, changed or went: absolute paths, as the folders were named when they were added. A file whose name is
  /// not UTF-8 is told by its folder.
  package fileprivate(set) var paths: [String] = []
  /// Folders that came, and that are not watched: those in folders that are watched by themselves.
  package fileprivate(set) var folders: [String] = []
  /// Whether anything else may have changed too: the system had more to tell than it keeps.
  package fileprivate(set) var isIncomplete = false

  package var isEmpty: Bool { paths.isEmpty && folders.isEmpty && !isIncomplete }
}

/// Waits for changes in folders. The system tells of them (inotify), and nothing runs meanwhile; folders that it does not
/// watch, because a limit is reached or because it cannot, are looked at every few seconds.
///
/// For one task at a time. No symbolic link is followed.
package final class FolderWatch {
  /// Which folders below one are watched with it.
  package enum Depth: Sendable {
    /// None; in the folder itself, only these names count, if any are given.
    case itself(names: Set<String>? = nil)
    /// All that the function, given an absolute path, does not exclude; those that come later too.
    case tree(excluding: @Sendable (String) -> Bool = { _ in false })
  }

  /// Why folders are looked at instead.
  package enum Shortcoming: Sendable, Equatable {
    /// The user's limit on watched folders, `fs.inotify.max_user_watches`.
    case watches
    /// The user's limit on processes that watch, `fs.inotify.max_user_instances`, or that on open files.
    case instances
    /// The system cannot tell.
    case unsupported
  }

  /// nil where the system tells of everything.
  package private(set) var shortcoming: Shortcoming?

  private struct Place {
    var path: String
    var names: Set<[UInt8]>?
    var exclusion: (@Sendable (String) -> Bool)?
    /// Whether it was added by its name, and not because it is in a folder that was.
    var isRoot: Bool

    func counts(_ name: [UInt8]) -> Bool { names?.contains(name) ?? true }

    mutating func merge(_ other: Place) {
      path = other.path
      names = names.flatMap { names in other.names.map { names.union($0) } }
      exclusion = exclusion ?? other.exclusion
      isRoot = isRoot || other.isRoot
    }
  }

  /// -1 where there is none.
  private var inotify: Int32 = -1
  private let bell: Bell?
  private var watched: [Int32: Place] = [:]
  private var looked: [Look] = []
  private var nextLook: ContinuousClock.Instant?
  /// What was found while folders were added.
  private var found = Finding()

  package init() {
    #if os(Linux)
      inotify = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
      if inotify < 0 { shortcoming = errno == EMFILE || errno == ENFILE ? .instances : .unsupported }
    #else
      shortcoming = .unsupported
    #endif
    bell = Bell(inotify)
  }

  deinit { if inotify >= 0 { close(inotify) } }

  /// Ends a wait of another task's at once, or else the next one, with whatever has changed by then.
  package var wake: @Sendable () -> Void { { [bell] in bell?.ring() } }

  /// How many folders are watched.
  package var count: Int { watched.count + looked.count }
}

// MARK: - Adding

extension FolderWatch {
  /// Watches a folder from now on: what changes after this call is told. Adding one again widens what counts in it.
  ///
  /// - Parameter path: absolute.
  /// - Returns: whether there is such a folder.
  @discardableResult
  package func add(_ path: String, _ depth: Depth = .itself()) -> Bool {
    switch depth {
    case .itself(let names):
      return set(Place(path: path, names: names.map { Set($0.map { Array($0.utf8) }) }, isRoot: true))
    case .tree(let exclusion): return addTree(Place(path: path, exclusion: exclusion, isRoot: true), isNew: false)
    }
  }

  /// A folder is watched before what is in it is listed, so nothing comes in between that is never seen.
  ///
  /// - Parameter isNew: whether what is there already counts as a change.
  @discardableResult
  private func addTree(_ root: Place, isNew: Bool) -> Bool {
    guard set(root) else { return false }
    var queue = [root.path]
    while let folder = queue.popLast() {
      let entries = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
      for entry in entries {
        let path = "\(folder)/\(entry.path)"
        if isNew { found.add(entry.hasValidName ? path : folder) }
        guard entry.kind == .directory, entry.hasValidName, root.exclusion?(path) != true else { continue }
        if set(Place(path: path, exclusion: root.exclusion, isRoot: false)) { queue.append(path) }
      }
    }
    return true
  }

  /// Has the system watch a place; where it does not, it is looked at.
  private func set(_ place: Place) -> Bool {
    guard !place.path.holdsNUL else { return false }
    #if os(Linux)
      if inotify >= 0 {
        let number = inotify_add_watch(inotify, place.path, Self.mask)
        if number >= 0 {
          watched[number] =
            watched[number].map { old in
              var merged = old
              merged.merge(place)
              return merged
            } ?? place
          return true
        }
        switch errno {
        case ENOSPC: shortcoming = shortcoming ?? .watches
        case ENOMEM: shortcoming = shortcoming ?? .unsupported
        default: return false
        }
      }
    #endif
    guard FileSystem.kind(of: place.path) == .directory else { return false }
    if let index = looked.firstIndex(where: { $0.place.path.utf8.elementsEqual(place.path.utf8) }) {
      looked[index].place.merge(place)
    } else {
      looked.append(Look(place))
    }
    return true
  }

  #if os(Linux)
    private static let mask = UInt32(
      IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF
        | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK)
  #endif
}

// MARK: - Waiting

extension FolderWatch {
  /// Waits until something changes, and then until nothing more has changed for a moment.
  ///
  /// - Parameters:
  ///   - deadline: when to return without any change; nil for never.
  ///   - quiet: for how long nothing is to change.
  ///   - longest: how long a change is kept back, whatever follows it.
  /// - Returns: what changed; nothing at the deadline, and when the task is cancelled or woken.
  package func changes(
    until deadline: ContinuousClock.Instant?, quiet: Duration = .milliseconds(100),
    atMost longest: Duration = .milliseconds(400)
  ) async -> FolderChanges {
    var count = 0
    var calm: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
    while !Task.isCancelled, bell?.answer() != true {
      readEvents()
      look()
      let now = ContinuousClock.now
      if found.count > count {
        count = found.count
        calm = now + quiet
        last = last ?? now + longest
      }
      let end = last.flatMap { last in calm.map { min($0, last) } } ?? deadline
      if let end, now >= end { break }
      let wake = [end, looked.isEmpty ? nil : nextLook].compactMap(\.self).min()
      await bell?.wait(for: wake.map { $0 - now })
      if bell == nil { try? await Task.sleep(for: min(wake.map { $0 - now } ?? Self.pause, Self.pause)) }
    }
    defer { found = Finding() }
    return found.changes
  }

  /// What was found, each path once.
  private struct Finding {
    private(set) var changes = FolderChanges()
    private var known: Set<[UInt8]> = []
    /// Grows with everything that is found, what is known already too.
    private(set) var count = 0

    mutating func add(_ path: String, isFolder: Bool = false) {
      count += 1
      if known.insert(Array(path.utf8)).inserted { changes.paths.append(path) }
      if isFolder { changes.folders.append(path) }
    }

    mutating func addAnything() {
      count += 1
      changes.isIncomplete = true
    }
  }
}

// MARK: - Events

extension FolderWatch {
  private func readEvents() {
    #if os(Linux)
      guard inotify >= 0 else { return }
      withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
        while true {
          let count = read(inotify, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return }
          var offset = 0
          while offset + Self.headerSize <= count {
            // As in inotify(7): the watch, what happened, a number that ties renames, the room for a name.
            let number = buffer.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            let mask = buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let room = Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let start = offset + Self.headerSize
            let name = buffer[start..<min(start + room, count)].prefix { $0 != 0 }
            offset = start + room
            take(Int(mask), at: number, Array(name))
          }
        }
      }
    #endif
  }

  #if os(Linux)
    private static let headerSize = 16

    private func take(_ mask: Int, at number: Int32, _ name: [UInt8]) {
      if mask & Int(IN_Q_OVERFLOW) != 0 {
        found.addAnything()
        // Folders may have come of which nothing was told.
        for place in watched.values where place.isRoot && place.exclusion != nil { addTree(place, isNew: false) }
        return
      }
      guard let place = watched[number] else { return }
      if mask & Int(IN_IGNORED) != 0 {
        watched[number] = nil
        if place.isRoot { found.add(place.path) }
        return
      }
      if mask & Int(IN_MOVE_SELF) != 0 {
        if place.isRoot { found.add(place.path) }
        forget(place.path)
        return
      }
      guard !name.isEmpty, place.counts(name) else { return }
      guard let text = String(validating: name, as: UTF8.self) else { return found.add(place.path) }
      let path = place.path == "/" ? "/\(text)" : "\(place.path)/\(text)"
      guard mask & Int(IN_ISDIR) != 0 else { return found.add(path) }
      if mask & Int(IN_MOVED_FROM | IN_DELETE) != 0 { forget(path) }
      let hasCome = mask & Int(IN_CREATE | IN_MOVED_TO) != 0
      // Of a folder that stays, only what is in it counts.
      guard hasCome || mask & Int(IN_MOVED_FROM | IN_DELETE) != 0 else { return }
      come(path, in: place, hasCome)
    }
  #endif

  /// A folder came into one, or left it.
  private func come(_ path: String, in place: Place, _ hasCome: Bool) {
    guard let exclusion = place.exclusion else { return found.add(path, isFolder: hasCome) }
    guard !exclusion(path) else { return }
    found.add(path)
    if hasCome { addTree(Place(path: path, exclusion: exclusion, isRoot: false), isNew: true) }
  }

  /// Watches a folder, and those in it, no longer: it has another name now, or is elsewhere.
  private func forget(_ path: String) {
    func isGone(_ other: String) -> Bool {
      other.utf8.elementsEqual(path.utf8) || FileSystem.relative(other, to: path) != nil
    }
    #if os(Linux)
      for (number, place) in watched where isGone(place.path) {
        watched[number] = nil
        inotify_rm_watch(inotify, number)
      }
    #endif
    looked.removeAll { isGone($0.place.path) }
  }
}

// MARK: - Looking

extension FolderWatch {
  #if os(Linux)
    /// Only where a limit is reached.
    private static let pause = Duration.seconds(3)
  #else
    private static let pause = Duration.seconds(1)
  #endif

  /// A folder that is looked at, as it was at the last look.
  private struct Look {
    var place: Place
    private(set) var entries: [[UInt8]: Entry]

    struct Entry: Equatable {
      let kind: FileKind
      let size: Int
      let inode: UInt64
      let mode: mode_t
      let changed: [Int]
    }

    init(_ place: Place) {
      self.place = place
      entries = Self.entries(of: place) ?? [:]
    }

    /// nil where there is no such folder any more.
    static func entries(of place: Place) -> [[UInt8]: Entry]? {
      guard FileSystem.kind(of: place.path) == .directory,
        let listed = try? FileSystem.list(place.path, excluding: { path, _ in path.utf8.contains(UInt8(ascii: "/")) })
      else { return nil }
      var entries: [[UInt8]: Entry] = [:]
      for item in listed {
        let name = Array(item.path.utf8)
        var status = stat()
        guard place.counts(name), lstat("\(place.path)/\(item.path)", &status) == 0 else { continue }
        #if canImport(Darwin)
          let times = [status.st_mtimespec, status.st_ctimespec]
        #else
          let times = [status.st_mtim, status.st_ctim]
        #endif
        let isFolder = item.kind == .directory
        // What changes in a folder changes its times too, and is found there.
        entries[name] = Entry(
          kind: item.kind, size: isFolder ? 0 : Int(status.st_size), inode: UInt64(truncatingIfNeeded: status.st_ino),
          mode: status.st_mode, changed: isFolder ? [] : times.flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] })
      }
      return entries
    }

    mutating func update(to entries: [[UInt8]: Entry]) { self.entries = entries }
  }

  /// Looks at the folders that nobody tells of, if it is time; the more there is to look at, the less often.
  private func look() {
    let start = ContinuousClock.now
    guard !looked.isEmpty else { return }
    guard let due = nextLook else {
      nextLook = start + Self.pause
      return
    }
    guard start >= due else { return }
    for old in looked {
      guard let index = looked.firstIndex(where: { $0.place.path.utf8.elementsEqual(old.place.path.utf8) }) else {
        continue
      }
      guard let entries = Look.entries(of: old.place) else {
        found.add(old.place.path)
        forget(old.place.path)
        continue
      }
      looked[index].update(to: entries)
      for name in Set(entries.keys).union(old.entries.keys) where entries[name] != old.entries[name] {
        let path = "\(old.place.path)/\(String(decoding: name, as: UTF8.self))"
        let (before, after) = (old.entries[name], entries[name])
        if before?.kind == .directory { forget(path) }
        if before?.kind == .directory || after?.kind == .directory {
          come(path, in: old.place, after?.kind == .directory)
        } else {
          found.add(path)
        }
      }
    }
    let now = ContinuousClock.now
    nextLook = now + max(Self.pause, (now - start) * 50)
  }
}
