package main

import (
	"crypto/rand"
	"io"
	"time"
)

// clock reads the real time. A measurement is about nothing else.
func clock() time.Time { return time.Now() }

// random is the one source of randomness.
var random io.Reader = rand.Reader
