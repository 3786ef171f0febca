extension Torch7Reader {
    /// Reads the numbers of a tensor in row-major order; an empty list for an empty tensor.
    ///
    /// - Throws: `ImportError` if the value is no tensor, or reaches past its storage.
    func tensor(_ value: TorchValue, _ what: String) throws(ImportError) -> (sizes: [Int], values: [Float]) {
        func error(_ problem: String) -> ImportError {
            ImportError(file: file.path, layer: what, problem: problem)
        }
        guard case .reference(let index) = value,
            case .tensor(let sizes, let strides, let offset, let storageValue) = objects[index] ?? .pending
        else { throw error("is no tensor") }
        guard !sizes.isEmpty else { return ([], []) }
        guard case .reference(let storageIndex) = storageValue,
            case .storage(let element, let first, let count) = objects[storageIndex] ?? .pending
        else { throw error("has no storage") }

        // The last element bounds all others, because sizes and strides are not negative.
        var total = 1
        var last = offset
        for (size, stride) in zip(sizes, strides) {
            guard size > 0, stride >= 0, size <= count, stride <= count else {
                throw error("sizes \(sizes) and strides \(strides) do not fit a storage of \(count)")
            }
            let (product, overflow) = total.multipliedReportingOverflow(by: size)
            last += (size - 1) * stride
            guard !overflow, product <= count, last < count else {
                throw error("sizes \(sizes) and strides \(strides) reach past a storage of \(count)")
            }
            total = product
        }

        var values: [Float] = []
        values.reserveCapacity(total)
        var position = [Int](repeating: 0, count: sizes.count)
        var at = offset
        for _ in 0..<total {
            values.append(number(element, at: first + at * element.bytes))
            for axis in sizes.indices.reversed() {
                position[axis] += 1
                at += strides[axis]
                if position[axis] < sizes[axis] { break }
                at -= sizes[axis] * strides[axis]
                position[axis] = 0
            }
        }
        return (sizes, values)
    }

    /// Reads one element; the storage was checked to lie in the file.
    private func number(_ element: TorchElement, at offset: Int) -> Float {
        var bits: UInt64 = 0
        for i in 0..<element.bytes { bits |= UInt64(file.bytes[offset + i]) << UInt64(8 * i) }
        return switch element {
        case .float, .cuda: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        case .double: Float(Double(bitPattern: bits))
        case .long: Float(Int64(bitPattern: bits))
        case .int: Float(Int32(truncatingIfNeeded: bits))
        case .short: Float(Int16(truncatingIfNeeded: bits))
        case .byte: Float(bits)
        case .char: Float(Int8(truncatingIfNeeded: bits))
        }
    }
}
