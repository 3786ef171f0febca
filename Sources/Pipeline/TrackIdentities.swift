import FaceTypes
import Synchronization

/// What is known of each living track: pairs Vision's tracks with Gallery's identities.
///
/// Shared by the vision and the recognition queue.
final class TrackIdentities: Sendable {
    private struct Record {
        var vote: IdentityVote
        var refusal: FaceRefusal?
        /// The last picture that the face could be recognised in.
        var photo: FacePhoto?
        /// Whether a recognition job of the track is on its way.
        var isBusy = false
    }

    /// The vote that a track begins with.
    private let vote: IdentityVote
    private let records = Mutex([TrackID: Record]())

    init(vote: IdentityVote) { self.vote = vote }

    /// Claims the one recognition job that a track may have; false where it is not needed now.
    func claim(_ track: TrackID, at time: Instant) -> Bool {
        records.withLock { records in
            var record = records[track] ?? Record(vote: vote)
            guard !record.isBusy, record.vote.isDue(at: time) else { return false }
            record.isBusy = true
            records[track] = record
            return true
        }
    }

    /// Notes what became of a job.
    func finish(
        _ track: TrackID,
        identity: Identity?,
        refusal: FaceRefusal?,
        photo: FacePhoto? = nil,
        at time: Instant
    ) {
        records.withLock { records in
            // The track may have ended meanwhile.
            guard var record = records[track] else { return }
            record.isBusy = false
            record.refusal = refusal
            record.photo = photo ?? record.photo
            if let identity { record.vote.add(identity, at: time) }
            records[track] = record
        }
    }

    /// Returns what the votes have settled, and why a face is not recognised now.
    func current(_ track: TrackID) -> (identity: Identity?, refusal: FaceRefusal?, photo: FacePhoto?) {
        records.withLock { ($0[track]?.vote.settled, $0[track]?.refusal, $0[track]?.photo) }
    }

    /// Forgets a track's answers: somebody else may stand there now.
    func doubt(_ track: TrackID) { records.withLock { $0[track]?.vote = vote } }

    /// Forgets a track.
    func forget(_ track: TrackID) { records.withLock { $0[track] = nil } }

    /// Forgets all answers, so that every face is asked for anew: the gallery has changed.
    func askAgain() {
        records.withLock { records in for key in records.keys { records[key]?.vote = vote } }
    }
}
