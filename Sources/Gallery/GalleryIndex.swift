import FaceTypes
import Kernels
import Synchronization

/// The templates of many people in one packed matrix of bytes, to find those few who may be nearest to a face.
///
/// A first pass multiplies a face with all templates, in bytes; how far that can be off is known, so that nobody is left out
/// who is nearer than those that are found. The distances that count are then computed from the templates themselves.
@safe final class GalleryIndex: @unchecked Sendable {
    // Sendable because `turn` is held while `results` is used, and nothing else changes.

    /// With fewer templates a plain loop is as fast.
    static let leastTemplates = 1000

    private let product: Product
    private let kernels = KernelSet.current
    /// Where each person's templates are, and the middle of them, where there is one.
    private let rows: [(templates: Range<Int>, center: Int?)]
    /// The length of the largest difference of a row and its bytes.
    private let rowError: Float
    /// Numbers of a template, and the words of bytes that they take.
    private let count: Int
    private let words: Int
    private let results: AlignedBuffer
    private let turn = Mutex(())

    /// Packs templates of one length; nil where they are few, or of several lengths.
    init?(_ people: [Person]) {
        let templates = people.reduce(0) { $0 + $1.templates.count }
        guard templates >= Self.leastTemplates, let count = people.first?.templates.first?.count,
            people.allSatisfy({ person in person.templates.allSatisfy { $0.count == count } })
        else { return nil }
        var rows: [(templates: Range<Int>, center: Int?)] = []
        var end = 0
        for person in people {
            let own = end..<end + person.templates.count
            rows.append((own, person.center == nil ? nil : own.upperBound))
            end = own.upperBound + (person.center == nil ? 0 : 1)
        }
        let groups = (end + Product.columnsOfGroup - 1) / Product.columnsOfGroup
        words = Number.uint8.words(count)
        product = Product(
            number: .uint8,
            sums: kernels.byteSums[0],
            taps: 1,
            words: words,
            groups: groups
        )
        results = AlignedBuffer(count: groups * Product.columnsOfGroup)
        var error: Float = 0
        for (person, own) in zip(people, rows) {
            for (template, row) in zip(person.templates, own.templates) {
                error = max(error, Self.set(template, as: row, of: product))
            }
            if let center = person.center, let row = own.center {
                error = max(error, Self.set(center, as: row, of: product))
            }
        }
        for group in 0..<groups {
            unsafe product.setTarget(
                group: group,
                columns: Product.columnsOfGroup,
                out: results.pointer + group * Product.columnsOfGroup,
                stride: results.count,
                residual: nil
            )
        }
        (self.rows, rowError, self.count) = (rows, error, count)
    }

    /// What stands for 0 in a face's bytes.
    private static let zero: Float = 128

    /// Writes a template as a column; returns the length of the difference.
    private static func set(_ template: Embedding, as column: Int, of product: Product) -> Float {
        template.withNumbers { numbers in
            var most: Float = 0
            for i in stride(from: 0, to: numbers.count, by: 2) {
                let (first, next) = (numbers[i], i + 1 < numbers.count ? numbers[i + 1] : 0)
                // Two neighbors of one sign may be summed in 16 bits, where 128 is the most: 127, and what rounding adds.
                let areSummed = product.sums != .wide && first * next > 0
                most = max(most, areSummed ? abs(first + next) : max(abs(first), abs(next)))
            }
            let step = most > 0 && most.isFinite ? most / 127 : 1
            var (error, sum): (Float, Float) = (0, 0)
            for i in 0..<numbers.count {
                let byte = numbers[i].isFinite ? (numbers[i] / step).rounded() : 0
                product.setWeight(byte, tap: 0, index: i, column: column)
                let difference = numbers[i] - byte * step
                error += difference * difference
                sum += byte
            }
            product.setScale(step, column: column)
            product.setBias(-zero * sum * step, column: column)
            return error.squareRoot()
        }
    }

    /// Finds the people among whom the nearest ones are.
    ///
    /// - Parameters:
    ///   - probe: the face.
    ///   - least: how many of the nearest must be among them.
    /// - Returns: their numbers, ascending; nil for a face of another length.
    func people(near probe: Embedding, atLeast least: Int) -> [Int]? {
        guard probe.count == count else { return nil }
        let (bytes, step, error) = Self.bytes(of: probe, words: words)
        return turn.withLock { _ in
            multiply(bytes)
            return select(step: step, error: error, atLeast: least)
        }
    }

    /// A face as bytes, and the length of the difference.
    private static func bytes(of probe: Embedding, words: Int) -> (AlignedBuffer, step: Float, error: Float) {
        let buffer = AlignedBuffer(count: words)
        return probe.withNumbers { numbers in
            var most: Float = 0
            for i in 0..<numbers.count { most = max(most, abs(numbers[i])) }
            let step = most > 0 && most.isFinite ? most / 127 : 1
            var error: Float = 0
            for i in 0..<numbers.count {
                let byte = numbers[i].isFinite ? (numbers[i] / step).rounded() : 0
                unsafe UnsafeMutableRawPointer(buffer.pointer)
                    .storeBytes(of: UInt8(byte + zero), toByteOffset: i, as: UInt8.self)
                let difference = numbers[i] - byte * step
                error += difference * difference
            }
            return (buffer, step, error.squareRoot())
        }
    }

    private func multiply(_ bytes: AlignedBuffer) {
        let one = Extent(1)
        let window = Window(
            channels: words * 4,
            input: one,
            kernel: one,
            stride: one,
            padding: Extent(0),
            dilation: one,
            output: one
        )
        let patches = unsafe Patches(
            window: window,
            input: bytes.pointer,
            rowBytes: bytes.count * 4,
            pixelBytes: bytes.count * 4,
            border: bytes.pointer
        )
        kernels.convolve(product, patches, rows: 0..<1, groups: 0..<product.groups)
    }

    /// The people whose distance may be one of the least, by what `multiply` left.
    private func select(step: Float, error: Float, atLeast least: Int) -> [Int] {
        // |a b - a' b'| <= |a| |b - b'| + |b'| |a - a'| (Cauchy and Schwarz), twice that in squared distance, and what floats
        // round off.
        let bound = 2 * (1.001 * error + (1.001 + error) * rowError) + 1e-4
        var distances = [Float](repeating: 0, count: rows.count)
        var nearest = [Float](repeating: .infinity, count: max(least, 1))
        for person in distances.indices {
            var dot = -Float.infinity
            for row in rows[person].templates { dot = max(dot, unsafe results.pointer[row]) }
            if let center = rows[person].center { dot = (dot + (unsafe results.pointer[center])) / 2 }
            let distance = 2 - 2 * dot * step
            distances[person] = distance
            guard distance < nearest[nearest.count - 1] else { continue }
            var place = nearest.count - 1
            while place > 0, nearest[place - 1] > distance {
                nearest[place] = nearest[place - 1]
                place -= 1
            }
            nearest[place] = distance
        }
        let most = nearest[nearest.count - 1] + 2 * bound
        return distances.indices.filter { distances[$0] <= most }
    }
}
