import Glibc

/// What the demo shows when: portraits that come, move, change in size and light, are partly covered, and go.
enum DemoScene {
    /// The size of the demo's frames in pixels.
    static let size = (width: 640, height: 480)
    /// Frames a second.
    static let frameRate = 25.0
    /// How long the demo lasts, in seconds.
    static let duration = 20.0

    /// A portrait, and how it moves.
    struct Actor: Sendable {
        /// The picture's file name.
        let file: String
        /// The part of the picture that is shown, in shares of it: left, top, width, height.
        let part: (x: Double, y: Double, width: Double, height: Double)
        /// When it is on the screen, in seconds.
        let time: ClosedRange<Double>
        /// Where its middle is on the way, in shares of the frame.
        let from: (x: Double, y: Double)
        let to: (x: Double, y: Double)
        /// Its height in pixels, at the beginning and at the end.
        let height: (first: Double, last: Double)
        /// By how much its light rises and falls, as a share.
        let flicker: Double
        /// Whether something passes in front of it.
        let isCovered: Bool
        /// How the head is turned; nil for one that looks ahead.
        var turn: DemoTurn?

        /// Where the picture stands at a moment, nil while it is away.
        func placement(at time: Double) -> (x: Double, y: Double, height: Double, light: Double)? {
            guard self.time.contains(time) else { return nil }
            let progress = (time - self.time.lowerBound) / (self.time.upperBound - self.time.lowerBound)
            // Slow at both ends, as somebody who walks up and stops.
            let eased = progress * progress * (3 - 2 * progress)
            let sway = sin(time * 1.7) * 0.01
            return (
                x: (from.x + (to.x - from.x) * eased + sway) * Double(size.width),
                y: (from.y + (to.y - from.y) * eased) * Double(size.height),
                height: height.first + (height.last - height.first) * eased,
                light: 1 + flicker * sin(time * 2.3)
            )
        }
    }

    /// Everybody who appears.
    ///
    /// The second picture of Barack Obama is one that he is not enrolled from.
    static let actors = [
        Actor(
            file: "obama3.jpg",
            part: (0.36, 0.06, 0.44, 0.30),
            time: 0.4...7.2,
            from: (0.20, 0.52),
            to: (0.33, 0.50),
            height: (250, 330),
            flicker: 0.12,
            isCovered: false
        ),
        Actor(
            file: "biden.jpg",
            part: (0.28, 0.03, 0.62, 0.31),
            time: 3.0...12.4,
            from: (0.80, 0.46),
            to: (0.72, 0.55),
            height: (260, 320),
            flicker: 0.15,
            isCovered: true
        ),
        Actor(
            file: "astronaut.png",
            part: (0.20, 0.00, 0.46, 0.44),
            time: 8.8...18.6,
            from: (0.22, 0.50),
            to: (0.30, 0.52),
            height: (230, 320),
            flicker: 0.10,
            isCovered: true
        ),
        Actor(
            file: "obama.jpg",
            part: (0.30, 0.00, 0.52, 0.46),
            time: 14.2...19.4,
            from: (0.76, 0.48),
            to: (0.70, 0.52),
            height: (270, 310),
            flicker: 0.10,
            isCovered: false
        ),
    ]

    /// Somebody whose head turns to all sides, to be enrolled.
    static let turning = [
        Actor(
            file: "obama.jpg",
            part: (0.22, 0.0, 0.64, 0.60),
            time: 0...duration,
            from: (0.5, 0.55),
            to: (0.5, 0.55),
            height: (400, 400),
            flicker: 0,
            isCovered: false,
            turn: DemoTurn(center: (0.54, 0.225), radii: (0.135, 0.165))
        )
    ]
}
