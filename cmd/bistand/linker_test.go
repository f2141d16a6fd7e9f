package main

import (
	"os/exec"
	"regexp"
	"testing"
)

// methodsByName are the functions that look a method up by a name, or a number, only known while the program runs. Where the linker finds
// one of them called it keeps all exported methods of all types, a tenth of the program: docs/decisions/0015-command-line.md.
var methodsByName = regexp.MustCompile(`(?m) T (reflect\.(?:Value|\(\*Value\)|\(\*rtype\))\.Method(?:ByName)?)$`)

// TestTheLinkerLeavesUnusedMethodsOut reads the program's table of symbols. What brought one in is told by
// go build -ldflags=-dumpdep ./cmd/bistand 2>&1 | grep ReflectMethod.
func TestTheLinkerLeavesUnusedMethodsOut(t *testing.T) {
	symbols, err := exec.Command("go", "tool", "nm", binary(t)).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m) T main\.main$`).Match(symbols) {
		t.Fatal("no table of symbols")
	}
	for _, m := range methodsByName.FindAllSubmatch(symbols, -1) {
		t.Errorf("%s is called", m[1])
	}
}
