/// An option that can be changed on the screen.
struct Setting: Sendable {
    /// The option's name, as on the command line.
    let option: String
    /// The values that it goes through.
    let values: [String]
    /// What it is, in a few words.
    let words: String
    /// Whether it holds at once; else from the next start on.
    var isLive = false

    static let all: [Setting] = [
        Setting(
            option: "picture",
            values: PictureMode.allCases.map(\.rawValue),
            words: "how the picture is drawn",
            isLive: true
        ),
        Setting(
            option: "privacy",
            values: Privacy.allCases.map(\.rawValue),
            words: "what is shown of people",
            isLive: true
        ),
        Setting(
            option: "theme",
            values: Theme.allCases.map(\.rawValue),
            words: "colors of meanings",
            isLive: true
        ),
        Setting(
            option: "max-kbps",
            values: ["0", "64", "250", "500", "1000", "2000", "4000"],
            words: "kilobits a second for the screen, 0 for any",
            isLive: true
        ),
        Setting(option: "bell", values: ["false", "true"], words: "ring for a stranger", isLive: true),
        Setting(option: "notify", values: ["false", "true"], words: "notify of a stranger", isLive: true),
        Setting(
            option: "strangers",
            values: ["100", "1000", "10000", "100000"],
            words: "at most one of so many strangers is named"
        ),
        Setting(
            option: "embedder",
            values: ["facetop", "mobileface"],
            words: "what faces are compared by; mobileface is surer"
        ),
        Setting(
            option: "small-faces",
            values: ["off", "auto", "full"],
            words: "how hard small faces are looked for"
        ),
        Setting(
            option: "precision",
            values: ["auto", "fp32", "bf16", "int8"],
            words: "the numbers of the networks"
        ),
        Setting(option: "no-inbox", values: ["false", "true"], words: "keep no unknown faces"),
    ]

    /// The value before or after another one, round and round; the first for one that is none of them.
    func value(_ step: Int, from value: String?) -> String {
        guard let index = values.firstIndex(of: value ?? "") else { return values[0] }
        return values[(index + step + values.count) % values.count]
    }
}
