// Kernels: SIMD and GEMM, on spans and raw buffers.
//
//   KernelSet         the micro-kernels of one instruction set
//   KernelSet+Image   picture operations on bytes
//   GEMM              matrix multiplication through OpenBLAS
//   AlignedBuffer     the only allocator of raw memory
//   Workers           splits work over Dispatch

import CKernels
import Glibc

/// The SIMD micro-kernels of one instruction set.
public struct KernelSet: Sendable {
    /// An instruction set that has its own micro-kernels, slowest first.
    public enum InstructionSet: UInt32, CaseIterable, Comparable, Sendable {
        case scalar = 0
        case avx2 = 1
        case avx512 = 2

        /// Orders the sets from slowest to fastest.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

        /// The fastest instruction set of this processor.
        public static let best = InstructionSet(rawValue: ck_best_isa().rawValue) ?? .scalar

        /// Its name as `FACETOP_ISA` takes it.
        public var name: String { "\(self)" }
    }

    /// The kernels that this process uses: the best ones, or those that the environment's `FACETOP_ISA` names if
    /// the processor has them.
    public static let current = KernelSet(
        chosen(environment: unsafe getenv("FACETOP_ISA").map { unsafe String(cString: $0) })
    )

    /// The instruction set of these kernels.
    public let instructionSet: InstructionSet
    let table: ck_kernels

    /// Makes the kernels for one instruction set, which this processor must have.
    public init(_ instructionSet: InstructionSet) {
        precondition(instructionSet <= .best, "\(instructionSet) kernels on a processor without it")
        self.instructionSet = instructionSet
        self.table = ck_kernels_for(ck_isa(rawValue: instructionSet.rawValue))
    }

    static func chosen(environment name: String?) -> InstructionSet {
        InstructionSet.allCases.first { $0.name == name && $0 <= .best } ?? .best
    }

    /// Returns the squared Euclidean distance of two vectors of equal length.
    public func squaredDistance(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        precondition(a.count == b.count, "distance of \(a.count) to \(b.count) numbers")
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let pa = a.baseAddress, let pb = b.baseAddress else { return 0 }
                return unsafe table.f32_squared_distance(a.count, pa, pb)
            }
        }
    }

    /// Returns the inner product of two vectors of equal length.
    public func dot(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        precondition(a.count == b.count, "dot of \(a.count) by \(b.count) numbers")
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let pa = a.baseAddress, let pb = b.baseAddress else { return 0 }
                return unsafe table.f32_dot(a.count, pa, pb)
            }
        }
    }
}
