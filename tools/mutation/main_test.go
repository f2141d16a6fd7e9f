package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChangesOfASample: of a small package every change is tried, those that must be built alone too, and the one that its
// tests miss is told.
func TestChangesOfASample(t *testing.T) {
	const want = `not viable testdata/sample/sample.go:6:12: * became /
killed     testdata/sample/sample.go:7:12: - became +
killed     testdata/sample/sample.go:15:16: < became <=
killed     testdata/sample/sample.go:15:16: < became >=
killed     testdata/sample/sample.go:15:31: ++ became --
killed     testdata/sample/sample.go:18:11: && became ||
killed     testdata/sample/sample.go:18:7: > became >=
killed     testdata/sample/sample.go:18:7: > became <=
killed     testdata/sample/sample.go:18:22: || became &&
killed     testdata/sample/sample.go:18:17: == became !=
killed     testdata/sample/sample.go:18:27: != became ==
killed     testdata/sample/sample.go:19:5: -= became +=
killed     testdata/sample/sample.go:21:14: + became -
killed     testdata/sample/sample.go:21:11: % became *
killed     testdata/sample/sample.go:21:9: - became +
killed     testdata/sample/sample.go:21:21: / became *
killed     testdata/sample/sample.go:21:17: * became /
lived      testdata/sample/sample.go:26:7: < became <=
killed     testdata/sample/sample.go:26:7: < became >=

| file | killed | lived | timed out | share |
| --- | ---: | ---: | ---: | ---: |
| testdata/sample/sample.go | 17 | 1 | 0 | 94.4 % |
| all | 17 | 1 | 0 | 94.4 % |
`
	var out strings.Builder
	if err := run(&out, []string{"testdata/sample"}, regexp.MustCompile(""), true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
