package store

import (
	"context"
	"math"

	"bistand/aid"
)

// Log returns the steps of the log before a number (0: from the newest), newest first, at most limit. Of the reads of a case
// those by staff, which are a step each, tell the page and the reason.
func (r reads) Log(ctx context.Context, before int64, limit int) ([]aid.LogEntry, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	return all(ctx, r, `SELECT l.seq, l.at, l.actor_kind, l.actor_id, COALESCE(s.name, ''), l.step, COALESCE(c.number, ''), l.object_kind, l.object_id,
		COALESCE((SELECT max(x.what) FROM case_read x WHERE l.step = 'read' AND x.seq = l.seq), ''),
		COALESCE((SELECT max(x.reason) FROM case_read x WHERE l.step = 'read' AND x.seq = l.seq), ''),
		COALESCE((SELECT r.kind FROM represented_step x JOIN representation r ON r.id = x.representation_id WHERE x.seq = l.seq), '')
		FROM (SELECT * FROM log WHERE seq < $1 ORDER BY seq DESC LIMIT $2) l
		LEFT JOIN staff s ON s.id = l.actor_id
		LEFT JOIN cases c ON c.id = CASE WHEN l.case_id <> '' THEN l.case_id WHEN l.object_kind = 'case' THEN l.object_id ELSE '' END
		ORDER BY l.seq DESC`, args(before, limit), func(scan func(...any) error) (e aid.LogEntry, err error) {
		var at int64
		err = scan(&e.Seq, &at, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Name, &e.Step, &e.CaseNumber, &e.ObjectKind, &e.ObjectID, &e.What, &e.Reason, &e.Actor.Deputy.Kind)
		e.At = instant(at)
		return e, err
	})
}
