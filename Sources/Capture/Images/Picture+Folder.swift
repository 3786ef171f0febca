import Files

extension Picture {
    /// The pictures of a folder, in the order that people count in; what is none and does not look like one
    /// is no news.
    ///
    /// - Throws: `CaptureError.unsupported` where it can't be read, or holds none.
    public static func files(in folder: String) throws(CaptureError) -> [String] {
        let names: [String]
        do throws(FileError) { names = try Folder.entries(of: folder) } catch {
            throw .unsupported(folder, problem: error.problem)
        }
        let paths = names.filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }.filter { path in
            Folder.kind(of: path) == .file && isPromised(by: path)
        }
        guard !paths.isEmpty else { throw .unsupported(folder, problem: "the folder holds no picture") }
        return paths
    }

    /// Whether a file is a picture by its first bytes, or promises one by the ending of its name.
    public static func isPromised(by path: String) -> Bool {
        PictureFormat.fileExtensions.contains(RegularFile.ending(of: path))
            || PictureFormat(RegularFile.beginning(of: path, count: PictureFormat.bytesToTell)) != nil
    }
}
