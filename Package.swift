// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: Swift 6, nothing unsafe unmarked, no C type in a public signature.
let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Settings of our C: no warnings.
let c: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

/// Makes a library target that depends on the floors below it.
func library(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: swift)
}

/// Makes the tests of one target.
func tests(of name: String, _ more: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + more,
        resources: resources,
        swiftSettings: swift
    )
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "facetop",
    // What others may build on: recognition, and the floors below it.
    products: [.executable(name: "facetop", targets: ["facetop"])]
        + [
            "FaceTypes", "Text", "Files", "Checksum", "Kernels", "Inference",
            "Capture", "ModelImport", "Vision", "Gallery", "Recognition",
        ].map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // Floor 0: C, and the nouns.
        .systemLibrary(name: "CV4L2", pkgConfig: "libv4l2", providers: [.apt(["libv4l-dev"])]),
        .systemLibrary(
            name: "CTurboJPEG",
            pkgConfig: "libturbojpeg",
            providers: [.apt(["libturbojpeg0-dev"])]
        ),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // ncurses has no pkgConfig here: its flags are ones that SwiftPM refuses.
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
        .target(name: "CProcess", cSettings: c),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CHEIF", pkgConfig: "libheif", providers: [.apt(["libheif-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "COpenBLAS",
            pkgConfig: "openblas",
            providers: [.apt(["libopenblas-pthread-dev"])]
        ),
        .target(name: "CKernels", cSettings: c),

        library("Files"),
        library("Text"),
        library("FaceTypes", on: ["Text"]),

        // Floor 1: one Swift owner for each C library.
        library("Kernels", on: ["CKernels", "COpenBLAS"]),
        library("TUI", on: ["FaceTypes", "Text", "CNcurses"]),
        library("Checksum", on: ["CCrypto"]),

        // Floor 2: running a model; reading pictures.
        library("Inference", on: ["Kernels"]),
        library(
            "Capture",
            on: [
                "FaceTypes", "Files", "Kernels", "Text",
                "CV4L2", "CTurboJPEG", "CPNG", "CWebP", "CHEIF", "CZlib", "CProcess",
            ]
        ),

        // Floor 3: reading models; from a frame to an embedding; from an embedding to an identity.
        library("ModelImport", on: ["Files", "Inference", "Kernels", "Text"]),
        library("Vision", on: ["FaceTypes", "Kernels", "Inference"]),
        library("Gallery", on: ["FaceTypes", "Files", "Text", "Kernels", "Checksum"]),

        // Floor 4: models and gallery, connected: pictures in, names out.
        library(
            "Recognition",
            on: [
                "FaceTypes", "Files", "Text", "Checksum", "Kernels",
                "Inference", "Capture", "ModelImport", "Vision", "Gallery",
            ]
        ),

        // Floor 5: the flow from cameras to events.
        library(
            "Pipeline",
            on: ["FaceTypes", "Files", "Text", "Capture", "Vision", "Gallery", "Recognition"]
        ),

        // Floor 6: measuring.
        library(
            "Bench",
            on: [
                "FaceTypes", "Files", "Text", "TUI", "Kernels", "Inference",
                "Capture", "Vision", "Gallery", "Recognition", "Pipeline",
            ]
        ),

        // Floor 7: the program.
        .executableTarget(
            name: "facetop",
            dependencies: [
                "FaceTypes", "Files", "Text", "TUI", "Checksum", "Kernels", "Inference", "Capture",
                "ModelImport", "Vision", "Gallery", "Recognition", "Pipeline", "Bench", argumentParser, toml,
            ],
            exclude: ["README.md"],
            swiftSettings: swift
        ),

        .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
        .executableTarget(
            name: "AllocationCount",
            dependencies: [
                "CAllocationCount", "Capture", "FaceTypes", "Inference", "Kernels", "Recognition", "Vision",
            ],
            path: "Tests/AllocationCount",
            swiftSettings: swift
        ),
        .target(
            name: "TestSupport",
            dependencies: ["FaceTypes", "Kernels", "Inference", "Vision", "Recognition"],
            path: "Tests/TestSupport",
            swiftSettings: swift
        ),
        tests(of: "FaceTypes"),
        tests(of: "Files"),
        tests(of: "Text"),
        tests(of: "Kernels"),
        tests(of: "Checksum"),
        tests(of: "Capture", ["FaceTypes", "Files", "Kernels", "CV4L2"]),
        tests(of: "Inference", ["Kernels"]),
        tests(of: "ModelImport", ["Inference", "Kernels"]),
        tests(
            of: "Vision",
            ["Checksum", "FaceTypes", "Inference", "ModelImport", "Kernels", "Capture", "Recognition"]
        ),
        tests(of: "Gallery", ["FaceTypes", "Files"]),
        tests(of: "Recognition", ["FaceTypes", "Capture", "Inference", "Kernels", "Vision", "Gallery"]),
        tests(of: "Pipeline", ["FaceTypes", "Files", "Capture", "Vision", "Gallery", "Recognition"]),
        tests(of: "Bench", ["Capture", "FaceTypes", "Gallery", "Inference", "Kernels", "Text"]),
        .systemLibrary(name: "CVTerm", path: "Tests/CVTerm"),
        tests(of: "TUI", ["FaceTypes", "CVTerm"]),
        tests(
            of: "facetop",
            [argumentParser, "Capture", "FaceTypes", "Gallery", "ModelImport", "Recognition"]
        ),
    ]
)
