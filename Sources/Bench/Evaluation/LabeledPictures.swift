public import Capture
import Files

/// Pictures of which it is known who is on them, and pairs that are to be compared.
public struct LabeledPictures: Sendable {
    /// A picture.
    struct Picture: Sendable {
        let path: String
        let person: String
    }

    /// Two pictures, by their numbers.
    struct Pair: Sendable {
        let first: Int
        let second: Int
        let isSame: Bool
    }

    let pictures: [Picture]
    /// The pairs that the folder's list names; nil where it has none, and every two pictures are a pair.
    let pairs: [Pair]?

    /// Where ten people with two pictures each are needed.
    static func tooFewPeople() -> CaptureError {
        .unsupported("the pictures", problem: "there are not ten people with two pictures each")
    }

    private static let maximumListBytes = 50_000_000

    /// Finds the pictures of a folder.
    ///
    /// A subfolder is a person's; pictures in a subfolder whose names end with numbers, as `Ada_Lovelace_0001.jpg`, are
    /// of who is named before them. A file whose name ends with `pairs.csv` lists pairs, a line each: two file names, and
    /// 1 for the same person, else 0; then only its pictures are taken.
    ///
    /// - Throws: `CaptureError` where the folder can't be read, or holds no pictures of two people.
    public init(of folder: String) throws(CaptureError) {
        var found: [Picture] = []
        var lists: [String] = []
        do throws(FileError) {
            for name in try Folder.entries(of: folder) where !name.hasPrefix(".") {
                let path = "\(folder)/\(name)"
                switch Folder.kind(of: path) {
                case .folder: found += try Self.pictures(in: path, named: name)
                case .file where name.hasSuffix("pairs.csv"): lists.append(path)
                case .file where Capture.Picture.isPromised(by: name):
                    found.append(Picture(path: path, person: Self.person(in: name) ?? name))
                case .file, .other, .nothing: continue
                }
            }
            pairs = try lists.first.map { (list) throws(FileError) in
                try Self.pairs(in: RegularFile.read(list, limit: Self.maximumListBytes), &found)
            }
        } catch { throw .unsupported(folder, problem: error.problem) }
        pictures = found
        guard Set(pictures.map(\.person)).count > 1, pairs.map({ !$0.isEmpty }) ?? true else {
            throw .unsupported(
                folder,
                problem: "there are no pictures of two people in it, a folder for each"
            )
        }
    }

    private static func pictures(in folder: String, named name: String) throws(FileError) -> [Picture] {
        let files = try Folder.entries(of: folder).filter {
            Capture.Picture.isPromised(by: $0) && !$0.hasPrefix(".")
        }
        // One that holds several people's pictures tells them apart by their files' names.
        let people = Set(files.compactMap(person(in:)))
        let isOfOne = people.count < 2
        return files.map { Picture(path: "\(folder)/\($0)", person: isOfOne ? name : person(in: $0) ?? $0) }
    }

    /// Who a file's name says it is, as LFW has it: `Ada_Lovelace_0001.jpg`.
    static func person(in file: String) -> String? {
        let stem = file.split(separator: ".").first ?? ""
        guard let mark = stem.lastIndex(of: "_") else { return nil }
        let number = stem[stem.index(after: mark)...]
        guard !number.isEmpty, number.allSatisfy(\.isNumber), mark > stem.startIndex else { return nil }
        return String(stem[..<mark])
    }

    /// The pairs of a list; leaves only the pictures that it names.
    private static func pairs(in bytes: [UInt8], _ pictures: inout [Picture]) -> [Pair] {
        var byName: [Substring: Picture] = [:]
        for picture in pictures { byName[picture.path.split(separator: "/").last ?? ""] = picture }
        var numbers: [Substring: Int] = [:]
        var kept: [Picture] = []
        func number(of name: Substring) -> Int? {
            if let known = numbers[name] { return known }
            guard let picture = byName[name] else { return nil }
            kept.append(picture)
            numbers[name] = kept.count - 1
            return kept.count - 1
        }
        var pairs: [Pair] = []
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: ",")
            guard cells.count == 3, cells[2] == "0" || cells[2] == "1", let first = number(of: cells[0]),
                let second = number(of: cells[1])
            else { continue }
            pairs.append(Pair(first: first, second: second, isSame: cells[2] == "1"))
        }
        pictures = kept
        return pairs
    }
}
