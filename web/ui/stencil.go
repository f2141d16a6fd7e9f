package ui

import (
	"bytes"
	"context"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
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
func CutStencil(ctx context.Context, piece templ.Component) (Stencil, error) {
	var b bytes.Buffer
	var s Stencil
	if err := piece.Render(ctx, &b); err != nil {
		return s, err
	}
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
func (s Stencil) Fill(b *bytes.Buffer, hole func(n int)) {
	for i, part := range s.parts {
		b.WriteString(part)
		if i < len(s.holes) {
			hole(s.holes[i])
		}
	}
}

// Stencils keeps pieces that were rendered once. Its keys must hold everything that a piece depends on and be few: nothing
// that a visitor has typed may stand in one.
type Stencils struct {
	mu   sync.RWMutex
	kept map[any]Stencil
}

// Of returns the stencil of a key, and makes it where there is none.
func (s *Stencils) Of(ctx context.Context, key any, piece func() templ.Component) (Stencil, error) {
	s.mu.RLock()
	made, ok := s.kept[key]
	s.mu.RUnlock()
	if ok {
		return made, nil
	}
	made, err := CutStencil(ctx, piece())
	if err != nil {
		return made, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[any]Stencil{}
	}
	s.kept[key] = made
	return made, nil
}
