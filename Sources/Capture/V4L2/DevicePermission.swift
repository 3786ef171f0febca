import Glibc
import Text

/// Why a node may not be opened, and what to do about it.
enum DevicePermission {
    /// Explains a refusal by the node's owner, group and mode.
    static func advice(for path: String) -> String {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return "this user may not reach it" }
        let group = name(ofGroup: status.st_gid)
        let mode = String(status.st_mode & 0o777, radix: 8)
        guard status.st_mode & 0o060 == 0o060 else {
            return "only its owner may open it (mode \(mode)); as root: chmod g+rw \(path.printable)"
        }
        guard !isMember(of: status.st_gid) else {
            return
                "this process is in its group `\(group)`, so something else forbids it: a sandbox or container?"
        }
        return
            "only the group `\(group)` may open it; as root: usermod -aG \(group) \(userName), then log in again"
    }

    private static func isMember(of group: gid_t) -> Bool {
        var groups = [gid_t](repeating: 0, count: 65536)
        let count = unsafe getgroups(Int32(groups.count), &groups)
        return getegid() == group || groups.prefix(Int(max(0, count))).contains(group)
    }

    private static func name(ofGroup group: gid_t) -> String {
        guard let entry = unsafe getgrgid(group) else { return "\(group)" }
        return unsafe String(cString: entry.pointee.gr_name).printable
    }

    private static var userName: String {
        guard let entry = unsafe getpwuid(geteuid()) else { return "\(geteuid())" }
        return unsafe String(cString: entry.pointee.pw_name).printable
    }
}
