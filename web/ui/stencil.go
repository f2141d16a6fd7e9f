package ui

import (
	"bytes"
	"context"
	"io"
	"maps"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/a-h/templ"

	"bistand/lang"
)

// Stencil is a piece of a page that was rendered once, with holes for what differs from one visit to the next. It is for
// pages that are asked for often and hold little that moves; the words and the marks are still those of the templates.
type Stencil struct {
	parts []string // one more than holes
	holes []int    // which hole comes after each part
}

// firstHole is the first of the characters that stand for holes while a stencil is made. They are of Unicode's private use:
// no catalogue and no rule file has them, and what visitors type is filled in afterwards.
const firstHole = '\ue000'

// Hole is what stands in the place of hole n, 0 to 99, when a stencil is made: a value for a template, or with HoleFor a piece.
func Hole(n int) string { return string(firstHole + rune(n)) }

// HoleFor is a piece of a page that is a hole.
func HoleFor(n int) templ.Component { return templ.Raw(Hole(n)) }

// CutStencil renders a piece once and cuts it at its holes.
func CutStencil(ctx context.Context, piece templ.Component) (*Stencil, error) {
	var b bytes.Buffer
	if err := piece.Render(ctx, &b); err != nil {
		return nil, err
	}
	s := &Stencil{}
	text, begin := b.String(), 0
	for i, r := range text {
		if r >= firstHole && r < firstHole+100 {
			s.parts, s.holes = append(s.parts, text[begin:i]), append(s.holes, int(r-firstHole))
			begin = i + utf8.RuneLen(r)
		}
	}
	s.parts = append(s.parts, text[begin:])
	return s, nil
}

// Fill writes the piece, and has each hole written by its number.
func (s *Stencil) Fill(b *bytes.Buffer, hole func(n int)) {
	for i, part := range s.parts {
		b.WriteString(part)
		if i < len(s.holes) {
			hole(s.holes[i])
		}
	}
}

// Write is Fill into whatever a component writes to; the first error ends it.
func (s *Stencil) Write(w io.Writer, hole func(n int) error) error {
	for i, part := range s.parts {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
		if i < len(s.holes) {
			if err := hole(s.holes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// StencilKey is everything that a piece depends on. What visitors type may not stand in it: a stencil is kept, and the keys
// must be few.
type StencilKey struct {
	Language *lang.Lang
	Piece    string // which piece it is
	Of       any    // a pointer to what it shows, such as a table of the riksnorm
	Code     string
	N        int
}

// Stencils keeps pieces that were rendered once.
type Stencils struct {
	mu   sync.Mutex                              // held while one is added
	kept atomic.Pointer[map[StencilKey]*Stencil] // replaced by a larger one with each: they are read far more often
}

// Find returns the stencil of a key, nil where there is none yet.
func (s *Stencils) Find(key StencilKey) *Stencil {
	if kept := s.kept.Load(); kept != nil {
		return (*kept)[key]
	}
	return nil
}

// Keep cuts a stencil from a piece and keeps it by its key.
func (s *Stencils) Keep(ctx context.Context, key StencilKey, piece templ.Component) (*Stencil, error) {
	made, err := CutStencil(ctx, piece)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	larger := map[StencilKey]*Stencil{key: made}
	if kept := s.kept.Load(); kept != nil {
		maps.Copy(larger, *kept)
		larger[key] = made
	}
	s.kept.Store(&larger)
	return made, nil
}
