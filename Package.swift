// swift-tools-version: 6.0
import PackageDescription

// Two wings that meet in `Provenance` (see the README, "How the code is cut"):
// the machine wing computes, the workbench wing shows. Kernels are optimised in every
// configuration, because a debug build of a matrix product helps nobody.
let kernelFlags: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

let package = Package(
    name: "debuglm-workbench",
    products: [
        .executable(name: "debuglm", targets: ["debuglm"]),
        .executable(name: "debuglm-tui", targets: ["debuglm-tui"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Machine wing
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .target(name: "CKernels", cSettings: kernelFlags),
        .target(name: "Compute", dependencies: ["COpenBLAS", "CKernels"]),
        .target(name: "ModelFormats", dependencies: ["Compute"]),
        .target(name: "Tokenization", dependencies: ["ModelFormats"]),
        .target(name: "LanguageModel", dependencies: ["Compute", "ModelFormats", "Tokenization"]),
        .target(
            name: "Training",
            dependencies: [
                "Compute", "ModelFormats", "Tokenization", "LanguageModel", "Provenance",
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(name: "LocalEngine", dependencies: ["LanguageModel", "Tokenization", "ModelFormats", "Compute", "Provenance"]),

        // Workbench wing
        .target(name: "Provenance"),
        .target(name: "Workspaces", dependencies: ["Provenance", .product(name: "Yams", package: "Yams")]),
        .systemLibrary(name: "CNcurses", pkgConfig: "ncursesw", providers: [.apt(["libncursesw5-dev"])]),
        .target(name: "TerminalUI", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(name: "CursesTerminal", dependencies: ["CNcurses", "TerminalUI"]),
        .target(name: "Workbench", dependencies: ["TerminalUI", "Provenance"]),
        .target(name: "WorkbenchRuntime", dependencies: ["Workbench", "TerminalUI", "Provenance", "Workspaces"]),

        .target(name: "PseudoTerminal", dependencies: ["TerminalUI"]),

        // Programs
        .executableTarget(
            name: "debuglm",
            dependencies: [
                "LocalEngine", "Training", "Workspaces",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "debuglm-tui",
            dependencies: [
                "LocalEngine", "WorkbenchRuntime", "CursesTerminal", "PseudoTerminal",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .testTarget(name: "ComputeTests", dependencies: ["Compute"]),
        .testTarget(name: "ModelFormatsTests", dependencies: ["ModelFormats"]),
        .testTarget(name: "TokenizationTests", dependencies: ["Tokenization", "ModelFormats"]),
        .testTarget(name: "LanguageModelTests", dependencies: ["LanguageModel", "Compute", "ModelFormats", "Tokenization"]),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "Compute", "ModelFormats", "LanguageModel", "Provenance"]),
        .testTarget(name: "ProvenanceTests", dependencies: ["Provenance", "Workspaces"]),
        .testTarget(name: "TerminalUITests", dependencies: ["TerminalUI"]),
        .testTarget(name: "PseudoTerminalTests", dependencies: ["PseudoTerminal"]),
        .testTarget(name: "WorkbenchTests", dependencies: ["Workbench"], exclude: ["Goldens"]),
        .testTarget(name: "WorkbenchRuntimeTests", dependencies: ["WorkbenchRuntime"]),
        .testTarget(
            name: "LocalEngineTests", dependencies: ["LocalEngine", "LanguageModel", "Tokenization", "Provenance"]),
        .testTarget(name: "ArchitectureTests"),
        .testTarget(name: "ProgramTests", dependencies: ["LocalEngine", "Workspaces", "PseudoTerminal"]),
    ],
    swiftLanguageModes: [.v6]
)
