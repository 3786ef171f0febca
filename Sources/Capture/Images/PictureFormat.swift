/// The kinds of picture files that are read, told apart by their bytes: a file's name says what somebody
/// believes.
public enum PictureFormat: String, Sendable, CaseIterable {
    case jpeg
    case png
    case webP
    case heif
    case bmp
    case tiff
    case gif

    /// How many bytes it takes to tell.
    public static let bytesToTell = 32

    /// Tells a picture by how it begins; nil for everything else.
    public init?(_ bytes: some Collection<UInt8>) {
        let start = Array(bytes.prefix(Self.bytesToTell))
        func has(_ text: String, at offset: Int) -> Bool {
            start.dropFirst(offset).starts(with: Array(text.utf8))
        }
        if start.starts(with: [0xFF, 0xD8]) {
            self = .jpeg
        } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if has("RIFF", at: 0), has("WEBP", at: 8) {
            self = .webP
        } else if has("ftyp", at: 4), Self.stillBrands.contains(where: { has($0, at: 8) }) {
            self = .heif
        } else if has("BM", at: 0), start.count >= 18, start[15] == 0, start[16] == 0, start[17] == 0 {
            // "BM" alone begins many a text; the header's size is a small number.
            self = .bmp
        } else if has("II*\0", at: 0) || has("MM\0*", at: 0) {
            self = .tiff
        } else if has("GIF8", at: 0) {
            self = .gif
        } else {
            return nil
        }
    }

    /// The major brands of HEIC and AVIF files (ISO/IEC 23008-12, annex B; AV1 Image File Format, section 6).
    private static let stillBrands = [
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis",
    ]

    /// The ending of a file of that kind.
    public var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .webP: "webp"
        case .heif: "heic"
        default: rawValue
        }
    }

    /// The endings of file names that promise a picture, in lower case.
    static let fileExtensions: Set<String> = [
        "jpg", "jpeg", "png", "webp", "heic", "heif", "avif", "bmp", "tif", "tiff", "gif",
    ]
}
