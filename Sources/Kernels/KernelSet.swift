import CKernels
import Glibc

/// The SIMD micro-kernels of one instruction set.
public struct KernelSet: Sendable {
    /// An instruction set that has its own micro-kernels.
    public struct InstructionSet: Hashable, Comparable, Sendable, CustomStringConvertible {
        /// Its place among those of the architecture, slowest first.
        private let number: Int

        /// The one that every processor has, and that defines the results.
        public static let scalar = InstructionSet(number: 0)

        /// The sets of which this processor has all features, slowest first.
        public static let available: [InstructionSet] = {
            let features = ck_features()
            return (0..<ck_set_count()).filter { ck_set($0).needs & ~features == 0 }.map(InstructionSet.init)
        }()

        /// The fastest instruction set of this processor.
        public static let best = available.last ?? .scalar

        fileprivate var table: ck_kernels { ck_set(number) }

        /// Its name as `FACETOP_ISA` takes it.
        public var name: String { unsafe String(cString: ck_set_name(number)) }

        /// Its name.
        public var description: String { name }

        /// Orders the sets from slowest to fastest.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }
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
        precondition(
            InstructionSet.available.contains(instructionSet),
            "\(instructionSet) kernels on a processor without it"
        )
        self.instructionSet = instructionSet
        self.table = instructionSet.table
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
}
