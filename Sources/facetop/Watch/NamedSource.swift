import ArgumentParser
import Capture
import Files

/// A source, and what the user calls it: `front=v4l2:/dev/video0`.
struct NamedSource {
    /// The name; nil where the user gave none.
    let name: String?
    /// The source.
    let source: SourceName

    /// The most letters of a name.
    private static let longestName = 32

    /// A source, and its name if it has one.
    init(_ source: SourceName, name: String? = nil) {
        self.name = name
        self.source = source
    }

    /// Understands what the user wrote; a file with such a name is a file.
    init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, Self.isName(parts[0]), Folder.kind(of: text) == .nothing {
            self.init(SourceName(String(parts[1])), name: String(parts[0]))
        } else {
            self.init(SourceName(text))
        }
    }

    /// What the source is called in events and on the screen.
    var label: String { name ?? source.description }

    private static func isName(_ text: Substring) -> Bool {
        (1...longestName).contains(text.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }

    /// Refuses a name without a source, and several sources that can't be told from each other.
    static func check(_ sources: [NamedSource]) throws {
        if let name = sources.first(where: { $0.source.description.isEmpty })?.name {
            throw ValidationError("A source must follow \(name)=, as \(name)=v4l2:/dev/video0.")
        }
        guard sources.count > 1 else { return }
        let names = sources.compactMap(\.name)
        guard names.count == sources.count else {
            throw ValidationError("With several cameras each needs a name, as front=v4l2:/dev/video0.")
        }
        guard Set(names).count == names.count else {
            throw ValidationError("Two cameras have one name; give each its own.")
        }
    }
}
