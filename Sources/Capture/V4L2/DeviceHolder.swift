import FoundationEssentials
import Glibc
import Text

/// A program that has a device open.
public struct DeviceHolder: Sendable, Hashable, CustomStringConvertible {
    /// Its process.
    public let process: Int32
    /// Its name, without what could act on a terminal.
    public let name: String

    /// Names a program.
    public init(process: Int32, name: String) {
        self.process = process
        self.name = name
    }

    /// As `zoom (process 123)`.
    public var description: String { "\(name) (process \(process))" }

    /// Finds the other programs that have a device open, as far as this user may see them.
    ///
    /// - Parameters:
    ///   - path: the device.
    ///   - processes: where the kernel lists processes.
    /// - Returns: the holders, by process.
    static func all(of path: String, processes: String = "/proc") -> [DeviceHolder] {
        var device = stat()
        guard unsafe stat(path, &device) == 0 else { return [] }
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: processes)) ?? []).compactMap {
            Int32($0)
        }
        return numbers.sorted().filter { $0 != getpid() }.compactMap { number in
            let folder = "\(processes)/\(number)/fd"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let holds = files.contains { file in
                var status = stat()
                guard unsafe stat("\(folder)/\(file)", &status) == 0 else { return false }
                let isNode = status.st_mode & S_IFMT == S_IFCHR && device.st_mode & S_IFMT == S_IFCHR
                return isNode
                    ? status.st_rdev == device.st_rdev
                    : status.st_ino == device.st_ino && status.st_dev == device.st_dev
            }
            guard holds else { return nil }
            let name = (try? String(contentsOfFile: "\(processes)/\(number)/comm", encoding: .utf8)) ?? "?"
            return DeviceHolder(process: number, name: String(name.prefix { $0 != "\n" }).printable)
        }
    }
}
