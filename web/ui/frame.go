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
			case holeMain:
				return inside(c, p).Render(templ.WithChildren(ctx, children), w)
			}
			if l := p.Nav[n-holeCount]; l.Count > 0 {
				return count(l.Count).Render(ctx, w)
			}
			return nil
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
	holeCount // of the first entry in the navigation, and so on
)

// ordinary tells whether all that differs around the main part of a page has a hole or stands in the frame's key.
func (p Page) ordinary(c Ctx) bool {
	return p.Frame != "" && p.User != "" && p.SessionLeft > 0 && p.SessionEndsAt != "" && p.Current == c.Path && c.Form == "" &&
		!p.Fault && len(p.Errors) == 0 && p.Acting == nil && p.NoJSWait == 0
}

// counted is the count beside entry i of the navigation, or in a frame the hole for it.
func (p Page) counted(i int) templ.Component {
	if p.framed {
		return HoleFor(holeCount + i)
	}
	return count(p.Nav[i].Count)
}

// frameOf returns the frame of a page, made where it has not been.
func frameOf(ctx context.Context, c Ctx, p Page) (*Stencil, error) {
	key := StencilKey{Language: c.L, Piece: p.Frame, Code: p.Current}
	if kept := c.Site.pieces.Find(key); kept != nil {
		return kept, nil
	}
	p.Title, p.User, p.left, p.SessionEndsAt, p.framed = Hole(holeTitle), Hole(holeUser), Hole(holeLeft), Hole(holeEndsAt), true
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
