package loopback_test

import (
	"testing"

	"bistand/loopback"
)

func TestOnlyThisMachineIsServed(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:0", "localhost:0", "[::1]:0"} {
		l, err := loopback.Listen(address)
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		l.Close()
	}
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.17:0", "example.org:0", "127.0.0.1"} {
		if l, err := loopback.Listen(address); err == nil {
			t.Errorf("%q: listens on %s", address, l.Addr())
			l.Close()
		}
	}
}
