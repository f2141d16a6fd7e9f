package aid

import (
	"slices"
	"time"
)

// Pace (handläggningstid) is how long the municipality has taken from registration to decision of late, in days.
type Pace struct {
	Decisions int // how many it is made from
	Median    int // of half of them at most, rounded up
	Within    int // percent within the days that the municipality has set as its target
}

// PaceDays is how far back a pace looks, and PaceLeast the fewest decisions that say anything: fewer could tell of single people.
const (
	PaceDays  = 30
	PaceLeast = 10
)

// PaceOf measures the days that decisions took, against a target of days; of fewer than PaceLeast it tells nothing.
func PaceOf(days []int, target int) Pace {
	if len(days) < PaceLeast {
		return Pace{}
	}
	days = slices.Sorted(slices.Values(days))
	within := 0
	for _, d := range days {
		if d <= target {
			within++
		}
	}
	return Pace{Decisions: len(days), Median: days[len(days)/2], Within: 100 * within / len(days)}
}

// PaceSince is the instant from which decisions count.
func PaceSince(now time.Time) time.Time { return now.AddDate(0, 0, -PaceDays) }
