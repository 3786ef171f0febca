// Kernels: SIMD, on spans and raw buffers.
//
//   KernelSet         the micro-kernels of one instruction set
//   KernelSet+Image   operations on photos
//   KernelSet+Layer   operations on pictures of floats
//   Product           convolutions as products: weights, targets, Winograd
//   AlignedBuffer     the only allocator of raw memory
//   Crew              threads that split the work of a network

import CKernels
import Glibc

/// The SIMD micro-kernels of one instruction set.
public struct KernelSet: Sendable {
    /// An instruction set that has its own micro-kernels, slowest first.
    public enum InstructionSet: UInt32, CaseIterable, Comparable, Sendable {
        case scalar = 0
        case neon = 1
        case avx2 = 2
        case avx512 = 3
        case avx512vnni = 4

        /// Orders the sets from slowest to fastest.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

        /// The sets that this processor has, slowest first.
        public static var available: [InstructionSet] {
            allCases.filter { $0.isAvailable }
        }

        /// Whether this processor has the set: every processor has those below its best, and of its own kind.
        var isAvailable: Bool {
            self <= .best && ck_kernels_for(ck_isa(rawValue: rawValue)).isa.rawValue == rawValue
        }

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
        precondition(instructionSet.isAvailable, "\(instructionSet) kernels on a processor without it")
        self.instructionSet = instructionSet
        self.table = ck_kernels_for(ck_isa(rawValue: instructionSet.rawValue))
    }

    static func chosen(environment name: String?) -> InstructionSet {
        InstructionSet.available.first { $0.name == name } ?? .best
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
