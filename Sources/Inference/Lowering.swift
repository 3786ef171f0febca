import Kernels

/// Where a value will stand: a part of a storage.
struct Placement {
    let storage: Int
    /// Floats from the storage's beginning; 0 for bytes.
    let offset: Int
    /// Numbers from pixel to pixel, where it is interleaved.
    let stride: Int
    let channelOrder: ChannelOrder
    let shape: Shape
    /// How it was made bytes; nil for floats.
    var bytes: Quantization?

    /// Some of an interleaved picture's channels.
    func part(_ index: Int, of count: Int) -> Placement {
        guard count > 1 else { return self }
        let channels = shape.channels / count
        return Placement(
            storage: storage,
            offset: offset + index * channels,
            stride: stride,
            channelOrder: channelOrder,
            shape: Shape(1, channels, shape.spatial.height, shape.spatial.width)
        )
    }
}

/// What a step computes, for people and for measuring.
struct StepDescription {
    let name: String
    let operation: String
    let inputShape: Shape
    let outputShape: Shape
    var multiplyAdds = 0
    /// The convolutions that it computes; none for other steps.
    var convolutions: Convolutions?
}

/// A step that is decided, but has no memory yet.
struct Draft {
    let description: StepDescription
    let inputs: [Placement]
    let outputs: [Placement]
    /// Depends on shapes only, so that it is computed once.
    let isConstant: Bool
    let make: (LayerContext) -> any Layer
}

/// The values and steps of a plan while it is made: who stands where, and for how long.
struct Lowering {
    private(set) var drafts: [Draft] = []
    private(set) var storages: [Arena.Lifetime] = []
    private var placements: [Graph.Value: Placement] = [:]
    /// The same values in the other order of their numbers, where somebody needed that.
    private var changed: [Graph.Value: Placement] = [:]
    private var constants: Set<Graph.Value> = []

    /// Gives the network's input its place.
    init(input shape: Shape) {
        let channelOrder = shape.isPicture ? ChannelOrder.interleaved : .planar
        // It is filled before the first step, and a benchmark fills it once for many runs.
        storages.append(Arena.Lifetime(first: 0, last: .max, count: shape.count))
        placements[0] = Placement(
            storage: 0,
            offset: 0,
            stride: shape.channels,
            channelOrder: channelOrder,
            shape: shape
        )
    }

    /// The number of the next step.
    private var now: Int { drafts.count }

    /// Where a value stands, in whichever order.
    func placement(of value: Graph.Value) -> Placement {
        guard let placement = placements[value] else {
            preconditionFailure("value \(value) is read too early")
        }
        return placement
    }

    /// Whether a value depends on shapes only.
    func isConstant(_ value: Graph.Value) -> Bool { constants.contains(value) }

    /// Where a value stands in the wanted order; plans a copy if it stands in the other.
    mutating func placement(of value: Graph.Value, as channelOrder: ChannelOrder) -> Placement {
        let own = placement(of: value)
        if own.channelOrder == channelOrder { return own }
        if own.shape.plane == 1 || own.shape.channels == 1 {
            return Placement(
                storage: own.storage,
                offset: own.offset,
                stride: own.shape.channels,
                channelOrder: channelOrder,
                shape: own.shape
            )
        }
        if let changed = changed[value] { return changed }
        let copy = newPlacement(own.shape, channelOrder)
        add(
            Draft(
                description: StepDescription(
                    name: "value \(value)",
                    operation: "layout",
                    inputShape: own.shape,
                    outputShape: own.shape
                ),
                inputs: [own],
                outputs: [copy],
                isConstant: isConstant(value),
                make: { ChannelOrderLayer(context: $0) }
            )
        )
        changed[value] = copy
        return copy
    }

    /// Makes room for a value that the next step writes.
    mutating func newPlacement(_ shape: Shape, _ channelOrder: ChannelOrder, bytes: Quantization? = nil)
        -> Placement
    {
        let count = bytes == nil ? shape.count : Number.uint8.words(shape.count)
        storages.append(Arena.Lifetime(first: now, last: now, count: count))
        return Placement(
            storage: storages.count - 1,
            offset: 0,
            stride: shape.channels,
            channelOrder: channelOrder,
            shape: shape,
            bytes: bytes
        )
    }

    /// Notes where a value stands.
    mutating func place(_ value: Graph.Value, at placement: Placement, isConstant: Bool = false) {
        placements[value] = placement
        if isConstant { constants.insert(value) }
    }

    /// Adds a step; its inputs are needed until then.
    mutating func add(_ draft: Draft) {
        for placement in draft.inputs + draft.outputs {
            storages[placement.storage].last = max(storages[placement.storage].last, now)
        }
        if draft.isConstant {
            for placement in draft.outputs { keep(placement) }
        }
        drafts.append(draft)
    }

    /// Keeps a value from before the first step for ever.
    mutating func keep(_ placement: Placement) {
        storages[placement.storage].first = 0
        storages[placement.storage].last = .max
    }

    /// Keeps a value until it has been read after the run.
    mutating func keepToEnd(_ placement: Placement) { storages[placement.storage].last = .max }
}
