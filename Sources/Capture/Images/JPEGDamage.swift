import CTurboJPEG

/// What libjpeg-turbo complained of in a call; it tells warnings from each other by words only.
enum JPEGDamage {
    /// Nothing.
    case none
    /// Stray bytes before a marker, which many cameras put there and which harm nothing.
    case strayBytes
    /// The end is missing; what is above it is whole.
    case cutOff
    /// Something in between is wrong; libjpeg-turbo has made the best of it.
    case torn
    /// There is no picture.
    case unreadable

    /// Asks a decoder about its last call, of which the status is known.
    init(_ handle: tjhandle, status: Int32) {
        let words = unsafe String(cString: tjGetErrorStr2(handle)).lowercased()
        if status == 0 {
            self = .none
        } else if unsafe tjGetErrorCode(handle) != TJERR_WARNING.rawValue {
            self = .unreadable
        } else if words.contains("extraneous bytes") {
            self = .strayBytes
        } else {
            self = words.contains("premature end") ? .cutOff : .torn
        }
    }

    /// Whether every pixel is as it was: what is asked of a camera's frame, of which the next is better than a torn one.
    var isHarmless: Bool {
        switch self {
        case .none, .strayBytes: true
        case .cutOff, .torn, .unreadable: false
        }
    }
}
