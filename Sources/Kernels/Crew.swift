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

    private let shared: SharedWork
    private let turn = Mutex(())
    private let hasHelpers = Atomic(false)

    /// Makes a crew; its helpers begin with the first run, and end with the crew.
    public init(_ workers: Workers) {
        count = workers.count
        shared = SharedWork(count: workers.count)
    }

    deinit { shared.end() }

    /// Wakes the helpers, runs a closure that has `perform` do its work, and lets them sleep again.
    ///
    /// Runs of several threads take turns. Allocates nothing but in the first run.
    public func run(_ body: () -> Void) {
        turn.withLock { _ in
            guard count > 1 else { return body() }
            if !hasHelpers.load(ordering: .relaxed) {
                shared.startHelpers()
                hasHelpers.store(true, ordering: .relaxed)
            }
            shared.open()
            body()
            shared.close()
        }
    }

    /// Lets the crew do a piece of work in equal parts; returns when all are done.
    ///
    /// Allocates nothing.
    ///
    /// Outside of `run` the caller is alone.
    ///
    /// - Parameters:
    ///   - work: what is done.
    ///   - length: how long it is.
    ///   - parts: in how many parts, at most `length`; a thread that has finished one takes the next.
    public func perform(_ work: any CrewWork, length: Int, parts: Int) {
        shared.perform(work, length: length, parts: min(parts, length))
    }

    /// Lets the crew do a piece of work in as many parts as it has threads, each at least `grain` long where there is
    /// that much.
    public func perform(_ work: any CrewWork, length: Int, grain: Int) {
        guard length > 0 else { return }
        shared.perform(work, length: length, parts: max(1, min(count, length / max(grain, 1))))
    }
}

/// Work that a crew can share: any part of it can be done by itself, on any thread.
public protocol CrewWork: AnyObject {
    /// Does a part of the work.
    ///
    /// - Parameters:
    ///   - part: which part, of `0..<length`.
    ///   - worker: the number of the worker in `0..<crew.count`, which no other thread has meanwhile.
    func compute(_ part: Range<Int>, worker: Int)
}

/// What a crew's threads share, so that the helpers don't keep the crew.
private final class SharedWork: @unchecked Sendable {
    // Sendable because `work` is written only while no tile is open, by the one thread that leads the run, and read
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
    private static let mostIdleTurns = 2000

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
    private let takenByHelpers = Atomic(0)
    private var takenByLeader = 0
    private var work: (any CrewWork)?
    private var length = 0
    private var parts = 0
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

    func perform(_ work: any CrewWork, length: Int, parts: Int) {
        // Every thread may count `next` up once more than there are tiles.
        precondition(parts < Tiles.limit - count, "\(parts) tiles")
        guard count > 1, parts > 1, isOpen.load(ordering: .relaxed) else {
            for part in 0..<parts {
                work.compute(length * part / parts..<length * (part + 1) / parts, worker: 0)
            }
            return
        }
        (self.work, self.length, self.parts) = (work, length, parts)
        piece &+= 1
        takenByLeader = 0
        takenByHelpers.store(0, ordering: .relaxed)
        done.store(0, ordering: .relaxed)
        tiles.store(Tiles(piece: piece, count: parts).bits, ordering: .releasing)
        while takeTile(worker: 0) {}
        var idle = 0
        while done.load(ordering: .acquiring) < parts { Self.wait(&idle) }
        self.work = nil
    }

    /// Takes a tile and does it; false where none is left.
    ///
    /// The leader takes the first that is left, and helpers the last: so each has the same end of the picture in layer
    /// after layer, and finds in its own cache what it wrote.
    private func takeTile(worker: Int) -> Bool {
        // Looked at first, so that waiting helpers do not count `next` up without end.
        let seen = Tiles(tiles.load(ordering: .relaxed))
        guard seen.next < seen.count else { return false }
        let taken = Tiles(tiles.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue)
        guard taken.next < taken.count else { return false }
        let part =
            worker == 0
            ? takenByLeader : parts - 1 - takenByHelpers.wrappingAdd(1, ordering: .relaxed).oldValue
        if worker == 0 { takenByLeader += 1 }
        work?.compute(length * part / parts..<length * (part + 1) / parts, worker: worker)
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
        if idle < mostIdleTurns {
            idle += 1
            ck_pause()
        } else {
            sched_yield()
        }
    }
}
