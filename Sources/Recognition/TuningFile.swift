import Files
public import Inference
public import Kernels
import Text

/// Times of algorithms that were measured on this machine.
public enum TuningFile {
    private static let maximumBytes = 1 << 20

    /// Where they are kept; each instruction set and number of threads has its own.
    public static func path(_ cache: String, _ workers: Workers) -> String {
        "\(cache)/tuning-\(KernelSet.current.instructionSet.name)-\(workers.count).json"
    }

    /// Reads them; nothing where there are none, or the file is invalid: then the cost model alone decides.
    public static func read(_ cache: String?, _ workers: Workers) -> Tuning {
        guard let cache, let bytes = try? RegularFile.read(path(cache, workers), limit: maximumBytes),
            let times = try? JSON.decode([String: [String: Double]].self, from: bytes)
        else { return Tuning() }
        return Tuning(times: times.mapValues { $0.filter { $0.value.isFinite && $0.value > 0 } })
    }

    /// Writes them.
    public static func write(_ tuning: Tuning, _ cache: String, _ workers: Workers) throws(RecognitionError) {
        do throws(FileError) {
            try AtomicFile.makeFolder(cache)
            try AtomicFile.write(JSON.document(tuning.times), to: path(cache, workers))
        } catch { throw .file(error) }
    }
}
