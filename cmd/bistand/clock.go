package main

import "time"

// shift is how far the demonstration's clock stands from the real one; always 0 when serving.
var shift time.Duration

// clock is the one place that reads the real time; everything else is handed a clock.
func clock() time.Time { return time.Now().Add(shift) }
