import Text

/// One `layer { }` of a prototxt, its parameters read with Caffe's defaults and checked.
struct CaffeLayer {
    let file: ModelFile
    let name: String
    let type: String
    let bottoms: [String]
    let top: String
    private let message: Prototxt

    init(_ message: Prototxt, in file: ModelFile) throws(ImportError) {
        self.message = message
        self.file = file
        name = (message.text("name") ?? "").printable(limit: 80)
        type = (message.text("type") ?? "").printable(limit: 80)
        bottoms = message.texts("bottom")
        let tops = message.texts("top")
        guard let top = tops.first, tops.count == 1 else {
            throw ImportError(
                file: file.path,
                offset: message.offset,
                layer: name,
                problem: "\(tops.count) tops, not one"
            )
        }
        self.top = top
    }

    func error(_ problem: String) -> ImportError {
        ImportError(file: file.path, offset: message.offset, layer: name, problem: problem)
    }

    /// Says that the file may be good, and facetop can't do what it says.
    func unsupported(_ problem: String) -> ImportError {
        ImportError(
            file: file.path,
            offset: message.offset,
            layer: name,
            problem: problem,
            isUnsupported: true
        )
    }

    /// The parameters of this layer's kind; empty ones where the file has none.
    func parameters(_ name: String) -> CaffeParameters {
        CaffeParameters(message: message.messages(name).last, layer: self)
    }
}

/// The parameters of one layer.
struct CaffeParameters {
    let message: Prototxt?
    let layer: CaffeLayer

    func integer(_ name: String, default fallback: Int? = nil) throws(ImportError) -> Int {
        guard let value = try integers(name).last ?? fallback else { throw layer.error("has no \(name)") }
        return value
    }

    func integers(_ name: String) throws(ImportError) -> [Int] {
        var values: [Int] = []
        for text in message?.texts(name) ?? [] {
            // Beyond 32 bits nothing is meant seriously, and sums of such numbers cannot overflow.
            guard let value = Int32(text) else {
                throw layer.error("\(name) is '\(text.printable(limit: 80))', not a number")
            }
            values.append(Int(value))
        }
        return values
    }

    func float(_ name: String, default fallback: Float? = nil) throws(ImportError) -> Float {
        guard let value = try floats(name).last ?? fallback else { throw layer.error("has no \(name)") }
        return value
    }

    func floats(_ name: String) throws(ImportError) -> [Float] {
        var values: [Float] = []
        for text in message?.texts(name) ?? [] {
            guard let value = Float(text), value.isFinite else {
                throw layer.error("\(name) is '\(text.printable(limit: 80))', not a number")
            }
            values.append(value)
        }
        return values
    }

    func bool(_ name: String, default fallback: Bool) throws(ImportError) -> Bool {
        switch message?.text(name) {
        case nil: return fallback
        case "true", "1": return true
        case "false", "0": return false
        case let text?: throw layer.error("\(name) is '\(text.printable(limit: 80))', not true or false")
        }
    }

    /// An enum word, or its default.
    func word(_ name: String, default fallback: String) -> String { message?.text(name) ?? fallback }

    func nested(_ name: String) -> CaffeParameters {
        CaffeParameters(message: message?.messages(name).last, layer: layer)
    }
}
