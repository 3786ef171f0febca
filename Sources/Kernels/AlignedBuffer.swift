/// Floats in memory that begins at a multiple of 64 bytes, zeroed; the only allocator of raw memory.
@safe public final class AlignedBuffer: @unchecked Sendable {
    // Sendable because the memory's address and size never change; who writes where and when is for the owner of
    // the buffer to order.

    /// How many floats.
    public let count: Int
    /// The first float; valid as long as the buffer lives.
    @unsafe public let pointer: UnsafeMutablePointer<Float>

    /// Allocates zeroed floats.
    public init(count: Int) {
        precondition(count >= 0, "a buffer of \(count) floats")
        self.count = count
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
        unsafe self.pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        unsafe pointer.initialize(repeating: 0, count: count)
    }

    /// Allocates a copy of some floats.
    public convenience init(_ values: [Float]) {
        self.init(count: values.count)
        for (i, value) in values.enumerated() { unsafe pointer[i] = value }
    }

    deinit { unsafe pointer.deallocate() }
}
