import Files
import Foundation
import Git

@testable import Site

// Processes that tests look at from outside: killed in the middle, out of room for their files, or with the variables of
// another repository around them. Called as `orchsite-test-child SCENE PATH`. A scene that does not go as it should ends
// with code 1.
//
// Not the exit tests of the testing library: while there is one, it waits for each child of all other tests too, and took
// 7 % of all processor time for that.

func expect(_ condition: Bool) {
  if !condition { exit(1) }
}

/// Stands for the full disk: both refuse to let a file grow.
func limitFiles(to bytes: rlim_t) {
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
  #if canImport(Darwin)
    setrlimit(RLIMIT_FSIZE, &limit)
  #else
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  #endif
}

/// Expects that there is no room for what is written.
func expectFull(_ write: () throws -> Void) {
  do {
    try write()
    exit(1)
  } catch {
    expect((error as? FileError)?.reason == .system(EFBIG))
  }
}

func writer(at path: String, for pages: [String]) throws -> SiteWriter {
  let output = try OutputFolder(path: path + "/site", home: path, sources: [path + "/content"])
  return try SiteWriter.begin(in: output, expectedPaths: pages)
}

let bytes = [UInt8](repeating: 65, count: 5_000)
let path = CommandLine.arguments[2]

switch CommandLine.arguments[1] {
case "die with a lock":
  let lock = try FileLock.acquire(at: path, verb: "report", timeLimit: .zero)
  // Held at this moment, as its own second attempt shows.
  expect(try FileLock.attempt(at: path, verb: "again") == nil)
  kill(getpid(), SIGKILL)
  lock.release()

case "overwrite without room":
  limitFiles(to: 1_000)
  expectFull { try FileSystem.overwriteInPlace(bytes, at: path) }

case "write without room":
  limitFiles(to: 1_000)
  expectFull { try FileSystem.overwriteInPlace(bytes, at: path + "/b") }
  expectFull { try FileSystem.createExclusively(bytes, at: path + "/c") }
  expectFull { try FileSystem.writeAtomically(bytes, to: path + "/a") }

case "die in a build":
  let writer = try writer(at: path, for: ["x/a.html", "x/b.html"])
  try writer.write("x/b.html", [65])
  kill(getpid(), SIGKILL)

case "build without room":
  limitFiles(to: 100)
  let writer = try writer(at: path, for: ["a.html"])
  expectFull { try writer.write("a.html", bytes) }

case "find the checkout":
  let git = GitRunner(folder: path, timeLimit: .seconds(1_800), ownTimeLimit: .seconds(1_800))
  expect(try await git.checkout()?.topLevel == path)

default:
  exit(2)
}
