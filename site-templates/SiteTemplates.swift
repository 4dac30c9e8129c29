package enum X { package static var s: [UInt8] { PackageResources.style_css } }
