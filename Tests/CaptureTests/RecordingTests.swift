import FaceTypes
import Files
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("films that are recorded")
struct RecordingTests {
    private func picture(_ width: Int, _ height: Int, at seconds: Double, shade: Int = 0) -> Frame {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                // Smooth, so that the color of four pixels is nearly each one's.
                pixels += [UInt8(40 + x), UInt8(60 + y + shade), UInt8(200 - x)]
            }
        }
        return Frame(pixels: pixels, width: width, height: height, capturedAt: Faces.time(seconds))
    }

    @Test(
        "what is read back is what was written, as near as 4:2:0 is",
        arguments: [(64, 48), (33, 21), (1, 1)]
    )
    func roundTrip(width: Int, height: Int) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/film.y4m"
        let wanted = picture(width, height, at: 1)
        let recording = try Recording(path: path)
        try recording.append(wanted)
        try recording.finish()
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let source = try Y4MSource(path: path, stop: StopSignal())
        let found = try #require(try source.next())
        #expect((found.width, found.height) == (width, height))
        for (a, b) in zip(found.pixels, wanted.pixels) { #expect(abs(Int(a) - Int(b)) <= 4) }
    }

    @Test("a film keeps the time: what is late is there twice, what is early is left out, a pause is short")
    func time() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/film.y4m"
        let recording = try Recording(path: path)
        // Ten pictures a second, then ninety, then a pause of an hour.
        for index in 0..<10 { try recording.append(picture(8, 8, at: Double(index) / 10)) }
        for index in 0..<90 { try recording.append(picture(8, 8, at: 1 + Double(index) / 90)) }
        try recording.append(picture(8, 8, at: 3600))
        // Another size is left out.
        try recording.append(picture(9, 8, at: 3601))
        try recording.finish()
        let source = try Y4MSource(path: path, stop: StopSignal())
        var count = 0
        while try source.next() != nil { count += 1 }
        // A second, a second, and a second in place of an hour.
        #expect((86...92).contains(count))
    }

    @Test("a file that is there is left alone, and a folder that is not is told")
    func refusals() throws {
        let folder = try TemporaryFolder()
        try folder.write([1, 2, 3], to: "film.y4m")
        #expect(throws: CaptureError.self) { try Recording(path: "\(folder.path)/film.y4m") }
        #expect(try Checkout.bytes("\(folder.path)/film.y4m") == [1, 2, 3])
        #expect(throws: CaptureError.self) { try Recording(path: "\(folder.path)/none/film.y4m") }
    }
}
