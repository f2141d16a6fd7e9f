package store

import "bistand/aid"

// Exec runs a statement on the writing connection, as no method of a step would.
func Exec(tx *Tx, text string, args ...any) error { return tx.exec(text, args...) }

// RebuiltOverview is a case's overview read off the facts alone, with nothing kept from before.
func RebuiltOverview(tx *Tx, caseID aid.ID) (o aid.Overview, err error) {
	body, err := tx.buildOverview(caseID, "")
	if err != nil {
		return o, err
	}
	return o, decode(body, &o)
}

// ReminderQueries find what must be reminded of, by the table that each begins with.
var ReminderQueries = map[string]string{"completion_request": selectDue, "application": selectAwaited}

// Connections tells how many connections a register has, for writing and for reading.
func Connections(s *Store) (writing, reading int) {
	return s.writeDB.Stats().OpenConnections, s.readDB.Stats().OpenConnections
}
