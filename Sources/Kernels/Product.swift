import CKernels

/// The columns of a product: weights in the order in which the kernels read them, and where the results go.
///
/// A column is one output channel. Sixteen stand in a group; a group's columns all go to one place, so that one
/// product can write to several.
@safe public final class Product: @unchecked Sendable {
    // Sendable because nothing changes after planning.

    /// What rows and weights are made of.
    public let number: Number
    /// How products of bytes are summed; their weights must be within the bounds of that, as those of `ScaledFilter` are.
    public let sums: ByteSums
    /// How many groups of columns.
    public let groups: Int
    /// Columns of a group.
    public static let columnsOfGroup = Int(ck_columns.rawValue)

    /// How many columns some outputs take, filled up to whole groups.
    public static func columns(for outputs: Int) -> Int {
        (outputs + columnsOfGroup - 1) / columnsOfGroup * columnsOfGroup
    }

    let taps: Int
    let words: Int
    let weights: AlignedBuffer
    let scale: AlignedBuffer
    let bias: AlignedBuffer
    let slopes: AlignedBuffer
    let targets: UnsafeMutablePointer<ck_target>

    /// Makes a product whose weights are all 0.
    ///
    /// - Parameters:
    ///   - number: what rows and weights are made of.
    ///   - sums: how products of bytes are summed: a way that the kernels have.
    ///   - points: how many products of the same size stand one after another: 1, or Winograd's points.
    ///   - taps: runs of a row.
    ///   - words: words of a run.
    ///   - groups: groups of columns.
    public init(
        number: Number,
        sums: ByteSums = .wide,
        points: Int = 1,
        taps: Int,
        words: Int,
        groups: Int
    ) {
        self.sums = sums
        (self.number, self.taps, self.words, self.groups) = (number, taps, words, groups)
        let columns = groups * Self.columnsOfGroup
        weights = AlignedBuffer(count: points * taps * words * columns)
        scale = AlignedBuffer(count: points * columns)
        bias = AlignedBuffer(count: columns)
        slopes = AlignedBuffer(count: columns)
        unsafe targets = Self.emptyTargets(groups)
    }

    /// Makes a product with the weights, scales and biases of another, whose results go elsewhere: its targets are to be
    /// set.
    public init(weightsOf other: Product) {
        (number, sums, taps, words, groups) = (
            other.number, other.sums, other.taps, other.words, other.groups
        )
        (weights, scale, bias) = (other.weights, other.scale, other.bias)
        slopes = AlignedBuffer(count: bias.count)
        unsafe targets = Self.emptyTargets(groups)
    }

    deinit { unsafe targets.deallocate() }

    private static func emptyTargets(_ groups: Int) -> UnsafeMutablePointer<ck_target> {
        let targets = UnsafeMutablePointer<ck_target>.allocate(capacity: max(groups, 1))
        unsafe targets.initialize(repeating: ck_target(), count: max(groups, 1))
        return unsafe targets
    }

    /// Bytes of the weights.
    public var weightBytes: Int { weights.count * 4 }

    /// Writes one weight; where they are scaled, already as a number of steps.
    ///
    /// - Parameters:
    ///   - value: the weight.
    ///   - point: which product.
    ///   - tap: which run of the row.
    ///   - index: which number of the run.
    ///   - column: which column, counted over all groups.
    public func setWeight(_ value: Float, point: Int = 0, tap: Int, index: Int, column: Int) {
        let start = unsafe place(point, tap, column, count: index + 1)
        unsafe store(value, index, start)
    }

    /// Writes a run of a column; where weights are scaled, already as numbers of steps.
    ///
    /// - Parameters:
    ///   - values: the weights, at most as many as a run has numbers.
    ///   - point: which product.
    ///   - tap: which run of the row.
    ///   - column: which column, counted over all groups.
    public func setWeights(_ values: [Float], point: Int = 0, tap: Int, column: Int) {
        let start = unsafe place(point, tap, column, count: values.count)
        for index in values.indices { unsafe store(values[index], index, start) }
    }

