package main

import "time"

// clock is the one place that reads the real time; everything else is handed a clock.
func clock() time.Time { return time.Now() }
