import Text

/// The blobs of a caffemodel, by layer name.
///
/// Field numbers: caffe.proto, and OpenCV's extension of it (opencv-caffe.proto) for half-precision weights.
struct CaffeWeights {
    /// One array of weights.
    struct Blob {
        let extents: [Int]
        let values: [Float]
        /// Where in the file, for messages.
        let offset: Int
    }

    /// The arrays of each layer that has any, in the layer's own order.
    private(set) var blobs: [String: [Blob]] = [:]

    init(_ file: ModelFile) throws(ImportError) {
        var net = ProtobufReader(ByteReader(file))
        while let field = try net.next() {
            guard field.number == 100 else { continue }
            try readLayer(net.bytes(field))
        }
        guard !blobs.isEmpty else {
            throw ImportError(file: file.path, problem: "holds no layer with weights")
        }
    }

    private mutating func readLayer(_ bytes: ByteReader) throws(ImportError) {
        var layer = ProtobufReader(bytes)
        var name = ""
        var arrays: [Blob] = []
        while let field = try layer.next() {
            switch field.number {
            case 1: name = try layer.text(field)
            case 7: arrays.append(try Self.readBlob(layer.bytes(field)))
            default: continue
            }
        }
        guard !arrays.isEmpty else { return }
        guard blobs.updateValue(arrays, forKey: name) == nil else {
            throw bytes.error("a second layer with weights is named '\(name.printable(limit: 80))'")
        }
    }

    private static func readBlob(_ bytes: ByteReader) throws(ImportError) -> Blob {
        var blob = ProtobufReader(bytes)
        var extents: [UInt64]?
        var legacy: [UInt64] = [1, 1, 1, 1]
        var values: [Float] = []
        var rawType: UInt64?
        var raw: ByteReader?
        while let field = try blob.next() {
            switch field.number {
            case 1...4: legacy[field.number - 1] = try blob.varints(field).last ?? 1
            case 5: values += try blob.floats(field)
            case 7: extents = try readShape(blob.bytes(field))
            case 10: rawType = try blob.varints(field).last
            case 12: raw = try blob.bytes(field)
            default: continue
            }
        }
        if var raw {
            guard values.isEmpty else {
                throw bytes.error("weights stand twice, as `data` and as `raw_data`")
            }
            switch rawType {
            case 1: values = try raw.floatsToEnd()
            case 2: values = try raw.halvesToEnd()
            default:
                throw bytes.error(
                    "weights of raw_data_type \(rawType ?? 0); 1 (float) and 2 (half) are known"
                )
            }
        }
        let wanted = (extents ?? legacy).map { Int(clamping: $0) }
        var count = 1
        for extent in wanted {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw bytes.error("weights of shape \(wanted)") }
            count = product
        }
        guard count == values.count else {
            throw bytes.error("\(values.count) weights where the shape \(wanted) says \(count)")
        }
        return Blob(extents: wanted, values: values, offset: bytes.offset)
    }

    private static func readShape(_ bytes: ByteReader) throws(ImportError) -> [UInt64] {
        var shape = ProtobufReader(bytes)
        var extents: [UInt64] = []
        while let field = try shape.next() {
            guard field.number == 1 else { continue }
            extents += try shape.varints(field)
            guard extents.count <= 32 else { throw bytes.error("a shape of more than 32 extents") }
        }
        return extents
    }
}
