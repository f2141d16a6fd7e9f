package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Layout is the page around everything the public sees. What stands around the main part of a page that has a Frame, and nothing
// out of the ordinary there, is rendered once for each language and place in the navigation, with holes for what is one person's.
//
//go:noinline
func Layout(c Ctx, p Page) templ.Component {
	if !p.ordinary(c) {
		return layout(c, p)
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		frame, err := frameOf(ctx, c, p)
		if err != nil {
			return err
		}
		return frame.Write(w, func(n int) error {
			switch n {
			case holeTitle:
				return writeText(w, p.Title)
			case holeUser:
				return writeText(w, p.User)
			case holeLeft:
				return writeText(w, p.secondsLeft())
			case holeEndsAt:
				return writeText(w, p.SessionEndsAt)
			}
			return inside(c, p).Render(templ.WithChildren(ctx, children), w)
		})
	})
}

// The holes of a frame.
const (
	holeTitle = iota
	holeUser
	holeLeft
	holeEndsAt
	holeMain
)

// mostCounted is the highest count in the navigation of which a frame is kept.
const mostCounted = 9

// ordinary tells whether all that differs around the main part of a page has a hole or stands in the frame's key.
func (p Page) ordinary(c Ctx) bool {
	return p.Frame != "" && p.User != "" && p.SessionLeft > 0 && p.SessionEndsAt != "" && p.Current == c.Path && c.Form == "" &&
		!p.Fault && len(p.Errors) == 0 && p.Acting == nil && p.NoJSWait == 0 && p.counted().Count <= mostCounted
}

// counted is the entry of the navigation that has a count: where there are several, one with a count beyond what is kept.
func (p Page) counted() Link {
	var counted Link
	for _, l := range p.Nav {
		switch {
		case l.Count > 0 && counted.Count > 0:
			return Link{Count: mostCounted + 1}
		case l.Count > 0:
			counted = l
		}
	}
	return counted
}

// frameOf returns the frame of a page, made where it has not been.
func frameOf(ctx context.Context, c Ctx, p Page) (*Stencil, error) {
	counted := p.counted()
	key := StencilKey{Language: c.L, Piece: p.Frame, Code: p.Current, N: counted.Count}
	if counted.Count > 0 {
		key.Code += " " + counted.Href
	}
	if kept := c.Site.pieces.Find(key); kept != nil {
		return kept, nil
	}
	p.Title, p.User, p.left, p.SessionEndsAt = Hole(holeTitle), Hole(holeUser), Hole(holeLeft), Hole(holeEndsAt)
	return c.Site.pieces.Keep(templ.WithChildren(ctx, HoleFor(holeMain)), key, around(c, p))
}

func writeText(w io.Writer, text string) error {
	_, err := io.WriteString(w, templ.EscapeString(text))
	return err
}

// Kept is a piece of a page that depends on nothing but the municipality, the language, its name and a code, of which there are few. It
// is rendered once.
func Kept(c Ctx, name, code string, piece templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		key := StencilKey{Language: c.L, Piece: name, Code: code}
		kept := c.Site.pieces.Find(key)
		if kept == nil {
			var err error
			if kept, err = c.Site.pieces.Keep(templ.ClearChildren(ctx), key, piece); err != nil {
				return err
			}
		}
		return kept.Write(w, nil)
	})
}
