// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "who",
    dependencies: [.package(url: "https://example.org/facetop.git", from: "0.1.0")],
    targets: [
        .executableTarget(
            name: "who",
            dependencies: ["Capture", "FaceTypes", "Recognition"].map {
                .product(name: $0, package: "facetop")
            },
            path: ".",
            sources: ["Who.swift"]
        )
    ]
)
