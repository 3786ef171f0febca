import ArgumentParser
import Capture
import Files

/// A word that was meant as a command, and is not one: without a command a word is a source, and one that does
/// not exist.
struct SubcommandGuess {
    private let word: String
    private let meant: String

    /// Guesses what was meant; nil where the word is a command, an option or something that can be watched.
    init?(_ word: String?, among commands: [any ParsableCommand.Type]) {
        guard let word, !word.hasPrefix("-"), !word.contains("/"), word != "help",
            SourceName(word) != .demo, Folder.kind(of: word) == .nothing
        else { return nil }
        let names = commands.map { $0._commandName }
        guard !names.contains(word),
            let nearest = names.min(by: { Self.distance(word, $0) < Self.distance(word, $1) }),
            Self.distance(word, nearest) <= 2
        else { return nil }
        self.word = word
        meant = nearest
    }

    /// Says so.
    func refuse() throws {
        throw ValidationError("There is no command and no file `\(word)`. Did you mean `facetop \(meant)`?")
    }

    /// How many letters must be put in, taken out or changed to make one word of another (Levenshtein's
    /// distance).
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a), Array(b))
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let changed = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
