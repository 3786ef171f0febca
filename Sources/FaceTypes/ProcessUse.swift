/// What the program takes of the machine.
public struct ProcessUse: Sendable, Hashable {
    /// Of one processor, in percent.
    public let processor: Double
    /// Bytes of memory that are its own (resident, not shared with files).
    public let memory: Int

    /// Makes a measure.
    public init(processor: Double, memory: Int) { (self.processor, self.memory) = (processor, memory) }
}
