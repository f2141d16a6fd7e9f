package sample

import "testing"

func TestNoticed(t *testing.T) {
	for _, tt := range []struct {
		a, b, want amount
	}{{9, 3, -2}, {5, 3, -2}, {9, 6, -2}, {3, 9, -2}, {6, 6, -5}} {
		if got, text := noticed(tt.a, tt.b, []string{"x", "y"}); got != tt.want || text != "of which xy" {
			t.Errorf("%d, %d: %d %s", tt.a, tt.b, got, text)
		}
	}
}

func TestUnnoticed(t *testing.T) {
	if unnoticed(3) != 1 || unnoticed(30) != 2 {
		t.Error("wrong")
	}
}
