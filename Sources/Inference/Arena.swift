import Kernels

/// Places values in one piece of memory so that two that live at the same time never overlap.
struct Arena {
    /// When a value is needed: from the step that writes it to the last that reads it.
    struct Lifetime {
        var first: Int
        var last: Int
        var count: Int
    }

    /// Where each value begins, in floats; a multiple of 16.
    private(set) var offsets: [Int]
    /// How many floats all of them take.
    private(set) var count = 0

    /// Places values, largest first, each at the lowest offset that is free for all of its life.
    init(_ lifetimes: [Lifetime]) {
        offsets = [Int](repeating: 0, count: lifetimes.count)
        var placed: [Int] = []
        for index in lifetimes.indices.sorted(by: { lifetimes[$0].count > lifetimes[$1].count }) {
            let life = lifetimes[index]
            let neighbors = placed.filter {
                lifetimes[$0].first <= life.last && life.first <= lifetimes[$0].last
            }
            .sorted { offsets[$0] < offsets[$1] }
            var offset = 0
            for neighbor in neighbors where offsets[neighbor] < offset + Self.padded(life.count) {
                offset = max(offset, offsets[neighbor] + Self.padded(lifetimes[neighbor].count))
            }
            offsets[index] = offset
            count = max(count, offset + Self.padded(life.count))
            placed.append(index)
        }
    }

    private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
