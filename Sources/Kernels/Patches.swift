import CKernels

/// Where the rows of a convolution's product lie: each tap of a window is a pixel of a picture.
@safe public struct Patches: @unchecked Sendable {
    // Sendable because it is an address, whose memory the plan orders.

    var c: ck_patches

    /// Describes a picture.
    ///
    /// - Parameters:
    ///   - window: how the window slides.
    ///   - input: pixel (0, 0).
    ///   - rowBytes: bytes from a row of pixels to the next.
    ///   - pixelBytes: bytes from a pixel to the next.
    ///   - border: stands for every pixel outside.
    @unsafe public init(
        window: Window,
        input: UnsafeRawPointer,
        rowBytes: Int,
        pixelBytes: Int,
        border: UnsafeRawPointer
    ) {
        precondition(
            window.kernel.height * window.kernel.width <= Self.mostTaps,
            "\(window.kernel) is too large"
        )
        unsafe c = ck_patches(
            window: window.c,
            input: input,
            row_bytes: rowBytes,
            pixel_bytes: pixelBytes,
            border: border
        )
    }

    /// The most taps that a window may have.
    public static let mostTaps = Int(ck_most_taps.rawValue)
}
