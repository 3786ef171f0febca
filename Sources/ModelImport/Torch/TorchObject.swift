/// A value of a Torch7 file.
///
/// Tables, tensors, storages and modules are shared: they stand in one list and refer to each other by index,
/// so that cycles in the file are harmless.
enum TorchValue: Equatable {
    case null
    case number(Double)
    case bool(Bool)
    case string(String)
    case reference(Int)
}

/// What a reference of a Torch7 file stands for.
enum TorchObject {
    /// A table: its entries in file order.
    case table([(key: TorchValue, value: TorchValue)])
    /// A tensor of any element type: sizes, strides and a zero-based offset into a storage.
    case tensor(sizes: [Int], strides: [Int], offset: Int, storage: TorchValue)
    /// A storage: its element type's name, and where in the file its elements stand.
    case storage(element: TorchElement, first: Int, count: Int)
    /// Any other class: its name, and the table of its fields.
    case module(className: String, fields: TorchValue)
    /// A Lua function, which is never run.
    case function
    /// Announced, but not yet read.
    case pending
}

/// The element types of Torch7's tensors and storages.
enum TorchElement: String, CaseIterable {
    case float = "Float"
    case double = "Double"
    case long = "Long"
    case int = "Int"
    case short = "Short"
    case byte = "Byte"
    case char = "Char"
    /// Stored as 32-bit floats.
    case cuda = "Cuda"

    var bytes: Int {
        switch self {
        case .double, .long: 8
        case .float, .int, .cuda: 4
        case .short: 2
        case .byte, .char: 1
        }
    }
}
