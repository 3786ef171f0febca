import Capture
import FaceTypes

/// Opens a camera in each of its modes, and says what came.
struct CameraCheck {
    let device: Device

    /// Runs through all readable formats and sizes, at each size's highest rate.
    ///
    /// - Parameter report: gets a line a mode.
    /// - Returns: whether every mode gave whole frames of the size that was asked for.
    func run(report: (String) -> Void) -> Bool {
        var isGood = true
        for format in device.formats where format.pixels.isReadable {
            for size in format.sizes {
                for frameSize in size.isSingle ? [size.minimum] : [size.minimum, size.maximum] {
                    let rate = size.rates.map(\.upperBound).max()
                    let request = ModeRequest(
                        size: frameSize,
                        rate: rate.map { min($0, 1000) },
                        format: format.pixels
                    )
                    switch check(request) {
                    case .success(let color):
                        report("  \(format.pixels) \(frameSize): good, mean color \(color)")
                    case .failure(let problem):
                        isGood = false
                        report("  \(format.pixels) \(frameSize): \(problem)")
                    }
                }
            }
        }
        return isGood
    }

    /// The mean color of what comes in a mode, as `254 0 0`: black betrays a covered lens.
    private func check(_ request: ModeRequest) -> Result<String, CaptureError> {
        Result { () throws(CaptureError) in
            let path = device.path
            let camera = try Camera(CameraRequest(CameraChoice(path), mode: request), stop: StopSignal())
            guard let frame = try camera.next() else { throw .unsupported(path, problem: "gives nothing") }
            guard let size = request.size, frame.width == size.width, frame.height == size.height else {
                throw .unsupported(path, problem: "gives \(frame.width)x\(frame.height)")
            }
            guard camera.losses.broken == 0 else {
                throw .damaged(path, problem: "gives broken frames, too: \(camera.losses.broken)")
            }
            return Self.meanColor(of: frame)
        }
    }

    private static func meanColor(of frame: Frame) -> String {
        var sums = [0, 0, 0]
        for pixel in 0..<frame.width * frame.height {
            for c in 0..<3 { sums[c] += Int(frame.pixels[pixel * 3 + c]) }
        }
        return sums.map { "\($0 / (frame.width * frame.height))" }.joined(separator: " ")
    }
}
