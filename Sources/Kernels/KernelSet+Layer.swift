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

// The kernels of network layers, on the raw memory of a plan's arena: the caller answers for the sizes.
extension KernelSet {
    /// Adds `bias[row]` to each row of `c` (`[rows][stride]`, of which `columns` are used), then a ReLU if asked.
    @unsafe public func epilogue(
        rows: Int,
        columns: Int,
        stride: Int,
        bias: UnsafePointer<Float>?,
        relu: Bool,
        _ c: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_epilogue(rows, columns, stride, bias, relu ? 1 : 0, c)
    }

    /// Writes `input * scale + shift`, then a ReLU if asked; input and output may be the same.
    @unsafe public func affine(
        count: Int,
        scale: Float,
        shift: Float,
        relu: Bool,
        _ input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_affine(count, scale, shift, relu ? 1 : 0, input, output)
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
        unsafe table.f32_product(count, a, b, output)
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

    /// Writes some columns of the im2col matrix: `[channels * kernel.height * kernel.width][columns.count]`.
    @unsafe public func im2col(
        _ window: Window,
        columns: Range<Int>,
        from input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        var w = window.c
        unsafe table.f32_im2col(&w, columns.lowerBound, columns.count, input, output)
    }

    /// Pools one plane.
    @unsafe public func pool(
        _ kind: Pooling,
        _ window: Window,
        from input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        var w = window.c
        switch kind {
        case .maximum: unsafe table.f32_pool(ck_pool_max, &w, 0, input, output)
        case .average(let divisor): unsafe table.f32_pool(ck_pool_average, &w, divisor ?? 0, input, output)
        case .l2: unsafe table.f32_pool(ck_pool_l2, &w, 0, input, output)
        }
    }

    /// Local response normalisation across channels of some columns of `[channels][plane]`.
    @unsafe public func localResponseNormalize(
        channels: Int,
        plane: Int,
        columns: Range<Int>,
        size: Int,
        alpha: Float,
        beta: Float,
        k: Float,
        from input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_lrn(
            channels,
            plane,
            columns.lowerBound,
            columns.count,
            size,
            alpha,
            beta,
            k,
            input,
            output
        )
    }

    /// Scales some columns of `[channels][plane]` to length 1 across channels, then by `scale[channel]`.
    @unsafe public func channelNormalize(
        channels: Int,
        plane: Int,
        columns: Range<Int>,
        epsilon: Float,
        scale: UnsafePointer<Float>,
        from input: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe table.f32_channel_normalize(
            channels,
            plane,
            columns.lowerBound,
            columns.count,
            epsilon,
            scale,
            input,
            output
        )
    }
}
