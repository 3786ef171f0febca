import Dispatch
import Foundation
import Testing

@testable import Kernels

/// Work that is a closure.
private final class Work: CrewWork {
    private let body: (Range<Int>, Int) -> Void

    init(_ body: @escaping (_ part: Range<Int>, _ worker: Int) -> Void) { self.body = body }

    func compute(_ part: Range<Int>, worker: Int) { body(part, worker) }
}

@Suite("work is split")
struct CrewTests {
    @Test("every tile is done once, in a run and outside of one", arguments: [1, 2, 5], [0, 1, 2, 17])
    func tiles(threads: Int, tiles: Int) {
        let crew = Crew(Workers(count: threads))
        let done = AlignedBuffer(count: tiles)
        let work = Work { part, worker in
            for tile in part { unsafe done.pointer[tile] += 1 }
            #expect(worker < threads)
        }
        crew.run { for _ in 0..<100 { crew.perform(work, length: tiles, parts: tiles) } }
        crew.perform(work, length: tiles, parts: tiles)
        crew.run { crew.perform(work, length: tiles, parts: tiles) }
        #expect((0..<tiles).allSatisfy { unsafe done.pointer[$0] == 102 })
    }

    @Test("the number of a piece of work may wrap around")
    func wrap() {
        let crew = Crew(Workers(count: 2))
        let done = AlignedBuffer(count: 3)
        let work = Work { part, _ in for tile in part { unsafe done.pointer[tile] += 1 } }
        // Pieces are told apart by 16 bits.
        crew.run { for _ in 0..<70_000 { crew.perform(work, length: 3, parts: 3) } }
        #expect((0..<3).allSatisfy { unsafe done.pointer[$0] == 70_000 })
    }

    @Test("what one piece of work wrote, the next reads", arguments: [2, 4])
    func order(threads: Int) {
        let crew = Crew(Workers(count: threads))
        let values = AlignedBuffer(count: 64)
        let step = AlignedBuffer(count: 1)
        // Each tile reads its neighbor's value of the last step and checks it, then all write.
        let check = Work { part, _ in
            for tile in part { #expect(unsafe values.pointer[(tile + 1) % 64] == step.pointer[0] - 1) }
        }
        let write = Work { part, _ in for tile in part { unsafe values.pointer[tile] = step.pointer[0] } }
        crew.run {
            for number in 1...500 {
                unsafe step.pointer[0] = Float(number)
                crew.perform(check, length: 64, parts: 64)
                crew.perform(write, length: 64, parts: 64)
            }
        }
    }

    @Test("parts cover a length", arguments: [0, 1, 7, 1000])
    func parts(length: Int) {
        let crew = Crew(Workers(count: 3))
        let seen = AlignedBuffer(count: length)
        let work = Work { part, _ in for i in part { unsafe seen.pointer[i] += 1 } }
        crew.run { crew.perform(work, length: length, grain: 2) }
        #expect((0..<length).allSatisfy { unsafe seen.pointer[$0] == 1 })
    }

    @Test("runs of several threads take turns, and a crew that is gone leaves no thread behind")
    func turns() {
        for _ in 0..<20 {
            let crew = Crew(Workers(count: 2))
            let total = AlignedBuffer(count: 1)
            let isBusy = AlignedBuffer(count: 1)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                for _ in 0..<50 {
                    crew.run {
                        #expect(unsafe isBusy.pointer[0] == 0)
                        unsafe isBusy.pointer[0] = 1
                        unsafe total.pointer[0] += 1
                        unsafe isBusy.pointer[0] = 0
                    }
                }
            }
            #expect(unsafe total.pointer[0] == 200)
        }
    }
}
