import Dispatch
import Synchronization
import Testing

@testable import Pipeline

extension Mailbox {
    /// Waits for a value; nil when the mailbox is closed.
    fileprivate func take() -> Value? {
        guard case .value(let value) = take(within: 60) else { return nil }
        return value
    }
}

@Suite("the mailbox")
struct MailboxTests {
    @Test("the newest value wins, and what it replaces is counted")
    func newest() {
        let mailbox = Mailbox<Int>(keepsAll: false)
        for value in 1...5 { #expect(mailbox.put(value)) }
        #expect(mailbox.take() == 5 && mailbox.replacedCount == 4)
        #expect(mailbox.put(6))
        mailbox.close()
        #expect(!mailbox.put(7))
        #expect(mailbox.take() == 6 && mailbox.take() == nil)
    }

    @Test("where every value counts none is lost")
    func all() {
        let mailbox = Mailbox<Int>(keepsAll: true)
        let sender = DispatchQueue(label: "sender")
        sender.async {
            for value in 0..<1000 { _ = mailbox.put(value) }
            mailbox.close()
        }
        var received: [Int] = []
        while let value = mailbox.take() { received.append(value) }
        #expect(received == Array(0..<1000) && mailbox.replacedCount == 0)
    }

    @Test("tells that nothing came in time, and what was thrown away is not counted")
    func waiting() {
        let mailbox = Mailbox<Int>(keepsAll: false)
        guard case .nothing = mailbox.take(within: 0.01) else {
            return #expect(Bool(false), "there is a value")
        }
        _ = mailbox.put(1)
        mailbox.discard()
        guard case .nothing = mailbox.take(within: 0.01) else {
            return #expect(Bool(false), "it is still there")
        }
        #expect(mailbox.replacedCount == 0)
    }

    @Test("tells of every value that nobody took: replaced, thrown away, or too late")
    func losses() {
        let lost = Mutex<[Int]>([])
        let mailbox = Mailbox<Int>(keepsAll: false) { value in lost.withLock { $0.append(value) } }
        for value in 1...3 { _ = mailbox.put(value) }
        #expect(mailbox.take() == 3)
        _ = mailbox.put(4)
        mailbox.discard()
        _ = mailbox.put(5)
        mailbox.close()
        #expect(!mailbox.put(6) && mailbox.take() == 5)
        #expect(lost.withLock(\.self) == [1, 2, 4, 6])
    }

    @Test("closing wakes a sender and a receiver that wait")
    func closing() {
        for keepsAll in [false, true] {
            let mailbox = Mailbox<Int>(keepsAll: keepsAll)
            if keepsAll { _ = mailbox.put(1) }
            let done = DispatchSemaphore(value: 0)
            DispatchQueue(label: "waits").async {
                if keepsAll { #expect(!mailbox.put(2)) } else { #expect(mailbox.take() == nil) }
                done.signal()
            }
            mailbox.close()
            #expect(done.wait(timeout: .now() + 20) == .success)
        }
    }
}
