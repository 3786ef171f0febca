import Kernels

/// A picture in the form that a product reads, where that is another than the one it has.
///
/// Products of other numbers than floats need one. So does a picture of a few channels, as a network's input is: it would
/// make rows of many short runs. Where pixels of a line stand side by side, a whole line of the window is one run; the lines
/// need a border of their own then.
@safe final class PictureCopy: CrewWork {
    /// Fewer channels than this make a run too short.
    private static let shortRun = 16

    private let context: LayerContext
    private let window: Window
    private let number: Number
    private let quantization: Quantization
    private let border: AlignedBuffer
    private let joinsLines: Bool
    /// Pixels of a line before and after the picture's own.
    private let margin: (left: Int, right: Int)
    private let pixelBytes: Int

    init(
        _ context: LayerContext,
        size: ConvolutionSize,
        number: Number,
        quantization: Quantization,
        border: AlignedBuffer
    ) {
        self.context = context
        window = size.window
        (self.number, self.quantization, self.border) = (number, quantization, border)
        joinsLines = Self.joinsLines(size)
        margin =
            joinsLines ? (window.padding.width, max(0, Self.overhang(window) - window.padding.width)) : (0, 0)
        pixelBytes = joinsLines ? window.channels * number.bytes : number.words(window.channels) * 4
        // The last run reads up to a word's end.
        context.scratch.reserve(shared: window.input.height * lineBytes / 4 + 32, perWorker: 0)
    }

    /// Whether a product can't read a picture as it is.
    static func isNeeded(_ size: ConvolutionSize, _ number: Number) -> Bool {
        joinsLines(size) || number != .float32
    }

    /// Whether a line of the window is one run.
    static func joinsLines(_ size: ConvolutionSize) -> Bool {
        let window = size.window
        return !size.hasGaps && window.channels < shortRun && window.kernel.width > 1
            && window.dilation.width == 1
    }

    /// What stands outside the picture, as the product reads it: a pixel, or a line of them.
    static func border(
        _ kernels: KernelSet,
        _ size: ConvolutionSize,
        _ number: Number,
        _ quantization: Quantization
    ) -> AlignedBuffer {
        let window = size.window
        let pixels = joinsLines(size) ? max(window.kernel.width, window.padding.width, overhang(window)) : 1
        let pixel = size.outside.isEmpty ? [Float](repeating: 0, count: window.channels) : size.outside
        let values = AlignedBuffer((0..<pixels).flatMap { _ in pixel })
        let border = AlignedBuffer(count: number.words(values.count))
        unsafe kernels.convert(
            to: number,
            pixels: 1,
            channels: values.count,
            quantization,
            from: values.pointer,
            stride: values.count,
            into: border.pointer,
            pixelBytes: border.count * 4
        )
        return border
    }

    /// How many pixels longer than the picture's lines those are that the windows reach over.
    private static func overhang(_ window: Window) -> Int {
        (window.output.width - 1) * window.stride.width + window.kernel.width - window.input.width
    }

    private var lineBytes: Int { (window.input.width + margin.left + margin.right) * pixelBytes }

    private var target: UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(context.scratch.shared.pointer)
    }

    /// The copy's pixels, which have no margins, and how many bytes they are apart.
    var pixels: (pointer: UnsafeRawPointer, distance: Int) {
        precondition(!joinsLines, "lines that are joined")
        return unsafe (UnsafeRawPointer(target), pixelBytes)
    }

    /// Where a product's rows are in the copy.
    var patches: Patches {
        var geometry = window
        if joinsLines {
            geometry.input.width += margin.left + margin.right
            geometry.kernel.width = 1
            geometry.padding.width = 0
        }
        return unsafe Patches(
            window: geometry,
            input: target,
            rowBytes: lineBytes,
            pixelBytes: pixelBytes,
            border: border.pointer
        )
    }

    func run() {
        let grain = max(1, (1 << 15) / (window.input.width * window.channels))
        context.crew.perform(self, length: window.input.height, grain: grain)
    }

    func compute(_ lines: Range<Int>, worker: Int) {
        let input = context.input
        let width = window.input.width
        for y in lines where isRead(line: y) {
            let start = unsafe target + y * lineBytes
            if joinsLines {
                let right = (margin.left + width) * pixelBytes
                unsafe start.copyMemory(from: border.pointer, byteCount: margin.left * pixelBytes)
                unsafe (start + right).copyMemory(from: border.pointer, byteCount: margin.right * pixelBytes)
            }
            // The pixels of a joined line are as good as one pixel with all their channels.
            unsafe context.kernels.convert(
                to: number,
                pixels: joinsLines ? 1 : width,
                channels: joinsLines ? width * window.channels : window.channels,
                quantization,
                from: input.pointer + y * width * input.stride,
                stride: input.stride,
                into: start + margin.left * pixelBytes,
                pixelBytes: pixelBytes
            )
        }
    }

    /// Whether a window reaches a line of the picture: a 1x1 one with a stride passes over some.
    private func isRead(line: Int) -> Bool {
        window.kernel.height > 1 || (line + window.padding.height).isMultiple(of: window.stride.height)
    }
}
