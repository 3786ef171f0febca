import CKernels

/// A pair of a vertical and a horizontal number, in cells.
public struct Extent: Sendable, Hashable {
    /// The vertical number.
    public var height: Int
    /// The horizontal number.
    public var width: Int

    /// Makes an extent.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// Makes an extent that is the same both ways.
    public init(_ both: Int) { self.init(height: both, width: both) }
}

/// A window that slides over a picture: the geometry of a convolution or a pooling with known sizes.
public struct Window: Sendable, Hashable {
    /// How many channels.
    public var channels: Int
    /// The size of the picture.
    public var input: Extent
    /// The size of the window, in taps.
    public var kernel: Extent
    /// The step from one window to the next.
    public var stride: Extent
    /// How far the first window begins before the picture.
    public var padding: Extent
    /// The distance between two taps.
    public var dilation: Extent
    /// How many windows.
    public var output: Extent

    /// Makes a window; all numbers are at least 1 but the padding, which is at least 0.
    public init(
        channels: Int,
        input: Extent,
        kernel: Extent,
        stride: Extent,
        padding: Extent,
        dilation: Extent,
        output: Extent
    ) {
        (self.channels, self.input, self.kernel, self.stride) = (channels, input, kernel, stride)
        (self.padding, self.dilation, self.output) = (padding, dilation, output)
    }

    var c: ck_window {
        ck_window(
            height: input.height,
            width: input.width,
            kernel_height: kernel.height,
            kernel_width: kernel.width,
            stride_height: stride.height,
            stride_width: stride.width,
            pad_height: padding.height,
            pad_width: padding.width,
            dilation_height: dilation.height,
            dilation_width: dilation.width,
            out_height: output.height,
            out_width: output.width
        )
    }
}
