package store

// Exec runs a statement on the writing connection, as no method of a step would.
func Exec(tx *Tx, text string, args ...any) error { return tx.exec(text, args...) }
