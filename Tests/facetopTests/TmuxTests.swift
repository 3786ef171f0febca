import Testing

@testable import facetop

@Suite("tmux between us and the terminal")
struct TmuxTests {
    @Test(
        "pictures are passed on where tmux may and the terminal is known",
        arguments: [
            ("on xterm-kitty\n", true), ("all xterm-ghostty\n", true), ("1 xterm-kitty\n", true),
            ("off xterm-kitty\n", false), ("on xterm-256color\n", false), (" xterm-kitty\n", false),
            ("", false),
        ]
    )
    func answers(answer: String, passes: Bool) { #expect(Tmux.passesKitty(answer: answer) == passes) }

    @Test("outside of tmux nobody is asked")
    func outside() { #expect(!Tmux.passesKitty([:]) && !Tmux.passesKitty(["TMUX": ""])) }
}
