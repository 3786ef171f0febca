import Files
import FoundationEssentials
import Inference
import Kernels

/// Times of algorithms that `facetop bench --tune` has measured on this machine.
enum TuningFile {
    /// Where they are kept; each instruction set and number of threads has its own.
    static func path(_ places: Places, _ workers: Workers) -> String {
        "\(places.cache)/tuning-\(KernelSet.current.instructionSet.name)-\(workers.count).json"
    }

    /// Reads them; nothing where there are none or the file is none: then the cost model alone decides.
    static func read(_ places: Places, _ workers: Workers) -> Tuning {
        guard let bytes = try? RegularFile.read(path(places, workers), limit: 1 << 20),
            let times = try? JSONDecoder().decode([String: [String: Double]].self, from: Data(bytes))
        else { return Tuning() }
        return Tuning(times: times.mapValues { $0.filter { $0.value.isFinite && $0.value > 0 } })
    }

    /// Writes them.
    static func write(_ tuning: Tuning, _ places: Places, _ workers: Workers) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.makeFolder(places.cache)
        try AtomicFile.write([UInt8](try encoder.encode(tuning.times)) + [10], to: path(places, workers))
    }
}
