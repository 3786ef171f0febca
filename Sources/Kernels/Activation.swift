import CKernels

/// What becomes of each number that a layer has computed: `x < 0 ? x * slope : x`, then clipped to the limits.
public struct Activation: Sendable, Hashable {
    /// The slopes of negative numbers, one a channel; one for all channels; none for 1.
    public var slopes: [Float]
    /// The least and the largest result, if there are limits.
    public var limits: ClosedRange<Float>?

    /// Makes an activation.
    public init(slopes: [Float] = [], limits: ClosedRange<Float>? = nil) {
        (self.slopes, self.limits) = (slopes, limits)
    }

    /// Numbers stay as they are.
    public static let none = Activation()
    /// `max(0, x)`.
    public static let relu = Activation(limits: 0...Float.infinity)

    /// The slopes for each of some channels, none if there are none.
    public func slopes(channels: Int) -> [Float] {
        slopes.count == 1 ? [Float](repeating: slopes[0], count: channels) : slopes
    }

    /// The same for some of the channels only.
    public func part(_ channels: Range<Int>) -> Activation {
        slopes.count > 1 ? Activation(slopes: Array(slopes[channels]), limits: limits) : self
    }

    /// One activation that does what this one and then another do, nil where there is none.
    public func followed(by next: Activation) -> Activation? {
        guard self != .none else { return next }
        guard next.slopes.isEmpty else { return nil }
        guard let limits, let later = next.limits else {
            return Activation(slopes: slopes, limits: limits ?? next.limits)
        }
        return Activation(slopes: slopes, limits: limits.clamped(to: later))
    }

    /// As the kernels take it; `slopes` are as many as they read.
    @unsafe func c(slopes: UnsafePointer<Float>?) -> ck_activation {
        unsafe ck_activation(
            slopes: self.slopes.isEmpty ? nil : slopes,
            clips: limits == nil ? 0 : 1,
            least: limits?.lowerBound ?? 0,
            most: limits?.upperBound ?? 0
        )
    }
}
