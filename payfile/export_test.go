package payfile

// The readers with a limit of the test's choice, since reading up to the real ones takes seconds.
var (
	ReadUpTo       = readUpTo
	ReadStatusUpTo = readStatusUpTo
)
