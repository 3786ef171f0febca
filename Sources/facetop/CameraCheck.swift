import Capture
import FaceTypes

/// Opens a camera in each of its modes, and says what came.
struct CameraCheck {
    /// How many whole frames of a mode are waited for.
    private static let frames = 2
    /// For how long, in seconds.
    private static let patience = 3.0

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
                    let problem = check(request)
                    isGood = isGood && problem == nil
                    report("  \(format.pixels) \(frameSize): \(problem ?? "good")")
                }
            }
        }
        return isGood
    }

    private func check(_ request: ModeRequest) -> String? {
        do throws(CaptureError) {
            let start = Instant.now()
            let camera = try Camera(
                CameraRequest(CameraChoice(device.path), mode: request),
                stop: StopSignal()
            )
            for _ in 0..<Self.frames {
                guard let frame = try camera.next() else { return "ended" }
                guard let size = request.size, frame.width == size.width, frame.height == size.height else {
                    return "gives \(frame.width)x\(frame.height)"
                }
                if Instant.now().seconds(since: start) > Self.patience { break }
            }
            guard camera.losses.broken == 0 else { return "\(camera.losses.broken) broken frames" }
            return nil
        } catch {
            return error.description
        }
    }
}
