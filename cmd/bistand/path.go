package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// The kinds of arguments that are read from their text in a way of their own. A fault in one is told as any other misuse is.
type (
	anyPath      string         // a file or folder, there or not
	existingFile string         // a file that is there
	existingDir  string         // a folder that is there
	networks     []netip.Prefix // given one by one, or with commas between
)

// UnmarshalText makes the path absolute.
func (p *anyPath) UnmarshalText(text []byte) error {
	name, err := absolute(string(text))
	*p = anyPath(name)
	return err
}

// UnmarshalText makes the path absolute and looks for the file.
func (f *existingFile) UnmarshalText(text []byte) error {
	name, info, err := existing(string(text))
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", name)
	}
	*f = existingFile(name)
	return err
}

// UnmarshalText makes the path absolute and looks for the folder.
func (d *existingDir) UnmarshalText(text []byte) error {
	name, info, err := existing(string(text))
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", name)
	}
	*d = existingDir(name)
	return err
}

// UnmarshalText adds the networks to those already given.
func (n *networks) UnmarshalText(text []byte) error {
	for one := range strings.SplitSeq(string(text), ",") {
		network, err := netip.ParsePrefix(one)
		if err != nil {
			return err
		}
		*n = append(*n, network)
	}
	return nil
}

func existing(name string) (string, os.FileInfo, error) {
	name, err := absolute(name)
	if err != nil {
		return "", nil, err
	}
	info, err := os.Stat(name)
	return name, info, err
}

// absolute writes a path in full. ~ is the person's home, since no shell has replaced it in --data=~/demo or in a unit file.
func absolute(name string) (string, error) {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		home, err := os.UserHomeDir()
		return filepath.Join(home, rest), err
	}
	return filepath.Abs(name)
}
