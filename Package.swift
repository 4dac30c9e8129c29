// swift-tools-version: 6.2

import PackageDescription

// One target is one room; the arrows between them are the table of docs/architecture.md.

let package = Package(
  name: "orchsite",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "orchsite", targets: ["orchsite"]),
    .executable(name: "orchsite-notion", targets: ["orchsite-notion"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CCMark", providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
    .systemLibrary(name: "CMessageDigest", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CQRCodeGen", providers: [.apt(["libqrcodegen-dev"])]),
    .target(name: "CMarkArena", dependencies: ["CCMark"]),
    .target(name: "ProcessArguments"),
    .target(name: "Bytes"),
    .target(name: "Files"),
    .target(name: "Quantities"),
    .target(name: "Diagnostics", dependencies: ["Bytes"]),
    .target(name: "Markdown", dependencies: ["CCMark", "CMarkArena", "Bytes"]),
    .target(name: "FrontMatter", dependencies: ["Diagnostics", "Quantities", .product(name: "Yams", package: "Yams")]),
    .target(name: "Content", dependencies: ["FrontMatter", "Markdown", "Files"]),
    .target(name: "Billing", dependencies: ["Content", "CMessageDigest", "CQRCodeGen"]),
    .target(
      name: "Git",
      dependencies: ["Bytes", "Files", "Quantities", .product(name: "Subprocess", package: "swift-subprocess")]),
    .target(name: "Evidence", dependencies: ["Content", "Git", "Sessions"]),
    .target(name: "Sessions", dependencies: ["Bytes", "Files", "Quantities"]),
    .target(name: "MCP", dependencies: ["Bytes"]),
    .target(name: "Agents", dependencies: ["Bytes", "Sessions"]),
    .target(name: "Situation", dependencies: ["Evidence", "Billing", "Sessions"]),
    .target(name: "Import", dependencies: ["Content"]),
    .target(
      name: "Actions",
      dependencies: ["Agents", "Import", "Situation", .product(name: "Subprocess", package: "swift-subprocess")]),
    .target(name: "Terminal", dependencies: ["Actions", "ProcessArguments"]),
    .target(
      name: "Arguments",
      dependencies: ["Terminal", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(name: "embed-files", path: "Plugins/embed-files"),
    .plugin(
      name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"], path: "Plugins/EmbedFiles"),
    .target(name: "SiteTemplates", path: "site-templates", plugins: ["EmbedFiles"]),
    .target(
      name: "Site",
      dependencies: ["Situation", "SiteTemplates"]),
    .target(
      name: "Preview",
      dependencies: [
        "Actions", "Site", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ],
      plugins: ["EmbedFiles"]),
    .target(name: "Notion", dependencies: ["Situation"]),
    .executableTarget(
      name: "orchsite",
      dependencies: [
        "Actions", "Arguments", "MCP", "Preview", "Site", "SiteTemplates", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "orchsite-notion",
      dependencies: ["Arguments", "Notion", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .target(name: "SpawnFolder", path: "Tests/SpawnFolder"),
    .executableTarget(name: "orchsite-test-child", dependencies: ["Files", "Git", "Site"], path: "Tests/Child"),
    .target(
      name: "TestSupport", dependencies: ["Markdown", "SpawnFolder"], path: "Tests/TestSupport", exclude: ["Git"]),
    .testTarget(name: "ActionTests", dependencies: ["Actions", "TestSupport"]),
    .testTarget(name: "AgentsTests", dependencies: ["Agents", "TestSupport"]),
    .testTarget(name: "BillingTests", dependencies: ["Billing", "TestSupport"]),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
    .testTarget(name: "ContentTests", dependencies: ["Content", "TestSupport"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport", "orchsite-test-child"]),
    .testTarget(name: "FrontMatterTests", dependencies: ["FrontMatter", "TestSupport"]),
    .testTarget(name: "GitTests", dependencies: ["Git", "TestSupport", "orchsite-test-child"]),
    .testTarget(name: "ImportTests", dependencies: ["Import", "TestSupport"]),
    .testTarget(name: "MCPTests", dependencies: ["MCP"]),
    .testTarget(name: "MarkdownTests", dependencies: ["Markdown", "TestSupport"], resources: [.copy("Fixtures")]),
    .testTarget(name: "NotionTests", dependencies: ["Notion", "TestSupport"]),
    .testTarget(name: "PreviewTests", dependencies: ["Preview", "TestSupport"]),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"]),
    .testTarget(name: "SiteTests", dependencies: ["Site", "TestSupport", "orchsite-test-child"]),
    .testTarget(name: "SituationTests", dependencies: ["Situation", "TestSupport"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["orchsite", "Actions", "Site", "TestSupport", .product(name: "Yams", package: "Yams")]),
  ],
  swiftLanguageModes: [.v6]
)

// `ORCHSITE_FUZZ=1` adds the program that `.ci/run --fuzz` runs. It is no part of the package otherwise: it links only
// with a sanitizer's run-time library.
if Context.environment["ORCHSITE_FUZZ"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "orchsite-fuzz", dependencies: ["FrontMatter", "Markdown", "TestSupport"], path: "Fuzz",
      exclude: ["corpus", "tokens.dict"]))
}

// `ORCHSITE_BENCH=1` adds the program that `make bench` measures parts of the work with.
if Context.environment["ORCHSITE_BENCH"] == "1" {
  package.targets.append(
    .executableTarget(name: "orchsite-bench", dependencies: ["Site"], path: "Benchmarks/probe"))
}

// Records, values and bytes cross from room to room in the hottest loops: without this, every generic function of
// another room is called through its metadata, and a build takes half as long again.
for target in package.targets where target.type == .regular || target.type == .executable {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]
}

// Tests put millions of bytes through these, and without optimising they take four times as long. Assertions stay.
let optimised = [
  "Agents", "Bytes", "Content", "Diagnostics", "FrontMatter", "Markdown", "Notion", "Site", "TestSupport",
]
for target in package.targets where optimised.contains(target.name) {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]
}

// `ORCHSITE_WARNINGS=error` turns the warnings of our own targets into errors (not those of dependencies, which
// `-Xswiftc -warnings-as-errors` would do too). CI sets it.
if Context.environment["ORCHSITE_WARNINGS"] == "error" {
  for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}
