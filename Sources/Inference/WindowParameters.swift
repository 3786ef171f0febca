public import Kernels

/// A window whose input is not known yet.
public struct WindowParameters: Sendable, Hashable {
    /// How the number of windows is rounded when the stride does not fit.
    public enum Rounding: Sendable, Hashable {
        /// Only whole windows.
        case floor
        /// A last window may reach past the picture, if it begins inside it.
        case ceil
    }

    /// The size of the window, in taps.
    public var kernel: Extent
    /// The step from one window to the next.
    public var stride: Extent
    /// How far the first window begins before the picture.
    public var padding: Extent
    /// How far windows may reach behind the picture.
    public var paddingAfter: Extent
    /// The distance between two taps.
    public var dilation: Extent
    /// How the number of windows is rounded.
    public var rounding: Rounding
    /// What stands outside the picture, a number for each channel; nothing for zeros.
    ///
    /// Made by the optimizer, for convolutions.
    var outside: [Float] = []

    var isPadded: Bool { padding != Extent(0) || paddingAfter != Extent(0) }

    /// Makes parameters; the padding is the same on all sides unless another is given for right and bottom.
    public init(
        kernel: Extent,
        stride: Extent = Extent(1),
        padding: Extent = Extent(0),
        paddingAfter: Extent? = nil,
        dilation: Extent = Extent(1),
        rounding: Rounding = .floor
    ) {
        (self.kernel, self.stride, self.padding, self.dilation) = (kernel, stride, padding, dilation)
        self.paddingAfter = paddingAfter ?? padding
        self.rounding = rounding
    }
}

extension WindowParameters {
    /// The largest kernel, stride, padding or dilation that is believed; real networks stay below 100.
    private static let limit = 1 << 15

    /// Fits the window to an input.
    ///
    /// - Throws: `InferenceError.badShape` where a parameter is out of range or no window fits.
    func window(over input: Shape, node: String) throws(InferenceError) -> Window {
        func fail(_ problem: String) -> InferenceError {
            .badShape(node: node, input: [input], problem: problem)
        }
        let positive = [kernel, stride, dilation].allSatisfy {
            (1...Self.limit).contains($0.height) && (1...Self.limit).contains($0.width)
        }
        let notNegative = [padding, paddingAfter].allSatisfy {
            (0...Self.limit).contains($0.height) && (0...Self.limit).contains($0.width)
        }
        guard positive, notNegative else {
            throw fail(
                "kernel \(kernel), stride \(stride), padding \(padding) or dilation \(dilation) is out of range"
            )
        }
        guard
            let height = outputs(
                input.spatial.height,
                kernel.height,
                stride.height,
                (padding.height, paddingAfter.height),
                dilation.height
            ),
            let width = outputs(
                input.spatial.width,
                kernel.width,
                stride.width,
                (padding.width, paddingAfter.width),
                dilation.width
            )
        else { throw fail("a window of \(kernel.height)x\(kernel.width) does not fit") }
        return Window(
            channels: input.channels,
            input: input.spatial,
            kernel: kernel,
            stride: stride,
            padding: padding,
            dilation: dilation,
            output: Extent(height: height, width: width)
        )
    }

    /// Fits the window to an input that it was checked with.
    func checkedWindow(over input: Shape) -> Window {
        do throws(InferenceError) { return try window(over: input, node: "") } catch {
            preconditionFailure("a checked window no longer fits: \(error)")
        }
    }

    private func outputs(
        _ n: Int,
        _ kernel: Int,
        _ stride: Int,
        _ padding: (before: Int, after: Int),
        _ dilation: Int
    ) -> Int? {
        let room = n + padding.before + padding.after - (dilation * (kernel - 1) + 1)
        guard room >= 0 else { return nil }
        guard rounding == .ceil else { return room / stride + 1 }
        let count = (room + stride - 1) / stride + 1
        // Caffe and Torch both drop a last window that would begin behind the picture.
        return (count - 1) * stride >= n + padding.before ? count - 1 : count
    }
}
