import Kernels

/// By which way convolutions are computed.
public enum ConvolutionMethod: String, Sendable, CaseIterable {
    /// The fastest of ours that the precision allows.
    case auto
    /// im2col and OpenBLAS, in fp32: the same on every processor that OpenBLAS knows.
    case im2col

    /// Ours, where there are kernels for the processor; else OpenBLAS may have some.
    public static let standard = method(for: KernelSet.InstructionSet.available)

    static func method(for available: [KernelSet.InstructionSet]) -> ConvolutionMethod {
        available == [.scalar] ? .im2col : .auto
    }
}
