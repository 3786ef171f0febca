import CV4L2
import Glibc
import Synchronization

@testable import Capture

/// A driver that follows a script.
final class ScriptedDriver: Sendable {
    /// One filled buffer that the driver has.
    struct Filled: Sendable {
        var sequence: UInt32
        var flags: UInt32 = cv4l2_flag_timestamp_monotonic
        var used: UInt32 = 8
        /// How old it is when it is taken, in seconds.
        var age = 0.0
    }

    /// What becomes ready at one poll.
    struct Ready: Sendable {
        var frames: [Filled] = []
        var events: Int32 = POLLIN
    }

    /// A control of the driver.
    struct Knob: Sendable {
        var id: UInt32
        var name: String
        var type = V4L2_CTRL_TYPE_INTEGER
        var range: ClosedRange<Int32> = 0...255
        var step: Int32 = 1
        var flags: UInt32 = 0
        var items: [Int32: String] = [:]
    }

    struct State: Sendable {
        var ready: [Ready] = []
        var waiting: [Filled] = []
        /// The `errno` of the next call of that name, in order.
        var failures: [String: [Int32]] = [:]
        /// Decides about every call that has no failure of its own: its `errno`, or nil.
        var chance: (@Sendable (String) -> Int32?)?
        var log: [String] = []
        /// The buffers that the driver has.
        var queued: Set<UInt32> = []
        var isOpen = 0
        var mapped = 0
        var isStreaming = false
        var format = PixelFormat.yuyv
        var size = FrameSize(width: 2, height: 2)
        var granted: FrameSize?
        var current: FrameSize?
        var interval: v4l2_fract?
        var askedInterval: v4l2_fract?
        var buffers: UInt32 = 4
        var brokenIndex = false
        var events: [UInt32] = []
        var offered: [(PixelFormat, [FrameSize], [Double])] = []
        var knobs: [Knob] = []
        var values: [UInt32: Int32] = [:]
        /// Cards by path; any path is the one camera where there is none.
        var cards: [String: (card: String, bus: String, capabilities: UInt32)] = [:]
        var paths: [Int32: String] = [:]
        var conversions = 0
        /// Is given when the script is over.
        var stop: StopSignal?
    }

    let state: Mutex<State>

    init(_ ready: [[Filled]] = [], failures: [String: [Int32]] = [:]) {
        state = Mutex(State(ready: ready.map { Ready(frames: $0) }, failures: failures))
    }

    var log: [String] { state.withLock(\.log) }

    /// Notes a call; -1 with `errno` where the script says so.
    private func call(_ name: String) -> Int32 {
        let failure = state.withLock { state -> Int32? in
            state.log.append(name)
            guard state.failures[name]?.isEmpty == false else { return state.chance?(name) }
            return state.failures[name]?.removeFirst()
        }
        guard let failure else { return 0 }
        errno = failure
        return -1
    }

    /// A call that changes the script's state where it does not fail.
    private func call(_ name: String, _ body: (inout State) -> Int32?) -> Int32 {
        guard call(name) == 0 else { return -1 }
        guard let code = state.withLock({ state in body(&state) }) else { return 0 }
        errno = code
        return -1
    }