    /// Where a column's run begins, of which so many numbers are to be written.
    private func place(_ point: Int, _ tap: Int, _ column: Int, count: Int) -> UnsafeMutableRawPointer {
        let start =
            ((point * groups + column / Self.columnsOfGroup) * taps + tap) * words * Self.columnsOfGroup
        precondition(
            count <= words * number.perWord && start + words * Self.columnsOfGroup <= weights.count,
            "\(count) weights in \(words) words"
        )
        return unsafe UnsafeMutableRawPointer(weights.pointer + start + column % Self.columnsOfGroup)
    }

    /// Writes the number of a run that begins somewhere.
    @unsafe private func store(_ value: Float, _ index: Int, _ start: UnsafeMutableRawPointer) {
        let perWord = number.perWord
        let place = unsafe start + index / perWord * Self.columnsOfGroup * 4 + index % perWord * (4 / perWord)
        switch number {
        case .float32: unsafe place.storeBytes(of: value, as: Float.self)
        case .int16: unsafe place.storeBytes(of: Int16(value), as: Int16.self)
        case .float16: unsafe place.storeBytes(of: Float16(value).bitPattern, as: UInt16.self)
        case .bfloat16: unsafe place.storeBytes(of: value.bfloat16, as: UInt16.self)
        case .uint8: unsafe place.storeBytes(of: Int8(value), as: Int8.self)
        }
    }

    /// Sets what a column's sums are multiplied by, where they are scaled.
    public func setScale(_ value: Float, point: Int = 0, column: Int) {
        let place = point * bias.count + column
        precondition(place < scale.count && column < bias.count, "column \(column) of point \(point)")
        unsafe scale.pointer[place] = value
    }

    /// Sets what is added to a column's sums.
    public func setBias(_ value: Float, column: Int) {
        precondition(column < bias.count, "column \(column)")
        unsafe bias.pointer[column] = value
    }

    /// Sets where a group's columns go; row `r` to `out + r * stride`.
    ///
    /// - Parameters:
    ///   - group: which group.
    ///   - columns: how many of its columns are written.
    ///   - out: where row 0 goes.
    ///   - stride: numbers from row to row.
    ///   - bytes: how the results become bytes; nil for floats.
    ///   - residual: what is added before the activation, and the floats from row to row.
    ///   - activation: what becomes of the sums; its channels are the columns.
    @unsafe public func setTarget(
        group: Int,
        columns: Int,
        out: UnsafeMutableRawPointer,
        stride: Int,
        bytes: Quantization? = nil,
        residual: (pointer: UnsafePointer<Float>, stride: Int)?,
        activation: Activation = .none
    ) {
        precondition((1...Self.columnsOfGroup).contains(columns) && group < groups, "group \(group)")
        let slopes = unsafe self.slopes.pointer + group * Self.columnsOfGroup
        for (column, slope) in activation.slopes(channels: columns).enumerated() {
            precondition(column < columns, "more slopes than columns")
            unsafe slopes[column] = slope
        }
        unsafe targets[group] = ck_target(
            out: out,
            out_stride: stride,
            byte_scale: bytes.map { 1 / $0.step } ?? 0,
            byte_zero: bytes.map { Float($0.zero) } ?? 0,
            residual: residual?.pointer,
            residual_stride: residual?.stride ?? 0,
            columns: columns,
            activation: activation.c(slopes: slopes)
        )
    }

    var c: ck_product {
        unsafe ck_product(
            number: number.c,
            u8_run: sums.run,
            taps: taps,
            words: words,
            groups: groups,
            weights: UnsafeRawPointer(weights.pointer),
            scale: scale.pointer,
            bias: bias.pointer,
            targets: targets,
            origin: 0
        )
    }
}

extension Float {
    /// The nearest bfloat16's bits, ties to even; what is no number stays none.
    var bfloat16: UInt16 {
        if isNaN { return UInt16(bitPattern >> 16) | 64 }
        return UInt16(truncatingIfNeeded: (bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)) >> 16)
    }
}
