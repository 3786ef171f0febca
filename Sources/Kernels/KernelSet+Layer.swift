import CKernels

/// What a pooling window gives.
public enum Pooling: Sendable, Hashable {
    /// The largest cell.
    case maximum
    /// The sum of the cells divided by a number, or by how many lie inside the picture where that is nil.
    case average(divisor: Float?)
    /// The root of the sum of squares.
    case l2
}

/// A function of one number x.
public enum Function: Sendable, Hashable {
    /// x within limits.
    case clip(ClosedRange<Float>)
    /// `1 / (1 + e^-x)`.
    case sigmoid
    /// `scale x + shift`, within 0 and 1.
    case hardSigmoid(scale: Float, shift: Float)
    /// x times its hard sigmoid with 1/6 and 1/2.
    case hardSwish
}

// The kernels of network layers, on the raw memory of a plan's arena: the caller answers for the sizes.
extension KernelSet {
    /// Writes `input * scale`; input and output may be the same.
    @unsafe public func scale(
        count: Int,
        by scale: Float,
        _ input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_scale(count, scale, input, output)
    }

    /// Writes `ca * a + cb * b`, then a ReLU if asked; the output may be `a` or `b`.
    @unsafe public func sum(
        count: Int,
        _ ca: Float,
        _ a: UnsafePointer<Float>,
        _ cb: Float,
        _ b: UnsafePointer<Float>,
        relu: Bool,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_sum(count, ca, a, cb, b, relu ? 1 : 0, output)
    }

    /// Writes `a * b`; the output may be `a` or `b`.
    @unsafe public func product(
        count: Int,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_multiply(count, a, b, output)
    }

    /// Writes `a / b`; the output may be `a` or `b`.
    @unsafe public func quotient(
        count: Int,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_divide(count, a, b, output)
    }

    /// Writes the larger of `a` and `b`; the output may be `a` or `b`.
    @unsafe public func maximum(
        count: Int,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_maximum(count, a, b, output)
    }

    /// Writes a function of each number; input and output may be the same.
    @unsafe public func function(
        _ function: Function,
        count: Int,
        _ input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (which, a, b): (ck_function, Float, Float) =
            switch function {
            case .clip(let limits): (ck_clip, limits.lowerBound, limits.upperBound)
            case .sigmoid: (ck_sigmoid, 0, 0)
            case .hardSigmoid(let scale, let shift): (ck_hard_sigmoid, scale, shift)
            case .hardSwish: (ck_hard_swish, 0, 0)
            }
        unsafe table.f32_function(which, a, b, count, input, output)
    }

    /// Writes `x < 0 ? x * slopes[c] : x` pixel by pixel.
    @unsafe public func slope(
        pixels: Int,
        slopes: AlignedBuffer,
        _ input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        unsafe table.f32_channel_slope(
            pixels,
            slopes.count,
            slopes.pointer,
            input,
            stride,
            output,
            outStride
        )
    }

    /// Writes `input * scale[c] + shift[c]` pixel by pixel, then a ReLU if asked.
    @unsafe public func affine(
        pixels: Int,
        scale: AlignedBuffer,
        shift: AlignedBuffer,
        relu: Bool,
        _ input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        unsafe table.f32_channel_affine(
            pixels,
            scale.count,
            scale.pointer,
            shift.pointer,
            relu ? 1 : 0,
            input,
            stride,
            output,
            outStride
        )
    }

    /// Pools all channels of some output pixels.
    @unsafe public func pool(
        _ kind: Pooling,
        _ window: Window,
        pixels: Range<Int>,
        from input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        let (which, divisor): (ck_pool, Float) =
            switch kind {
            case .maximum: (ck_pool_max, 0)
            case .average(let divisor): (ck_pool_average, divisor ?? 0)
            case .l2: (ck_pool_l2, 0)
            }
        var w = window.c
        unsafe table.f32_pool(
            which,
            &w,
            window.channels,
            divisor,
            pixels.lowerBound,
            pixels.count,
            input,
            stride,
            output,
            outStride
        )
    }

    /// Local response normalization across the channels of each pixel.
    @unsafe public func localResponseNormalize(
        pixels: Int,
        channels: Int,
        size: Int,
        alpha: Float,
        beta: Float,
        k: Float,
        from input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        unsafe table.f32_lrn(pixels, channels, size, alpha, beta, k, input, stride, output, outStride)
    }

    /// Scales each pixel to length 1 across its channels, then by `scale[channel]`.
    @unsafe public func channelNormalize(
        pixels: Int,
        epsilon: Float,
        scale: AlignedBuffer,
        from input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        unsafe table.f32_channel_normalize(
            pixels,
            scale.count,
            epsilon,
            scale.pointer,
            input,
            stride,
            output,
            outStride
        )
    }

    /// Softmax over the middle axis of `[rows][length][inner]`.
    @unsafe public func softmax(
        rows: Int,
        length: Int,
        inner: Int,
        from input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_softmax(rows, length, inner, input, output)
    }

    /// Whether a box overlaps any of some others by more than a threshold, as intersection over union.
    ///
    /// - Parameters:
    ///   - box: left, top, right, bottom.
    ///   - count: how many others.
    ///   - boxes: their lefts; their tops, rights and bottoms follow `stride` further each.
    ///   - stride: at least `count`.
    ///   - threshold: the intersection over union that is allowed.
    /// - Returns: whether there is such a one.
    @unsafe public func overlaps(
        _ box: [4 of Float],
        count: Int,
        _ boxes: UnsafePointer<Float>,
        stride: Int,
        above threshold: Float
    ) -> Bool {
        unsafe box.span.withUnsafeBufferPointer { box in
            unsafe table.f32_overlaps(count, boxes, stride, box.baseAddress, threshold) != 0
        }
    }
}
