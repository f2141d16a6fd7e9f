package aid

import (
	"slices"
	"time"
)

// Took (tidsåtgång) is the days that one decision took.
type Took struct {
	FromComplete int // from the day on which the application was complete, as the promise counts
	FromArrival  int // from the day on which it came in
}

// Pace (handläggningstid) is how long the municipality has taken to decide of late, in days. Its promise counts from the day on which
// an application is complete.
type Pace struct {
	Decisions int // how many it is made from
	Median    int // from complete, of half of them at most, rounded up
	Arrival   int // the same from the day on which they came in
	Within    int // percent within the days that the municipality has set as its target
}

// PaceDays is how far back a pace looks, and PaceLeast the fewest decisions that say anything: fewer could tell of single people.
const (
	PaceDays  = 30
	PaceLeast = 10
)

// PaceOf measures what decisions took, against a target of days; of fewer than PaceLeast it tells nothing.
func PaceOf(took []Took, target int) Pace {
	if len(took) < PaceLeast {
		return Pace{}
	}
	var complete, arrival []int
	within := 0
	for _, t := range took {
		complete, arrival = append(complete, t.FromComplete), append(arrival, t.FromArrival)
		if t.FromComplete <= target {
			within++
		}
	}
	slices.Sort(complete)
	slices.Sort(arrival)
	half := len(took) / 2
	return Pace{Decisions: len(took), Median: complete[half], Arrival: arrival[half], Within: 100 * within / len(took)}
}

// PaceSince is the instant from which decisions count, PaceDays before now.
func PaceSince(now time.Time) time.Time { return now.AddDate(0, 0, -PaceDays) }
