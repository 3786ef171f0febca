/// Which camera, and how it is to stream.
public struct CameraRequest: Sendable {
    /// Which one; it is remembered for the next time.
    public let choice: CameraChoice
    /// Size, rate and format.
    public let mode: ModeRequest
    /// What is set before the first frame.
    public let settings: [ControlSetting]

    /// Asks for a camera.
    public init(_ choice: CameraChoice, mode: ModeRequest = ModeRequest(), settings: [ControlSetting] = []) {
        (self.choice, self.mode, self.settings) = (choice, mode, settings)
    }
}
