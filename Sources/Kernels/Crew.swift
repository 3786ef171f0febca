import CKernels
import Dispatch
import Glibc
import Synchronization

/// The threads that compute networks: together they work on one run at a time, and split each layer between them.
///
/// A run has some seventy layers of a fraction of a millisecond. Waking a thread for each would cost as much as many of
/// them take, so the helpers are woken once for a run, and watch for tiles until it is over. Between runs they sleep. A
/// helper that comes late is not waited for while there are tiles: the others do its share.
///
/// Networks that share a crew take turns on it, and so never have more threads than there are processors.
public final class Crew: Sendable {
    /// How many threads work, the leading one included.
    public let count: Int

    private let work: SharedWork
    private let turn = Mutex(())
    private let hasHelpers = Atomic(false)

    /// Makes a crew; its helpers begin with the first run, and end with the crew.
    public init(_ workers: Workers) {
        count = workers.count
        work = SharedWork(count: workers.count)
    }

    deinit { work.end() }

    /// Wakes the helpers, runs a closure that splits its work with `perform`, and lets them sleep again.
    ///
    /// Runs of several threads take turns. Allocates nothing but in the first run.
    public func run(_ body: () -> Void) {
        turn.withLock { _ in
            guard count > 1 else { return body() }
            if !hasHelpers.load(ordering: .relaxed) {
                work.startHelpers()
                hasHelpers.store(true, ordering: .relaxed)
            }
            work.open()
            body()
            work.close()
        }
    }

    /// Calls the body for every tile in `0..<count`; returns when all are done.
    ///
    /// Outside of `run` the caller is alone.
    ///
    /// - Parameters:
    ///   - count: how many tiles; a thread that has finished one takes the next.
    ///   - body: gets the tile, and the number of the worker in `0..<self.count`, which no other thread has meanwhile.
    public func perform(_ count: Int, _ body: (_ tile: Int, _ worker: Int) -> Void) {
        work.perform(count, body)
    }

    /// Calls the body for about equal parts of `0..<length`, each at least `grain` long where there is that much.
    public func split(_ length: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        guard length > 0 else { return }
        let parts = max(1, min(count, length / max(grain, 1)))
        perform(parts) { part, _ in body(length * part / parts..<length * (part + 1) / parts) }
    }
}

/// What a crew's threads share, so that the helpers don't keep the crew.
private final class SharedWork: @unchecked Sendable {
    // Sendable because `body` is written only while no tile is open, by the one thread that leads the run, and read
    // only by who holds a tile: `tiles` is released after the one and acquired before the other.

    /// The tiles of one piece of work in one number, so that taking one is one operation: which piece of work (to tell
    /// it from the last), how many tiles, and which is next.
    private struct Tiles {
        static let limit = 1 << 24

        let piece: UInt64
        let count: Int
        let next: Int

        init(piece: UInt64, count: Int) {
            self.piece = piece & 0xFFFF
            self.count = count
            next = 0
        }

        init(_ bits: UInt64) {
            piece = bits >> 48
            count = Int(truncatingIfNeeded: bits >> 24) & (Tiles.limit - 1)
            next = Int(truncatingIfNeeded: bits) & (Tiles.limit - 1)
        }

        var bits: UInt64 { piece << 48 | UInt64(count) << 24 | UInt64(next) }
    }

    /// How many times a thread looks before it lets others have the processor.
    private static let patience = 2000

    private let count: Int
    private let queue = DispatchQueue(label: "facetop.crew", qos: .userInitiated, attributes: .concurrent)
    private let tiles = Atomic<UInt64>(0)
    private let done = Atomic(0)
    private let isOpen = Atomic(false)
    private let isOver = Atomic(false)
    /// One for each helper: a run has begun.
    private let begun: [DispatchSemaphore]
    /// A helper has left the run.
    private let left = DispatchSemaphore(value: 0)
    private var body: (Int, Int) -> Void = { _, _ in }
    private var piece: UInt64 = 0

    init(count: Int) {
        self.count = count
        begun = (1..<count).map { _ in DispatchSemaphore(value: 0) }
    }

    func startHelpers() {
        for worker in 1..<count {
            queue.async { [self] in
                while true {
                    begun[worker - 1].wait()
                    if isOver.load(ordering: .acquiring) { return }
                    help(worker)
                    left.signal()
                }
            }
        }
    }

    /// Begins a run.
    func open() {
        isOpen.store(true, ordering: .releasing)
        for semaphore in begun { semaphore.signal() }
    }

    /// Ends a run; returns when all helpers have left it, so that none of them works beside the next one.
    func close() {
        isOpen.store(false, ordering: .releasing)
        for _ in begun { left.wait() }
    }

    /// Lets the helpers go.
    func end() {
        isOver.store(true, ordering: .releasing)
        for semaphore in begun { semaphore.signal() }
    }

    func perform(_ count: Int, _ body: (_ tile: Int, _ worker: Int) -> Void) {
        // Every thread may count `next` up once more than there are tiles.
        precondition(count < Tiles.limit - self.count, "\(count) tiles")
        guard self.count > 1, count > 1, isOpen.load(ordering: .relaxed) else {
            for tile in 0..<count { body(tile, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            self.body = body
            piece &+= 1
            done.store(0, ordering: .relaxed)
            tiles.store(Tiles(piece: piece, count: count).bits, ordering: .releasing)
            while takeTile(worker: 0) {}
            var idle = 0
            while done.load(ordering: .acquiring) < count { Self.wait(&idle) }
            self.body = { _, _ in }
        }
    }

    /// Takes a tile and does it; false where none is left.
    private func takeTile(worker: Int) -> Bool {
        // Looked at first, so that waiting helpers do not count `next` up without end.
        let seen = Tiles(tiles.load(ordering: .relaxed))
        guard seen.next < seen.count else { return false }
        let taken = Tiles(tiles.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue)
        guard taken.next < taken.count else { return false }
        body(taken.next, worker)
        done.wrappingAdd(1, ordering: .releasing)
        return true
    }

    private func help(_ worker: Int) {
        var idle = 0
        while isOpen.load(ordering: .acquiring) {
            if takeTile(worker: worker) { idle = 0 } else { Self.wait(&idle) }
        }
    }

    /// Waits a moment; after many moments, lets other threads have the processor.
    private static func wait(_ idle: inout Int) {
        if idle < patience {
            idle += 1
            ck_pause()
        } else {
            sched_yield()
        }
    }
}
