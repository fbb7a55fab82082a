import Foundation
import Testing
import Training

/// One training a folder.
@Suite struct OutputLockTests {
    @Test func aSecondTrainingIsKeptOutWhileTheFirstRuns() throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path("out")
        var first: OutputLock? = try OutputLock(folder: folder)
        #expect { try OutputLock(folder: folder) } throws: { "\($0)".contains("another training is writing here") }
        #expect(first != nil)
        first = nil
        _ = try OutputLock(folder: folder)
    }

    @Test func aFileInTheWayIsNamed() throws {
        let temporary = try TemporaryFolder()
        let path = temporary.path("out")
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        #expect { try OutputLock(folder: path) } throws: { "\($0)".contains("the folder cannot be made; give another `out`") }
    }
}