    var calls: Calls {
        unsafe Calls(
            open: { path, _ in
                self.call("open") { state in
                    guard state.cards.isEmpty || state.cards[path] != nil else { return ENOENT }
                    state.isOpen += 1
                    state.paths[6 + Int32(state.isOpen)] = path
                    return nil
                } == 0 ? 6 + Int32(self.state.withLock(\.isOpen)) : -1
            },
            close: { _ in
                self.call("close") { state in
                    state.isOpen -= 1
                    return nil
                }
            },
            queryCapability: { descriptor, capability in
                let card = self.state.withLock { state in state.paths[descriptor].flatMap { state.cards[$0] }
                }
                capability.capabilities = V4L2_CAP_DEVICE_CAPS_NUMBER
                capability.device_caps = card?.capabilities ?? cv4l2_cap_wanted
                Self.write(card?.card ?? "Card", to: &capability.card)
                Self.write(card?.bus ?? "bus", to: &capability.bus_info)
                return self.call("QUERYCAP")
            },
            enumerateFormat: { _, entry in
                let index = Int(entry.index)
                return self.call("ENUM_FMT") { state in
                    guard index < state.offered.count else { return EINVAL }
                    entry.pixelformat = state.offered[index].0.code
                    return nil
                }
            },
            enumerateFrameSize: { _, entry in
                let (index, code) = (Int(entry.index), entry.pixel_format)
                return self.call("ENUM_FRAMESIZES") { state in
                    let sizes = state.offered.first { $0.0.code == code }?.1 ?? []
                    guard index < sizes.count else { return EINVAL }
                    entry.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
                    entry.discrete.width = UInt32(sizes[index].width)
                    entry.discrete.height = UInt32(sizes[index].height)
                    return nil
                }
            },
            enumerateFrameInterval: { _, entry in
                let (index, code) = (Int(entry.index), entry.pixel_format)
                return self.call("ENUM_FRAMEINTERVALS") { state in
                    let rates = state.offered.first { $0.0.code == code }?.2 ?? []
                    guard index < rates.count else { return EINVAL }
                    entry.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
                    entry.discrete = v4l2_fract(numerator: 1000, denominator: UInt32(rates[index] * 1000))
                    return nil
                }
            },
            setFormat: { _, format in
                self.call("S_FMT") { state in
                    let size = state.granted ?? state.size
                    unsafe format.fmt.pix.width = UInt32(size.width)
                    unsafe format.fmt.pix.height = UInt32(size.height)
                    unsafe format.fmt.pix.pixelformat = state.format.code
                    unsafe format.fmt.pix.bytesperline = UInt32(size.width * state.format.bytesPerPixel)
                    return nil
                }
            },
            getFormat: { _, format in
                self.call("G_FMT") { state in
                    let size = state.current ?? state.granted ?? state.size
                    unsafe format.fmt.pix.width = UInt32(size.width)
                    unsafe format.fmt.pix.height = UInt32(size.height)
                    unsafe format.fmt.pix.pixelformat = state.format.code
                    unsafe format.fmt.pix.bytesperline = UInt32(size.width * state.format.bytesPerPixel)
                    return nil
                }
            },
            setParameters: { _, parameters in
                self.call("S_PARM") { state in
                    state.askedInterval = unsafe parameters.parm.capture.timeperframe
                    if let interval = state.interval {
                        unsafe parameters.parm.capture.timeperframe = interval
                    }
                    return nil
                }
            },
            requestBuffers: { _, request in
                self.call("REQBUFS") { state in
                    request.count = state.buffers
                    return nil
                }
            },
            queryBuffer: { _, buffer in
                unsafe buffer.length = 16
                return self.call("QUERYBUF")
            },
            queueBuffer: { _, buffer in
                let index = unsafe buffer.index
                return self.call("QBUF") { state in state.queued.insert(index).inserted ? nil : EINVAL }
            },
            dequeueBuffer: { _, buffer in
                self.call("DQBUF") { state in
                    // A driver fills only what it has.
                    guard !state.waiting.isEmpty, let index = state.queued.min() else { return EAGAIN }
                    let next = state.waiting.removeFirst()
                    state.queued.remove(index)
                    unsafe buffer.index = state.brokenIndex ? 77 : index
                    unsafe buffer.sequence = next.sequence
                    unsafe buffer.flags = next.flags
                    unsafe buffer.bytesused = next.used
                    var now = timespec()
                    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
                    let microseconds = now.tv_sec * 1_000_000 + now.tv_nsec / 1000 - Int(next.age * 1e6)
                    unsafe buffer.timestamp = timeval(
                        tv_sec: microseconds / 1_000_000,
                        tv_usec: microseconds % 1_000_000
                    )
                    return nil
                }
            },
            streamOn: { _ in
                self.call("STREAMON") { state in
                    state.isStreaming = true
                    return nil
                }
            },
            streamOff: { _ in
                self.call("STREAMOFF") { state in
                    state.isStreaming = false
                    return nil
                }
            },
            subscribeEvent: { _, _ in self.call("SUBSCRIBE_EVENT") },
            dequeueEvent: { _, event in
                self.call("DQEVENT") { state in
                    guard !state.events.isEmpty else { return ENOENT }
                    event.type = state.events.removeFirst()
                    return nil
                }
            },
            queryControl: { _, query in
                let wanted = query.id
                return self.call("QUERYCTRL") { state in
                    let isNext = wanted & cv4l2_ctrl_flag_next != 0
                    let least = wanted & ~cv4l2_ctrl_flag_next
                    let knobs = state.knobs.sorted { $0.id < $1.id }
                    guard let knob = knobs.first(where: { isNext ? $0.id > least : $0.id == least }) else {
                        return EINVAL
                    }
                    query.id = knob.id
                    query.type = knob.type.rawValue
                    (query.minimum, query.maximum, query.step) = (
                        knob.range.lowerBound, knob.range.upperBound, knob.step
                    )
                    query.flags = knob.flags
                    Self.write(knob.name, to: &query.name)
                    return nil
                }
            },
            queryMenu: { _, item in
                let (id, index) = (item.id, Int32(bitPattern: item.index))
                return self.call("QUERYMENU") { state in
                    guard let text = state.knobs.first(where: { $0.id == id })?.items[index] else {
                        return EINVAL
                    }
                    Self.write(text, to: &item.name)
                    return nil
                }
            },
            getControl: { _, control in
                let id = control.id
                return self.call("G_CTRL") { state in
                    control.value = state.values[id] ?? 0
                    return nil
                }
            },
            setControl: { _, control in
                let (id, value) = (control.id, control.value)
                return self.call("S_CTRL") { state in
                    state.values[id] = value
                    return nil
                }
            },
            map: { _, length, _ in
                guard self.call("mmap") == 0 else { return nil }
                self.state.withLock { $0.mapped += 1 }
                return UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 8)
            },
            unmap: { memory, _ in
                self.state.withLock { state in
                    state.log.append("munmap")
                    state.mapped -= 1
                }
                unsafe memory.deallocate()
            },
            poll: { _, stop, seconds in
                guard self.call("poll") == 0 else { return -1 }
                let ready = self.state.withLock { state -> Int32 in
                    guard !state.ready.isEmpty else {
                        state.stop?.give()
                        return 0
                    }
                    let next = state.ready.removeFirst()
                    state.waiting += next.frames
                    return next.events
                }
                // As a driver that has nothing yet.
                if ready == 0 { stop.wait(seconds) }
                return ready
            },
            converter: { _ in self.call("converter") == 0 ? ScriptedConverter(self) : nil }
        )
    }

    private static func write<Tuple>(_ text: String, to tuple: inout Tuple) {
        unsafe withUnsafeMutableBytes(of: &tuple) { bytes in
            unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
            for (index, byte) in text.utf8.enumerated() where index + 1 < bytes.count {
                unsafe bytes[index] = byte
            }
        }
    }
}

/// `V4L2_CAP_DEVICE_CAPS`: the device tells the capabilities of each node.
private let V4L2_CAP_DEVICE_CAPS_NUMBER = cv4l2_cap_device_caps

/// Counts conversions, and paints each picture gray.
private final class ScriptedConverter: FrameConverter {
    let isProcessing = false
    private let driver: ScriptedDriver

    init(_ driver: ScriptedDriver) { self.driver = driver }

    func convert(
        _ input: UnsafeRawBufferPointer,
        _ source: Grant,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        driver.state.withLock { $0.conversions += 1 }
        unsafe output.update(repeating: 99)
        return true
    }
}
