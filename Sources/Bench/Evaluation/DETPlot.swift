import Glibc
import Text

/// The detection error tradeoff of several embedders: what is missed, by what is wrongly accepted, both on logarithmic
/// axes.
public struct DETPlot {
    /// One embedder's curve.
    private struct Curve {
        let name: String
        /// False match rate and miss rate.
        let points: [(x: Double, y: Double)]
    }

    private let curves: [Curve]
    /// Rates below this are drawn at the edge.
    private static let least = 1e-4
    private static let marks: [Character] = ["*", "o", "+", "x", "#"]

    /// Takes the curves of some evaluations.
    public init(_ evaluations: [Evaluation]) { self.init(evaluations.map { ($0.embedder, $0.verification) }) }

    init(_ verifications: [(name: String, verification: Verification)]) {
        curves = verifications.map { name, verification in
            Curve(name: name, points: verification.curve.map { ($0[0], $0[1]) })
        }
    }

    /// Where a rate lies along an axis, from 0 (all) to 1 (`least`).
    private static func place(_ rate: Double) -> Double {
        min(1, max(0, log10(max(rate, least)) / log10(least)))
    }

    /// The plot as text.
    public func lines(columns: Int = 61, rows: Int = 17) -> [String] {
        var cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
        for (number, curve) in curves.enumerated() {
            for point in curve.points {
                let column = Int((Self.place(point.x) * Double(columns - 1)).rounded())
                let row = Int((Self.place(point.y) * Double(rows - 1)).rounded())
                cells[row][columns - 1 - column] = Self.marks[number % Self.marks.count]
            }
        }
        var lines = ["miss rate"]
        for (row, line) in cells.enumerated() {
            let isDecade = row.isMultiple(of: (rows - 1) / 4)
            let label = isDecade ? "1e-\(row * 4 / (rows - 1))" : ""
            lines.append("\(label.padded(to: 5, .left)) \(isDecade ? "+" : "|")\(String(line))")
        }
        let names = curves.enumerated().map { "\(Self.marks[$0 % Self.marks.count]) \($1.name)" }
        lines.append("      +" + String(repeating: "-", count: columns))
        lines.append("      1e-4 ... false match rate ... 1".padded(to: columns))
        return lines + ["      \(names.joined(separator: "   "))"]
    }

    /// The plot as an SVG document.
    public var svg: String {
        let (width, height, margin) = (640.0, 480.0, 60.0)
        let colors = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b"]
        func x(_ rate: Double) -> Double { width - margin - Self.place(rate) * (width - 2 * margin) }
        func y(_ rate: Double) -> Double { margin + Self.place(rate) * (height - 2 * margin) }
        var parts = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" font-family="sans-serif" font-size="13">"#,
            #"<rect width="640" height="480" fill="white"/>"#,
        ]
        for decade in 0...4 {
            let rate = pow(10, -Double(decade))
            let label = decade == 0 ? "1" : "1e-\(decade)"
            parts += [
                #"<line x1="\#(x(rate))" y1="60" x2="\#(x(rate))" y2="420" stroke="silver"/>"#,
                #"<line x1="60" y1="\#(y(rate))" x2="580" y2="\#(y(rate))" stroke="silver"/>"#,
                #"<text x="\#(x(rate))" y="438" text-anchor="middle">\#(label)</text>"#,
                #"<text x="52" y="\#(y(rate) + 4)" text-anchor="end">\#(label)</text>"#,
            ]
        }
        for (number, curve) in curves.enumerated() {
            let color = colors[number % colors.count]
            let points = curve.points.map { "\(x($0.x).tenths),\(y($0.y).tenths)" }.joined(separator: " ")
            parts += [
                #"<polyline points="\#(points)" fill="none" stroke="\#(color)" stroke-width="2"/>"#,
                #"<text x="\#(70)" y="\#(400 - 18 * number)" fill="\#(color)">\#(Self.escaped(curve.name))</text>"#,
            ]
        }
        parts += [
            #"<text x="320" y="464" text-anchor="middle">false match rate</text>"#,
            #"<text x="18" y="240" text-anchor="middle" transform="rotate(-90 18 240)">miss rate</text>"#,
            "</svg>",
        ]
        return parts.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}
